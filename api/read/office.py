"""The privacy office's matters: the overdue first; one with its steps, as a look at whom it is about."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from api import narrate
from api.access.gate import NONE, Opened, gate_of
from api.access.safety import safety_of
from api.asked import asked
from api.context import Context, Info
from api.errors import Fault
from api.ids import global_id
from api.labels import Labels
from api.paging import Place, page_info, page_size, read_cursor, write_cursor
from api.parse import id_argument
from api.read import people
from api.read.batch import Batch
from api.read.consents import end_of, start_of
from api.read.counts import counting
from api.read.disposed import words
from api.read.fresh import fresh
from api.read.opening import open_batch
from api.read.past import at_moment, policy_of
from api.schema.category import CONSENT
from api.schema.office import (
    IncidentExposure,
    Matter,
    MatterConnection,
    MatterEdge,
    MatterFile,
    MatterKind,
    MatterRecipient,
    MatterStep,
)
from api.schema.scalars import Day
from domain.access import Moment, may_act
from domain.event import Recorded
from domain.office.clocks import Clock, clock
from domain.office.commands import AnswerAccessRequest
from domain.office.events import IncidentReported
from domain.policy import Policy
from domain.private import Clear, Disposed, Text
from projections.paging import Count
from projections.privacy_office.rows import MatterRow

SHOWN = 50
_EXPOSED = """
    select (select count(*) from seen), array(
        select distinct person from seen cross join unnest(seen.persons) as person order by person)
"""
_SEEN = """
    with seen as (
        select l.persons from access.look as l
        where l.tenant = %(tenant)s and l.account_id = %(account)s and l.decision = 'allowed'
          and l.at >= %(from_at)s and l.at < %(until_at)s)
