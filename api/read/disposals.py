"""Disposals, what is due, and legal holds: for those who may ask for disposals or agree to them."""

from datetime import date
from uuid import UUID

from strawberry import ID

from api.access.staff import StaffMember
from api.context import Context, Info
from api.errors import Fault, Unavailable
from api.ids import global_id
from api.labels import Labels
from api.paging import Place, page_info, page_size, read_cursor, write_cursor
from api.parse import day_argument
from api.read.counts import counting
from api.read.fresh import fresh
from api.schema.disposal import (
    Disposal,
    DisposalConnection,
    DisposalEdge,
    DueDisposal,
    KeptUntil,
    LegalHold,
)
from api.schema.scalars import Day
from domain.access import may_act
from domain.disposal.commands import ApproveDisposal, RequestDisposal
from ledger.store_errors import StoreUnavailable
from projections.effects.disposals import Due, Progress
from projections.paging import CAP, Count
from projections.retention.rows import HoldRow

_WHO = (RequestDisposal, ApproveDisposal)


async def disposals(
    info: Info,
    status: str | None,
    record_class: str | None,
    from_on: str | None,
    to_on: str | None,
    first: int | None,
    after: str | None,
    at_least: int | None = None,
) -> DisposalConnection:
    """The one asked for last first; ``from`` and ``to`` are days on which the data went."""
    context = info.context
    labels, staff = await _permitted(context)
    await fresh(context, at_least)
    size = page_size(context.services.settings.limits, first)
    asked = {
        "statuses": [status] if status else None,
        "record_class": record_class,
        "from_on": day_argument(from_on, "from"),
        "to_on": day_argument(to_on, "to"),
    }
    before = read_cursor(after, tuple[Place])[0] if after else None
    found = context.services.disposals
    rows = await found.disposals(**asked, before=before, limit=size + 1)
    edges = [
        DisposalEdge(
            cursor=write_cursor([each.disposal.position]), node=_disposal(each, labels, staff)
        )
        for each in await found.progress(rows[:size])
    ]

    async def count() -> Count:
        most = len(await found.disposals(**asked, limit=CAP + 1))
        return Count(min(most, CAP), most > CAP)

    return DisposalConnection(
        edges=edges,
        page_info=page_info(
            [edge.cursor for edge in edges], before=after is not None, after=len(rows) > size
        ),
        counting=counting(count),
    )


async def due(info: Info, first: int | None) -> list[DueDisposal]:
    """Whose data may go today, unused the longest first."""
    context = info.context
    labels, _ = await _permitted(context)
    size = page_size(context.services.settings.limits, first)
    found: list[DueDisposal] = []
    try:
        async for each in context.services.disposals.due():
            found.append(_due(each, labels))
            if len(found) == size:
                break
    except StoreUnavailable:
        raise Unavailable() from None
    return found


async def holds(info: Info, at_least: int | None = None) -> list[LegalHold]:
    """Every legal hold, those in force first."""
    labels, staff = await _permitted(info.context)
    await fresh(info.context, at_least)
    return [_hold(row, labels, staff) for row in await info.context.services.disposals.holds()]


async def _permitted(context: Context) -> tuple[Labels, dict[UUID, StaffMember]]:
    """Raises ``Fault`` for whoever may neither ask for a disposal nor agree to one."""
    session, policy = await context.signed_in(), await context.policy()
    refused = [may_act(session.actor, command.__name__, policy, context.today) for command in _WHO]
    if all(refused):
        raise Fault("NOT_PERMITTED")
    return Labels(policy, context.language), await context.services.staff.all()


def _day(day: date | None) -> Day | None:
    return Day(day.isoformat()) if day else None


def _name(account: UUID | None, staff: dict[UUID, StaffMember], labels: Labels) -> str | None:
    if account is None:
        return None
    member = staff.get(account)
    return member.display_name if member else labels.word("staff", "ELSEWHERE")


def _disposal(each: Progress, labels: Labels, staff: dict[UUID, StaffMember]) -> Disposal:
    row = each.disposal
    settled = row.status in ("APPROVED", "DISPOSED")
    return Disposal(
        id=global_id("Disposal", row.disposal_id),
        scope=row.scope,
        status=labels.code("disposal_statuses", row.status),
        person_id=global_id("Person", row.person_id),
        event_id=global_id("Event", row.of_event) if row.of_event else None,
        record_class=labels.code("retention", row.record_class),
        schedule=row.schedule,
        reason=labels.code("disposal_reasons", row.reason),
        authority=labels.code("disposal_authorities", row.authority),
        reference=row.reference,
        kept_until=_day(row.kept_until),
        requested_by=_name(row.requested_by, staff, labels) or "",
        requested_at=row.requested_at,
        decided_by=_name(row.decided_by, staff, labels),
        decided_at=row.decided_at,
        decline_reason=labels.maybe("disposal_decline_reasons", row.decline_reason),
        disposed_on=_day(row.disposed_on),
        outstanding=list(each.outstanding) if settled else [],
        beyond_recovery=each.beyond_recovery,
    )


def _due(each: Due, labels: Labels) -> DueDisposal:
    return DueDisposal(
        person_id=global_id("Person", each.subject.person_id),
        last_use_on=Day(each.subject.last_use_on.isoformat()),
        kept=[
            KeptUntil(
                record_class=labels.code("retention", kept.record_class),
                since=Day(kept.since.isoformat()),
                until=Day(kept.until.isoformat()),
            )
            for kept in each.standing.kept
        ],
        holds=[global_id("Hold", hold) for hold in each.holds],
        requested=global_id("Disposal", each.waiting) if each.waiting else None,
    )


def _hold(row: HoldRow, labels: Labels, staff: dict[UUID, StaffMember]) -> LegalHold:
    def named(kind: str, key: UUID | None) -> ID | None:
        return global_id(kind, key) if key else None

    return LegalHold(
        id=global_id("Hold", row.hold_id),
        scope=row.scope,
        person_id=named("Person", row.person_id),
        case_id=named("Case", row.case_id),
        record_class=labels.maybe("retention", row.record_class),
        reason=labels.code("hold_reasons", row.reason),
        authority=labels.code("disposal_authorities", row.authority),
        reference=row.reference,
        placed_by=_name(row.placed_by, staff, labels) or "",
        placed_at=row.placed_at,
        lifted_by=_name(row.lifted_by, staff, labels),
        lifted_at=row.lifted_at,
        lift_reason=labels.maybe("hold_lift_reasons", row.lift_reason),
    )
