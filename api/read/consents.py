"""The consent audit and the list of disclosures."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from api.access.gate import Gate, Opened, gate_of
from api.access.roles import CONSENT_LISTS, require
from api.asked import Asked, asked
from api.context import Context, Info
from api.errors import Fault
from api.paging import Place, page_info, page_size, read_cursor, write_cursor
from api.parse import day_argument, id_argument
from api.read import consent_rows
from api.read.batch import Batch
from api.read.counts import counting, known
from api.read.fresh import fresh
from api.read.opening import open_batch
from api.read.past import Then, then_of
from api.schema.category import CONSENT
from api.schema.common import Freshness
from api.schema.consent import (
    ConsentConnection,
    ConsentEdge,
    ConsentState,
    DisclosureConnection,
    DisclosureEdge,
)
from api.schema.past import AsKnown
from projections.consent_audit import queries
from projections.consent_audit.queries import DisclosureFilter
from projections.paging import Scope


async def audit(
    info: Info,
    person: str | None,
    first: int | None,
    after: str | None,
    state: ConsentState | None,
    ends_within: int | None,
    at_least: int | None,
    at: AsKnown | None = None,
) -> ConsentConnection:
    """Consents asked for, newest first: of one person, or of all whom the role audits."""
    context = info.context
    size = page_size(context.services.settings.limits, first)
    key = id_argument(person, "Person", "person")
    before = read_cursor(after, tuple[Place])[0] if after else None
    gate = await gate_of(context)
    require(gate.session, CONSENT_LISTS)
    then = await then_of(context, at, gate)
    freshness = await fresh(context, then.at_least(at_least))
    scope = await _scope(context, gate, key, asked(info), then)
    if scope is None:
        return ConsentConnection(
            edges=[],
            page_info=page_info([], before=False, after=False),
            freshness=freshness,
            counting=known(0),
        )
    chosen = {
        "today": then.day,
        "person": key,
        "state": state.value if state else None,
        "ends_by": _ends_by(then.day, ends_within),
    }
    ask = context.reader.ask_then
    page = await ask(
        None, then.position, queries.consent_keys, scope, limit=size, before=before, **chosen
    )
    persons = [row.person_id for row in page.rows]
    batch = await _batch(context, gate, persons, asked(info), freshness, "CONSENT_AUDIT", then)
    edges = []
    if batch is not None:
        rows = await batch.ask(
            queries.consents, context.tenant, [row.consent_id for row in page.rows]
        )
        edges = [
            ConsentEdge(cursor=write_cursor([consent.position]), node=consent)
            for consent in await consent_rows.consents(batch, rows)
        ]
    return ConsentConnection(
        edges=edges,
        page_info=page_info(
            [edge.cursor for edge in edges], before=before is not None, after=page.more
        ),
        freshness=freshness,
        counting=counting(lambda: ask(None, then.position, queries.consent_count, scope, **chosen)),
    )


async def disclosures(
    info: Info,
    person: str | None,
    recipient_kind: str | None,
    from_on: str | None,
    to_on: str | None,
    first: int | None,
    after: str | None,
    at: AsKnown | None = None,
) -> DisclosureConnection:
    """Disclosures, newest first; from a day on and up to and with another (the tenant's days)."""
    context = info.context
    size = page_size(context.services.settings.limits, first)
    key = id_argument(person, "Person", "person")
    before = read_cursor(after, tuple[Place])[0] if after else None
    chosen = DisclosureFilter(
        person=key,
        recipient_kind=recipient_kind or None,
        from_at=start_of(context, day_argument(from_on, "from")),
        until_at=end_of(context, day_argument(to_on, "to")),
    )
    gate = await gate_of(context)
    require(gate.session, CONSENT_LISTS)
    then = await then_of(context, at, gate)
    freshness = await fresh(context, then.at_least(None))
    scope = await _scope(context, gate, key, asked(info), then)
    if scope is None:
        return DisclosureConnection(
            edges=[], page_info=page_info([], before=False, after=False), counting=known(0)
        )
    ask = context.reader.ask_then
    page = await ask(
        None, then.position, queries.disclosure_keys, scope, chosen, limit=size, before=before
    )
    persons = [row.person_id for row in page.rows]
    batch = await _batch(context, gate, persons, asked(info), freshness, "DISCLOSURES", then)
    edges = []
    if batch is not None:
        rows = await batch.ask(
            queries.disclosures, context.tenant, [row.disclosure_id for row in page.rows]
        )
        edges = [
            DisclosureEdge(cursor=write_cursor([found.position]), node=found)
            for found in await consent_rows.disclosures(batch, rows)
        ]
    return DisclosureConnection(
        edges=edges,
        page_info=page_info(
            [edge.cursor for edge in edges], before=before is not None, after=page.more
        ),
        counting=counting(
            lambda: ask(None, then.position, queries.disclosure_count, scope, chosen)
        ),
    )


LONGEST_AHEAD = 36_500
"""Days: a century."""


async def _scope(
    context: Context, gate: Gate, person: UUID | None, wanted: Asked, then: Then | None = None
) -> Scope | None:
    """The role's scope; of one person, everything where their consents are open to the viewer."""
    if person is None:
        return gate.scope()
    opened = await gate.persons([person])
    if CONSENT in opened.persons.get(person, frozenset()):
        return Scope(tenant=context.tenant, everything=True)
    at = then.position if then else None
    await gate.record(
        opened, wanted, task="CONSENT_AUDIT", persons=[person], allowed=False, as_at=at
    )
    return None


async def _batch(
    context: Context,
    gate: Gate,
    persons: list[UUID],
    wanted: Asked,
    freshness: Freshness,
    task: str,
    then: Then | None = None,
) -> Batch | None:
    if not persons:
        return None
    opened: Opened = await gate.persons(persons)
    if not opened.persons:
        return None
    return await open_batch(context, gate, opened, wanted, freshness, task=task, then=then)


def _ends_by(today: date, days: int | None) -> date | None:
    if days is None:
        return None
    if not 0 <= days <= LONGEST_AHEAD:
        raise Fault("BAD_NUMBER", field="endsWithin")
    return today + timedelta(days=days)


def start_of(context: Context, day: date | None) -> datetime | None:
    """The instant at which a local day of the tenant begins."""
    return None if day is None else datetime.combine(day, time(), context.zone)


def end_of(context: Context, day: date | None) -> datetime | None:
    """The instant at which a local day of the tenant is over."""
    return None if day in (None, date.max) else start_of(context, day + timedelta(days=1))
