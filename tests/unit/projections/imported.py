"""Random histories with all that another system can have brought: memberships, deferrals, incomes,
overpayments, and entries that were corrected or taken back since.
"""

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from domain.case import events as e
from domain.event import Event, Recorded
from domain.private import Clear
from tests.unit.projections.histories import Town

_KINDS = (
    "joined", "joined", "left", "deferral", "reviewed", "plan reviewed", "income", "overpayment",
    "acknowledged", "started", "corrected", "corrected", "retracted",
)  # fmt: skip
_SUBJECT: dict[type[Event], str | None] = {
    e.ApplicationSubmitted: "application_id",
    e.ApplicationCompleted: "application_id",
    e.ApplicationDecided: "application_id",
    e.ApplicationWithdrawn: "application_id",
    e.MemberJoined: "membership_id",
    e.MemberLeft: "membership_id",
    e.CaseAssigned: None,
    e.AssessmentCompleted: "assessment_id",
    e.ActionPlanReviewed: None,
    e.DeferralGranted: "deferral_id",
    e.DeferralReviewed: None,
    e.ReferralMade: "referral_id",
    e.ReferralAcknowledged: "referral_id",
    e.ReferralAnswered: "referral_id",
    e.ReferralStarted: "referral_id",
    e.ReferralClosed: "referral_id",
    e.IncomeReported: None,
    e.BenefitIssued: "benefit_id",
    e.BenefitReversed: "benefit_id",
    e.OverpaymentEstablished: "overpayment_id",
    e.CaseExited: None,
}
"""What can be amended, and the field that names what it is about (None: its event does)."""


class ImportedTown(Town):
    """A town whose past came from another system."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self._memberships: list[tuple[UUID, UUID, UUID]] = []
        self._deferrals: list[tuple[UUID, UUID, UUID]] = []
        self._standing: list[Recorded] = []

    def _of_case(self) -> Recorded:
        recorded = super()._of_case() if self._random.random() < 0.5 else self._brought()
        if type(recorded.event) in _SUBJECT:
            self._standing.append(recorded)
        return recorded

    def _brought(self) -> Recorded:
        random, day = self._random, self._near()
        case = random.choice(list(self._cases))
        person = random.choice(self._cases[case])
        kind = random.choice(_KINDS)
        if kind in ("income", "overpayment"):
            return self._of_money(kind, case, person, day)
        if kind in ("acknowledged", "started"):
            return self._of_referral(kind, case, person, day)
        if kind in ("corrected", "retracted"):
            return self._amend(kind)
        return self._of_member(kind, case, person, day)

    def _of_referral(self, kind: str, case: UUID, person: UUID, day: date) -> Recorded:
        case, referral, person = self._random.choice([*self._referrals, (case, self._id(), person)])
        here: dict[str, Any] = {"case_id": case, "referral_id": referral, "person_id": person}
        if kind == "started":
            return self._case(case, e.ReferralStarted(**here, started_on=day))
        return self._case(case, e.ReferralAcknowledged(**here, acknowledged_on=day))

    def _of_member(self, kind: str, case: UUID, person: UUID, day: date) -> Recorded:
        random, here = self._random, {"case_id": case, "person_id": person}
        if kind == "joined":
            membership = self._id()
            self._memberships.append((case, membership, person))
            event: Event = e.MemberJoined(
                **here,
                membership_id=membership,
                role=random.choice(("APPLICANT", "SPOUSE", "DEPENDENT")),
                participant_class=random.choice(("OW_ADULT", "DEPENDENT_CHILD")),
                joined_on=day,
            )
        elif kind == "left":
            case, membership, person = random.choice(
                [*self._memberships, (case, self._id(), person)]
            )
            here = {"case_id": case, "person_id": person}
            event = e.MemberLeft(**here, membership_id=membership, left_on=day)
        elif kind == "deferral":
            deferral = self._id()
            self._deferrals.append((case, deferral, person))
            event = e.DeferralGranted(
                **here,
                deferral_id=deferral,
                reason=Clear("ILLNESS", person),
                from_on=day,
                review_by=random.choice((None, day + timedelta(days=90))),
            )
        elif kind == "reviewed":
            case, deferral, person = random.choice([*self._deferrals, (case, self._id(), person)])
            here = {"case_id": case, "person_id": person}
            outcome = random.choice(("ENDED", "RENEWED"))
            event = e.DeferralReviewed(
                **here, deferral_id=deferral, reviewed_on=day, outcome=outcome
            )
        else:
            unknown = (case, self._id(), self._id(), person)
            case, plan, _, person = random.choice([*self._plans, unknown])
            here = {"case_id": case, "person_id": person}
            event = e.ActionPlanReviewed(**here, plan_id=plan, reviewed_on=day)
        return self._case(case, event)

    def _of_money(self, kind: str, case: UUID, person: UUID, day: date) -> Recorded:
        here: dict[str, Any] = {"case_id": case, "person_id": person, "month": f"{day:%Y-%m}"}
        cents = self._random.randint(0, 90_000)
        if kind == "income":
            event: Event = e.IncomeReported(
                **here, earnings_cents=cents, other_cents=0, reported_on=day
            )
        else:
            event = e.OverpaymentEstablished(
                **here,
                overpayment_id=self._id(),
                established_on=day,
                amount_cents=cents,
                cause="AGENCY_ERROR",
            )
        return self._case(case, event)

    def _amend(self, kind: str) -> Recorded:
        """Another row of the source: an event told anew with another day, or taken back."""
        if not self._standing:
            return self._register()
        was: Any = self._standing.pop(self._random.randrange(len(self._standing)))
        subject = _SUBJECT[type(was.event)]
        if kind == "corrected":
            return self._another_day(was)
        taken_back = e.EntryRetracted(
            case_id=was.event.case_id,
            subject_id=getattr(was.event, subject) if subject else was.event_id,
            entry=was.event.wire_name,
        )
        return self._case(was.event.case_id, taken_back, was.event_id)

    def _another_day(self, was: Recorded) -> Recorded:
        told: Any = was.event
        day = next(name for name in told.__struct_fields__ if name.endswith("_on"))
        another = self._near()
        if another == getattr(told, day):
            another += timedelta(days=1)
        return self._case(
            told.case_id, msgspec.structs.replace(told, **{day: another}), was.event_id
        )

    def all_change(self) -> list[Recorded]:
        """One of each kind that can be amended is told anew, and a plan goes on; between them more
        happens until there are such. So, whatever the chances, rows of every kind have a past.
        """
        found: list[Recorded] = []
        left = set(_SUBJECT)
        while left or not self._plans:
            found += self.events(10)
            for kind, was in {type(r.event): r for r in self._standing}.items():
                if kind in left:
                    left.remove(kind)
                    found.append(self._another_day(was))
        case, plan, item, person = self._plans[-1]
        of: dict[str, Any] = {"case_id": case, "plan_id": plan, "person_id": person}
        later = self._day + timedelta(days=7)
        for event in (
            e.ActionPlanItemProgressed(**of, item_id=item, status="DONE", progressed_on=later),
            e.ActionPlanReviewed(**of, reviewed_on=later),
        ):
            found.append(self._case(case, event))
        return found


def imported_history(random: Random, count: int) -> list[Recorded]:
    """The policy, then so many events, private values in clear, positions from 1."""
    town = ImportedTown(random)
    return [*town.policy(), *town.events(count)]


def changing_history(random: Random, count: int) -> list[Recorded]:
    """As ``imported_history``, and then what gives rows of every kind a past."""
    town = ImportedTown(random)
    return [*town.policy(), *town.events(count), *town.all_change()]
