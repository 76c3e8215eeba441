"""Random histories of a small town: plausible in shape, learned in any order, as imports are.

Only the folds are tried by them, so they keep to no rule of the deciders: answers come before the
referrals they answer, exits after the next grant, withdrawals before the consents they end.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from domain.case import events as e
from domain.consent import (
    AnEnding,
    ConsentGranted,
    ConsentInvalidated,
    ConsentNarrowed,
    ConsentReaffirmed,
    ConsentRefused,
    ConsentRevoked,
    ConsentSuperseded,
    ConsentWithdrawn,
    DisclosureMade,
)
from domain.consent_events import RecipientAcknowledged, RecipientTold
from domain.disposal.events import (
    DisposalApproved,
    DisposalDeclined,
    DisposalRequested,
    Ground,
    HoldLifted,
    HoldPlaced,
    PersonDisposed,
)
from domain.emergencies import BreakGlassOpened, BreakGlassReviewed
from domain.event import Actor, Event, Metadata, Recorded
from domain.finding_review import FindingReviewed, Found
from domain.letters import LetterLetGo, LetterPrepared, LetterSent
from domain.office import events as o
from domain.person import ContactUpdated, PersonRegistered
from domain.policy import PolicyPublished
from domain.policy_data import load_policy_data
from domain.private import Clear, Text
from domain.sameness import (
    DuplicateSuspected,
    PersonsKeptApart,
    PersonsMerged,
    PersonsUnmerged,
    Sign,
)
from domain.sealed_files import CircleChanged, FileSealed, FileUnsealed
from domain.streams import (
    access_request_stream,
    case_stream,
    consent_stream,
    correction_stream,
    finding_stream,
    holds_stream,
    incident_stream,
    letter_stream,
    person_stream,
    policy_stream,
    stream_kind,
    stream_uuid,
    task_stream,
    visit_stream,
)
from domain.tasks import TaskClosed, TaskRaised
from projections.engine.subjects import named

TENANT = "riviere-nord"
OFFICES = ("centre", "est")
FIRST_DAY = date(2024, 1, 1)
NAMES = ("Élodie Gagné", "Noah O’Brien", "Anne-Marie Côté", "Ben Li", "Zoë Ünal")


REVIEWER = UUID("5ea1ed00-0000-4000-8000-000000000001")
"""An account that every seal of a history opens to."""


class Town:
    """Makes events one by one; ``random`` decides all, so the same one gives the same history.

    Towns of different names have nothing in common.
    """

    def __init__(self, random: Random, name: str = "") -> None:
        self._random = random
        self._aside = Random(f"aside{name}")
        self._meeting = Random(f"meeting{name}")
        self._settled = 0
        self._met = 0
        self._seals = 0
        self._office = Random(f"office{name}")
        self._matters = 0
        self._overseen = 0
        self._asked = 0
        self._reached = 0
        self._versions: dict[str, int] = {}
        self._position = 0
        self._day = FIRST_DAY
        self._workers = [self._id() for _ in range(3)]
        self._persons: list[UUID] = []
        self._cases: dict[UUID, list[UUID]] = {}
        self._applications: list[tuple[UUID, UUID]] = []
        self._exits: list[tuple[UUID, UUID]] = []
        self._plans: list[tuple[UUID, UUID, UUID, UUID]] = []
        self._referrals: list[tuple[UUID, UUID, UUID]] = []
        self._benefits: list[tuple[UUID, UUID, int]] = []
        self._consents: list[tuple[UUID, UUID]] = []
        self._merges: list[tuple[UUID, UUID]] = []

    def _id(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)

    def _near(self) -> date:
        """A day around now: what is told is often told late."""
        return self._day + timedelta(days=self._random.randint(-40, 3))

    def _text(self, subject: UUID) -> Text | None:
        if self._random.random() < 0.5:
            return None
        return Text(language="fr", body=Clear("Réunion à 10 h ‒ ça va.", subject, own_key=True))

    def policy(self) -> list[Recorded]:
        """The policy that a new ledger begins with."""
        # By a chance of its own: another policy changes nothing of what follows.
        found, by_chance = [], self._random
        self._random = Random(0)
        for command in load_policy_data():
            fields = msgspec.structs.asdict(command)
            event = PolicyPublished(**fields, content_hash=command.version)
            found.append(self._record(policy_stream(command.policy_id), event, FIRST_DAY))
        self._random = by_chance
        return found

    def events(self, count: int) -> list[Recorded]:
        """So many more events."""
        found: list[Recorded] = []
        while len(found) < count:
            found += self._happens()
            if self._position > 25 * (self._settled + 3):
                found += self._kept()
            if self._cases and self._position > 30 * (self._met + 1):
                self._met += 1
                found += self._meet()
            if self._persons and self._position > 35 * (self._overseen + 2):
                found += self._oversight()
            if self._cases and self._position > 90 * (self._asked + 1):
                found += self._asking()
            if self._referrals and self._position > 40 * (self._reached + 2):
                found += self._reach()
            if self._cases and self._position > 60 * (self._seals + 2):
                found += self._sealed()
            if self._persons and self._position > 28 * (self._matters + 1):
                found += self._matter()
        return found

    def _happens(self) -> Iterator[Recorded]:
        self._day += timedelta(days=self._random.choice((0, 0, 1, 3)))
        if len(self._persons) < 2 or self._random.random() < 0.08:
            yield self._register()
        elif not self._cases or self._random.random() < 0.15:
            yield self._submit()
        elif self._random.random() < 0.05:
            yield from self._of_two()
        elif self._random.random() < 0.2:
            yield self._of_person()
        else:
            yield self._of_case()

    def _sealed(self) -> Iterator[Recorded]:
        """A case or a person is sealed; some circles change, some seals are lifted again.

        By a chance of its own, too.
        """
        by_chance, self._random = self._random, self._aside
        self._seals += 1
        case = self._aside.choice(list(self._cases)) if self._seals % 2 else None
        person = self._cases[case][0] if case else self._aside.choice(self._persons)
        stream = case_stream(case) if case else person_stream(person)
        named: dict[str, Any] = {"seal_id": self._id(), "case_id": case, "person_id": person}
        why = {"reason": Clear("ASKED_BY_PERSON", person), "words": self._text(person)}
        circle: dict[str, Any] = {"circle": (self._id(),), "reviewers": (REVIEWER, self._id())}
        told: list[Event] = [
            FileSealed(**named, **circle, **why, kind="VIOLENCE", sealed_on=self._day)
        ]
        if self._aside.random() < 0.5:
            circle["circle"] = (*circle["circle"], self._id())
            told.append(CircleChanged(**named, **circle, **why, changed_on=self._day))
        if self._aside.random() < 0.3:
            told.append(FileUnsealed(**named, **why, unsealed_on=self._day))
        for event in told:
            yield self._record(stream, event, self._day)
        self._random = by_chance

    def _matter(self) -> Iterator[Recorded]:
        """The privacy office: a request for access or for correction, or an incident; in turn.

        By a chance of its own, too.
        """
        by_chance, self._random = self._random, self._office
        matter, person = self._id(), self._random.choice(self._persons)
        words = Text(language="en", body=Clear("As I said.", person, own_key=True))
        of_event, at, owed = self._id(), self._day, (o.Owed("eo-01", self._id(), self._day),)
        told: list[Event]
        self._matters += 1
        if self._matters % 3 == 1:
            stream = access_request_stream(matter)
            told = [
                o.AccessRequested(
                    matter_id=matter, person_id=person, capacity="SELF", received_on=at, about=words
                ),
                o.RequesterVerified(matter_id=matter, method="DOCUMENT_SEEN"),
                o.AccessExtended(matter_id=matter, reason="VOLUME", days=10),
                o.AccessAnswered(
                    matter_id=matter,
                    outcome="PART_GIVEN",
                    given=("IDENTITY",),
                    withheld=(o.Withheld("HEALTH", "MFIPPA_13"),),
                    means="IN_PERSON",
                ),
            ]
        elif self._matters % 3 == 2:
            stream = correction_stream(matter)
            about: dict[str, Any] = {"matter_id": matter, "person_id": person, "case_id": None}
            told = [
                o.CorrectionRequested(**about, of_event=of_event, received_on=at, wanted=words),
                o.CorrectionRefused(matter_id=matter, reason="OPINION"),
                o.DisagreementStated(**about, of_event=of_event, statement=words, owed=owed),
                o.CorrectionTold(matter_id=matter, recipient="eo-01"),
                o.CorrectionAcknowledged(matter_id=matter, recipient="eo-01"),
            ]
        else:
            stream = incident_stream(matter)
            own = Text(language="en", body=Clear("A letter.", matter, own_key=True))
            told = [
                o.IncidentReported(
                    matter_id=matter, kind="LOST", found_on=at, from_on=at, to_on=at, account=own
                ),
                o.PersonAffected(matter_id=matter, person_id=person, categories=("CONTACT",)),
                o.IncidentContained(matter_id=matter, measure="RETURNED"),
                o.IncidentAssessed(
                    matter_id=matter, significant=True, grounds=("SAFETY",), owed=("PERSONS",)
                ),
                o.IncidentNotified(matter_id=matter, recipient="PERSONS"),
                o.IncidentClosed(matter_id=matter, lessons=own),
            ]
        for event in told[: self._random.randint(1, len(told))]:
            yield self._record(stream, event, self._day)
        self._random = by_chance

    def _kept(self) -> Iterator[Recorded]:
        """A disposal is asked for and settled, or a legal hold comes and goes; nothing is disposed of.

        By a chance of its own: all else happens as it would without.
        """
        by_chance, self._random = self._random, self._aside
        person, key = self._aside.choice(self._persons), self._id()
        self._settled += 1
        if self._settled % 2:
            ground = Ground("CASE_FILE", "1", "SCHEDULE", "BYLAW", "RN-7")
            asked = DisposalRequested(
                disposal_id=key,
                person_id=person,
                scope="PERSON",
                ground=ground,
                persons=(person,),
                case_ids=(),
                kept_until=self._day,
            )
            yield self._record(person_stream(person), asked, self._day)
            settled: Event = DisposalApproved(disposal_id=key, person_id=person)
            if self._aside.random() < 0.5:
                settled = DisposalDeclined(disposal_id=key, person_id=person, reason="STILL_NEEDED")
            yield self._record(person_stream(person), settled, self._day)
        else:
            held = HoldPlaced(
                hold_id=key,
                scope="PERSON",
                reason="AUDIT",
                authority="ORDER",
                reference="A 7",
                person_id=person,
            )
            yield self._record(holds_stream(), held, self._day)
            if self._aside.random() < 0.5:
                lifted = HoldLifted(hold_id=key, reason="MATTER_ENDED")
                yield self._record(holds_stream(), lifted, self._day)
        self._random = by_chance

    def _meet(self) -> Iterator[Recorded]:
        """An appointment with its end, learned in any order, or a visit; by a chance of its own."""
        by_chance, self._random = self._random, self._meeting
        case = self._meeting.choice(list(self._cases))
        person = self._meeting.choice(self._cases[case])
        if self._meeting.random() < 0.4:
            known = case if self._meeting.random() < 0.5 else None
            visit = e.CounterVisitRecorded(
                visit_id=self._id(), office="centre", reasons=("DOCUMENTS",), case_id=known
            )
            stream = case_stream(case) if known else visit_stream(visit.visit_id)
            yield self._record(stream, visit, self._day)
        else:
            about: Any = {"case_id": case, "appointment_id": self._id(), "person_id": person}
            made = e.AppointmentScheduled(
                **about, staff_id=self._workers[0], on=self._near(), at="09:30", mode="PHONE"
            )
            ended = self._meeting.choice(
                [
                    e.AppointmentHeld(**about),
                    e.AppointmentMissed(**about),
                    e.AppointmentCancelled(**about, reason="BY_OFFICE"),
                ]
            )
            both = [made, ended]
            self._meeting.shuffle(both)
            for event in both:
                yield self._record(case_stream(case), event, self._day)
        self._random = by_chance

    def _reach(self) -> Iterator[Recorded]:
        """A consent's end reaches a referral and who holds copies. By a chance of its own, too."""
        by_chance = self._random
        self._random = Random(f"{self._referrals[-1]}:{self._reached}")
        self._reached += 1
        case, referral, person = self._random.choice(self._referrals)[:3]
        # No two at one instant: of those, nobody could say which came first.
        at = datetime.combine(self._day, time(10, self._reached % 60), UTC)
        consent = self._id()
        here: dict[str, Any] = {"case_id": case, "referral_id": referral, "person_id": person}
        paused = e.ReferralPaused(**here, paused_at=at, cause="WITHDRAWN", consent_id=consent)
        yield self._record(case_stream(case), paused, self._day)
        named: dict[str, Any] = {"telling_id": self._id(), "person_id": person}
        told = RecipientTold(
            **named,
            consent_id=consent,
            ending_id=self._id(),
            recipient_kind="EO",
            recipient="eo-01",
            disclosure_ids=(self._id(),),
            told_on=self._day,
            method="LETTER",
            answer_due_on=self._day + timedelta(days=14),
        )
        yield self._record(consent_stream(person), told, self._day)
        if self._random.random() < 0.5:
            answer = RecipientAcknowledged(**named, answer="DESTROYED", acknowledged_on=self._day)
            yield self._record(consent_stream(person), answer, self._day)
            resumed = e.ReferralResumed(**here, resumed_at=at, consent_id=self._id())
            yield self._record(case_stream(case), resumed, self._day)
        self._random = by_chance

    def _oversight(self) -> Iterator[Recorded]:
        """A file is opened in an emergency, which somebody reviews or not; a finding is reviewed.

        By a chance of its own, too.
        """
        by_chance = self._random
        self._random = Random(f"{self._persons[-1]}:{self._overseen}")
        self._overseen += 1
        person, key = self._random.choice(self._persons), self._id()
        at = datetime.combine(self._day, time(9, 15), UTC)
        words = Text("fr", Clear("Ambulance demandée.", person, own_key=True))
        opened = BreakGlassOpened(
            emergency_id=key,
            person_id=person,
            reason="MEDICAL",
            words=words,
            categories=("IDENTITY", "CONTACT"),
            opened_at=at,
            until=at + timedelta(minutes=30),
            review_by=self._day + timedelta(days=2),
        )
        yield self._record(consent_stream(person), opened, self._day)
        if self._random.random() < 0.7:
            outcome = self._random.choice(("JUSTIFIED", "NOT_JUSTIFIED"))
            named: dict[str, Any] = {"emergency_id": key, "person_id": person, "words": words}
            reviewed = BreakGlassReviewed(**named, outcome=outcome, reviewed_at=at)
            yield self._record(consent_stream(person), reviewed, self._day)
        finding, look = self._id(), self._id()
        found = Found("FAMILY", REVIEWER, "CASEWORKER", "centre", at, look)
        explained = FindingReviewed(finding_id=finding, found=found, outcome="NOT_EXPLAINED")
        yield self._record(finding_stream(finding), explained, self._day)
        self._random = by_chance

    def _asking(self) -> Iterator[Recorded]:
        """A letter is prepared, and sent or not; a task is raised, and closed or not.

        By a chance of its own, too.
        """
        by_chance = self._random
        self._random = Random(f"{self._persons[-1]}:asked:{self._asked}")
        self._asked += 1
        case = self._random.choice(list(self._cases))
        person, letter, task = self._cases[case][0], self._id(), self._id()
        of: dict[str, Any] = {"letter_id": letter, "case_id": case, "person_id": person}
        prepared = LetterPrepared(
            **of,
            kind="DECISION",
            about=self._id(),
            of_event=self._id(),
            language="fr",
            prepared_on=self._day,
        )
        yield self._record(letter_stream(letter), prepared, self._day)
        ended: list[Event] = [
            LetterSent(**of, means="MAIL", sent_on=self._day),
            LetterLetGo(**of, reason="DECEASED"),
        ]
        if (chance := self._random.randrange(3)) < 2:
            yield self._record(letter_stream(letter), ended[chance], self._day)
        asked: dict[str, Any] = {"task_id": task, "case_id": case}
        raised = TaskRaised(
            **asked,
            kind="CONSENT_REAFFIRMATION",
            person_id=person,
            about=self._id(),
            due_on=self._near(),
        )
        yield self._record(task_stream(task), raised, self._day)
        if self._random.random() < 0.5:
            closed = TaskClosed(**asked, outcome="DONE")
            yield self._record(task_stream(task), closed, self._day)
        self._random = by_chance

    def _register(self) -> Recorded:
        person = self._id()
        self._persons.append(person)
        given, family = self._random.choice(NAMES).split(" ", 1)
        event = PersonRegistered(
            person_id=person,
            given_name=Clear(given, person),
            family_name=Clear(family, person),
            birth_date=Clear("1990-02-28", person),
            official_language=self._random.choice(("fr", "en")),
            sin=Clear("046454286", person) if self._random.random() < 0.5 else None,
            safe_contact=self._text(person),
        )
        return self._record(person_stream(person), event, self._near())

    def _of_two(self) -> Iterator[Recorded]:
        """What is found and decided about two numbers, told in both streams."""
        one, two = self._random.sample(self._persons, 2)
        kind = self._random.choice(("suspected", "apart", "merged", "merged", "undone"))
        merged = {person for pair in self._merges for person in pair}
        if kind == "undone" and self._merges:
            one, two = self._merges.pop(self._random.randrange(len(self._merges)))
            event: Event = PersonsUnmerged(
                survivor_id=one, merged_id=two, members=(two,), reason="MERGED_BY_MISTAKE"
            )
        elif kind == "merged" and merged.isdisjoint((one, two)):
            self._merges.append((one, two))
            event = PersonsMerged(
                survivor_id=one, merged_id=two, members=(two,), reason="DOCUMENTS_AGREE"
            )
        elif kind == "apart":
            event = PersonsKeptApart(person_id=one, other_id=two, reason="RELATIVES")
        else:
            signs = (Sign("SAME_SIN", 70), Sign("OTHER_GIVEN_NAME", -30))
            event = DuplicateSuspected(person_id=one, other_id=two, likeness=signs, score=40)
        for person in (one, two):
            yield self._record(person_stream(person), event, self._day)

    def _of_person(self) -> Recorded:
        person = self._random.choice(self._persons)
        kind = self._random.choice(("contact", "granted", "refused", "withdrawn", "disclosure"))
        if kind == "contact":
            contact = ContactUpdated(person_id=person, telephone=Clear("705 555 0142", person))
            return self._record(person_stream(person), contact, self._near())
        asked: dict[str, Any] = {
            "consent_id": self._id(),
            "person_id": person,
            "categories": ("IDENTITY", "CONTACT"),
            "recipients": ("EO",),
            "purposes": ("EMPLOYMENT",),
            "notice": "integrated-consent",
            "notice_version": "1",
            "notice_hash": "0" * 64,
            "language": "fr",
            "method": "VERBAL",
            "capacity": "SELF",
        }
        event: Event
        if kind == "granted":
            event = ConsentGranted(
                **asked,
                signed_on=self._near(),
                valid_from=datetime.combine(self._near(), time(15, 30), UTC),
                expires_on=self._random.choice((None, self._day + timedelta(days=365))),
                lapses_on=self._random.choice((None, None, self._day + timedelta(days=30))),
                witness=self._random.choice((None, Clear("Luc Roy", person))),
            )
        elif kind == "refused":
            event = ConsentRefused(**asked, refused_on=self._near())
        elif kind == "withdrawn":
            event = self._ending(person)
            person = event.person_id
        else:
            event = DisclosureMade(
                disclosure_id=self._id(),
                person_id=person,
                case_id=self._random.choice(list(self._cases)),
                referral_id=self._id(),
                recipient_kind="EO",
                recipient="eo-01",
                categories=("IDENTITY",),
                purpose="EMPLOYMENT",
                authority_kind="CONSENT",
                authority_reference="c-1",
                made_at=datetime.combine(self._day, time(9, 15), UTC),
                consent_ids=tuple(consent for consent, who in self._consents if who == person),
            )
        if isinstance(event, ConsentGranted | ConsentRefused):
            self._consents.append((event.consent_id, person))
        return self._record(consent_stream(person), event, self._near())

    def _submit(self, case: UUID | None = None) -> Recorded:
        again = case is not None
        case = case or self._id()
        members = self._random.sample(self._persons, min(len(self._persons), 3))
        self._cases[case] = members
        application = self._id()
        self._applications.append((case, application))
        classes = ("OW_ADULT", "DEPENDENT_ADULT", "DEPENDENT_CHILD", "ODSP_RECIPIENT")
        event = e.ApplicationSubmitted(
            case_id=case,
            case_number=f"RN-{case.hex[:8].upper()}",
            application_id=application,
            programme=self._random.choice(("OW", "ODSP")),
            channel="ONLINE",
            received_by=self._random.choice(("IBAU", "LOCAL")),
            office=self._random.choice(OFFICES),
            submitted_on=self._near(),
            members=tuple(
                e.Member(person, "SPOUSE" if place else "APPLICANT", self._random.choice(classes))
                for place, person in enumerate(members)
            ),
            completed_on=self._random.choice((None, None if again else self._near())),
        )
        return self._case(case, event)

    def _ending(self, person: UUID) -> AnEnding:
        """What ends a consent, or a part of it; of one that may be learned later."""
        known = self._random.choice(self._consents) if self._consents else None
        consent, person = known or (self._id(), person)
        at = datetime.combine(self._day, time(16), UTC)
        of: dict[str, Any] = {"consent_id": consent, "person_id": person}
        words = self._text(person)
        how = {"received_at": at, "method": "VERBAL", "reason": words}
        match self._random.choice(("all", "all", "all", "part", "revoked", "void", "replaced")):
            case "all":
                return ConsentWithdrawn(**of, **how)
            case "part":
                return ConsentNarrowed(**of, **how, categories=("CONTACT",))
            case "revoked":
                return ConsentRevoked(**of, revoked_at=at, cause="AGREEMENT_ENDED", details=words)
            case "void":
                return ConsentInvalidated(**of, found_at=at, cause="NOT_FREE", details=words)
        by = self._id()
        if self._random.random() < 0.5:
            return ConsentSuperseded(**of, superseded_at=at, superseded_by=by)
        return ConsentReaffirmed(**of, reaffirmed_at=at, reaffirmed_by=by, lapsed_on=self._day)

    def _of_case(self) -> Recorded:
        """Something about some case, often about what is not known of it yet."""
        random, day = self._random, self._near()
        case = random.choice(list(self._cases))
        person = random.choice(self._cases[case])
        kind = random.choice(_KINDS)
        here: dict[str, Any] = {"case_id": case}
        someone = here | {"person_id": person}
        if kind in ("completed", "granted", "refused", "withdrawn"):
            case, application = random.choice(self._applications)
            return self._on_application(kind, case, application, day)
        if kind == "again":
            return self._submit(case)
        if kind == "assigned":
            event: Event = e.CaseAssigned(
                **here,
                office=random.choice(OFFICES),
                caseworker_id=random.choice(self._workers),
                assigned_on=day,
            )
        elif kind == "note":
            text = Text("en", Clear("Called back.", person, own_key=True))
            event = e.NoteAdded(**someone, note_id=self._id(), text=text)
        elif kind == "assessment":
            event = e.AssessmentCompleted(
                **someone,
                assessment_id=self._id(),
                tool="CAT",
                tool_version="1",
                completed_on=day,
                strengths=("WORK_HISTORY",),
                needs=("HOUSING", "HEALTH"),
                readiness="READY",
                summary=self._text(person),
            )
        elif kind == "plan":
            plan, item = self._id(), self._id()
            self._plans.append((case, plan, item, person))
            event = e.ActionPlanCreated(
                **someone,
                plan_id=plan,
                created_on=day,
                review_on=day + timedelta(days=30),
                items=(self._item(item, person),),
            )
        elif kind in ("item", "progress"):
            return self._on_plan(kind, case, person, day)
        elif kind in ("referral", "answer", "closed"):
            return self._on_referral(kind, case, person, day)
        elif kind in ("benefit", "reversal"):
            return self._on_benefit(kind, case, person, day)
        elif kind == "exit":
            reason = random.choice(("EMPLOYMENT", "NO_CONTACT", "DECEASED"))
            recorded = self._case(case, e.CaseExited(**here, reason=reason, exited_on=day))
            self._exits.append((case, recorded.event_id))
            return recorded
        else:
            corrects = None
            if self._exits and random.random() < 0.8:
                case, corrects = random.choice(self._exits)
            event = e.CaseReopened(case_id=case, reopened_on=day, reason="WRONG_CASE")
            return self._case(case, event, corrects)
        return self._case(case, event)

    def _item(self, item: UUID, person: UUID) -> e.PlanItem:
        body = Clear("Appeler la garderie", person, own_key=True)
        return e.PlanItem(item, "STABILITY", "HOUSING", "CLIENT", Text("fr", body), self._day)

    def _on_application(self, kind: str, case: UUID, application: UUID, day: date) -> Recorded:
        here: dict[str, Any] = {"case_id": case, "application_id": application}
        if kind == "completed":
            return self._case(case, e.ApplicationCompleted(**here, completed_on=day))
        if kind == "withdrawn":
            event = e.ApplicationWithdrawn(**here, withdrawn_on=day, reason="CHANGED_MIND")
            return self._case(case, event)
        decided = e.ApplicationDecided(
            **here,
            outcome="GRANTED" if kind == "granted" else "REFUSED",
            decided_on=day,
            decided_by="STAFF",
            organisation="LOCAL",
            reasons=("INCOME",),
            explanation=self._text(self._cases[case][0]),
        )
        return self._case(case, decided)

    def _on_plan(self, kind: str, case: UUID, person: UUID, day: date) -> Recorded:
        unknown = (case, self._id(), self._id(), person)
        case, plan, item, person = self._random.choice([*self._plans, unknown])
        here: dict[str, Any] = {"case_id": case, "plan_id": plan, "person_id": person}
        if kind == "item":
            added = self._item(self._id(), person)
            return self._case(case, e.ActionPlanItemAdded(**here, item=added, added_on=day))
        status = self._random.choice(("IN_PROGRESS", "DONE", "DROPPED"))
        return self._case(
            case,
            e.ActionPlanItemProgressed(**here, item_id=item, status=status, progressed_on=day),
        )

    def _on_referral(self, kind: str, case: UUID, person: UUID, day: date) -> Recorded:
        random = self._random
        if kind == "referral":
            referral = random.choice([r for r in self._referrals if r[2] == person] or [None])
            known = referral if referral and random.random() < 0.3 else None
            case, made, person = known or (case, self._id(), person)
            if not known:
                self._referrals.append((case, made, person))
            event: Event = e.ReferralMade(
                case_id=case,
                person_id=person,
                referral_id=made,
                to_type=random.choice(("EO", "EO", "COMMUNITY")),
                recipient=random.choice(("eo-01", "eo-02")),
                origin=random.choice(("LOCAL", "FAST_TRACK")),
                purpose="EMPLOYMENT",
                shared=("IDENTITY",),
                made_on=day,
                reply_due_on=random.choice((None, day + timedelta(days=14))),
                reason=self._text(person),
            )
            return self._case(case, event)
        unknown = (case, self._id(), person)
        case, referral_id, person = random.choice([*self._referrals, unknown])
        if (case, referral_id, person) == unknown:
            self._referrals.append(unknown)
        here: dict[str, Any] = {"case_id": case, "referral_id": referral_id, "person_id": person}
        if kind == "answer":
            answer = random.choice(("ACCEPTED", "ACCEPTED", "DECLINED"))
            event = e.ReferralAnswered(**here, answer=answer, answered_on=day)
        else:
            event = e.ReferralClosed(**here, outcome="COMPLETED", closed_on=day)
        return self._case(case, event)

    def _on_benefit(self, kind: str, case: UUID, person: UUID, day: date) -> Recorded:
        if kind == "benefit" or not self._benefits:
            benefit, cents = self._id(), self._random.randint(100, 73_300)
            self._benefits.append((case, benefit, cents))
            event: Event = e.BenefitIssued(
                case_id=case,
                benefit_id=benefit,
                benefit_type="BASIC_NEEDS",
                month=f"{day:%Y-%m}",
                amount_cents=cents,
                payee_id=person,
                method="DIRECT_DEPOSIT",
                issued_on=day,
                organisation="LOCAL",
            )
            return self._case(case, event)
        case, benefit, cents = self._random.choice(self._benefits)
        event = e.BenefitReversed(
            case_id=case, benefit_id=benefit, amount_cents=cents, reversed_on=day, reason="ERROR"
        )
        return self._case(case, event)

    def _case(self, case: UUID, event: Event, corrects: UUID | None = None) -> Recorded:
        return self._record(case_stream(case), event, self._near(), corrects)

    def _record(
        self, stream: str, event: Event, effective_on: date, corrects: UUID | None = None
    ) -> Recorded:
        self._position += 1
        self._versions[stream] = self._versions.get(stream, 0) + 1
        now = datetime.combine(self._day, time(14), UTC) + timedelta(seconds=self._position)
        worker = self._workers[0]
        actor = Actor(
            id=worker, kind="STAFF", role="CASEWORKER", organisation=TENANT, office="centre"
        )
        return Recorded(
            position=self._position,
            tenant=TENANT,
            stream=stream,
            version=self._versions[stream],
            event_id=self._id(),
            event=event,
            effective_on=effective_on,
            known_at=now,
            appended_at=now,
            metadata=Metadata(actor=actor, corrects=corrects),
        )


