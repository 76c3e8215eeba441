"""The record of looks, for the privacy officer: itself a look."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from api.access.gate import Opened, gate_of
from api.access.roles import AUDITS, require
from api.asked import asked
from api.context import Context, Info
from api.ids import global_id
from api.paging import page_info, page_size, read_cursor, write_cursor
from api.parse import day_argument, id_argument
from api.read import people
from api.read.batch import Batch
from api.read.consent_rows import case_numbers
from api.read.consents import end_of, start_of
from api.read.counts import counting
from api.read.fresh import fresh
from api.read.opening import open_batch
from api.schema.looks import Look, LookConnection, LookDecision, LookEdge
from api.schema.scalars import Position
from domain.access import EXPLANATIONS
from projections.paging import CAP, Count

if TYPE_CHECKING:
    from api.read.questions.asking import Days

_WHERE = """
    from access.look as l
    where l.tenant = %(tenant)s
      and (%(person)s::uuid is null or l.persons @> array[%(person)s::uuid])
      and (%(case)s::uuid is null or l.cases @> array[%(case)s::uuid])
      and (%(from_at)s::timestamptz is null or l.at >= %(from_at)s)
      and (%(until_at)s::timestamptz is null or l.at < %(until_at)s)
      and (%(decision)s::text is null or l.decision = %(decision)s)
      and (%(look)s::uuid is null or l.look_id = %(look)s)
      and (%(newest)s::timestamptz is null or l.at <= %(newest)s)
"""
_FIELDS = """l.look_id, l.at, l.account_id, l.role, l.organisation, l.purpose, l.task,
        l.persons, l.cases, l.categories, l.decision, l.codes,
        l.purpose_from, l.task_ref, l.stated, l.authorities,
        (select e.started_by from access.export as e
         where e.tenant = l.tenant and e.export_id = l.look_id), l.office,
        (select s.via from access.session as s where s.session_id = l.session_id),
        (select s.scopes from access.session as s where s.session_id = l.session_id), l.as_at"""
_ASKED = f"""
    select {_FIELDS}
    from access.look as l
    where l.tenant = %(tenant)s and l.decision = 'allowed'
      and (%(person)s::uuid is null or %(person)s = any (l.persons))
      and (%(account)s::uuid is null or l.account_id = %(account)s)
      and (%(from_at)s::timestamptz is null or l.at >= %(from_at)s)
      and (%(until_at)s::timestamptz is null or l.at < %(until_at)s)
      and l.persons <> '{{}}' and l.categories <> '{{}}'
    order by l.at, l.look_id
    limit %(most)s
"""
_PAGE = f"""
    select {_FIELDS}
    {_WHERE}
      and (%(before_at)s::timestamptz is null
           or (l.at, l.look_id) < (%(before_at)s, %(before_id)s::uuid))
    order by l.at desc, l.look_id desc
    limit %(page)s
