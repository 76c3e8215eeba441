"""What is to be thought of a projection from what the tables tell; its pace over the last minute."""

from typing import Any

import msgspec
import pytest

from projections.engine import builds
from projections.engine.builds import Build
from projections.engine.parking import MOST_PARKED
from projections.engine.position import ProjectionRow
from projections.standing import Counted, Standing
from projections.status import HEALTHY_FOR, PACE_SECONDS, Pace, ProjectionStatus
from projections.timeline.project import TIMELINE


def build(number: int = 1, **changes: Any) -> Build:
    made = {
        "name": "timeline",
        "build": number,
        "version": TIMELINE.version,
        "evolution": TIMELINE.evolution,
        "definition": builds.definition(TIMELINE),
        "state": "live",
    }
    rest = {field: None for field in Build.__struct_fields__ if field not in made}
    return Build(**(rest | made | changes))


def row(number: int = 1, **changes: Any) -> ProjectionRow:
    made = {
        "name": "timeline",
        "build": number,
        "version": TIMELINE.version,
        "position": 90,
        "heartbeat_age": 0.5,
        "owner": "host:1:ab",
        "state": "running",
        "error": None,
    }
    return ProjectionRow(**(made | changes))


def of(
    live: ProjectionRow | None = None,
    *beside: ProjectionRow,
    there: list[Build] | None = None,
    leased: bool = True,
    running: bool = True,
    parked: Counted | None = None,
    lacking: dict[str, int] | None = None,
) -> ProjectionStatus:
    standing = Standing(
        {live.name: live} if live else {},
        {(one.name, one.build): one for one in beside},
        there or [build()],
        {"timeline"} if leased else set(),
        {"timeline": parked} if parked else {},
        lacking or {},
    )
    return standing.of(TIMELINE, head=100, age=7.5, rate=3.0, running=running)


def test_one_that_runs_is_well_however_far_behind() -> None:
    found = of(row(), parked=Counted(2, 1, 5))
    assert found.healthy and (found.lag_events, found.lag_seconds, found.rate) == (10, 7.5, 3.0)
    assert (found.parked_streams, found.parked_events, found.owner) == (2, 5, "host:1:ab")
    assert of(row(position=100)).lag_seconds == 0


FAILING = {"state": "failing", "error": "ValueError at position 91"}


@pytest.mark.parametrize(
    ("told", "around", "trouble"),
    [
        ({}, {"leased": False}, "STOPPED"),
        ({}, {"running": False}, "STOPPED"),
        ({"heartbeat_age": HEALTHY_FOR}, {}, "STALE"),
        ({"heartbeat_age": None}, {}, "STALE"),
        ({"heartbeat_age": -3600.0}, {}, "STALE"),
        ({"heartbeat_age": -1.0}, {}, None),
        (FAILING, {"leased": False}, "FAILING"),
        (FAILING | {"heartbeat_age": 60.0}, {}, "STALE"),
        (FAILING, {"parked": Counted(MOST_PARKED, MOST_PARKED, 500)}, "TOO_MANY_PARKED"),
        (FAILING, {"parked": Counted(MOST_PARKED, 1, 500)}, "FAILING"),
        ({}, {"parked": Counted(MOST_PARKED, MOST_PARKED, 500)}, None),
        ({}, {"there": [build(version=999, definition="newer")]}, "SUPERSEDED"),
    ],
)
def test_what_is_not_well_is_told_by_its_reason(
    told: dict[str, Any], around: dict[str, Any], trouble: str | None
) -> None:
    found = of(row(**told), **around)
    assert found.trouble == trouble and found.healthy == (trouble is None)
    assert of(None).trouble == "NEVER_STARTED"


def test_while_it_is_filled_beside_what_fills_it_is_asked() -> None:
    old = build(version=0, definition="older")
    there = [old, build(2, state="building")]
    left = row(heartbeat_age=3600.0)
    at_work = row(2, state="building", owner="host:2:cd/beside", position=40)
    found = of(left, at_work, there=there, leased=False)
    assert (found.state, found.trouble, found.owner) == ("rebuilding", None, "host:2:cd/beside")
    assert found.position == 90, "readers see the live tables"
    dead = msgspec.structs.replace(at_work, heartbeat_age=HEALTHY_FOR)
    assert of(left, dead, there=there, leased=False).trouble == "STALE"


def test_what_would_never_be_put_in_place_is_not_well() -> None:
    there = [build(version=0, definition="older"), build(2, state="building")]
    left = row(heartbeat_age=3600.0)
    filling, ready = row(2, state="building", position=40), row(2, position=100)
    lacking = {"timeline": 3}
    assert of(left, filling, there=there, lacking=lacking).healthy, "it may yet be mended"
    found = of(left, ready, there=there, lacking=lacking)
    assert (found.trouble, found.error, found.state) == ("FAILING", "Lacking 3", "rebuilding")
    assert of(left, ready, there=there).healthy, "it is put in place a moment later"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_pace_needs_two_looks_and_is_that_of_the_last_minute() -> None:
    clock = Clock()
    pace = Pace(clock)
    assert pace.of("one", 100) is None
    clock.now += 10
    assert pace.of("one", 600) == 50
    assert pace.of("two", 600) is None, "each has its own"
    clock.now += 10
    assert pace.of("one", 600) == 25
    clock.now += PACE_SECONDS
    assert pace.of("one", 600) == 0, "what was longer ago counts no more"


def test_looks_that_come_at_once_or_very_rarely_tell_no_nonsense() -> None:
    clock = Clock()
    pace = Pace(clock)
    for _ in range(1000):
        pace.of("one", 0)
    assert pace.of("one", 10_000) is None
    assert len(pace._seen["one"]) == 1
    clock.now += 10 * PACE_SECONDS
    assert pace.of("one", 6_000) == 10


def test_a_projection_that_begins_again_has_no_pace_until_it_moves() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.of("one", 5_000)
    clock.now += 1
    assert pace.of("one", 0) is None
    clock.now += 1
    assert pace.of("one", 300) == 300
