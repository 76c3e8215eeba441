"""A pace is told over the last minute, however often and by however many it is asked."""

from projections.status import PACE_SECONDS, Pace


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
