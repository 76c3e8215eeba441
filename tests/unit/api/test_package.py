"""What a package leaves out without a word: of a household that was left, and what may not be told yet."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from api.read.package import Own, _after_leaving, _held_back
from domain.access import CaseOf
from domain.calendar import local_day
from domain.consent import DisclosureMade
from tests.support.days import WINTER_AND_SUMMER, ZONE

ME, OTHER, CASE = UUID(int=1), UUID(int=2), UUID(int=3)
LEFT = date(2026, 3, 10)


def later(
    own: Own, effective_on: date, known: date, about: UUID | None = None, case: UUID | None = CASE
) -> bool:
    """Whether an entry that was learned at 23:30 of a day is of after they left."""
    known_at = datetime.combine(known, time(23, 30), ZONE).astimezone(UTC)
    row: Any = SimpleNamespace(
        case_id=case, about_person_id=about, effective_on=effective_on, known_at=known_at
    )
    return _after_leaving(own, row, partial(local_day, zone=ZONE))


def own(left: date | None) -> Own:
    case = CaseOf(CASE, "centre", None, "OPEN", left_on=left)
    return Own(frozenset({ME}), {CASE: case}, frozenset())


def test_nothing_later_of_a_household_that_was_left() -> None:
    before, after = date(2026, 3, 9), date(2026, 3, 11)
    assert not later(own(LEFT), before, before)
    assert later(own(LEFT), LEFT, LEFT)
    assert later(own(LEFT), before, after), "learned later of a day before"
    assert later(own(LEFT), after, after, OTHER)
    assert not later(own(LEFT), after, after, ME), "their own"
    assert not later(own(LEFT), after, after, None, None), "of no case"
    assert not later(own(None), after, after)


@pytest.mark.parametrize("day", WINTER_AND_SUMMER)
def test_what_was_learned_on_the_evening_before_they_left_is_theirs(day: date) -> None:
    assert not later(own(day + timedelta(days=1)), day, day)
    assert later(own(day), day - timedelta(days=1), day)


def test_a_disclosure_that_may_not_be_told_yet_is_not_there() -> None:
    made = DisclosureMade(
        disclosure_id=ME,
        person_id=ME,
        case_id=None,
        referral_id=None,
        recipient_kind="LAW_ENFORCEMENT",
        recipient="LAW_ENFORCEMENT",
        categories=("CONTACT",),
        purpose="INVESTIGATION",
        authority_kind="STATUTE",
        authority_reference="s. 32 (g)",
        made_at=datetime(2026, 3, 2, tzinfo=UTC),
        notice="WITHHELD",
        notice_withheld_until=LEFT,
        notice_withheld_for="INVESTIGATION",
    )
    told: Any = SimpleNamespace(event=made)
    assert _held_back(told, date(2026, 3, 9)) and not _held_back(told, LEFT)
