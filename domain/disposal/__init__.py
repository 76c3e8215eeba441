"""Disposal: what is kept for how long, what holds it, and who lets it go."""
