"""How large the tests that take longest are: a third of their full size, if not asked for more."""

import os

FULL = bool(os.environ.get("CASELEDGER_TEST_FULL"))


def sized(full: int) -> int:
    """The full number under ``CASELEDGER_TEST_FULL=1``, else a third of it, at least one."""
    return full if FULL else max(full // 3, 1)
