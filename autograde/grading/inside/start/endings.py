"""How a kernel ended, as the exit code of its keeper. The kernel itself cannot choose it."""

LEFT = 80  # it ended itself, or was ended by its own limits
OUT_OF_MEMORY = 81
OUT_OF_CPU = 82
TOO_MANY_FILES = 83
