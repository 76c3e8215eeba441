"""How long a build still takes, as far as that can be known."""

from datetime import UTC, datetime
from typing import Any

import pytest

from projections.engine.builds import Build
from projections.engine.progress import BuildStatus, Pace

MADE = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Building:
    """A build of which one looks from time to time; the ledger has 1,000 events."""

    def __init__(self, *, was_live: bool = False) -> None:
        self.now = 0.0
        self._pace = Pace(lambda: self.now)
        self._build = Build(
            name="timeline",
            build=2,
            version=2,
            evolution=0,
            definition="",
            tables=[],
            functions=[],
            functions_definition="",
            state="building",
            switches=True,
            made_at=MADE,
            caught_up_at=None,
            switched_at=MADE if was_live else None,
        )

    def look(self, position: int, *, after: float = 1, **how: Any) -> BuildStatus:
        self.now += after
        old = how.get("old", self.now)
        place = (position, position, 1, False, how.get("heard", 0.1), how.get("error"), old, 0)
        return self._pace.status(self._build, place, 1000)


def test_the_first_look_goes_by_its_age_and_every_other_by_what_was_done_since() -> None:
    seen = Building()
    assert seen.look(100, after=10).seconds_left == pytest.approx(90)
    assert seen.look(200).seconds_left == pytest.approx(8)
    assert seen.look(0, after=0.1).seconds_left is None, "it was begun anew"


def test_one_that_was_live_before_did_not_come_so_far_since_it_was_made() -> None:
    seen = Building(was_live=True)
    assert seen.look(900, old=900_000).seconds_left is None
    assert seen.look(950, old=900_001).seconds_left == pytest.approx(1)


def test_of_one_that_stands_nobody_knows_how_long() -> None:
    seen = Building()
    seen.look(100)
    assert seen.look(200, error="42P01").seconds_left is None
    assert seen.look(200, heard=60.0).seconds_left is None
    stands = [seen.look(200, after=30).seconds_left for _ in range(20)]
    assert all(left is None or left < 3600 for left in stands) and stands[-1] is None
