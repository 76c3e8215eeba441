"""What led to what: the commands of one chain, each with its events, from any id in it.

    with psycopg.connect(auditor_url) as connection:
        found = trace(connection, "brantwood", event_id)

Read from the envelopes as they stand: no event is decoded, no key is needed, nothing private can
come out. No index serves it, for one would cost every append: the ledger is read once from where
the chain began (about a second for each million events).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, LiteralString
from uuid import UUID

import msgspec
import psycopg

from domain.event import Actor, Authority, Correction, Metadata, SourceReference
from ledger.codec import decode_metadata

Connection = psycopg.Connection[Any]

LIMIT = 1_000
"""Events of a chain that are told, beside those that led to what was asked for."""

_EVENTS: LiteralString = (
    "select position, event_id, type, schema_version, stream, version, effective_on, known_at,"
    " appended_at, metadata from ledger.events where tenant = %(tenant)s and "
)
_ORDER: LiteralString = " order by position limit %(limit)s"
_NO_ENVELOPE = b"{}"  # of the stock library's own events


class TracedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event by its envelope; ``corrected_by`` are the events that name it as what they correct."""

    position: int
    event_id: UUID
    type: str
    schema_version: int
    stream: str
    version: int
    effective_on: date | None
    known_at: datetime
    actor: Actor | None
    authority: Authority | None
    source: SourceReference | None
    channel: str | None
    corrects: UUID | None
    correction: Correction | None
    corrected_by: tuple[UUID, ...] = ()


class TracedCommand(msgspec.Struct, frozen=True, kw_only=True):
    """A command that was accepted (at ``accepted_at``, UTC) and its events, in their order.

    ``causation`` is the event or command that led to it. ``command_id`` is empty for events that
    were written without a command.
    """

    command_id: UUID | None
    accepted_at: datetime
    causation: UUID | None
    events: list[TracedEvent]


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """A chain: ``origin`` is the command that began it, or the run that its commands belong to.

    ``complete`` says whether these are all its commands, as the ledger stood at ``position``.
    """

    asked: UUID
    origin: UUID
    position: int
    complete: bool
    commands: list[TracedCommand]


class _Row(msgspec.Struct, frozen=True):
    position: int
    event_id: UUID
    type: str
    schema_version: int
    stream: str
    version: int
    effective_on: date | None
    known_at: datetime
    appended_at: datetime
    metadata: Metadata | None

    @property
    def command(self) -> UUID | None:
        return self.metadata.command if self.metadata else None

    @property
    def causation(self) -> UUID | None:
        return self.metadata.causation if self.metadata else None

    @property
    def correlation(self) -> UUID:
        told = self.metadata.correlation if self.metadata else None
        return told or self.command or self.event_id


def trace(connection: Connection, tenant: str, asked: UUID | int) -> Trace | None:
    """The chain of an event (by id or position), a command or a run; None where there is none.

    ``connection`` is one of a role that may read events and commands, the auditor's say.
    """
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        return _Reader(connection, tenant).trace(asked)


