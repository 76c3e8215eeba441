"""Tales: merged by time, each told what its own commands gave, cut at the end of yesterday."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from caseledger.demo.staff import STAFF
from caseledger.demo.tales import Hours, Step, Tale, go_on, merged, told_until
from domain.case.commands import AddNote
from tests.unit.demo.telling import town

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
TOWN = town(date(2026, 5, 20))


def step(hour: int, body: str) -> Step:
    command = AddNote(case_id=UUID(int=1), person_id=UUID(int=2), body=body)
    return Step(NOON + timedelta(hours=hour), STAFF[0].actor, command)


def tale(heard: list[str], name: str, *hours: int) -> Tale:
    for hour in hours:
        result = yield step(hour, f"{name}{hour}")
        heard.append(f"{name} heard {result['body']}")


def listen(told: Tale) -> list[str]:
    said = []
    following = next(told, None)
    while following is not None:
        said.append(following.command.body)
        following = go_on(told, {"body": following.command.body})
    return said


def test_tales_are_merged_by_time_and_each_hears_its_own_results() -> None:
    heard: list[str] = []
    both = merged([tale(heard, "a", 1, 4, 5), tale(heard, "b", 2, 4, 9), tale(heard, "c")])
    assert listen(both) == ["a1", "b2", "a4", "b4", "a5", "b9"]
    assert heard == [f"{s[0]} heard {s}" for s in ["a1", "b2", "a4", "b4", "a5", "b9"]]


def test_a_tale_is_cut_after_its_last_instant() -> None:
    heard: list[str] = []
    cut = told_until(tale(heard, "a", 1, 2, 3), NOON + timedelta(hours=2))
    assert listen(cut) == ["a1", "a2"]
    assert listen(told_until(tale(heard, "a"), NOON)) == []


def test_hours_go_forward_within_office_hours() -> None:
    hours = Hours(Random(1), TOWN)
    instants = [hours.on(day) for day in [date(2026, 5, 4)] * 4 + [date(2026, 5, 5)] * 4]
    assert instants == sorted(set(instants))
    assert all(8 <= at.hour < 18 for at in instants)
    assert [at.day for at in instants] == [4] * 4 + [5] * 4


def test_business_days_skip_weekends_and_holidays() -> None:
    # Monday 18 May 2026 is Victoria Day.
    assert TOWN.open_day(date(2026, 5, 16)) == date(2026, 5, 19)
    assert TOWN.after(date(2026, 5, 15), 1) == date(2026, 5, 19)
    assert TOWN.before(date(2026, 5, 20), 2) == date(2026, 5, 15)
    assert TOWN.after(date(2026, 5, 15), 0) == date(2026, 5, 15)
