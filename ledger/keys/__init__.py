"""Keys: one for each person, one for each free text below it, all wrapped by a key-encryption key."""
