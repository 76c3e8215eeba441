"""What the tables tell of how projections stand, and what is to be thought of it."""

from collections.abc import Sequence
from typing import Any, Self

import msgspec
from psycopg import AsyncConnection

from projections import status
from projections.engine import builds, position
from projections.engine.builds import Build
from projections.engine.model import ReadModel
from projections.engine.parking import MOST_PARKED
from projections.engine.position import ProjectionRow
from projections.engine.switch import lacked
from projections.status import ProjectionStatus, Trouble

_PARKED = """
select p.name, count(*), count(p.error), (
    select count(*) from read.parked_event as e
    where (e.tenant, e.name, e.build) = (p.tenant, p.name, p.build)
)
from read.parked as p
join read.build as b on b.name = p.name and b.build = p.build and b.state = 'live'
where p.tenant = %s group by p.tenant, p.name, p.build
"""

_BY_STATE: dict[str, Trouble | None] = {"running": None, "building": None}


class Counted(msgspec.Struct, frozen=True):
    """How many streams a projection has parked, how many of them by an error of their own, and how
    many events wait.
    """

    streams: int = 0
    failed: int = 0
    events: int = 0


async def counted(connection: AsyncConnection[Any], tenant: str) -> dict[str, Counted]:
    """What the live build of each projection has parked, by its name; for the projector's role."""
    cursor = await connection.execute(_PARKED, (tenant,))
    return {name: Counted(*numbers) for name, *numbers in await cursor.fetchall()}


async def _leased(
    connection: AsyncConnection[Any], tenant: str, live: Sequence[ProjectionRow]
) -> set[str]:
    """Names of those that are owned; just after a switch it is still who filled it beside."""
    leases = {lease: row.name for row in live for lease in (row.name, f"{row.name}/{row.build}")}
    return {leases[lease] for lease in await position.leased(connection, tenant, leases)}


async def _lacking(connection: AsyncConnection[Any], there: Sequence[Build]) -> dict[str, int]:
    """Of what is about to go live by itself: there are few, and seldom."""
    live = {build.name: build for build in there if build.state == "live"}
    return {
        build.name: await lacked(connection, build, live[build.name])
        for build in there
        if build.switches and build.state == "building" and build.name in live
    }


class Standing(msgspec.Struct, frozen=True):
    """The tables at one look. ``live`` by name; ``beside`` by name and build; ``leased`` by name.

    ``lacking``: of how many files the build that would go live by itself lacks events; by name.
    """

    live: dict[str, ProjectionRow]
    beside: dict[tuple[str, int], ProjectionRow]
    builds: list[Build]
    leased: set[str]
    parked: dict[str, Counted]
    lacking: dict[str, int] = {}

    @classmethod
    async def read(cls, connection: AsyncConnection[Any], tenant: str) -> Self:
        """All projections of a tenant, for the projector's role."""
        there = await builds.found(connection)
        live = await position.rows(connection, tenant)
        beside = await position.rows(connection, tenant, state="building")
        return cls(
            {row.name: row for row in live},
            {(row.name, row.build): row for row in beside},
            there,
            await _leased(connection, tenant, live),
            await counted(connection, tenant),
            await _lacking(connection, there),
        )

    def of(
        self, model: ReadModel, *, head: int, age: float | None, rate: float | None, running: bool
    ) -> ProjectionStatus:
        """How one stands: ``age`` is that of the first event that it has not folded.

        ``running``: whether it is run where its row says, as far as the asking process can know.
        """
        row = self.live.get(model.name)
        if row is None:
            return ProjectionStatus(
                name=model.name,
                version=model.version,
                lag_events=head,
                lag_seconds=age or 0.0,
                trouble="NEVER_STARTED",
            )
        state, runs = self._run_by(model, row)
        trouble = _trouble(state, runs, running and row.name in self.leased)
        lag = max(head - row.position, 0)
        waits = self.parked.get(row.name, Counted())
        return ProjectionStatus(
            name=row.name,
            version=row.version,
            build=row.build,
            position=row.position,
            lag_events=lag,
            lag_seconds=max(age or 0.0, 0.0) if lag else 0.0,
            rate=rate,
            heartbeat_age=runs.heartbeat_age,
            owner=runs.owner,
            state=state,
            error=runs.error,
            parked_streams=waits.streams,
            parked_events=waits.events,
            trouble="TOO_MANY_PARKED"
            if trouble == "FAILING" and waits.failed >= MOST_PARKED
            else trouble,
        )

    def _run_by(self, model: ReadModel, row: ProjectionRow) -> tuple[str, ProjectionRow]:
        """The state as this program sees it, and the row of what tells how it fares."""
        mine = [build for build in self.builds if build.name == model.name]
        live = next((build for build in mine if build.state == "live"), None)
        if live is None or live.definition == builds.definition(model):
            return row.state, row
        if builds.is_newer(live, model):
            return "superseded", row
        filled = [b for b in mine if b.state == "building" and b.definition != live.definition]
        beside = self.beside.get((model.name, filled[-1].build)) if filled else None
        if beside and beside.state == "running" and (lacks := self.lacking.get(model.name)):
            # It is never put in place, and nobody fills the live one any more.
            beside = msgspec.structs.replace(beside, state="failing", error=f"Lacking {lacks}")
        return "rebuilding", beside or row


def _trouble(state: str, runs: ProjectionRow, running: bool) -> Trouble | None:
    if state == "superseded":
        return "SUPERSEDED"
    trouble = _BY_STATE.get(runs.state, "FAILING")
    # One that fails gives its lease up between its tries; what is filled beside has one of its own.
    if trouble is None and not running and state != "rebuilding":
        return "STOPPED"
    quiet = status.HEALTHY_FOR if trouble is None else status.FAILING_FOR
    # A beat that is yet to come is of before a clock was set back: whoever lives has beaten since.
    if runs.heartbeat_age is None or abs(runs.heartbeat_age) >= quiet:
        return "STALE"
    return trouble
