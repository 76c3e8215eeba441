"""The cases that are open to a partner by consent: a list that tells only what consent opens."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from api.access.gate import NONE, Gate, Opened
from api.context import Context
from api.schema.category import IDENTITY, INCOME
from projections.case_file.queries import CaseKey, CaseloadFilter, caseload_keys
from projections.paging import CAP, Page
from projections.person_directory.queries import find_people


async def keys_by_consent(
    context: Context, gate: Gate, look: UUID | None, filter: CaseloadFilter
) -> Page[CaseKey]:
    """The cases referred to a partner of which something is open, in the order of the list.

    What is open is decided person by person, so the few that there are are decided first: neither
    page nor count tells of others. Names are searched of whom the name is open; what waits, and
    since when, is told of whose income is. ``look``: that of the search, where there is one.
    """
    asked = msgspec.structs.replace(filter, attention_by=None)
    found = await context.reader.ask(look, caseload_keys, gate.scope(), asked, limit=CAP)
    opened = await gate.cases([key.case_id for key in found.rows])
    keys = [_told(key, opened) for key in found.rows if key.case_id in opened.cases]
    if filter.attention_by is not None:
        keys = [key for key in keys if key.attention_on <= filter.attention_by]
    if filter.search:
        keys = await _searched(context, gate, look, filter.search, keys, opened)
    return Page(sorted(keys, key=place), found.more)


def place(key: CaseKey) -> tuple[date, int]:
    """Where a case stands in the list: what waits longest first, then what moved last."""
    return key.attention_on, -key.position


def _told(key: CaseKey, opened: Opened) -> CaseKey:
    if INCOME in opened.cases[key.case_id]:
        return key
    return msgspec.structs.replace(key, attention_on=date.max)


async def _searched(
    context: Context,
    gate: Gate,
    look: UUID | None,
    search: str,
    keys: Sequence[CaseKey],
    opened: Opened,
) -> list[CaseKey]:
    people = await context.reader.ask(look, find_people, gate.scope(), search, limit=CAP)
    named = {one for one in people.rows if IDENTITY in opened.persons.get(one, NONE)}
    numbers = await _numbers(context, [key.case_id for key in keys])
    return [
        key
        for key in keys
        if numbers[key.case_id].startswith(search.upper())
        or not named.isdisjoint(opened.members[key.case_id])
    ]


async def _numbers(context: Context, cases: list[UUID]) -> Mapping[UUID, str]:
    rows = await context.reader.rows(
        "select * from read.case_numbers(%s, %s)", [context.tenant, cases]
    )
    return {row["case_id"]: row["case_number"] or "" for row in rows}
