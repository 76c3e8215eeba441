"""What follows from events, and needs more than a table: work that goes on until it is done."""
