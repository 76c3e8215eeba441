"""What the schedule asks, from the states of a person's own streams and of their cases."""

from collections.abc import Iterable, Iterator
from datetime import date, tzinfo
from uuid import UUID

from domain.calendar import local_day
from domain.case.state import CaseState
from domain.consent import ConsentState
from domain.disposal.schedule import Facts


def facts(
    persons: Iterable[UUID],
    consents: Iterable[ConsentState],
    cases: Iterable[CaseState],
    last_use_on: date,
    today: date,
    zone: tzinfo,
) -> Facts:
    """``persons`` are all numbers of one person; ``last_use_on`` the last day anything was recorded.

    ``zone`` is where the tenant's days begin and end.
    """
    numbers = frozenset(persons)
    held = [case for case in cases if case.version]
    days: dict[str, list[date]] = {"LAST_USE": [last_use_on]}
    for trigger, day in _of_consents(consents, zone):
        days.setdefault(trigger, []).append(day)
    for case in held:
        for trigger, day in _of_case(case, numbers, today):
            days.setdefault(trigger, []).append(day)
    return Facts(
        triggers={trigger: max(found) for trigger, found in days.items()},
        open_case=any(_open(case, numbers, today) for case in held),
    )


def _open(case: CaseState, numbers: frozenset[UUID], today: date) -> bool:
    """Whether somebody is of a unit that is assisted, or of an application that waits."""
    if case.pending and any(m.person_id in numbers for m in case.pending.members):
        return True
    return case.open_on(today) and any(person in numbers for person in case.members(today))


def _of_case(case: CaseState, numbers: frozenset[UUID], today: date) -> Iterator[tuple[str, date]]:
    left = [
        m.left_on
        for m in case.memberships.values()
        if m.member and m.member.person_id in numbers and m.left_on
    ]
    for period in case.periods():
        if period.exit is not None:
            yield "CLOSURE", period.exit.exited_on
    for day in left:
        yield "CLOSURE", day
    for application in case.applications.values():
        if application.withdrawn_on is not None:
            yield "APPLICATION_ENDED", application.withdrawn_on
        elif application.decision is not None and not application.granted:
            yield "APPLICATION_ENDED", application.decision.decided_on
    for benefit in case.benefits.values():
        if benefit.issued is not None:
            yield "LAST_PAYMENT", benefit.issued.issued_on
        if benefit.reversed is not None:
            yield "LAST_PAYMENT", benefit.reversed.reversed_on
    for overpayment in case.overpayments.values():
        yield "LAST_PAYMENT", overpayment.established_on


def _of_consents(consents: Iterable[ConsentState], zone: tzinfo) -> Iterator[tuple[str, date]]:
    for state in consents:
        for grant in state.grants.values():
            for ending in grant.endings:
                yield "CONSENT_ENDED", local_day(ending.at, zone)
            if grant.withdrawn_at is None:
                yield "CONSENT_ENDED", grant.expires_on or grant.signed_on
        for refusal in state.refusals.values():
            yield "CONSENT_ENDED", refusal.refused_on
        for disclosure in state.disclosures.values():
            yield "LAST_DISCLOSURE", local_day(disclosure.made_at, zone)
