"""Findings about looks, for the queues that this session reviews; never about its own looks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from api.access.gate import Opened, gate_of
from api.access.sessions import Session
from api.asked import asked
from api.context import Context, Info
from api.errors import Fault
from api.ids import global_id
from api.paging import page_info, page_size, read_cursor, write_cursor
from api.parse import id_argument
from api.read import people
from api.read.batch import Batch
from api.read.counts import counting
from api.read.fresh import fresh
from api.read.opening import open_batch
from api.schema.oversight import Finding, FindingConnection, FindingEdge, FindingState
from api.schema.scalars import Day
from domain.access import may_act
from domain.finding_review import Found, ReviewFinding
from domain.reviewing import queues_for
from projections.paging import CAP, Count

TASK = "FINDINGS"
_CALL = """access.findings(
    %(tenant)s, %(queues)s, %(reviewer)s, %(office)s, %(wanted)s::uuid, %(state)s, %(kind)s,
    %(from_on)s::date, %(to_on)s::date, %(as_at)s::timestamptz,
    %(after_at)s::timestamptz, %(after_id)s::uuid, %(page)s)"""


class FindingRow(msgspec.Struct, frozen=True):
    """A row of ``access.findings``; instants are UTC, ``day`` the tenant's local day."""

    finding_id: UUID
    kind: str
    queue: str
    account_id: UUID
    role: str
    office: str | None
    organisation: str
    person_id: UUID | None
    day: date
    first_at: datetime
    last_at: datetime
    looks: int
    look_id: UUID
    state: str
    explanation: str | None
    reviewed_by: UUID | None
    reviewed_role: str | None
    reviewed_at: datetime | None
    incident_id: UUID | None


async def listed(
    info: Info,
    id: str | None,
    queue: str | None,
    state: FindingState | None,
    kind: str | None,
    first: int | None,
    after: str | None,
    at_least: int | None,
) -> FindingConnection:
    """Oldest first. Raises ``Fault`` for who reviews nothing."""
    context = info.context
    gate = await gate_of(context)
    parameters = await parameters_of(context, gate.session, queue)
    parameters |= {"state": state.value if state else None, "kind": kind}
    parameters["wanted"] = id_argument(id, "Finding", "id")
    size = page_size(context.services.settings.limits, first)
    place = read_cursor(after, tuple[datetime, UUID]) if after else (None, None)
    freshness = await fresh(context, at_least)
    paged = {"after_at": place[0], "after_id": place[1], "page": size + 1}
    found = await rows_of(context, parameters | paged)
    edges: list[FindingEdge] = []
    if found:
        persons = {row.person_id for row in found if row.person_id}
        opened = await gate.persons(persons) if persons else Opened(codes=("PRIVACY_OFFICER_DUTY",))
        batch = await open_batch(context, gate, opened, asked(info), freshness, task=TASK)
        edges = [
            FindingEdge(cursor=write_cursor([row.first_at, row.finding_id]), node=node)
            for row, node in zip(found, await shown(batch, found[:size]), strict=False)
        ]
    return FindingConnection(
        edges=edges,
        page_info=page_info(
            [edge.cursor for edge in edges], before=after is not None, after=len(found) > size
        ),
        freshness=freshness,
        counting=counting(lambda: count(context, parameters)),
    )


async def found_for(context: Context, command: ReviewFinding) -> ReviewFinding:
    """The command with what was found, where it is the sender's to review."""
    session = await context.signed_in()
    try:
        parameters = await parameters_of(context, session, None)
    except Fault:
        return command
    rows = await rows_of(context, parameters | {"wanted": command.finding_id})
    if not rows:
        return command
    row = rows[0]
    found = Found(row.kind, row.account_id, row.role, row.office, row.first_at, row.look_id)
    return msgspec.structs.replace(command, found=found)


async def waiting(context: Context, session: Session) -> Count:
    """How many wait for this session's review; none where it reviews nothing."""
    try:
        parameters = await parameters_of(context, session, None)
    except Fault:
        return Count(0, False)
    return await count(context, parameters | {"state": FindingState.WAITING.value})


async def count(context: Context, parameters: dict[str, Any]) -> Count:
    """How many there are, up to the cap."""
    async with context.services.auditors.connection() as connection:
        cursor = await connection.execute(
            f"select count(*) from {_CALL} as found",  # type: ignore[arg-type]
            _NO_PLACE | parameters | {"page": CAP + 1},
        )
        row = await cursor.fetchone()
    found = row[0] if row else 0
    return Count(min(found, CAP), found > CAP)


_NO_PLACE: dict[str, Any] = {
    "wanted": None,
    "state": None,
    "kind": None,
    "from_on": None,
    "to_on": None,
    "as_at": None,
    "after_at": None,
    "after_id": None,
    "page": 1,
}


async def parameters_of(context: Context, session: Session, queue: str | None) -> dict[str, Any]:
    """What this session reviews. Raises ``Fault`` where it works on no queue, or not on this one."""
    policy, actor, today = await context.policy(), session.actor, context.today
    queues = queues_for(policy, actor, today)
    if may_act(actor, "ReviewFinding", policy, today) or not queues:
        raise Fault("NOT_PERMITTED")
    if queue is not None and queue not in queues:
        raise Fault("NOT_PERMITTED")
    return {
        "tenant": context.tenant,
        "queues": [queue] if queue else list(queues),
        "reviewer": session.account_id,
        "office": session.office,
    }


async def rows_of(context: Context, parameters: dict[str, Any]) -> list[FindingRow]:
    """Findings by ``parameters_of`` and what else is asked, oldest first; no look."""
    async with context.services.auditors.connection() as connection:
        cursor = await connection.execute(
            f"select * from {_CALL}",  # type: ignore[arg-type]
            _NO_PLACE | parameters,
        )
        return [FindingRow(*row) for row in await cursor.fetchall()]


async def shown(batch: Batch, rows: Sequence[FindingRow]) -> list[Finding]:
    """These findings under a look that names their persons."""
    return [await _finding(batch, row) for row in rows]


async def _finding(batch: Batch, row: FindingRow) -> Finding:
    labels, known = batch.labels, await batch.persons()
    person = None
    if row.person_id:
        person = known.get(row.person_id) or people.withheld(batch, row.person_id)
    return Finding(
        id=global_id("Finding", row.finding_id),
        kind=labels.code("finding_kinds", row.kind),
        queue=labels.code("review_queues", row.queue),
        who=batch.actor(row.account_id, row.role),
        role=labels.code("roles", row.role),
        organisation=labels.word("organisations", row.organisation),
        person=person,
        day=Day(row.day.isoformat()),
        first_at=row.first_at,
        last_at=row.last_at,
        looks=row.looks,
        state=FindingState(row.state),
        explanation=labels.maybe("finding_explanations", row.explanation),
        reviewed_by=batch.actor(row.reviewed_by, row.reviewed_role or "")
        if row.reviewed_by
        else None,
        reviewed_at=row.reviewed_at,
        incident=global_id("Incident", row.incident_id) if row.incident_id else None,
    )
