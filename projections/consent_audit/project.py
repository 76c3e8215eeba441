"""The fold of the consent audit."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.consent import ConsentGranted, ConsentRefused, ConsentWithdrawn, DisclosureMade
from domain.event import Recorded
from projections.consent_audit.rows import ConsentRow, DisclosureRow
from projections.engine.model import Key, ReadModel, Table
from projections.engine.work import Work
from projections.texts import sealed_text, sealed_value


def needs(recorded: Recorded) -> Iterable[tuple[type[msgspec.Struct], Key]]:
    """The consent's row: a withdrawal changes it, and may have been learned before it."""
    event = recorded.event
    if isinstance(event, ConsentGranted | ConsentRefused | ConsentWithdrawn):
        yield ConsentRow, (recorded.tenant, event.consent_id)


def fold(work: Work, recorded: Recorded) -> None:
    """Work one event into the rows."""
    match recorded.event:
        case ConsentGranted() as event:
            told = _asked(recorded, event) | {
                "answer": "GIVEN",
                "signed_on": event.signed_on,
                "valid_from": event.valid_from,
                "expires_on": event.expires_on,
                "grantor_id": event.grantor_id,
                "witness": sealed_value(recorded, "witness", event.witness),
            }
            _consent(work, recorded, event.consent_id, event.person_id, told)
        case ConsentRefused() as event:
            told = _asked(recorded, event) | {
                "answer": "REFUSED",
                "signed_on": event.refused_on,
                "valid_from": None,
                "expires_on": None,
                "grantor_id": None,
                "witness": None,
            }
            _consent(work, recorded, event.consent_id, event.person_id, told)
        case ConsentWithdrawn() as event:
            told = {
                "withdrawn_at": event.received_at,
                "withdrawal_method": event.method,
                "withdrawal_reason": sealed_text(recorded, "reason", event.reason),
                "withdrawal_position": recorded.position,
                "withdrawal_event": recorded.event_id,
            }
            if _later(work, recorded, event):
                return
            _consent(work, recorded, event.consent_id, event.person_id, told)
        case DisclosureMade() as event:
            _disclosure(work, recorded, event)


def _later(work: Work, recorded: Recorded, event: ConsentWithdrawn) -> bool:
    """Whether an earlier withdrawal is known: that one counts, unless this one corrects it."""
    known = work.get(ConsentRow, recorded.tenant, event.consent_id)
    if known is None or known.withdrawn_at is None or known.withdrawal_event is None:
        return False
    corrected = known.withdrawal_event == recorded.metadata.corrects
    return not corrected and known.withdrawn_at <= event.received_at


def _asked(recorded: Recorded, event: ConsentGranted | ConsentRefused) -> dict[str, Any]:
    return {
        "categories": event.categories,
        "recipients": event.recipients,
        "purposes": event.purposes,
        "notice": event.notice,
        "notice_version": event.notice_version,
        "notice_hash": event.notice_hash,
        "language": event.language,
        "method": event.method,
        "capacity": event.capacity,
        "known_at": recorded.known_at,
        "recorded_by": recorded.metadata.actor.id,
        "position": recorded.position,
    }


def _consent(
    work: Work, recorded: Recorded, consent_id: UUID, person_id: UUID, told: dict[str, Any]
) -> None:
    known = work.get(ConsentRow, recorded.tenant, consent_id) or ConsentRow(
        tenant=recorded.tenant,
        consent_id=consent_id,
        person_id=person_id,
        known_at=recorded.known_at,
        recorded_by=recorded.metadata.actor.id,
        position=recorded.position,
    )
    work.put(replace(known, **told))


def _disclosure(work: Work, recorded: Recorded, event: DisclosureMade) -> None:
    actor = recorded.metadata.actor
    work.put(
        DisclosureRow(
            tenant=recorded.tenant,
            disclosure_id=event.disclosure_id,
            person_id=event.person_id,
            case_id=event.case_id,
            referral_id=event.referral_id,
            recipient_kind=event.recipient_kind,
            recipient=event.recipient,
            categories=event.categories,
            purpose=event.purpose,
            authority_kind=event.authority_kind,
            authority_reference=event.authority_reference,
            consent_ids=event.consent_ids,
            made_at=event.made_at,
            actor_id=actor.id,
            actor_role=actor.role,
            organisation=actor.organisation,
            position=recorded.position,
        )
    )


CONSENT_AUDIT = ReadModel(
    name="consent_audit",
    version=3,
    tables=(
        Table(name="consent", row=ConsentRow, key=("tenant", "consent_id"), opened_by="person"),
        Table(
            name="disclosure",
            row=DisclosureRow,
            key=("tenant", "disclosure_id"),
            opened_by="person",
        ),
    ),
    events=frozenset((ConsentGranted, ConsentRefused, ConsentWithdrawn, DisclosureMade)),
    needs=needs,
    fold=fold,
)
