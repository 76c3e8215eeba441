"""The fold of oversight."""

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from domain.emergencies import EMERGENCY_EVENTS, BreakGlassOpened, BreakGlassReviewed
from domain.event import Recorded
from domain.finding_review import FindingReviewed
from projections.engine.model import Key, ReadModel, Table
from projections.engine.work import Work
from projections.oversight.rows import EmergencyRow, FindingReviewRow
from projections.texts import sealed_text


def needs(recorded: Recorded) -> Iterable[tuple[type[msgspec.Struct], Key]]:
    """The emergency that a review is of."""
    if isinstance(recorded.event, BreakGlassReviewed):
        yield EmergencyRow, (recorded.tenant, recorded.event.emergency_id)


def fold(work: Work, recorded: Recorded) -> None:
    """Work one event into the rows."""
    actor = recorded.metadata.actor
    match recorded.event:
        case BreakGlassOpened() as event:
            work.put(
                EmergencyRow(
                    tenant=recorded.tenant,
                    emergency_id=event.emergency_id,
                    person_id=event.person_id,
                    account_id=actor.id,
                    role=actor.role,
                    office=actor.office,
                    organisation=actor.organisation,
                    reason=event.reason,
                    words=sealed_text(recorded, "words", event.words),
                    categories=event.categories,
                    opened_at=event.opened_at,
                    until=event.until,
                    review_by=event.review_by,
                    seals=event.seals,
                    alerted=event.alerted,
                    position=recorded.position,
                )
            )
        case BreakGlassReviewed() as event:
            known = work.get(EmergencyRow, recorded.tenant, event.emergency_id)
            if known is not None:
                ends = event.outcome == "NOT_JUSTIFIED"
                work.put(
                    replace(
                        known,
                        until=min(known.until, event.reviewed_at) if ends else known.until,
                        outcome=event.outcome,
                        reviewed_by=actor.id,
                        reviewed_role=actor.role,
                        reviewed_at=event.reviewed_at,
                        review_words=sealed_text(recorded, "words", event.words),
                        incident_id=event.incident_id,
                    )
                )
        case FindingReviewed() as event:
            work.put(
                FindingReviewRow(
                    tenant=recorded.tenant,
                    finding_id=event.finding_id,
                    outcome=event.outcome,
                    explanation=event.explanation,
                    reviewed_by=actor.id,
                    reviewed_role=actor.role,
                    reviewed_at=recorded.known_at,
                    incident_id=event.incident_id,
                    position=recorded.position,
                )
            )


OVERSIGHT = ReadModel(
    name="oversight",
    version=1,
    tables=(
        Table(
            name="emergency",
            row=EmergencyRow,
            key=("tenant", "emergency_id"),
            opened_by="person",
        ),
        Table(
            name="finding_review",
            row=FindingReviewRow,
            key=("tenant", "finding_id"),
            of=("finding_id",),
        ),
    ),
    events=frozenset((*EMERGENCY_EVENTS, FindingReviewed)),
    needs=needs,
    fold=fold,
)
