"""Pages: each one GraphQL document and one template, in French and English."""
