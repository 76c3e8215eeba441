"""What an event tells: which fact, about what, on which day; or that one is taken back."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec

from domain.case import events as e
from domain.consent import (
    AnEnding,
    ConsentGranted,
    ConsentInvalidated,
    ConsentLapseMoved,
    ConsentNarrowed,
    ConsentReaffirmed,
    ConsentRefused,
    ConsentRevoked,
    ConsentSuperseded,
    ConsentWithdrawn,
    ending_of,
)
from domain.event import Event, Recorded
from domain.person import PersonRegistered
from domain.sameness import PersonsMerged, PersonsUnmerged
from projections.outcomes.terms import Terms

BY_EVENT = frozenset({"assignment", "exit", "income", "review", "withdrawal"})
"""Kinds whose facts are known by the event that told them; all others by what they are about."""

BY_TERMS = frozenset({"application", "completion", "exit", "member"})
"""Kinds some of whose columns follow from the terms of the measures."""

KINDS = {
    "application.submitted": "application",
    "application.completed": "completion",
    "application.decided": "decision",
    "unit.member_joined": "member",
    "unit.member_left": "leaving",
    "case.assigned": "assignment",
    "assessment.completed": "assessment",
    "action_plan.created": "plan",
    "deferral.granted": "deferral",
    "deferral.reviewed": "review",
    "referral.made": "referral",
    "referral.answered": "answer",
    "income.reported": "income",
    "benefit.issued": "benefit",
    "benefit.reversed": "reversal",
    "overpayment.established": "overpayment",
    "case.exited": "exit",
}
"""The kind of fact that an event of a case tells, by its wire name."""

EVENTS: tuple[type[Event], ...] = (
    PersonRegistered,
    PersonsMerged,
    PersonsUnmerged,
    ConsentGranted,
    ConsentLapseMoved,
    ConsentRefused,
    ConsentWithdrawn,
    ConsentNarrowed,
    ConsentRevoked,
    ConsentInvalidated,
    ConsentSuperseded,
    ConsentReaffirmed,
    e.ApplicationSubmitted,
    e.ApplicationCompleted,
    e.ApplicationDecided,
    e.ApplicationWithdrawn,
    e.MemberJoined,
    e.MemberLeft,
    e.CaseAssigned,
    e.AssessmentCompleted,
    e.ActionPlanCreated,
    e.DeferralGranted,
    e.DeferralReviewed,
    e.ReferralMade,
    e.ReferralAnswered,
    e.IncomeReported,
    e.BenefitIssued,
    e.BenefitReversed,
    e.OverpaymentEstablished,
    e.CaseExited,
    e.CaseReopened,
    e.EntryRetracted,
)


class Told(msgspec.Struct, frozen=True):
    """A fact of a kind and its columns; empty ``columns`` take it back.

    ``changes``: these columns are others from now on, the rest is as it was told before.

    ``owner`` holds together the facts among which a correction finds the one that it names;
    ``subject`` is what the fact is about, or nothing where it is known by its event.
    """

    kind: str
    owner: UUID
    subject: UUID | None
    columns: dict[str, Any] = {}
    changes: bool = False


def told(recorded: Recorded, terms: Terms) -> list[Told]:
    """What the event tells of what the figures ask for."""
    event: Any = recorded.event
    if isinstance(event, PersonsMerged | PersonsUnmerged):
        return [_survivor(event, member, recorded) for member in event.members]
    one = _one(recorded, terms)
    return [one] if one else []


def _survivor(event: PersonsMerged | PersonsUnmerged, member: UUID, recorded: Recorded) -> Told:
    """Under which number a person counts, where it is not their own."""
    survivor = event.survivor_id if isinstance(event, PersonsMerged) else event.merged_id
    if survivor == member:
        return Told("survivor", member, member)
    columns = {"day": recorded.effective_on, "person_id": member, "about_id": survivor}
    return Told("survivor", member, member, columns)


def _one(recorded: Recorded, terms: Terms) -> Told | None:
    event: Any = recorded.event
    match event:
        case PersonRegistered():
            return _of_person("person", event, event.person_id, day=recorded.effective_on)
        case ConsentGranted():
            return _consent(event, code="GRANTED", day=event.signed_on, until_on=_last_day(event))
        case ConsentLapseMoved():
            columns = {"until_on": _last_day(event)}
            return Told("consent", event.consent_id, event.consent_id, columns, changes=True)
        case ConsentRefused():
            return _consent(event, code="REFUSED", day=event.refused_on)
        case (
            ConsentWithdrawn()
            | ConsentNarrowed()
            | ConsentRevoked()
            | ConsentInvalidated()
            | ConsentSuperseded()
            | ConsentReaffirmed()
        ):
            return Told("withdrawal", event.consent_id, None, _ended(event, recorded))
        case e.CaseReopened():
            return Told("exit", event.case_id, None)
        case e.EntryRetracted():
            return _taken_back(KINDS.get(event.entry), event)
        case e.ApplicationWithdrawn():
            # Where it now says withdrawn, what it had said before was no decision after all.
            corrected = recorded.metadata.corrects is not None
            application = event.application_id
            return Told("decision", application, application) if corrected else None
    return _of_case(KINDS[event.wire_name], recorded, terms)


def _of_person(kind: str, event: Any, subject: UUID, **columns: Any) -> Told:
    return Told(kind, subject, subject, {"person_id": event.person_id, **columns})


def _last_day(event: ConsentGranted | ConsentLapseMoved) -> date | None:
    """The last day that a consent covers, by its term or its grantor's authority."""
    lapses = event.lapses_on - timedelta(days=1) if event.lapses_on else None
    return min((day for day in (event.expires_on, lapses) if day), default=None)


