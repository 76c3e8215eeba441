"""What read models that fold together take for the ledger's end."""

from types import SimpleNamespace
from typing import Any

import pytest

from projections.engine import position
from projections.engine.bell import Bell
from projections.engine.parked import Parked
from projections.engine.position import Place
from projections.engine.together import Rider, Together
from projections.timeline.project import TIMELINE
from tests.unit.projections.test_remembered import folded


class Growing:
    """A ledger that grows by an event of this tenant in the moment in which nothing is found."""

    tenant = "riviere-nord"
    head = 7
    watched = True

    def __init__(self) -> None:
        self._grown = Bell()
        self.strike = self._grown.strike

    def ring(self) -> None:
        self._grown.ring()

    async def read(self, after: int, limit: int) -> list[Any]:
        self.head = 8
        return []


class Answer:
    """The timeline has moved."""

    async def fetchall(self) -> list[tuple[str]]:
        return [("timeline",)]


async def test_what_comes_while_nothing_was_found_is_not_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moved: list[int] = []

    async def move_all(*given: Any) -> Any:
        moved.append(given[4])
        return Answer()

    monkeypatch.setattr(position, "move_all", move_all)
    monkeypatch.setattr("projections.engine.together.tell", _nothing)
    monkeypatch.setattr("projections.engine.together._worked", _nothing)
    went: list[int] = []
    place = Place(5, 0, Parked())
    folding: Any = SimpleNamespace(model=TIMELINE, parked=Parked())
    rider = Rider(folding, {}, lambda: place, went.append)
    feed: Any = Growing()
    together = Together(feed, "", "owner", moved=lambda: None)
    with together.riding(rider):
        await together._step(SimpleNamespace(broken=False))  # type: ignore[arg-type]
        assert not rider.left.is_set()
    assert (moved, went) == ([7], [7])
    assert rider.left.is_set()


async def test_who_comes_back_goes_by_nothing_that_it_knew_before_it_left() -> None:
    folding: Any = SimpleNamespace(model=TIMELINE, parked=Parked())
    rider = Rider(folding, {}, lambda: Place(5, 0, Parked()), lambda _: None)
    feed: Any = Growing()
    together = Together(feed, "", "owner", moved=lambda: None)
    with together.riding(rider):
        rider.remembered.note(*folded())
        assert len(rider.remembered)
    # Alone, it may have written any of it.
    with together.riding(rider):
        assert len(rider.remembered) == 0


async def _nothing(*_: Any) -> dict[Any, Any]:
    return {}
