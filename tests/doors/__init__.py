"""What needs more than Python: a browser. `make test-doors` installs it and runs these."""
