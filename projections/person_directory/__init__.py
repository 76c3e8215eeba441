"""Who is who: the one read model that holds names in clear."""
