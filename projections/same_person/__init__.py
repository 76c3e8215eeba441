"""Which numbers are one person's, and which pairs of numbers wait for somebody to decide."""
