"""Whose events are parked in what is shown: of them a reader sees less than was recorded."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from psycopg import AsyncConnection

from projections.paging import fetch


class Lacking(msgspec.Struct, frozen=True):
    """The first position that some read model lacks of a case or person, as its stream is called."""

    stream: str
    since: int


async def lacking(
    connection: AsyncConnection[Any], tenant: str, streams: Iterable[str]
) -> Mapping[str, int]:
    """Under a look that names them: since which position events of these wait, where any do."""
    query = """
        select p.stream, min(p.position) as since
        from read.parked as p
        join read.build as b on b.name = p.name and b.build = p.build and b.state = 'live'
        where p.tenant = %(tenant)s and p.stream = any (%(streams)s)
        group by p.stream
    """
    rows = await fetch(connection, Lacking, query, {"tenant": tenant, "streams": list(streams)})
    return {row.stream: row.since for row in rows}