_KINDS = (
    "completed", "granted", "granted", "granted", "refused", "withdrawn", "again", "assigned",
    "note", "assessment", "plan", "plan", "item", "progress", "referral", "referral", "answer",
    "answer", "closed", "benefit", "benefit", "benefit", "reversal", "exit", "exit", "reopened",
)  # fmt: skip


def history(random: Random, count: int) -> list[Recorded]:
    """The policy, then so many events, private values in clear, positions from 1."""
    town = Town(random)
    return [*town.policy(), *town.events(count)]


def neighbours(random: Random, count: int, towns: int = 4) -> list[Recorded]:
    """The policy, then so many events of several towns in turn that have nobody in common."""
    every = [Town(random, f" {n}") for n in range(towns)]
    found, versions = every[0].policy(), dict[str, int]()
    told = [town.events(count // towns) for town in every]
    for recorded in (each for turn in zip(*told, strict=False) for each in turn):
        version = versions[recorded.stream] = versions.get(recorded.stream, 0) + 1
        at = len(found) + 1
        found.append(msgspec.structs.replace(recorded, position=at, version=version))
    return found


def erasure(events: Sequence[Recorded]) -> tuple[UUID, Recorded]:
    """Somebody of that history, and after it the erasure of them."""
    registered = next(r for r in events if isinstance(r.event, PersonRegistered))
    person, position = registered.event.person_id, events[-1].position + 1
    event = PersonDisposed(
        disposal_id=UUID(int=position),
        person_id=person,
        ground=Ground("PERSON", "1", "SCHEDULE", "BYLAW"),
        persons=(person,),
        case_ids=tuple(
            {
                stream_uuid(r.stream): None
                for r in events
                if stream_kind(r.stream) == "case" and person_stream(person) in named(r)
            }
        ),
    )
    version = 1 + max(r.version for r in events if r.stream == registered.stream)
    changes = {"position": position, "version": version, "event_id": UUID(int=position << 64)}
    return person, msgspec.structs.replace(registered, event=event, **changes)
