"""The fold of the consent audit."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.case.events import ReferralPaused, ReferralResumed
from domain.consent import (
    AnEnding,
    ConsentGranted,
    ConsentInvalidated,
    ConsentLapseMoved,
    ConsentNarrowed,
    ConsentReaffirmed,
    ConsentRefused,
    ConsentRequested,
    ConsentRevoked,
    ConsentSuperseded,
    ConsentWithdrawn,
    DisclosureMade,
    DisclosureNoticeGiven,
    RecipientAcknowledged,
    RecipientTold,
    ending_of,
)
from domain.event import Recorded
from projections.consent_audit.rows import (
    ConsentRow,
    DisclosureRow,
    EndingRow,
    PauseRow,
    TellingRow,
)
from projections.engine.model import Key, ReadModel, Table
from projections.engine.work import Work
from projections.texts import sealed_text, sealed_value

ENDINGS = (
    ConsentWithdrawn,
    ConsentNarrowed,
    ConsentRevoked,
    ConsentInvalidated,
    ConsentSuperseded,
    ConsentReaffirmed,
)
CONSENTS = (ConsentRequested, ConsentGranted, ConsentLapseMoved, ConsentRefused, *ENDINGS)


def needs(recorded: Recorded) -> Iterable[tuple[type[msgspec.Struct], Key]]:
    """The consent's row: a withdrawal changes it, and may have been learned before it."""
    event = recorded.event
    if isinstance(event, CONSENTS):
        yield ConsentRow, (recorded.tenant, event.consent_id)
    if isinstance(event, DisclosureNoticeGiven):
        yield DisclosureRow, (recorded.tenant, event.disclosure_id)
    if isinstance(event, RecipientTold | RecipientAcknowledged):
        yield TellingRow, (recorded.tenant, event.telling_id)
    if isinstance(event, ReferralPaused | ReferralResumed):
        yield PauseRow, (recorded.tenant, event.referral_id)


def fold(work: Work, recorded: Recorded) -> None:
    """Work one event into the rows."""
    match recorded.event:
        case ConsentRequested() as event:
            told = _scope(recorded, event) | {
                "answer": "REQUESTED",
                "requested_on": event.requested_on,
            }
            _consent(work, recorded, event.consent_id, event.person_id, told)
        case ConsentGranted() as event:
            told = _asked(recorded, event) | {
                "answer": "GIVEN",
                "signed_on": event.signed_on,
                "valid_from": event.valid_from,
                "expires_on": event.expires_on,
                "lapses_on": event.lapses_on,
                "collection_version": event.collection_version,
                "collection_authority": event.collection_authority,
                "custody": event.custody,
                "authority_ends_on": event.authority_ends_on,
                "one_off": event.one_off,
                "supersedes": event.supersedes,
                "part_of": None,
                "witness": sealed_value(recorded, "witness", event.witness),
                "evidence": sealed_value(recorded, "evidence", event.evidence),
            }
            _consent(work, recorded, event.consent_id, event.person_id, told)
        case ConsentLapseMoved() as event:
            told = {"lapses_on": event.lapses_on}
            _consent(work, recorded, event.consent_id, event.person_id, told)
        case ConsentRefused() as event:
            told = _asked(recorded, event) | {
                "answer": "REFUSED",
                "signed_on": event.refused_on,
                "valid_from": None,
                "expires_on": None,
                "lapses_on": None,
                "part_of": event.part_of,
                "witness": None,
            }
            _consent(work, recorded, event.consent_id, event.person_id, told)
        case DisclosureMade() as event:
            _disclosure(work, recorded, event)
        case DisclosureNoticeGiven() as event:
            row = work.get(DisclosureRow, recorded.tenant, event.disclosure_id)
            if row is not None:
                told = {"notice_given_on": event.given_on, "notice_method": event.method}
                work.put(replace(row, notice_known_at=recorded.known_at, **told))
        case ReferralPaused() as event:
            told = {
                "consent_id": event.consent_id,
                "cause": event.cause,
                "paused_at": event.paused_at,
                "resumed_at": None,
                "resumed_by": None,
            }
            _pause(work, recorded, event, told)
        case ReferralResumed() as event:
            told = {"resumed_at": event.resumed_at, "resumed_by": event.consent_id}
            _pause(work, recorded, event, told)
        case RecipientTold() as event:
            told = {
                "consent_id": event.consent_id,
                "ending_id": event.ending_id,
                "recipient_kind": event.recipient_kind,
                "recipient": event.recipient,
                "disclosure_ids": event.disclosure_ids,
                "told_on": event.told_on,
                "told_known_at": recorded.known_at,
                "method": event.method,
                "answer_due_on": event.answer_due_on,
            }
            _telling(work, recorded, event, told)
        case RecipientAcknowledged() as event:
            told = {
                "answer": event.answer,
                "acknowledged_on": event.acknowledged_on,
                "answer_known_at": recorded.known_at,
            }
            _telling(work, recorded, event, told)
        case _:
            _ended(work, recorded, recorded.event)  # type: ignore[arg-type]


