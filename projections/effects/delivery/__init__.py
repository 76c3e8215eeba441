"""Carries out what was noted: at least once, under the same key each time, by any process."""
