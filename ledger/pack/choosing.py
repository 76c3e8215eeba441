"""Which events belong into a pack, and what of them is opened."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any, Literal, LiteralString, get_args
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from domain.event import Event, Recorded
from domain.private import Clear, Sealed
from domain.streams import case_stream, consent_stream, stream_kind, stream_uuid
from ledger.ledger import Ledger
from ledger.sealing import private_paths

Connection = AsyncConnection[Any]

Kind = Literal["case", "decision", "disclosure"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_COMMAND: LiteralString = """
    select e.stream from ledger.events as e where e.tenant = %s and e.event_id = %s
"""
_DISCLOSURE: LiteralString = """
    select e.stream from ledger.events as e
    where e.tenant = %s and e.type = 'disclosure.made'
        and convert_from(e.state, 'UTF8')::jsonb ->> 'disclosure_id' = %s limit 1
"""
_POLICY: LiteralString = """
    select e.position from ledger.events as e
    where e.tenant = %s and e.type = 'policy.published' and e.position <= %s order by e.position
"""


class Opened(msgspec.Struct, frozen=True):
    """A private value in clear: which box it stands in, and where that one has a key of its own, it.

    ``path`` is where it stands in the event, to which the box is bound; ``box``: person, version of
    the key, and ciphertext as they stand in the row; ``key``: 32 bytes.
    """

    path: str
    value: str
    box: tuple[UUID, int, bytes]
    key: bytes | None


class Chosen(msgspec.Struct, frozen=True):
    """An event of a pack as stored, and what of it is opened."""

    recorded: Recorded
    opened: Sequence[Opened]


class NothingFound(LookupError):
    """There is no such case, decision or disclosure."""


async def events(ledger: Ledger, connection: Connection, kind: Kind, asked: UUID) -> list[Recorded]:
    """What a pack of this kind holds, private values sealed. ``connection``: of the auditor.

    ``asked``: a case, the event of a decision, or a disclosure. Raises ``NothingFound``.
    """
    match kind:
        case "case":
            return await _of_case(ledger, asked)
        case "decision":
            return await _of_decision(ledger, connection, asked)
        case "disclosure":
            return await _of_disclosure(ledger, connection, asked)


async def _of_case(ledger: Ledger, case_id: UUID) -> list[Recorded]:
    """A case's events, and the consents of whoever is in it, but for what names another case."""
    own = await ledger.load(case_stream(case_id))
    if not own:
        raise NothingFound
    found = list(own)
    for person in persons(own):
        for each in await ledger.load(consent_stream(person)):
            if getattr(each.event, "case_id", None) in (None, case_id):
                found.append(each)
    return sorted(found, key=lambda each: each.position)


async def _of_decision(ledger: Ledger, connection: Connection, event_id: UUID) -> list[Recorded]:
    """An event, and in its stream those of the same command."""
    row = await (await connection.execute(_COMMAND, (ledger.tenant, event_id))).fetchone()
    if row is None:
        raise NothingFound
    events = await ledger.load(row[0])
    [asked] = [each for each in events if each.event_id == event_id]
    command = asked.metadata.command
    return [
        each
        for each in events
        if each is asked or (command is not None and each.metadata.command == command)
    ]


async def _of_disclosure(
    ledger: Ledger, connection: Connection, disclosure_id: UUID
) -> list[Recorded]:
    """A disclosure, every event of the consents that it rests on, and the referral that shared."""
    values = (ledger.tenant, str(disclosure_id))
    row = await (await connection.execute(_DISCLOSURE, values)).fetchone()
    if row is None:
        raise NothingFound
    consents = await ledger.load(row[0])
    [made] = [each for each in consents if _is(each.event, disclosure_id)]
    named = set(_ids(made.event, "consent_ids"))
    found = [
        each
        for each in consents
        if each is made
        or (each.event.wire_name != made.event.wire_name and named & set(_ids(each.event)))
    ]
    case_id = getattr(made.event, "case_id", None)
    if case_id is not None:
        case = await ledger.load(case_stream(case_id))
        found += [each for each in case if disclosure_id in _ids(each.event)]
    return sorted(found, key=lambda each: each.position)


async def with_policy(
    ledger: Ledger, connection: Connection, events: Sequence[Recorded]
) -> list[int]:
    """The positions of the policy that those events were decided by: all published up to then."""
    read = max((each.metadata.policy or 0 for each in events), default=0)
    cursor = await connection.execute(_POLICY, (ledger.tenant, read))
    return [position for (position,) in await cursor.fetchall()]


async def opened(ledger: Ledger, events: Sequence[Recorded]) -> list[Chosen]:
    """The events with their private values; of those that were disposed of nothing is said."""
    clear = await ledger.unseal(events)
    boxes = [private_paths(each.event) for each in events]
    items = {
        value.item
        for found in boxes
        for value in found.values()
        if isinstance(value, Sealed) and value.item is not None
    }
    keys = await asyncio.to_thread(ledger.keys.item_keys, items)
    return [
        Chosen(each, list(_opened(found, private_paths(read.event), keys)))
        for each, found, read in zip(events, boxes, clear, strict=True)
    ]


def persons(events: Sequence[Recorded]) -> list[UUID]:
    """Whoever these events are about, or name."""
    found: set[UUID] = set()
    for each in events:
        if stream_kind(each.stream) in ("person", "consent"):
            found.add(stream_uuid(each.stream))
        found.update(_ids(each.event, "person_id"))
        found.update(member.person_id for member in getattr(each.event, "members", ()))
    return sorted(found)


def cases(events: Sequence[Recorded]) -> list[UUID]:
    """The cases that these events are of."""
    return sorted({stream_uuid(e.stream) for e in events if stream_kind(e.stream) == "case"})


def _opened(
    boxes: dict[str, Any],
    values: dict[str, Any],
    keys: dict[UUID, bytes],
) -> Iterator[Opened]:
    for path, box in boxes.items():
        value = values[path]
        if isinstance(box, Sealed) and isinstance(value, Clear):
            yield Opened(
                path,
                value.value,
                (box.subject, box.key_version, box.box),
                keys.get(box.item) if box.item else None,
            )


def _is(event: Event, disclosure_id: UUID) -> bool:
    return event.wire_name == "disclosure.made" and disclosure_id in _ids(event, "disclosure_id")


def _ids(event: Event, *names: str) -> list[UUID]:
    """The ids that an event names, in these fields or in any."""
    found: list[UUID] = []
    for name in names or event.__struct_fields__:
        value = getattr(event, name, None)
        found += [each for each in _each(value) if isinstance(each, UUID)]
    return found


def _each(value: Any) -> Sequence[Any]:
    return value if isinstance(value, tuple | list) else (value,)
