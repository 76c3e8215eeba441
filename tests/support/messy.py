"""Random histories as messy as a city's past: late, corrected, taken back, told in any order."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from domain.case import events as e
from domain.consent import ConsentGranted, ConsentRefused, ConsentWithdrawn
from domain.event import Actor, Event, Metadata, Recorded
from domain.person import PersonRegistered
from domain.private import Clear
from domain.sameness import PersonsMerged, PersonsUnmerged
from domain.streams import case_stream, consent_stream, person_stream

FIRST, LAST = date(2022, 6, 1), date(2025, 6, 30)
OFFICES = ("centre", "est")
CLASSES = (
    "OW_ADULT",
    "OW_ADULT",
    "ODSP_NON_DISABLED_ADULT",
    "DEPENDENT_ADULT",
    "DEPENDENT_CHILD",
    "ODSP_RECIPIENT",
)
REASONS = ("EMPLOYMENT", "EMPLOYMENT", "NO_CONTACT", "OTHER_INCOME", "DECEASED", "ODSP_GRANTED")
CATEGORIES = ("IDENTITY", "CONTACT", "HOUSING", "HEALTH")
MONTH = "2024-03"


class Messy:
    """Makes a history; ``random`` decides all, so the same one gives the same history."""

    def __init__(self, random: Random, tenant: str) -> None:
        self._random, self._tenant = random, tenant
        self._told: list[Recorded] = []
        self._persons = [self._id() for _ in range(7)]
        self._cases = [self._id() for _ in range(5)]
        self._of_units = set(self._cases[:3])
        """Cases whose unit is told by memberships; the others' by applications alone."""
        self._known: dict[str, list[Any]] = {}

    def history(self, count: int) -> list[Recorded]:
        """So many events, in the order in which they were appended."""
        for person in self._persons:
            self._tell(self._registered(person), self._day(), person_stream(person))
        for case in self._cases:
            self._tell_of_case(self._submitted(case))
        while len(self._told) < count:
            if self._random.random() < 0.15:
                self._correct()
            elif self._random.random() < 0.02:
                self._same()
            elif self._random.random() < 0.2:
                event = self._of_person()
                self._tell(event, self._effective(event), consent_stream(event.person_id))
            else:
                for event in self._of_case():
                    self._tell_of_case(event)
        return self._told

    # --- Telling --------------------------------------------------------------------------

    def _id(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)

    def _day(self) -> date:
        return FIRST + timedelta(days=self._random.randrange((LAST - FIRST).days))

    def _after(self, day: date) -> date:
        return day + timedelta(days=self._random.choice((-5, 0, 0, 1, 4, 6, 30, 200)))

    def _pick(self, *of: Any) -> Any:
        return self._random.choice(of)

    def _tell_of_case(self, event: Any, corrects: UUID | None = None) -> None:
        self._tell(event, self._effective(event), case_stream(event.case_id), corrects)

    def _effective(self, event: Any) -> date:
        if isinstance(event, e.ApplicationDecided):
            return self._pick(event.decided_on, event.decided_on, self._after(event.decided_on))
        for name in event.__struct_fields__:
            value = getattr(event, name)
            if name.endswith("_on") and isinstance(value, date):
                return value
        return self._day()

    def _tell(self, event: Event, day: date, stream: str, corrects: UUID | None = None) -> None:
        late = timedelta(days=self._pick(0, 0, 0, 0, 1, 3, 20, 90, 300))
        at = datetime.combine(day + late, time(self._random.randrange(5, 22), 30), UTC)
        if isinstance(event, ConsentWithdrawn):
            at = event.received_at
        position = len(self._told) + 1
        actor = Actor(id=self._cases[0], kind="SYSTEM", role="IMPORT", organisation=self._tenant)
        self._told.append(
            Recorded(
                position=position,
                tenant=self._tenant,
                stream=stream,
                version=position,
                event_id=self._id(),
                event=event,
                effective_on=day,
                known_at=at,
                appended_at=at,
                metadata=Metadata(actor=actor, corrects=corrects),
            )
        )

    def _correct(self) -> None:
        """An earlier event is told anew, in other words, or taken back."""
        told = self._random.choice(self._told)
        event, wrong = told.event, told.event_id
        match event:
            case e.CaseExited() if self._random.random() < 0.4:
                self._tell_of_case(
                    e.CaseReopened(case_id=event.case_id, reopened_on=self._day(), reason="X"),
                    wrong,
                )
            case e.CaseExited():
                self._tell_of_case(self._exited(event.case_id), wrong)
            case e.ApplicationDecided() if self._random.random() < 0.3:
                application = {"case_id": event.case_id, "application_id": event.application_id}
                self._tell_of_case(
                    e.ApplicationWithdrawn(**application, withdrawn_on=self._day(), reason="X"),
                    wrong,
                )
            case e.ApplicationDecided():
                again = self._decided(event.case_id, event.application_id, event.decided_on)
                self._tell_of_case(again, wrong)
            case ConsentGranted() | ConsentRefused():
                again = self._consent(event.person_id, event.consent_id)
                stream = consent_stream(event.person_id)
                self._tell(again, self._effective(again), stream, wrong)
            case e.CaseReopened() | e.ApplicationWithdrawn() | e.EntryRetracted():
                pass
            case _ if told.stream.startswith("case-"):
                self._retract(told)

    def _same(self) -> None:
        """Two numbers turn out to be one person, or after all not; told in both streams."""
        survivor, merged, other = self._random.sample(self._persons, 3)
        one = {"survivor_id": survivor, "merged_id": merged, "reason": "X"}
        event: Event
        if self._random.random() < 0.7:
            event = PersonsMerged(**one, members=self._pick((merged,), (merged, other)))
        else:
            event = PersonsUnmerged(**one, members=self._pick((merged,), (merged, other)))
        day = self._day()
        for person in (survivor, merged):
            self._tell(event, day, person_stream(person))

    def _retract(self, told: Recorded) -> None:
        event: Any = told.event
        named = {"application", "membership", "assessment", "plan", "deferral", "referral"}
        keys = (f"{name}_id" for name in sorted(named | {"benefit", "overpayment"}))
        by_event = event.wire_name in ("case.assigned", "deferral.reviewed", "income.reported")
        subject = next((getattr(event, key) for key in keys if hasattr(event, key)), None)
        taken = e.EntryRetracted(
            case_id=event.case_id,
            subject_id=told.event_id if by_event or subject is None else subject,
            entry=event.wire_name,
        )
        self._tell_of_case(taken, told.event_id)

    # --- What happens -----------------------------------------------------------------------

    def _registered(self, person: UUID) -> PersonRegistered:
        name = Clear("A", person)
        return PersonRegistered(
            person_id=person,
            given_name=name,
            family_name=name,
            birth_date=name,
            official_language="fr",
        )

    def _submitted(self, case: UUID) -> e.ApplicationSubmitted:
        application, day = self._id(), self._day()
        self._known.setdefault("applications", []).append((case, application, day))
        members = self._random.sample(self._persons, 3)
        roles = ("APPLICANT", "SPOUSE", "DEPENDENT")
        return e.ApplicationSubmitted(
            case_id=case,
            case_number="X",
            application_id=application,
            programme=self._pick("OW", "OW", "OW", "ODSP"),
            channel="PAPER",
            received_by=self._pick("IBAU", "LOCAL"),
            office=self._pick(*OFFICES),
            submitted_on=day,
            completed_on=self._pick(None, self._after(day)),
            members=tuple(
                e.Member(person, role, self._pick(*CLASSES))
                for person, role in zip(members, roles, strict=True)
            ),
        )

    def _decided(self, case: UUID, application: UUID, near: date) -> e.ApplicationDecided:
        return e.ApplicationDecided(
            case_id=case,
            application_id=application,
            outcome=self._pick("GRANTED", "GRANTED", "GRANTED", "REFUSED"),
            decided_on=self._after(near),
            decided_by=self._pick("STAFF", "AUTOMATED"),
            organisation=self._pick("LOCAL", "MINISTRY"),
        )

    def _exited(self, case: UUID) -> e.CaseExited:
        return e.CaseExited(case_id=case, reason=self._pick(*REASONS), exited_on=self._day())

    def _of_case(self) -> Iterator[Any]:
        case = self._pick(*self._cases)
        one = {"case_id": case, "person_id": self._pick(*self._persons)}
        day = self._day()
        match self._random.randrange(15):
            case 0:
                yield self._submitted(case)
            case 1:
                case, application, near = self._pick(*self._known["applications"])
                yield e.ApplicationCompleted(
                    case_id=case, application_id=application, completed_on=self._after(near)
                )
            case 2 | 3 | 4:
                case, application, near = self._pick(*self._known["applications"])
                yield self._decided(case, application, near)
            case 5 | 6:
                if case in self._of_units:
                    yield from self._membership(one, day)
            case 7:
                yield self._exited(case)
            case 8:
                yield e.ActionPlanCreated(
                    **one, plan_id=self._id(), created_on=day, review_on=None, items=()
                )
            case 9:
                yield from self._deferral(one, day)
            case 10 | 11:
                yield from self._referral(one, day)
            case 12:
                yield from self._money(one, day)
            case 13:
                yield e.CaseAssigned(
                    case_id=case,
                    office=self._pick(*OFFICES),
                    caseworker_id=self._id(),
                    assigned_on=day,
                )
            case _:
                yield e.IncomeReported(
                    **one, month=MONTH, earnings_cents=1, other_cents=0, reported_on=day
                )
                yield e.AssessmentCompleted(
                    **one,
                    assessment_id=self._id(),
                    tool="LEGACY",
                    tool_version="1",
                    completed_on=day,
                    strengths=(),
                    needs=(),
                    readiness="READY",
                )

    def _membership(self, one: dict[str, UUID], day: date) -> Iterator[Any]:
        membership = self._id()
        joined = e.MemberJoined(
            **one,
            membership_id=membership,
            role=self._pick("APPLICANT", "SPOUSE", "DEPENDENT"),
            participant_class=self._pick(*CLASSES),
            joined_on=day,
        )
        left = e.MemberLeft(**one, membership_id=membership, left_on=self._after(day))
        told = [joined, left] if self._random.random() < 0.4 else [joined]
        self._random.shuffle(told)
        yield from told

    def _deferral(self, one: dict[str, UUID], day: date) -> Iterator[Any]:
        deferral = one | {"deferral_id": self._id()}
        reason = Clear("ILLNESS", one["person_id"])
        yield e.DeferralGranted(**deferral, reason=reason, from_on=day, review_by=None)
        for _ in range(self._random.randrange(3)):
            yield e.DeferralReviewed(
                **deferral, reviewed_on=self._after(day), outcome=self._pick("ENDED", "RENEWED")
            )

    def _referral(self, one: dict[str, UUID], day: date) -> Iterator[Any]:
        referral: dict[str, Any] = one | {"referral_id": self._id()}
        shared = self._random.sample(CATEGORIES, self._random.randrange(4))
        to_type = self._pick("EO", "EO", "COMMUNITY", "INTERNAL")
        made_by = self._pick("LOCAL", "LOCAL", "MINISTRY")
        ours = to_type != "INTERNAL" and made_by == "LOCAL" and bool(shared)
        made = e.ReferralMade(
            **referral,
            to_type=to_type,
            recipient="eo-01",
            origin=self._pick("LOCAL", "FAST_TRACK", "ODSP"),
            purpose="REFERRAL",
            shared=tuple(shared),
            made_on=day,
            reply_due_on=None,
            disclosure_id=self._id() if ours else None,
            made_by=made_by,
        )
        answered = e.ReferralAnswered(
            **referral, answer=self._pick("ACCEPTED", "DECLINED"), answered_on=self._after(day)
        )
        told = [made, answered] if self._random.random() < 0.6 else [made]
        self._random.shuffle(told)
        yield from told

    def _money(self, one: dict[str, UUID], day: date) -> Iterator[Any]:
        benefit: dict[str, Any] = {"case_id": one["case_id"], "benefit_id": self._id()}
        cents = self._random.randrange(1, 90_000)
        yield e.BenefitIssued(
            **benefit,
            benefit_type=self._pick("BASIC_NEEDS", "SHELTER", "STABILITY_SUPPORT"),
            month=MONTH,
            amount_cents=cents,
            payee_id=one["person_id"],
            method="CHEQUE",
            issued_on=day,
            organisation=self._pick("LOCAL", "MINISTRY"),
        )
        if self._random.random() < 0.3:
            yield e.BenefitReversed(
                **benefit, amount_cents=cents, reversed_on=self._after(day), reason="X"
            )
        if self._random.random() < 0.3:
            yield e.OverpaymentEstablished(
                **one,
                overpayment_id=self._id(),
                established_on=self._after(day),
                month=MONTH,
                amount_cents=cents,
                cause="X",
            )

    def _of_person(self) -> Any:
        person = self._pick(*self._persons)
        given = self._known.get("consents", [])
        if given and self._random.random() < 0.3:
            consent, person = self._pick(*given)
            at = datetime.combine(self._day(), time(self._random.randrange(5, 22), 45), UTC)
            return ConsentWithdrawn(
                consent_id=consent, person_id=person, received_at=at, method="VERBAL"
            )
        consent = self._id()
        self._known.setdefault("consents", []).append((consent, person))
        return self._consent(person, consent)

    def _consent(self, person: UUID, consent: UUID) -> ConsentGranted | ConsentRefused:
        day = self._day()
        asked: dict[str, Any] = {
            "consent_id": consent,
            "person_id": person,
            "categories": tuple(self._random.sample(CATEGORIES, self._pick(2, 3, 4))),
            "recipients": self._pick(("EO",), ("EO", "COMMUNITY")),
            "purposes": self._pick(("REFERRAL",), ("REFERRAL", "ELIGIBILITY"), ("ELIGIBILITY",)),
            "notice": "n",
            "notice_version": "1",
            "notice_hash": "0",
            "language": "fr",
            "method": "VERBAL",
            "capacity": "SELF",
        }
        if self._random.random() < 0.2:
            return ConsentRefused(**asked, refused_on=day)
        return ConsentGranted(
            **asked,
            signed_on=day,
            valid_from=datetime.combine(day, time(12), UTC),
            expires_on=self._pick(None, day + timedelta(days=365)),
        )