"""


async def matters(
    info: Info,
    kind: MatterKind | None,
    first: int | None,
    after: str | None,
    rows: Sequence[MatterRow] | None = None,
    when: Moment | None = None,
) -> MatterConnection:
    """Matters, what is overdue first, then by their last day; what has ended comes last.

    Those of now, or ``rows``: as they stood at a moment, by the clocks that were public then.
    """
    context = info.context
    labels = await permitted(context)
    size = page_size(context.services.settings.limits, first)
    start = read_cursor(after, tuple[Place])[0] if after else 0
    if rows is None:
        rows = await context.services.office.matters(kind.value if kind else None)
    then = at_moment(context, when)
    day, policy = then.day, await policy_of(context, then)
    found = [(row, _clock(policy, row)) for row in await not_sealed(context, rows)]
    found.sort(key=lambda each: _urgency(each[0], each[1], day))
    edges = [
        MatterEdge(cursor=write_cursor([start + at]), node=_matter(row, due, labels, day))
        for at, (row, due) in enumerate(found[start : start + size], 1)
    ]

    async def count() -> Count:
        return Count(len(found), False)

    return MatterConnection(
        edges=edges,
        page_info=page_info(
            [edge.cursor for edge in edges], before=start > 0, after=len(found) > start + size
        ),
        counting=counting(count),
    )


async def matter(info: Info, id: str, at_least: int | None) -> MatterFile | None:
    """One matter. Where whom it is about is not open to the viewer, there is none."""
    context = info.context
    labels = await permitted(context)
    key = id_argument(id, "Matter", "id")
    freshness = await fresh(context, at_least)
    row = await context.services.office.matter(key) if key else None
    if row is None or not await not_sealed(context, [row]):
        return None
    steps = await context.services.office.steps(row.matter_id)
    looks, seen = await _exposed(context, steps)
    gate = await gate_of(context)
    about = [row.person_id] if row.person_id else []
    named = [*about, *row.affected, *seen[:SHOWN]]
    opened = await gate.persons(named) if named else Opened(codes=("PRIVACY_OFFICER_DUTY",))
    if any(CONSENT not in opened.persons.get(person, NONE) for person in about):
        await gate.record(opened, asked(info), task="MATTER", persons=about, allowed=False)
        return None
    batch = await open_batch(context, gate, opened, asked(info), freshness, task="MATTER")
    known = await batch.persons()
    return MatterFile(
        matter=_matter(row, _clock(batch.policy, row), labels, context.today),
        person=known.get(row.person_id) if row.person_id else None,
        affected=[known[person] for person in row.affected if person in known],
        steps=[await _step(batch, step) for step in await context.unseal(steps)],
        exposure=IncidentExposure(
            looks=looks,
            persons=[known[person] for person in seen[:SHOWN] if person in known],
            person_count=len(seen),
        )
        if looks
        else None,
    )


async def permitted(context: Context) -> Labels:
    """Raises ``Fault`` for whoever does not settle such matters."""
    session, policy = await context.signed_in(), await context.policy()
    if may_act(session.actor, AnswerAccessRequest.__name__, policy, context.today):
        raise Fault("NOT_PERMITTED")
    return Labels(policy, context.language)


async def not_sealed(context: Context, rows: Sequence[MatterRow]) -> list[MatterRow]:
    """Without what is about somebody whose file is sealed to the viewer: it is not there for them."""
    session = await context.signed_in()
    persons = {row.person_id for row in rows if row.person_id}
    safety = await safety_of(context, (), persons) if persons else None
    if safety is None:
        return list(rows)
    shut = {p for p, seal in safety.persons.items() if session.account_id not in seal.open_to}
    return [row for row in rows if row.person_id not in shut]


async def _exposed(context: Context, steps: Sequence[Recorded]) -> tuple[int, list[UUID]]:
    """How many looks the account took in those days, and at whom."""
    told = steps[0].event if steps else None
    if not isinstance(told, IncidentReported) or told.account_id is None:
        return 0, []
    parameters = {
        "tenant": context.tenant,
        "account": told.account_id,
        "from_at": start_of(context, told.from_on),
        "until_at": end_of(context, told.to_on),
    }
    async with context.services.auditors.connection() as connection:
        cursor = await connection.execute(_SEEN + _EXPOSED, parameters)
        found = await cursor.fetchone()
    return found if found else (0, [])


def _clock(policy: Any, row: MatterRow) -> Clock | None:
    return clock(
        policy,
        row.status,
        row.received_on,
        row.since,
        extended_by=row.extended_by,
        waiting=not set(row.owed) <= set(row.told),
    )


def _urgency(row: MatterRow, due: Clock | None, today: date) -> tuple[bool, bool, date, int]:
    if due is None:
        return True, True, date.max, -row.position
    return False, not due.overdue(today), due.due_on, -row.position


def shown(row: MatterRow, policy: Policy, labels: Labels, today: date) -> Matter:
    """A matter as it stands on a day."""
    return _matter(row, _clock(policy, row), labels, today)


def _matter(row: MatterRow, due: Clock | None, labels: Labels, today: date) -> Matter:
    of = "incident_recipients" if row.kind == "INCIDENT" else "organisations"
    return Matter(
        id=global_id("Matter", row.matter_id),
        kind=labels.code("matter_kinds", row.kind),
        status=labels.code("matter_statuses", row.status),
        received_on=Day(row.received_on.isoformat()),
        since=Day(row.since.isoformat()),
        clock=labels.code("matter_clocks", due.name) if due else None,
        due_on=Day(due.due_on.isoformat()) if due else None,
        overdue=due is not None and due.overdue(today),
        entry=global_id("Event", row.of_event) if row.of_event else None,
        recipients=[
            MatterRecipient(
                recipient=labels.code(of, code),
                told=code in row.told,
                acknowledged=code in row.acknowledged,
            )
            for code in row.owed
        ],
    )


async def _step(batch: Batch, step: Recorded) -> MatterStep:
    known = await batch.persons()

    def person(key: UUID) -> str:
        return (known.get(key) or people.withheld(batch, key)).display_name

    def staff(key: UUID) -> str:
        member = batch.staff.get(key)
        return member.display_name if member else batch.labels.word("staff", "ELSEWHERE")

    told, actor = narrate.free_text(step.event), step.metadata.actor
    body = told.body if isinstance(told, Text) else None
    text = body.value if isinstance(body, Clear) else None
    if isinstance(body, Disposed):
        text = await words(batch, step.event_id, body.subject)
    return MatterStep(
        title=narrate.title(step.event.wire_name, batch.labels),
        on=Day(step.effective_on.isoformat()),
        at=step.known_at,
        by=batch.actor(actor.id, actor.role),
        details=narrate.details(step.event, batch.labels, person, staff),
        text=text,
    )
