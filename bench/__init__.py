"""Benchmarks: always a ratio within one run, never an absolute figure alone."""
