"""Caseload and case page: a row a case with all that lists need, and child rows for its page."""
