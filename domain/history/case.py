"""A case's history against the rules of today, one event after the other."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec

from domain.case import events as e
from domain.event import Event
from domain.history.rules import HistoryRules
from domain.history.spells import Spells, Unit


class Received(msgspec.Struct):
    """What is known of an application."""

    submitted: e.ApplicationSubmitted | None = None
    outcome: str | None = None


class Sent(msgspec.Struct):
    """What is known of a referral; ``answered_on`` is the day of its acceptance or refusal."""

    made_on: date | None = None
    answer: str | None = None
    answered_on: date | None = None


class Paid(msgspec.Struct, frozen=True):
    """What is known of a benefit."""

    issued_on: date
    amount_cents: int
    of: tuple[str, str, UUID]
    """Its type, month and payee."""


class Told:
    """One event as it is checked: what it says, its days, and what it corrects."""

    __slots__ = ("corrects", "effective_on", "event_id", "known_on")

    def __init__(
        self, effective_on: date, known_on: date, event_id: UUID, corrects: UUID | None
    ) -> None:
        self.effective_on = effective_on
        self.known_on = known_on
        self.event_id = event_id
        self.corrects = corrects


Check = Callable[["CaseHistory", Any, Told], Iterator[str]]
_checks: dict[type[Event], Check] = {}


def checks(event_type: type[Event]) -> Callable[[Check], Check]:
    """Register the check of an event type."""

    def register(check: Check) -> Check:
        _checks[event_type] = check
        return check

    return register


class CaseHistory:
    """What is known of one case so far, as far as the checks need it."""

    def __init__(self, rules: HistoryRules) -> None:
        self.rules = rules
        self.spells = Spells()
        self.unit = Unit()
        self.office = ""
        self.applications: dict[UUID, Received] = {}
        self.first_submitted: date | None = None
        self.assessed: dict[UUID, list[tuple[date, str]]] = {}
        self.plans: dict[UUID, date] = {}
        self.deferrals: dict[UUID, e.DeferralGranted] = {}
        self.referrals: dict[UUID, Sent] = {}
        self.benefits: dict[UUID, Paid] = {}
        self.paid: dict[tuple[str, str, UUID], int] = {}
        self.last_paid_on = date.min
        self.reversed: set[UUID] = set()

    def check(
        self,
        event: Event,
        *,
        effective_on: date,
        known_on: date,
        event_id: UUID,
        corrects: UUID | None = None,
    ) -> tuple[str, ...]:
        """Which rules of today the event breaks, by code; then it is part of what is known.

        ``known_on`` is the local day on which it was learned. ``event_id`` and ``corrects`` are
        those that the event will be recorded with. Never raises, whatever the history.
        """
        told = Told(effective_on, known_on, event_id, corrects)
        check = _checks.get(type(event))
        found = [] if check is None else list(check(self, event, told))
        if effective_on > self.rules.as_of:
            found.append("DATED_AFTER_AS_OF")
        return tuple(dict.fromkeys(found)) if found else ()

    # --- What the checks ask -----------------------------------------------------------------

    def pending(self) -> bool:
        """Whether an application waits for its decision."""
        return any(a.submitted and a.outcome is None for a in self.applications.values())

    def in_unit(self, person_id: UUID, day: date) -> Iterator[str]:
        if self.unit.member(person_id, day) is None:
            yield "NOT_IN_UNIT"

    def late(self, told: Told) -> Iterator[str]:
        """Recorded before its day, or longer after it than a bound of policy."""
        days = (told.known_on - told.effective_on).days
        if days < 0:
            yield "RECORDED_BEFORE_EFFECT"
        most = self.rules.limit("recorded_late_days")
        if most is not None and days > most:
            yield "RECORDED_LATE"


# --- Applications, the unit, exits -------------------------------------------------------------


def _application(history: CaseHistory, application_id: UUID) -> Received:
    return history.applications.setdefault(application_id, Received())


@checks(e.ApplicationSubmitted)
def _submitted(history: CaseHistory, event: e.ApplicationSubmitted, told: Told) -> Iterator[str]:
    known = _application(history, event.application_id)
    if told.corrects is None:
        if history.spells.open_on(event.submitted_on):
            yield "APPLIED_WHILE_OPEN"
        if history.pending():
            yield "APPLIED_WHILE_PENDING"
    known.submitted = event
    if history.first_submitted is None or event.submitted_on < history.first_submitted:
        history.first_submitted = event.submitted_on
    history.office = event.office
    roles = [member.role for member in event.members]
    applicants, spouses = roles.count("APPLICANT"), roles.count("SPOUSE")
    if applicants == 0:
        yield "NO_APPLICANT"
    elif applicants > 1:
        yield "TWO_APPLICANTS"
    if spouses > 1:
        yield "TWO_SPOUSES"
    for member in event.members:
        history.unit.name(member.person_id, member.participant_class)
    if event.completed_on is not None and event.completed_on < event.submitted_on:
        yield "COMPLETED_BEFORE_SUBMISSION"


@checks(e.ApplicationCompleted)
def _completed(history: CaseHistory, event: e.ApplicationCompleted, told: Told) -> Iterator[str]:
    submitted = _application(history, event.application_id).submitted
    if submitted is None:
        yield "APPLICATION_NOT_KNOWN"
    elif event.completed_on < submitted.submitted_on:
        yield "COMPLETED_BEFORE_SUBMISSION"


@checks(e.ApplicationDecided)
def _decided(history: CaseHistory, event: e.ApplicationDecided, told: Told) -> Iterator[str]:
    known = _application(history, event.application_id)
    if known.submitted is None:
        yield "APPLICATION_NOT_KNOWN"
    elif event.decided_on < known.submitted.submitted_on:
        yield "DECISION_BEFORE_SUBMISSION"
    if known.outcome is not None and told.corrects is None:
        yield "DECIDED_TWICE"
    if event.outcome == "REFUSED" and event.decided_by == "AUTOMATED":
        yield "AUTOMATED_REFUSAL"
    office = known.submitted.office if known.submitted else history.office
    if event.organisation == "LOCAL" and not history.rules.may(office, "DECIDE", event.decided_on):
        yield "LOCAL_AFTER_TRANSFER"
    known.outcome = event.outcome
    if event.outcome == "GRANTED":
        if told.corrects is None and history.spells.open_on(told.effective_on):
            yield "GRANT_WHILE_OPEN"
        history.spells.grant(event.application_id, told.effective_on)
    else:
        history.spells.ungrant(event.application_id)


@checks(e.ApplicationWithdrawn)
def _withdrawn(history: CaseHistory, event: e.ApplicationWithdrawn, told: Told) -> Iterator[str]:
    known = _application(history, event.application_id)
    if known.submitted is None:
        yield "APPLICATION_NOT_KNOWN"
    elif event.withdrawn_on < known.submitted.submitted_on:
        yield "WITHDRAWN_BEFORE_SUBMISSION"
    if known.outcome is not None and told.corrects is None:
        yield "DECIDED_TWICE"
    known.outcome = "WITHDRAWN"
    if told.corrects is not None:
        history.spells.ungrant(event.application_id)


@checks(e.MemberJoined)
def _joined(history: CaseHistory, event: e.MemberJoined, told: Told) -> Iterator[str]:
    stay = history.unit.stay(event.membership_id)
    history.unit.join(
        event.membership_id, event.person_id, event.participant_class, event.joined_on
    )
    if stay.left_on <= event.joined_on:
        yield "LEFT_BEFORE_JOINED"


@checks(e.MemberLeft)
def _left(history: CaseHistory, event: e.MemberLeft, told: Told) -> Iterator[str]:
    stay = history.unit.stay(event.membership_id)
    stay.left_on = event.left_on
    if stay.person_id is not None and event.left_on <= stay.joined_on:
        yield "LEFT_BEFORE_JOINED"


@checks(e.CaseAssigned)
def _assigned(history: CaseHistory, event: e.CaseAssigned, told: Told) -> Iterator[str]:
    history.office = event.office
    if history.first_submitted is not None and event.assigned_on < history.first_submitted:
        yield "ASSIGNED_BEFORE_APPLICATION"


@checks(e.CaseExited)
def _exited(history: CaseHistory, event: e.CaseExited, told: Told) -> Iterator[str]:
    spells, day = history.spells, event.exited_on
    if told.corrects is not None:
        spells.unexit(told.corrects)
    if spells.granted_by(day) is None:
        yield "EXIT_WITHOUT_GRANT"
    elif not spells.open_on(day):
        yield "EXIT_WHILE_CLOSED"
    if history.last_paid_on > day:
        yield "PAID_AFTER_EXIT"
    ahead = history.rules.limit("exit_ahead_days")
    if ahead is not None and day - told.known_on > timedelta(days=ahead):
        yield "EXIT_TOO_FAR_AHEAD"
    if day <= told.known_on:
        yield from history.late(told)
    spells.exit(told.event_id, day)


@checks(e.CaseReopened)
def _reopened(history: CaseHistory, event: e.CaseReopened, told: Told) -> Iterator[str]:
    history.spells.unexit(told.corrects)
    yield from ()


@checks(e.EntryRetracted)
def _retracted(history: CaseHistory, event: e.EntryRetracted, told: Told) -> Iterator[str]:
    match event.entry:
        case "application.decided" | "application.withdrawn" | "application.submitted":
            _application(history, event.subject_id).outcome = None
            history.spells.ungrant(event.subject_id)
        case "unit.member_left":
            history.unit.stay(event.subject_id).left_on = date.max
        case "unit.member_joined":
            history.unit.stay(event.subject_id).joined_on = date.max
        case "case.exited":
            history.spells.unexit(event.subject_id)
        case "benefit.reversed":
            history.reversed.discard(event.subject_id)
    yield from ()
