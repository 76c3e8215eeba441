"""Referrals, with the day of each thing that followed."""

from collections.abc import Sequence

from caseledger.exporter.rows.around import Around, last, stated
from caseledger.exporter.standing import Standing
from caseledger.importer.rows import Referral
from domain.case.events import (
    ReferralAcknowledged,
    ReferralAnswered,
    ReferralClosed,
    ReferralMade,
    ReferralStarted,
)


def referral(around: Around, parts: Sequence[Standing]) -> Referral | None:
    """A referral; the consent is the one that the source named, else the one that covers it."""
    made = last(parts, ReferralMade)
    if made is None:
        return None
    answers = {
        part.latest.event.answer: part.latest.event.answered_on
        for part in parts
        if isinstance(part.latest.event, ReferralAnswered)
    }
    acknowledged, started = last(parts, ReferralAcknowledged), last(parts, ReferralStarted)
    closed = last(parts, ReferralClosed)
    imported = parts[0].first.metadata.source_hash is not None
    covering = None if imported or made.disclosure_id is None else made.disclosure_id
    return Referral(
        referral_no=around.own_number("referral", "referrals", parts),
        case_no=around.cases[made.case_id],
        resident_no=around.persons[made.person_id],
        to_type=made.to_type,
        to_org=made.recipient,
        origin=made.origin,
        made_by=made.made_by,
        made_on=made.made_on,
        acknowledged_on=acknowledged.acknowledged_on if acknowledged else None,
        accepted_on=answers.get("ACCEPTED"),
        declined_on=answers.get("DECLINED"),
        started_on=started.started_on if started else None,
        closed_on=closed.closed_on if closed else None,
        outcome=stated(closed.outcome) if closed else None,
        consent_no=made.claimed_consent or (around.consents.get(covering) if covering else None),
        shared=made.shared or None,
    )
