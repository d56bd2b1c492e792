"""What was handed in, made safe to read."""
