"""Consents with what became of them, and every disclosure with what it rests on."""
