"""Letters: those that wait to go out, and those that went."""
