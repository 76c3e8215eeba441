"""Instants as operators read them: by UTC, and said to be; whatever zone the server answers in."""

from datetime import UTC, datetime


def by_utc(at: datetime) -> str:
    """``2026-03-02 04:30 UTC``."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
