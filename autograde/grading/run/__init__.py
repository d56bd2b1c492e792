"""One notebook as a task: planned, run in a kernel, asked, judged."""
