"""What may happen in a case, and why not: pure decisions, no clock, no I/O, no SQL."""
