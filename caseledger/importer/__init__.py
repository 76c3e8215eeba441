"""The import of another system's extract: read, checked, staged, mapped to events, sent, reported."""