def _ended(work: Work, recorded: Recorded, event: AnEnding) -> None:
    known = work.get(ConsentRow, recorded.tenant, event.consent_id)
    corrected = recorded.metadata.corrects
    endings = [one for one in (known.endings if known else ()) if one.event_id != corrected]
    endings.append(_ending(recorded, event))
    endings.sort(key=lambda one: (one.at, one.position))
    whole = [one for one in endings if one.whole]
    counts = next((one for one in whole if one.kind == "INVALIDATED"), whole[0] if whole else None)
    told = {
        "endings": tuple(endings),
        "ended_as": counts.kind if counts else None,
        "ended_at": counts.at if counts else None,
    }
    _consent(work, recorded, event.consent_id, event.person_id, told)


def _ending(recorded: Recorded, event: AnEnding) -> EndingRow:
    said = ending_of(event, recorded.known_at)
    row = EndingRow(
        kind=said.kind,
        at=said.at,
        known_at=recorded.known_at,
        event_id=recorded.event_id,
        position=recorded.position,
        recorded_by=recorded.metadata.actor.id,
    )
    match event:
        case ConsentWithdrawn():
            words = sealed_text(recorded, "reason", event.reason)
            return replace(row, method=event.method, words=words)
        case ConsentNarrowed():
            return replace(
                row,
                method=event.method,
                words=sealed_text(recorded, "reason", event.reason),
                categories=event.categories,
                recipients=event.recipients,
                purposes=event.purposes,
            )
        case ConsentRevoked() | ConsentInvalidated():
            words = sealed_text(recorded, "details", event.details)
            return replace(row, cause=event.cause, words=words)
        case ConsentSuperseded():
            return replace(row, by_consent=event.superseded_by)
    return replace(row, by_consent=event.reaffirmed_by)


def _scope(
    recorded: Recorded, event: ConsentRequested | ConsentGranted | ConsentRefused
) -> dict[str, Any]:
    return {
        "categories": event.categories,
        "recipients": event.recipients,
        "purposes": event.purposes,
        "known_at": recorded.known_at,
        "recorded_by": recorded.metadata.actor.id,
        "position": recorded.position,
    }


def _asked(recorded: Recorded, event: ConsentGranted | ConsentRefused) -> dict[str, Any]:
    return _scope(recorded, event) | {
        "notice": event.notice,
        "notice_version": event.notice_version,
        "notice_hash": event.notice_hash,
        "language": event.language,
        "method": event.method,
        "capacity": event.capacity,
        "grantor_id": event.grantor_id,
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


def _pause(
    work: Work, recorded: Recorded, event: ReferralPaused | ReferralResumed, told: dict[str, Any]
) -> None:
    known = work.get(PauseRow, recorded.tenant, event.referral_id) or PauseRow(
        tenant=recorded.tenant,
        referral_id=event.referral_id,
        person_id=event.person_id,
        case_id=event.case_id,
        position=recorded.position,
    )
    work.put(replace(known, position=recorded.position, **told))


def _telling(
    work: Work,
    recorded: Recorded,
    event: RecipientTold | RecipientAcknowledged,
    told: dict[str, Any],
) -> None:
    known = work.get(TellingRow, recorded.tenant, event.telling_id) or TellingRow(
        tenant=recorded.tenant,
        telling_id=event.telling_id,
        person_id=event.person_id,
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
            recipient_name=sealed_value(recorded, "recipient_name", event.recipient_name),
            given=sealed_text(recorded, "given", event.given),
            notice=event.notice,
            notice_withheld_until=event.notice_withheld_until,
            notice_withheld_for=event.notice_withheld_for,
            categories=event.categories,
            purpose=event.purpose,
            authority_kind=event.authority_kind,
            authority_reference=event.authority_reference,
            consent_ids=event.consent_ids,
            made_at=event.made_at,
            known_at=recorded.known_at,
            actor_id=actor.id,
            actor_role=actor.role,
            organisation=actor.organisation,
            position=recorded.position,
        )
    )


CONSENT_AUDIT = ReadModel(
    name="consent_audit",
    version=6,
    tables=(
        Table(
            name="consent",
            row=ConsentRow,
            key=("tenant", "consent_id"),
            opened_by="person",
            history=True,
        ),
        Table(
            name="disclosure",
            row=DisclosureRow,
            key=("tenant", "disclosure_id"),
            opened_by="person",
            history=True,
        ),
        Table(
            name="telling",
            row=TellingRow,
            key=("tenant", "telling_id"),
            opened_by="person",
            history=True,
        ),
        Table(
            name="referral_pause",
            row=PauseRow,
            key=("tenant", "referral_id"),
            opened_by="person",
            history=True,
        ),
    ),
    asked_of_past=("consent_ids", "disclosure_ids"),
    events=frozenset(
        (
            *CONSENTS,
            DisclosureMade,
            DisclosureNoticeGiven,
            RecipientTold,
            RecipientAcknowledged,
            ReferralPaused,
            ReferralResumed,
        )
    ),
    needs=needs,
    fold=fold,
)
