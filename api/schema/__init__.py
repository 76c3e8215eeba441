"""The schema: types by subject, what can be asked, what can be sent."""
