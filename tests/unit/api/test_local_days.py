"""Where no day was told, it is the tenant's day on which it was learned: at 23:30, not tomorrow's."""

from datetime import UTC, date, datetime, time
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from api.labels import Labels
from api.read.consent_rows import _consent
from api.read.outcomes import fact_shown
from domain.calendar import local_day
from projections.consent_audit.rows import ConsentRow
from projections.outcomes.rows import Fact
from tests.support.days import WINTER_AND_SUMMER, ZONE
from tests.support.world import published_policy

NO = UUID(int=1)


def evening(day: date) -> datetime:
    return datetime.combine(day, time(23, 30), ZONE).astimezone(UTC)


def batch(day: date) -> Any:
    policy = published_policy()
    return SimpleNamespace(
        labels=Labels(policy, "en"),
        policy=policy,
        today=day,
        of_person=lambda person: frozenset(),
        context=SimpleNamespace(local_day=partial(local_day, zone=ZONE)),
    )


@pytest.mark.parametrize("day", WINTER_AND_SUMMER)
def test_a_consent_of_which_only_its_end_is_known(day: date) -> None:
    row = ConsentRow(
        tenant="t", consent_id=NO, person_id=NO, known_at=evening(day), recorded_by=NO, position=1
    )
    person: Any = None
    assert _consent(batch(day), row, person, person).signed_on == day.isoformat()


@pytest.mark.parametrize("day", WINTER_AND_SUMMER)
def test_a_fact_that_was_taken_back(day: date) -> None:
    fact = Fact(
        tenant="t",
        kind="exit",
        owner_id=NO,
        subject_id=NO,
        position=1,
        known_from=evening(day),
        event_id=NO,
        event_type="entry.retracted",
    )
    assert fact_shown(fact, {}, batch(day)).on == day.isoformat()
