"""Appointments, and visits at the counter."""
