"""The numbers under which an export's rows name people, cases and consents.

What came from another system keeps the number that it had there. What was made here gets one that
begins with a mark with which no imported number begins, and says at which position it was made: the
same in every later export. Kept in temporary tables, so that memory stays bounded.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from domain.event import Metadata

MARK = "CL"
LETTERS = {
    "person": "R", "case": "B", "consent": "C", "application": "A", "deferral": "D",
    "referral": "F", "benefit": "P", "overpayment": "O",
}  # fmt: skip

_CREATE: LiteralString = """
create temporary table numbered (
    kind text not null, id uuid not null, number text collate "C", position bigint, final text,
    primary key (kind, id)
)
"""
_PUT: LiteralString = """
insert into numbered (kind, id, number, position)
select distinct on (kind, id) kind, id, number, position
from unnest(%s::text[], %s::uuid[], %s::text[], %s::bigint[]) as told (kind, id, number, position)
order by kind, id, number nulls last, position nulls last
on conflict (kind, id) do update set
    number = coalesce(numbered.number, excluded.number),
    position = coalesce(numbered.position, excluded.position)
where numbered.number is null and excluded.number is not null
   or numbered.position is null and excluded.position is not null
"""
# Two systems may have used one number: whoever was here first keeps it.
_SETTLE: LiteralString = """
update numbered as n set final = settled.final
from (
    select
        kind, id,
        case
            when kind = 'disclosure' then number
            when number is not null and row_number() over (
                partition by kind, number order by position nulls last, id) = 1 then number
            when position is not null
                then %s || (%s::jsonb ->> kind) || lpad(position::text, 6, '0')
            else %s || (%s::jsonb ->> kind) || '-' || id::text
        end as final
    from numbered
) as settled
where n.kind = settled.kind and n.id = settled.id
"""
_FIND: LiteralString = "select id, final from numbered where kind = %s and id = any(%s::uuid[])"
_NEVER_REGISTERED: LiteralString = """
select final from numbered where kind = 'person' and position is null order by final
"""


class Numbers:
    """The numbers of one export. ``connection`` is the writer's, in autocommit."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._marked: set[str] = set()
        self.systems: list[str] = []
        self.mark = MARK
        connection.execute(_CREATE)

    def put(self, told: Collection[tuple[str, UUID, str | None, int | None]]) -> None:
        """Kind, id, the number it had elsewhere, the position at which it was made here."""
        if told:
            self._connection.execute(_PUT, tuple(map(list, zip(*told, strict=True))))

    def source(self, metadata: Metadata) -> tuple[str, list[str]] | None:
        """The file and the parts of the key of the row that an imported event came from."""
        if metadata.source is None or metadata.source_hash is None:
            return None
        if metadata.source.system not in self.systems:
            self.systems.append(metadata.source.system)
        file, _, key = metadata.source.reference.partition("/")
        parts = key_parts(key)
        self._marked.update(part for part in parts if part.startswith(MARK))
        return file, parts

    def settle(self) -> None:
        """Give everybody their final number, once all are told."""
        at = 1
        while any(number.startswith(self.mark + "-") for number in self._marked):
            at += 1
            self.mark = f"{MARK}{at}"
        letters = Jsonb(LETTERS)
        mark = self.mark + "-"
        self._connection.execute(_SETTLE, (mark, letters, mark, letters))
        self._connection.execute("analyze numbered")

    def find(self, kind: str, ids: Iterable[UUID]) -> dict[UUID, str]:
        """The final numbers of these."""
        rows = self._connection.execute(_FIND, (kind, list(ids))).fetchall()
        return dict(rows)

    def never_registered(self) -> Iterator[str]:
        """Of people whom others' rows name, and who have none of their own."""
        for row in self._connection.execute(_NEVER_REGISTERED):
            yield row[0]

    def of_entity(self, kind: str, key: str | None, system: str | None, position: int) -> str:
        """The number of what only its own row names: an application, a payment, a referral."""
        if key is None:
            return f"{self.mark}-{LETTERS[kind]}{position:06d}"
        at = self.systems.index(system) if system in self.systems else 0
        return key if at == 0 else f"{self.mark}-{at + 1}.{key}"


def key_parts(key: str) -> list[str]:
    """The cells that a row's key was made of (``check.key_part`` and ``keys.numbered`` undone)."""
    bare = re.sub(r"#\d+$", "", key)
    return [
        part.replace("%23", "#").replace("%7C", "|").replace("%25", "%") for part in bare.split("|")
    ]
