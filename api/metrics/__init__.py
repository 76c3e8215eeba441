"""Measures for Prometheus: what this process counts, and how all stands. Nothing in them names a person."""
