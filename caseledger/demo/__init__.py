"""Invented data for a first look: the municipality of Rivière-Nord, its staff, people and cases.

Nothing here is real: no such municipality, person, address, organisation or number exists.
"""
