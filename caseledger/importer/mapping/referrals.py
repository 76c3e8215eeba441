"""Referrals, from the day they were made to the day their loop was closed."""

from collections.abc import Iterator

from caseledger.importer.mapping.source import NOT_STATED, KeyedRow, Source
from caseledger.importer.rows import Referral
from domain.case.events import (
    ReferralAcknowledged,
    ReferralAnswered,
    ReferralClosed,
    ReferralMade,
    ReferralStarted,
)
from domain.decision import NewEvent


def referral(source: Source, row: KeyedRow) -> Iterator[NewEvent]:
    """One event for each day that the row knows. What was shared stands in the person's consents."""
    value = row.value
    assert isinstance(value, Referral)
    stream = source.case_stream(value.case_no)
    about = {
        "case_id": source.case(value.case_no),
        "referral_id": source.id("referral", row.key),
        "person_id": source.person(value.resident_no),
    }
    ours = value.to_type != "INTERNAL" and value.made_by == "LOCAL"
    made = ReferralMade(
        **about,  # type: ignore[arg-type]
        to_type=value.to_type,
        recipient=value.to_org,
        origin=value.origin,
        purpose="REFERRAL",
        shared=value.shared or (),
        made_on=value.made_on,
        reply_due_on=None,
        disclosure_id=source.id("disclosure", row.key) if ours else None,
        made_by=value.made_by,  # type: ignore[arg-type]
        claimed_consent=value.consent_no,
    )
    yield source.new(row, "made", stream, made, value.made_on)
    if on := value.acknowledged_on:
        acknowledged = ReferralAcknowledged(**about, acknowledged_on=on)  # type: ignore[arg-type]
        yield source.new(row, "acknowledged", stream, acknowledged, on)
    if on := value.accepted_on:
        accepted = ReferralAnswered(**about, answer="ACCEPTED", answered_on=on)  # type: ignore[arg-type]
        yield source.new(row, "answered", stream, accepted, on)
    if on := value.declined_on:
        declined = ReferralAnswered(**about, answer="DECLINED", answered_on=on)  # type: ignore[arg-type]
        # One answer that changed is one part; two answers, which no rule allows, are two.
        part = "declined" if value.accepted_on else "answered"
        yield source.new(row, part, stream, declined, on)
    if on := value.started_on:
        started = ReferralStarted(**about, started_on=on)  # type: ignore[arg-type]
        yield source.new(row, "started", stream, started, on)
    if on := value.closed_on:
        closed = ReferralClosed(**about, outcome=value.outcome or NOT_STATED, closed_on=on)  # type: ignore[arg-type]
        yield source.new(row, "closed", stream, closed, on)
