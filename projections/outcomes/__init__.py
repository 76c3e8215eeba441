"""Outcome figures, each the size of a set of cited facts."""
