"""Hears the ledger and notes what is to follow from it, exactly once, whatever happens."""
