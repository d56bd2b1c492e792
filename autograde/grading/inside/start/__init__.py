"""What starts and watches a kernel in the sandbox. Copied there as plain files: see launch.py."""
