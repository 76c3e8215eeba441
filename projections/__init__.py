"""Read models: each a folder with its table, its fold and its queries, kept by one engine."""
