"""A person of whom every private field of every event holds a word found nowhere else."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
import psycopg

from domain.event import Actor, Event, Metadata, Recorded, event_types
from domain.evolve import FOLDS
from domain.private import Clear, Sealed
from ledger.sealing import _walk, holds_private
from tests.unit.ledger.golden import GOLDEN

SAMPLE, SUBJECT = (f"01890a5d-ac96-774b-bcce-b302099a805{last}" for last in "78")
BIRTH_DATE = "1904-07-13"
FIRST = ("application.submitted", "application.decided", "person.registered")
PLAIN = ("benefit.issued", "referral.closed", "unit.member_left")


@dataclass(frozen=True)
class Life:
    """``events`` in their order, by now in the ledger or not; ``canaries`` by event and field."""

    person: UUID
    events: list[Recorded]
    canaries: dict[str, str]

    @property
    def case(self) -> UUID:
        """Its id is the person's: the samples know one id."""
        return self.person

    def of(self, wire_name: str) -> Recorded:
        return next(r for r in self.events if r.event.wire_name == wire_name)


def life(tenant: str, day: date = date(2015, 5, 4)) -> Life:
    """A closed file of somebody: all that has private fields happened on that day."""
    person = uuid4()
    canaries: dict[str, str] = {}
    found = []
    for name in _order():
        event = _event(name, person, day, canaries)
        own = name.partition(".")[0]
        kind = own if own in FOLDS else "case"
        found.append((f"{kind}-{person}", event))
    actor = Actor(uuid4(), "STAFF", "CASEWORKER", tenant, "centre")
    at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
    versions: dict[str, int] = {}
    events = []
    for stream, event in found:
        versions[stream] = versions.get(stream, 0) + 1
        events.append(
            Recorded(
                position=0,
                tenant=tenant,
                stream=stream,
                version=versions[stream],
                event_id=uuid4(),
                event=event,
                effective_on=day,
                known_at=at,
                appended_at=at,
                metadata=Metadata(actor=actor),
            )
        )
    return Life(person, events, canaries)


def _order() -> list[str]:
    private = sorted(name for name, kind in event_types().items() if holds_private(kind))
    others = dict.fromkeys((*private, *PLAIN))
    between = [name for name in others if name not in (*FIRST, "case.exited")]
    return [*FIRST, *between, "case.exited"]


def _event(name: str, person: UUID, day: date, canaries: dict[str, str]) -> Event:
    kind = event_types()[name]
    text = GOLDEN[name, kind.schema_version].replace(SAMPLE, str(person))
    text = text.replace(SUBJECT, str(person)).replace("2026-05-04", day.isoformat())
    text = text.replace('"case_number":"X"', f'"case_number":"{person.hex[:12]}"')
    event = msgspec.json.decode(text.replace("2026-05", day.isoformat()[:7]), type=kind)

    def clear(path: str, value: Any) -> Any:
        if not isinstance(value, Sealed):
            return value
        word = BIRTH_DATE if path == "birth_date" else f"canari{os.urandom(6).hex()}"
        if path != "birth_date":
            canaries[f"{name} {path}"] = word
        return Clear(word, person, own_key=value.item is not None)

    return _walk(event, "", clear)


def everywhere(text: str) -> Iterator[bytes]:
    """A word as it could stand in a file: in clear, and in hexadecimal as bytes are dumped."""
    yield text.encode()
    yield text.encode().hex().encode()


def found_in(haystack: bytes, words: dict[str, str]) -> set[str]:
    """Whose words of these stand there, in any spelling."""
    return {
        name for name, word in words.items() if any(each in haystack for each in everywhere(word))
    }


WAL_PAGE, LONG_HEADER, SHORT_HEADER = 8192, 40, 24
"""Bytes of a page of the write-ahead log, of the header of a segment's first and of the others."""


def write_ahead_log(admin: psycopg.Connection) -> bytes:
    """Every byte of the server's write-ahead log as it lies on disk; and once more as it reads.

    A record that runs over the end of a page goes on after the next one's header: what is torn so
    is whole in the second reading, which leaves headers out.
    """
    rows = admin.execute(
        "select pg_read_binary_file('pg_wal/' || name) from pg_ls_waldir()"
        " where name ~ '^[0-9A-F]{24}$' order by name"
    )
    segments = [bytes(row[0]) for row in rows]
    read = (
        segment[at + (LONG_HEADER if at == 0 else SHORT_HEADER) : at + WAL_PAGE]
        for segment in segments
        for at in range(0, len(segment), WAL_PAGE)
    )
    return b"".join((*segments, *read))


def files_of(admin: psycopg.Connection, tables: Sequence[str]) -> bytes:
    """Every byte of these tables and of their indexes, as they lie on disk."""
    found = b""
    for table in tables:
        rows = admin.execute(
            "select pg_relation_filepath(c.oid) from pg_class as c where c.oid = %s::regclass"
            " union all select pg_relation_filepath(i.indexrelid) from pg_index as i"
            " where i.indrelid = %s::regclass",
            (table, table),
        ).fetchall()
        for (path,) in rows:
            [(content,)] = admin.execute("select pg_read_binary_file(%s)", (path,)).fetchall()
            found += bytes(content)
    return found
