"""Keeps read models: folds events into rows, rows and position in one transaction, exactly once."""
