"""What grading leaves behind: the store of results, verdicts and marks."""