"""
_COUNT = f"select count(*) from (select {_WHERE} limit %(most)s) as found"
SHOWN = 50
"""Persons and cases named of one look; one of a long list names hundreds."""


class LookRow(msgspec.Struct, frozen=True):
    """A row of ``access.look``; ``exported_by`` is who took everything out by the command line.

    ``via`` and ``scopes``: how the session was opened in which it was made, and to what it was limited.
    """

    look_id: UUID
    at: datetime
    account_id: UUID
    role: str
    organisation: str
    purpose: str
    task: str | None
    persons: list[UUID]
    cases: list[UUID]
    categories: list[str]
    decision: str
    codes: list[str]
    purpose_from: str | None
    task_ref: UUID | None
    stated: str | None
    authorities: list[str] | None
    exported_by: str | None
    office: str | None = None
    via: str | None = None
    scopes: list[str] | None = None
    as_at: int | None = None


async def looks(
    info: Info,
    person: str | None,
    case: str | None,
    from_on: str | None,
    to_on: str | None,
    decision: LookDecision | None,
    first: int | None,
    after: str | None,
) -> LookConnection:
    """Looks, newest first, allowed and refused."""
    context = info.context
    size = page_size(context.services.settings.limits, first)
    parameters: dict[str, Any] = {
        "tenant": context.tenant,
        "person": id_argument(person, "Person", "person"),
        "case": id_argument(case, "Case", "case"),
        "from_at": start_of(context, day_argument(from_on, "from")),
        "until_at": end_of(context, day_argument(to_on, "to")),
        "decision": decision.value.lower() if decision else None,
        "look": None,
        "newest": None,
    }
    before_at, before_id = read_cursor(after, tuple[datetime, UUID]) if after else (None, None)
    page = {"before_at": before_at, "before_id": before_id, "page": size + 1}
    rows = await _rows(context, parameters | page)
    if rows and after is None:
        # Counted later, when this look at the looks stands there too: it is not in this list.
        parameters["newest"] = rows[0].at
    nodes = await _shown(info, rows[:size])
    edges = [
        LookEdge(cursor=write_cursor([row.at, row.look_id]), node=node)
        for row, node in zip(rows, nodes, strict=False)
    ]
    return LookConnection(
        edges=edges,
        page_info=page_info(
            [edge.cursor for edge in edges], before=after is not None, after=len(rows) > size
        ),
        counting=counting(lambda: _count(context, parameters)),
    )


async def one(info: Info, key: UUID) -> Look | None:
    """One look, or nothing where there is none."""
    parameters: dict[str, Any] = dict.fromkeys(
        (
            "person",
            "case",
            "from_at",
            "until_at",
            "decision",
            "newest",
            "before_at",
            "before_id",
        )
    )
    parameters |= {"tenant": info.context.tenant, "look": key, "page": 1}
    return next(iter(await _shown(info, await _rows(info.context, parameters))), None)


async def _rows(context: Context, parameters: dict[str, Any]) -> list[LookRow]:
    require(await context.signed_in(), AUDITS)
    async with context.services.auditors.connection() as connection:
        cursor = await connection.execute(_PAGE, parameters)
        return [LookRow(*row) for row in await cursor.fetchall()]


async def rows_asked(
    context: Context,
    *,
    days: "Days",
    most: int,
    person: UUID | None = None,
    account: UUID | None = None,
) -> list[LookRow]:
    """Looks of these days that showed something of somebody, oldest first; of one account or at one
    person. Raises ``Fault``."""
    require(await context.signed_in(), AUDITS)
    parameters = {
        "tenant": context.tenant,
        "person": person,
        "account": account,
        "from_at": days.from_at,
        "until_at": days.until_at,
        "most": most,
    }
    async with context.services.auditors.connection() as connection:
        cursor = await connection.execute(_ASKED, parameters)
        return [LookRow(*row) for row in await cursor.fetchall()]


async def nodes(batch: Batch, rows: Sequence[LookRow]) -> list[Look]:
    """These looks under a batch whose look names their persons."""
    numbers = await case_numbers(batch, {key for row in rows for key in row.cases[:SHOWN]})
    return [await _look(batch, row, numbers) for row in rows]


async def _shown(info: Info, rows: list[LookRow]) -> list[Look]:
    context, gate = info.context, await gate_of(info.context)
    named = {key for row in rows for key in row.persons[:SHOWN]}
    opened = await gate.persons(named) if named else Opened(codes=("PRIVACY_OFFICER_DUTY",))
    batch = await open_batch(context, gate, opened, asked(info), await fresh(context), task="LOOKS")
    return await nodes(batch, rows)


async def _look(batch: Batch, row: LookRow, numbers: dict[UUID, str]) -> Look:
    labels, known = batch.labels, await batch.persons()
    language = "fr" if labels.french else "en"
    return Look(
        id=global_id("Look", row.look_id),
        at=row.at,
        who=row.exported_by or batch.actor(row.account_id, row.role),
        role=labels.code("roles", row.role),
        organisation=labels.word("organisations", row.organisation),
        via=labels.maybe("sign_in_ways", row.via),
        scopes=labels.codes("scopes", row.scopes) if row.scopes is not None else None,
        purpose=labels.code("purposes", row.purpose),
        purpose_from=labels.maybe("purposes_from", row.purpose_from),
        task_ref=row.task_ref and str(row.task_ref),
        stated=labels.maybe("look_purposes", row.stated),
        authorities=row.authorities or [],
        as_at=None if row.as_at is None else Position(row.as_at),
        task=labels.word("tasks", row.task) if row.task else None,
        persons=[known.get(key) or people.withheld(batch, key) for key in row.persons[:SHOWN]],
        cases=[numbers[key] for key in row.cases[:SHOWN] if key in numbers],
        categories=labels.codes("categories", row.categories),
        decision=LookDecision(row.decision.upper()),
        why=[EXPLANATIONS[code][language] for code in row.codes if code in EXPLANATIONS],
    )


async def _count(context: Context, parameters: dict[str, Any]) -> Count:
    async with context.services.auditors.connection() as connection:
        cursor = await connection.execute(_COUNT, parameters | {"most": CAP + 1})
        row = await cursor.fetchone()
    found = row[0] if row else 0
    return Count(min(found, CAP), found > CAP)