class _Reader:
    def __init__(self, connection: Connection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    def trace(self, asked: UUID | int) -> Trace | None:
        mine = self._event(asked) or (self._command(asked) if isinstance(asked, UUID) else [])
        if isinstance(asked, UUID) and not mine and (empty := self._empty_command(asked)):
            return self._told(asked, asked, [], [empty], complete=True)
        if not mine and isinstance(asked, UUID):
            mine = self._chain(asked, 0)[:1]
        if not mine:
            return None
        origin = mine[0].correlation
        rows = {row.position: row for row in [*self._led_to(mine), *self._command(origin)]}
        wanted = asked if isinstance(asked, UUID) else mine[0].event_id
        of_run = all(row.command != origin for row in rows.values())
        if of_run and wanted != origin:  # whose other commands have nothing to do with this one
            chain = self._chain(origin, min(rows), caused=True)
            rows |= {row.position: row for row in _following(rows.values(), chain[:LIMIT])}
        else:
            chain = self._chain(origin, 0 if of_run else min(rows))
            rows |= {row.position: row for row in chain[:LIMIT]}
        return self._told(wanted, origin, list(rows.values()), [], complete=len(chain) <= LIMIT)

    def _event(self, asked: UUID | int) -> list[_Row]:
        """The event, and the others of its command."""
        by: LiteralString = (
            "event_id = %(asked)s" if isinstance(asked, UUID) else ("position = %(asked)s")
        )
        found = self._rows(by, {"asked": asked})
        if found and (command := found[0].command) is not None:
            return self._command(command) or found
        return found

    def _command(self, command_id: UUID) -> list[_Row]:
        first_and_last = self._connection.execute(
            "select first_position, last_position from ledger.commands"
            " where tenant = %s and command_id = %s and first_position is not null",
            (self._tenant, command_id),
        ).fetchone()
        if first_and_last is None:
            return []
        between = {"first": first_and_last[0], "last": first_and_last[1]}
        found = self._rows("position between %(first)s and %(last)s", between)
        return [row for row in found if row.command == command_id]

    def _empty_command(self, command_id: UUID) -> TracedCommand | None:
        row = self._connection.execute(
            "select appended_at from ledger.commands where tenant = %s and command_id = %s",
            (self._tenant, command_id),
        ).fetchone()
        if row is None:
            return None
        return TracedCommand(command_id=command_id, accepted_at=row[0], causation=None, events=[])

    def _led_to(self, mine: Sequence[_Row]) -> list[_Row]:
        """These, and what led to them, up to the first cause that the ledger knows."""
        found, seen = list(mine), {row.position for row in mine}
        while (cause := mine[0].causation) is not None and len(found) < LIMIT:
            mine = self._event(cause) or self._command(cause)
            if not mine or mine[0].position in seen:
                break
            found += mine
            seen |= {row.position for row in mine}
        return found

    def _chain(self, origin: UUID, began: int, *, caused: bool = False) -> list[_Row]:
        """The events of a chain, and one more than are told where there are more.

        ``caused``: only those that something in it led to.
        """
        needle = f'"correlation":"{origin}"'.encode()
        return self._rows(
            "position >= %(began)s and position(%(needle)s in metadata) > 0"
            " and position(%(also)s in metadata) > 0",
            {"began": began, "needle": needle, "also": b'"causation":"' if caused else needle},
            LIMIT + 1,
        )

    def _corrections(self, rows: Iterable[_Row]) -> dict[UUID, tuple[UUID, ...]]:
        """By event: those that correct it. They stand in its own stream."""
        found: dict[UUID, tuple[UUID, ...]] = {}
        corrections = self._rows(
            "stream = any(%(streams)s) and position(%(needle)s in metadata) > 0",
            {"streams": list({row.stream for row in rows}), "needle": b'"corrects":"'},
        )
        for row in corrections:
            if row.metadata and (corrected := row.metadata.corrects):
                found[corrected] = (*found.get(corrected, ()), row.event_id)
        return found

    def _rows(
        self, where: LiteralString, given: dict[str, Any], limit: int | None = None
    ) -> list[_Row]:
        found = self._connection.execute(
            _EVENTS + where + _ORDER, {**given, "tenant": self._tenant, "limit": limit}
        )
        return [_Row(*row[:-1], _metadata(row[-1])) for row in found.fetchall()]

    def _told(
        self,
        asked: UUID,
        origin: UUID,
        rows: Sequence[_Row],
        commands: list[TracedCommand],
        *,
        complete: bool,
    ) -> Trace:
        corrections = self._corrections(rows) if rows else {}
        together: dict[UUID, list[_Row]] = {}
        for row in sorted(rows, key=lambda row: row.position):
            together.setdefault(row.command or row.event_id, []).append(row)
        commands = commands + [
            TracedCommand(
                command_id=first.command,
                accepted_at=first.appended_at,
                causation=first.causation,
                events=[
                    _traced(row, corrections.get(row.event_id, ())) for row in (first, *others)
                ],
            )
            for first, *others in together.values()
        ]
        head = self._connection.execute("select position from ledger.head").fetchone()
        return Trace(
            asked=asked,
            origin=origin,
            position=head[0] if head else 0,
            complete=complete,
            commands=commands,
        )


def _following(rows: Iterable[_Row], chain: Iterable[_Row]) -> Iterator[_Row]:
    """Of the chain, in the order of positions, what the rows led to, and what that led to."""
    known = {key for row in rows for key in (row.event_id, row.command) if key is not None}
    for row in chain:
        if row.causation in known:
            known |= {row.event_id, row.command} - {None}
            yield row


def _metadata(data: bytes) -> Metadata | None:
    return None if data == _NO_ENVELOPE else decode_metadata(data)


def _traced(row: _Row, corrected_by: tuple[UUID, ...]) -> TracedEvent:
    told = row.metadata
    return TracedEvent(
        position=row.position,
        event_id=row.event_id,
        type=row.type,
        schema_version=row.schema_version,
        stream=row.stream,
        version=row.version,
        effective_on=row.effective_on,
        known_at=row.known_at,
        actor=told.actor if told else None,
        authority=told.authority if told else None,
        source=told.source if told else None,
        channel=told.channel if told else None,
        corrects=told.corrects if told else None,
        correction=told.correction if told else None,
        corrected_by=corrected_by,
    )