def _ended(event: AnEnding, recorded: Recorded) -> dict[str, Any]:
    """How a consent ended; of one that was narrowed, what was taken away (nothing named: all)."""
    ending = ending_of(event, recorded.known_at)
    columns: dict[str, Any] = {
        "day": recorded.effective_on,
        "person_id": event.person_id,
        "about_id": event.consent_id,
        "received_at": ending.at,
        "code": ending.kind,
    }
    if isinstance(event, ConsentNarrowed):
        columns["code"] = "NARROWED"
        for name in ("categories", "recipients", "purposes"):
            columns[name] = getattr(event, name) or ()
    return columns


def _consent(event: ConsentGranted | ConsentRefused, **columns: Any) -> Told:
    asked = {
        "categories": event.categories,
        "recipients": event.recipients,
        "purposes": event.purposes,
    }
    return _of_person("consent", event, event.consent_id, **asked, **columns)


def _taken_back(kind: str | None, event: e.EntryRetracted) -> Told | None:
    if kind is None:
        return None
    if kind in BY_EVENT:
        return Told(kind, event.case_id, None)
    return Told(kind, event.subject_id, event.subject_id)


def _of_case(kind: str, recorded: Recorded, terms: Terms) -> Told:
    event: Any = recorded.event
    subject, columns = _columns(recorded, terms)
    columns["case_id"] = event.case_id
    columns.setdefault("person_id", getattr(event, "person_id", None))
    return Told(kind, subject or event.case_id, subject, columns)


def _columns(recorded: Recorded, terms: Terms) -> tuple[UUID | None, dict[str, Any]]:
    """What a fact of a case is about, and its columns."""
    event: Any = recorded.event
    match event:
        case e.ApplicationSubmitted():
            members = event.members
            return event.application_id, {
                "day": event.submitted_on,
                "programme": event.programme,
                "office": event.office,
                "organisation": event.received_by,
                "persons": tuple(m.person_id for m in members),
                "roles": tuple(m.role for m in members),
                "takes_part": tuple(terms.takes_part(m.participant_class) for m in members),
                **terms.due("submitted", event.submitted_on),
                **terms.due("completed", event.completed_on or event.submitted_on),
            }
        case e.ApplicationCompleted():
            due = terms.due("completed", event.completed_on)
            return event.application_id, {"day": event.completed_on, **due}
        case e.ApplicationDecided():
            return event.application_id, {
                "day": event.decided_on,
                "from_on": recorded.effective_on,
                "code": event.outcome,
                "automated": event.decided_by == "AUTOMATED",
                "organisation": event.organisation,
            }
        case e.MemberJoined():
            return event.membership_id, {
                "day": event.joined_on,
                "persons": (event.person_id,),
                "roles": (event.role,),
                "takes_part": (terms.takes_part(event.participant_class),),
            }
        case e.MemberLeft():
            return event.membership_id, {"day": event.left_on}
        case e.CaseAssigned():
            return None, {"day": event.assigned_on, "office": event.office}
        case e.AssessmentCompleted():
            return event.assessment_id, {"day": event.completed_on}
        case e.ActionPlanCreated():
            return event.plan_id, {"day": event.created_on}
        case e.DeferralGranted():
            return event.deferral_id, {"day": event.from_on}
        case e.DeferralReviewed():
            about = event.deferral_id
            return None, {"day": event.reviewed_on, "about_id": about, "code": event.outcome}
        case e.ReferralMade():
            return event.referral_id, {
                "day": event.made_on,
                "code": event.to_type,
                "origin": event.origin,
                "organisation": event.made_by,
                "about_id": event.disclosure_id,
                "categories": event.shared,
                "purposes": (event.purpose,),
                "recipients": (event.to_type, event.recipient),
            }
        case e.ReferralAnswered():
            return event.referral_id, {"day": event.answered_on, "code": event.answer}
        case e.IncomeReported():
            return None, {"day": event.reported_on}
        case e.BenefitIssued():
            return event.benefit_id, {
                "day": event.issued_on,
                "person_id": event.payee_id,
                "code": event.benefit_type,
                "organisation": event.organisation,
                "amount_cents": event.amount_cents,
            }
        case e.BenefitReversed():
            return event.benefit_id, {"day": event.reversed_on, "amount_cents": event.amount_cents}
        case e.OverpaymentEstablished():
            day, cents = event.established_on, event.amount_cents
            return event.overpayment_id, {"day": day, "amount_cents": cents}
        case e.CaseExited():
            until = terms.watched_until(event.exited_on, event.reason)
            return None, {"day": event.exited_on, "code": event.reason, "until_on": until}
    raise TypeError(f"no fact is made of {event.wire_name}")
