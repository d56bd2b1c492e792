"""What an exercise is declared with: its types, comparisons, builders and shared pieces."""
