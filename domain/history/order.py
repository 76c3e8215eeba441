"""The order of what was learned on one day: first what the rest is about."""

from domain.event import Event

_ORDER = (
    "person.registered",
    "application.submitted",
    "unit.member_joined",
    "application.completed",
    "application.withdrawn",
    "application.decided",
    "case.assigned",
    "consent.granted",
    "consent.refused",
    "assessment.completed",
    "action_plan.created",
    "action_plan.reviewed",
    "deferral.granted",
    "deferral.reviewed",
    "referral.made",
    "disclosure.made",
    "referral.acknowledged",
    "referral.answered",
    "referral.started",
    "referral.closed",
    "income.reported",
    "benefit.issued",
    "benefit.reversed",
    "overpayment.established",
    "consent.withdrawn",
    "unit.member_left",
    "case.exited",
)
_PLACE = {name: place for place, name in enumerate(_ORDER)}


def learned_order(event: Event) -> int:
    """Where an event stands among those that were learned on the same day; others come last.

    What happens on a day is taken as lawful where any order of the day makes it so: a referral
    precedes the withdrawal of the consent it rests on, a payment the exit.
    """
    return _PLACE.get(event.wire_name, len(_ORDER))
