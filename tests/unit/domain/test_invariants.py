"""Whatever is asked, in whatever order, by whom and when: some things never happen."""

import random
from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import month_days
from domain.case.commands import (
    AnswerReferral,
    DecideApplication,
    ExitCase,
    IssueBenefit,
    ReopenCase,
    ReverseBenefit,
    WithdrawApplication,
)
from domain.case.events import (
    ApplicationDecided,
    ApplicationSubmitted,
    BenefitIssued,
    BenefitReversed,
    CaseExited,
    CaseReopened,
    Member,
    ReferralMade,
)
from domain.consent import ConsentGranted, ConsentWithdrawn, DisclosureMade, WithdrawConsent
from domain.decision import Command, Decision
from domain.event import Recorded
from tests.support.world import MINISTRY, World

START = date(2025, 11, 3)
CATEGORIES = ("IDENTITY", "INCOME", "HEALTH")


class Town:
    """Three people, whatever cases they get, and a command for every number drawn."""

    def __init__(self) -> None:
        self.world = World().on(START)
        self.people = [self.world.person() for _ in range(3)]
        members = [Member(self.people[0], "APPLICANT", "OW_ADULT")]
        self.cases = [self.world.applied_case(*members)]

    def command(self, kind: int, a: int, b: int) -> Command | None:
        world, person = self.world, self.people[a % 3]
        case_id = self.cases[a % len(self.cases)] if self.cases else None
        if kind == 0 or case_id is None:
            members = [Member(person, "APPLICANT", "OW_ADULT")]
            if b % 3 == 0:
                members.append(Member(self.people[(a + 1) % 3], "SPOUSE", "OW_ADULT"))
            again = case_id if b % 2 else None
            channel = ("DIGITAL", "PHONE")[a % 2]
            programme = ("OW", "OW", "ODSP")[b % 3]
            return world.submit(*members, case_id=again, channel=channel, programme=programme)
        state = world.case(case_id)
        of_case = {"case_id": case_id}
        applications = [state.pending.application_id] if state.pending else list(state.applications)
        if b % 5:
            person = next(iter(state.members(world.today)))
        today = world.today
        match kind:
            case 1:
                return DecideApplication(
                    **of_case,
                    application_id=applications[b % len(applications)],
                    outcome=("GRANTED", "GRANTED", "REFUSED")[b % 3],
                    decided_on=today,
                    effective_on=today - timedelta(days=b % 4),
                    decided_by=("STAFF", "AUTOMATED")[a % 2],
                    organisation=("LOCAL", "MINISTRY")[b % 2],
                    reasons=("NOT_RESIDENT",) if b % 3 == 2 else (),
                )
            case 2:
                return world.consent(
                    person,
                    *CATEGORIES[: 1 + b % 4],
                    recipients=("EO", "COMMUNITY") if a % 2 else ("COMMUNITY",),
                    expires_on=today + timedelta(days=b) if b % 2 else None,
                )
            case 3:
                grants = list(world.consents(person).grants)
                if not grants:
                    return None
                return WithdrawConsent(
                    person_id=person, consent_id=grants[b % len(grants)], method="VERBAL"
                )
            case 4:
                readiness = "READY" if b % 4 else "NOT_READY"
                return world.assess(case_id, person_id=person, readiness=readiness)
            case 5 | 6:
                to_type = ("EO", "COMMUNITY", "INTERNAL")[b % 3]
                recipient = {
                    "EO": f"eo-0{1 + b % 9}",
                    "COMMUNITY": "food-centre",
                    "INTERNAL": "family-support",
                }[to_type]
                return world.refer(
                    case_id,
                    *CATEGORIES[: b % 4],
                    person_id=person,
                    to_type=to_type,
                    recipient=recipient,
                    origin=("LOCAL", "FAST_TRACK", "SELF")[a % 3],
                )
            case 7:
                month = today.replace(day=1) - timedelta(days=31 * (b % 3))
                return IssueBenefit(
                    **of_case,
                    benefit_type="HEALTH",
                    month=month.strftime("%Y-%m"),
                    amount_cents=100 + b,
                    payee_id=person,
                    method="CHEQUE",
                    issued_on=today,
                )
            case 8:
                exited_on = today + timedelta(days=b % 5 - 2)
                return ExitCase(**of_case, reason="EMPLOYMENT", exited_on=exited_on)
            case 9:
                return ReopenCase(**of_case, reason="WRONG_CASE")
            case 10:
                benefits = list(state.benefits)
                if not benefits:
                    return None
                benefit_id = benefits[b % len(benefits)]
                return ReverseBenefit(
                    **of_case, benefit_id=benefit_id, reversed_on=today, reason="RETURNED"
                )
            case 11:
                referrals = list(state.referrals)
                if not referrals:
                    return None
                return AnswerReferral(
                    **of_case,
                    referral_id=referrals[b % len(referrals)],
                    answer="ACCEPTED",
                    answered_on=today,
                )
            case _:
                return WithdrawApplication(
                    **of_case,
                    application_id=applications[b % len(applications)],
                    withdrawn_on=today,
                    reason="MOVED",
                )


# How often each kind of command is drawn: enough grants for everything that follows a grant.
WEIGHTS = (2, 6, 6, 2, 4, 9, 9, 5, 3, 3, 2, 2, 0.3)


