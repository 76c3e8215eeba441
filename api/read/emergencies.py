"""Files opened in an emergency: those of one's own, of one's office or circle, or all of them."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from api.access.gate import Opened, gate_of
from api.access.sessions import Session
from api.asked import asked
from api.context import Context, Info
from api.ids import global_id
from api.paging import Place, page_info, page_size, read_cursor, write_cursor
from api.parse import id_argument
from api.read import people
from api.read.batch import Batch
from api.read.counts import counting
from api.read.fresh import fresh
from api.read.persons import batch_of
from api.read.sealed import NOTHING, Sealed, Texts
from api.schema.category import CONSENT
from api.schema.oversight import Emergency, EmergencyConnection, EmergencyEdge
from api.schema.scalars import Day
from domain.access import Moment, may_act
from domain.policy import Policy
from domain.reviewing import may_review, queues_for
from projections.oversight.queries import (
    EmergencyFilter,
    EmergencyKey,
    emergencies,
    emergency_count,
    emergency_rows,
)
from projections.oversight.rows import EmergencyRow

TASK, ONE = "EMERGENCIES", "EMERGENCY"
OF_THEIR_OFFICE = frozenset({"SUPERVISOR"})
"""Who is alerted of what their office opened, whether or not they review it."""


async def listed(
    info: Info,
    id: str | None,
    waiting: bool,
    first: int | None,
    after: str | None,
    at_least: int | None,
) -> EmergencyConnection:
    """Those that wait for review oldest first, all of them newest first."""
    context = info.context
    gate = await gate_of(context)
    size = page_size(context.services.settings.limits, first)
    place = read_cursor(after, tuple[Place])[0] if after else None
    freshness = await fresh(context, at_least)
    wanted = await filter_of(context, gate.session, waiting)
    wanted = msgspec.structs.replace(wanted, wanted=id_argument(id, "Emergency", "id"))
    page = await context.reader.ask(None, emergencies, wanted, limit=size, after=place)
    count = counting(lambda: context.reader.ask(None, emergency_count, wanted))
    edges: list[EmergencyEdge] = []
    if page.rows:
        persons = {key.person_id for key in page.rows}
        opened = await gate.persons(persons)
        if not opened.persons:
            opened = Opened(codes=opened.codes, purpose=opened.purpose)
        # One that is named is opened as a person's own page is, with their cases: under one look.
        task = TASK if id is None else ONE
        batch = await batch_of(context, gate, opened, asked(info), freshness, task)
        nodes = await shown(batch, gate.session, page.rows, Moment(context.now, context.today))
        for key, node in zip(page.rows, nodes, strict=True):
            edges.append(EmergencyEdge(cursor=write_cursor([key.position]), node=node))
    return EmergencyConnection(
        edges=edges,
        page_info=page_info(
            [edge.cursor for edge in edges], before=after is not None, after=page.more
        ),
        freshness=freshness,
        counting=count,
    )


async def filter_of(context: Context, session: Session, waiting: bool) -> EmergencyFilter:
    """Which emergencies this session is told of, beside one's own and those of one's circles."""
    policy = await context.policy()
    everything = not may_act(
        session.actor, "ReviewBreakGlass", policy, context.today
    ) and "PRIVACY" in queues_for(policy, session.actor, context.today)
    office = session.office if session.role in OF_THEIR_OFFICE else None
    return EmergencyFilter(
        tenant=context.tenant, everything=everything, office=office, waiting=waiting
    )


async def shown(
    batch: Batch, session: Session, keys: Sequence[EmergencyKey], when: Moment
) -> list[Emergency]:
    """These emergencies under a look that names their persons; open and overdue as at that moment."""
    ids = [key.emergency_id for key in keys]
    rows = await batch.ask(emergency_rows, batch.context.tenant, ids)
    told = {row.emergency_id: row for row in rows}
    texts = batch.texts("emergencies", [t for r in rows for t in (r.words, r.review_words)])
    return [
        await _emergency(batch, session, key, told.get(key.emergency_id), texts, when)
        for key in keys
    ]


async def _emergency(
    batch: Batch,
    session: Session,
    key: EmergencyKey,
    row: EmergencyRow | None,
    texts: Texts,
    when: Moment,
) -> Emergency:
    context, labels = batch.context, batch.labels
    open_words = row is not None and CONSENT in batch.of_person(key.person_id)
    known = await batch.persons()
    return Emergency(
        id=global_id("Emergency", key.emergency_id),
        person=known.get(key.person_id) or people.withheld(batch, key.person_id),
        who=batch.actor(key.account_id, key.role),
        role=labels.code("roles", key.role),
        office=labels.maybe("offices", key.office),
        reason=labels.code("break_glass_reasons", key.reason),
        categories=labels.codes("categories", key.categories),
        opened_at=key.opened_at,
        until=key.until,
        open=key.opened_at <= when.now < key.until,
        review_by=Day(key.review_by.isoformat()),
        overdue=key.outcome in (None, "FOLLOW_UP") and key.review_by < when.today,
        seals=labels.codes("seal_kinds", key.seals),
        of_your_circle=key.alerted,
        yours=key.account_id == session.account_id,
        may_review=_may_review(batch.policy, context, session, key),
        outcome=labels.maybe("break_glass_outcomes", key.outcome),
        reviewed_by=_who(batch, key.reviewed_by, key.reviewed_role),
        reviewed_at=key.reviewed_at,
        incident=global_id("Incident", key.incident_id) if key.incident_id else None,
        sealed_words=Sealed(texts, row.words) if row and open_words else NOTHING,
        sealed_review=Sealed(texts, row.review_words)
        if row and open_words and row.reviewed_at == key.reviewed_at
        else NOTHING,
    )


def _may_review(policy: Policy, context: Context, session: Session, key: EmergencyKey) -> bool:
    if key.outcome not in (None, "FOLLOW_UP"):
        return False
    actor, today = session.actor, context.today
    return may_act(actor, "ReviewBreakGlass", policy, today) is None and (
        may_review(
            policy, actor, today, role=key.role, account_id=key.account_id, office=key.office
        )
        is None
    )


def _who(batch: Batch, account: UUID | None, role: str | None) -> str | None:
    return batch.actor(account, role or "") if account else None
