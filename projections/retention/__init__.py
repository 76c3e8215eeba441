"""What was asked to be disposed of, what was, and what legal holds keep."""
