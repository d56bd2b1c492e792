"""nbgrader's extension points, and its settings for this course."""
