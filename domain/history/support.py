"""Participation against the rules of today: assessments, plans, deferrals, referrals."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.case import events as e
from domain.history.case import CaseHistory, Sent, Told, checks


def _takes_part(history: CaseHistory, person_id: UUID, day: date, code: str) -> Iterator[str]:
    stay = history.unit.member(person_id, day)
    if stay is None:
        yield "NOT_IN_UNIT"
    elif not history.rules.participates(stay.participant_class, day):
        yield code


def _assessment(history: CaseHistory, person_id: UUID, by: date) -> str | None:
    """The readiness of the person's latest assessment completed by that day."""
    known = (one for one in history.assessed.get(person_id, ()) if one[0] <= by)
    latest = max(known, default=None)
    return latest[1] if latest else None


@checks(e.AssessmentCompleted)
def _assessed(history: CaseHistory, event: e.AssessmentCompleted, told: Told) -> Iterator[str]:
    day = event.completed_on
    if history.first_submitted is None or day < history.first_submitted:
        yield "ASSESSED_BEFORE_APPLICATION"
    elif not history.spells.open_on(day) and not history.pending():
        yield "ASSESSED_WHILE_CLOSED"
    yield from _takes_part(history, event.person_id, day, "ASSESSED_NO_PART")
    yield from history.late(told)
    history.assessed.setdefault(event.person_id, []).append((day, event.readiness))


@checks(e.ActionPlanCreated)
def _planned(history: CaseHistory, event: e.ActionPlanCreated, told: Told) -> Iterator[str]:
    day = event.created_on
    if not history.spells.open_on(day):
        yield "PLAN_WHILE_CLOSED"
    yield from history.in_unit(event.person_id, day)
    if _assessment(history, event.person_id, day) is None:
        yield "PLAN_WITHOUT_ASSESSMENT"
    history.plans[event.plan_id] = day


@checks(e.ActionPlanReviewed)
def _reviewed(history: CaseHistory, event: e.ActionPlanReviewed, told: Told) -> Iterator[str]:
    created_on = history.plans.get(event.plan_id)
    if created_on is None or event.reviewed_on < created_on:
        yield "REVIEWED_BEFORE_PLAN"


@checks(e.DeferralGranted)
def _deferred(history: CaseHistory, event: e.DeferralGranted, told: Told) -> Iterator[str]:
    if not history.spells.open_on(event.from_on):
        yield "DEFERRAL_WHILE_CLOSED"
    yield from _takes_part(history, event.person_id, event.from_on, "DEFERRAL_NOT_PARTICIPANT")
    if event.review_by is not None and event.review_by < event.from_on:
        yield "DEFERRAL_DUE_BEFORE_START"
    history.deferrals[event.deferral_id] = event


@checks(e.DeferralReviewed)
def _deferral_reviewed(
    history: CaseHistory, event: e.DeferralReviewed, told: Told
) -> Iterator[str]:
    known = history.deferrals.get(event.deferral_id)
    if known is None or event.reviewed_on < known.from_on:
        yield "REVIEWED_BEFORE_DEFERRAL"
    elif known.review_by is not None and event.reviewed_on > known.review_by:
        yield "DEFERRAL_REVIEWED_LATE"


# --- Referrals ---------------------------------------------------------------------------------


def _referral(history: CaseHistory, referral_id: UUID) -> Sent:
    return history.referrals.setdefault(referral_id, Sent())


@checks(e.ReferralMade)
def _made(history: CaseHistory, event: e.ReferralMade, told: Told) -> Iterator[str]:
    day = event.made_on
    if not history.spells.open_on(day):
        yield "REFERRAL_WHILE_CLOSED"
    yield from history.in_unit(event.person_id, day)
    if event.origin == "FAST_TRACK":
        yield from _fast_track(history, event)
    elif event.to_type == "EO" and history.rules.needs_assessment(event.origin, day):
        readiness = _assessment(history, event.person_id, day)
        if readiness is None:
            yield "REFERRAL_WITHOUT_ASSESSMENT"
        elif readiness != "READY":
            yield "REFERRAL_NOT_READY"
    _referral(history, event.referral_id).made_on = day


def _fast_track(history: CaseHistory, event: e.ReferralMade) -> Iterator[str]:
    granted_on = history.spells.granted_by(event.made_on)
    terms = history.rules.fast_track(granted_on) if granted_on else None
    if terms is None:
        yield "FAST_TRACK_NOT_YET"
        return
    application_id = history.spells.application_on(event.made_on)
    known = history.applications.get(application_id) if application_id else None
    submitted = known.submitted if known else None
    if submitted is None:
        return
    told = (submitted.programme, submitted.channel, event.to_type, submitted.first_nations_site)
    asked = (terms["programme"], terms["channel"], terms["to_type"], terms["first_nations"])
    readiness = submitted.readiness or terms["readiness"]
    if told != asked or readiness != terms["readiness"]:
        yield "FAST_TRACK_NOT_FOR_THIS_CASE"


@checks(e.ReferralAcknowledged)
def _acknowledged(history: CaseHistory, event: e.ReferralAcknowledged, told: Told) -> Iterator[str]:
    made_on = _referral(history, event.referral_id).made_on
    if made_on is None or event.acknowledged_on < made_on:
        yield "ACKNOWLEDGED_BEFORE_REFERRAL"


@checks(e.ReferralAnswered)
def _answered(history: CaseHistory, event: e.ReferralAnswered, told: Told) -> Iterator[str]:
    known = _referral(history, event.referral_id)
    if known.made_on is None or event.answered_on < known.made_on:
        yield "ANSWER_BEFORE_REFERRAL"
    if known.answer is not None and told.corrects is None:
        yield "ANSWERED_TWICE"
    known.answer, known.answered_on = event.answer, event.answered_on


@checks(e.ReferralStarted)
def _started(history: CaseHistory, event: e.ReferralStarted, told: Told) -> Iterator[str]:
    known = _referral(history, event.referral_id)
    if known.answer != "ACCEPTED":
        yield "STARTED_NOT_ACCEPTED"
    elif known.answered_on is not None and event.started_on < known.answered_on:
        yield "STARTED_BEFORE_ANSWER"


@checks(e.ReferralClosed)
def _closed(history: CaseHistory, event: e.ReferralClosed, told: Told) -> Iterator[str]:
    known = _referral(history, event.referral_id)
    if known.made_on is None or event.closed_on < known.made_on:
        yield "CLOSED_BEFORE_MADE"
    elif known.answered_on is not None and event.closed_on < known.answered_on:
        yield "CLOSED_BEFORE_ANSWER"
    after = history.rules.outcome_after(event.outcome, event.closed_on)
    if after is not None and (known.answer or "MADE") not in after:
        yield "OUTCOME_NOT_POSSIBLE"
