"""What two records are said to differ in."""

from types import SimpleNamespace
from typing import Any

import pytest

from api.read.same_person import _differ


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("Brown", "Brown", False),
        ("Célina", "CELINA", False),
        ("623", "624", True),
        ("623", None, False),
        (None, "613-555-0160", False),
        (None, None, False),
    ],
)
def test_only_values_that_are_both_shown_can_differ(one: Any, other: Any, differ: bool) -> None:
    """One that is not given, or not open to who asks, may be the same."""
    assert _differ(SimpleNamespace(value=one), SimpleNamespace(value=other), "value") is differ  # type: ignore[arg-type]
