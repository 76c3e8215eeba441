"""How each answer is read: the gate first, then whole lists from the read tables, batched."""