def walk(seed: int) -> list[Recorded]:
    """150 commands drawn from a seed, each checked against the log so far; the whole log."""
    draw = random.Random(seed)
    town = Town()
    world = town.world
    for _ in range(150):
        world.on(world.today + timedelta(days=draw.choice((0, 0, 0, 1, 2, 12))))
        [kind] = draw.choices(range(13), WEIGHTS)
        a, b = draw.randrange(12), draw.randrange(12)
        reported = draw.random() < 0.3
        command = town.command(kind, a, b)
        if command is None:
            continue
        before = len(world.log)
        benefits = {c: msgspec.json.encode(world.case(c).benefits) for c in town.cases}
        outcome = world.do(command, source=MINISTRY if reported else None)
        if isinstance(outcome, Decision) and "number" in outcome.result:
            case_id = UUID(outcome.result["case_id"])
            town.cases += [case_id] if case_id not in town.cases else []
        recorded, past = world.log[before:], world.log[:before]
        for one in recorded:
            _disclosed_on_consent(one, past, recorded, reported)
            _fast_track_terms(one, past)
            _issued_while_open(one, past)
            if isinstance(one.event, ApplicationDecided):
                assert (one.event.decided_by, one.event.outcome) != ("AUTOMATED", "REFUSED")
            if isinstance(one.event, ReferralMade):
                after = {c: msgspec.json.encode(world.case(c).benefits) for c in benefits}
                assert after == benefits, "a referral changed a benefit"
        _one_unit_each(world, town)
    _reversed_once_and_whole(world.log)
    return world.log


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_no_order_of_commands_breaks_what_always_holds(seed: int) -> None:
    walk(seed)


def test_such_walks_reach_what_they_are_to_check() -> None:
    log = [r.event for seed in range(15) for r in walk(seed)]
    seen = Counter(type(event).__name__ for event in log)
    assert any(isinstance(e, ReferralMade) and e.origin == "FAST_TRACK" for e in log)
    for kind in (DisclosureMade, ConsentWithdrawn, BenefitIssued, BenefitReversed, CaseReopened):
        assert seen[kind.__name__] >= 5, seen


def _disclosed_on_consent(
    one: Recorded, past: list[Recorded], recorded: list[Recorded], reported: bool
) -> None:
    """8 and 9: nothing leaves without consent in force at that instant, worked out from the log."""
    made = one.event
    if not isinstance(made, ReferralMade) or made.to_type == "INTERNAL" or not made.shared:
        return
    if made.origin == "FAST_TRACK" and reported:
        assert made.disclosure_id is None
        return
    [disclosed] = [r.event for r in recorded if isinstance(r.event, DisclosureMade)]
    assert set(disclosed.categories) == set(made.shared)
    withdrawn = {r.event.consent_id for r in past if isinstance(r.event, ConsentWithdrawn)}
    covered: set[str] = set()
    for known in (r.event for r in past):
        if (
            isinstance(known, ConsentGranted)
            and known.person_id == made.person_id
            and known.consent_id not in withdrawn
            and made.to_type in known.recipients
            and made.purpose in known.purposes
            and (known.expires_on is None or disclosed.made_at.date() <= known.expires_on)
        ):
            covered |= set(known.categories)
    assert set(made.shared) <= covered


def _fast_track_terms(one: Recorded, past: list[Recorded]) -> None:
    """3: a grant since 10 November 2025 of a digital Ontario Works application, and ready."""
    made = one.event
    if not isinstance(made, ReferralMade) or made.origin != "FAST_TRACK":
        return
    of_case = [r for r in past if getattr(r.event, "case_id", None) == made.case_id]
    grants = [
        r.event
        for r in of_case
        if isinstance(r.event, ApplicationDecided) and r.event.outcome == "GRANTED"
    ]
    submitted = {
        r.event.application_id: r.event
        for r in of_case
        if isinstance(r.event, ApplicationSubmitted)
    }
    application = submitted[grants[-1].application_id]
    assert grants[-1].decided_on >= date(2025, 11, 10) and made.made_on >= date(2025, 11, 10)
    assert (application.programme, application.channel) == ("OW", "DIGITAL")
    readiness = [
        r.event.readiness
        for r in of_case
        if getattr(r.event, "assessment_id", None) and r.event.person_id == made.person_id
    ]
    assert "READY" in readiness


def _open_days(past: list[Recorded], case_id: UUID) -> list[tuple[date, date]]:
    """When a case was open, by its grants and exits in the order they were recorded."""
    spans: list[tuple[date, date]] = []
    for r in past:
        event = r.event
        if getattr(event, "case_id", None) != case_id:
            continue
        if isinstance(event, ApplicationDecided) and event.outcome == "GRANTED":
            spans.append((r.effective_on, date.max))
        elif isinstance(event, CaseExited):
            spans[-1] = (spans[-1][0], event.exited_on)
        elif isinstance(event, CaseReopened):
            spans[-1] = (spans[-1][0], date.max)
    return spans


def _issued_while_open(one: Recorded, past: list[Recorded]) -> None:
    if not isinstance(one.event, BenefitIssued):
        return
    days = month_days(one.event.month)
    assert days is not None
    assert any(
        start <= days[1] and end > max(start, days[0])
        for start, end in _open_days(past, one.event.case_id)
    )


def _one_unit_each(world: World, town: Town) -> None:
    """Nobody is a member of two units that are both granted and not exited."""
    held: set[UUID] = set()
    for case_id in town.cases:
        current = world.case(case_id).current()
        if current is None or current.exit is not None:
            continue
        people = {m.person_id for m in current.application.members}
        assert not people & held
        held |= people


def _reversed_once_and_whole(log: list[Recorded]) -> None:
    issued = {r.event.benefit_id: r.event for r in log if isinstance(r.event, BenefitIssued)}
    back = [r.event for r in log if isinstance(r.event, BenefitReversed)]
    assert len({b.benefit_id for b in back}) == len(back)
    assert all(b.amount_cents == issued[b.benefit_id].amount_cents for b in back)
