"""The town's history as the reader may see it: by scope without a look, rows only under one."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from projections.case_file.rows import CaseRow, MemberRow
from projections.paging import Page, Scope
from projections.registry import READ_MODELS
from tests.unit.projections.histories import TENANT
from tests.unit.projections.imported import imported_history
from tests.unit.projections.memory import Memory

EVENTS = imported_history(Random(100), 1150)
TODAY = date(2025, 6, 30)
EVERYTHING = Scope(tenant=TENANT, everything=True)
Reader = AsyncConnection[Any]


def kept(name: str, kind: type) -> list[Any]:
    """The rows that the model keeps of this history, worked out in memory."""
    [model] = [m for m in READ_MODELS if m.name == name]
    memory = Memory(model)
    memory.take(EVENTS)
    return memory.rows(kind)


CASES: list[CaseRow] = [c for c in kept("case_file", CaseRow) if c.submitted_on]
MEMBERS: list[MemberRow] = kept("case_file", MemberRow)


@asynccontextmanager
async def looking(
    reader: Reader,
    secret: str,
    *,
    persons: Sequence[UUID] = (),
    cases: Sequence[UUID] = (),
) -> AsyncIterator[None]:
    """A transaction under a committed look at these."""
    cursor = await reader.execute(
        "select access.record_look(%s, 'SERVICE', null, %s, %s, '{}', 'allowed', '{}', null)",
        (secret, list(persons), list(cases)),
    )
    [look] = await cursor.fetchone() or [None]
    async with reader.transaction():
        await reader.execute("select set_config('caseledger.look', %s, true)", (str(look),))
        yield


async def paged(fetch: Callable[[int | None], Any]) -> list[Any]:
    """All rows of a list that goes by position, page by page."""
    found: list[Any] = []
    page: Page[Any] | None = None
    while page is None or page.more:
        page = await fetch(found[-1].position if found else None)
        assert page is not None
        found += page.rows
    return found
