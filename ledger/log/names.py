"""What the logs are called, in the database, in checkpoints and in addresses."""

EVENTS = "events"
LOOKS = "looks"
LOGS = (EVENTS, LOOKS)

TABLES = {EVENTS: "ledger.events", LOOKS: "access.look"}
"""Whose rows the leaves of each log are."""


def origin_name(base: str, log: str, sequence: int) -> str:
    """``base/events``, and after restores ``base/events/2`` and so on."""
    return f"{base}/{path(log, sequence)}"


def path(log: str, sequence: int) -> str:
    """Where a log is served, below ``/log/``: every origin has an address of its own for good."""
    return log if sequence == 1 else f"{log}/{sequence}"
