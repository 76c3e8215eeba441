"""A ledger in memory for the domain's tests: given what happened, when a command, then what follows.

world = World()
case = world.granted_case()
world.refuses("CASE_CLOSED", ExitCase(...))
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from domain.calendar import local_day
from domain.case.commands import (
    AssignCase,
    CompleteAssessment,
    CreateActionPlan,
    DecideApplication,
    MakeReferral,
    NewPlanItem,
    SubmitApplication,
)
from domain.case.events import Member
from domain.case.state import CaseState
from domain.consent import ConsentState, GrantConsent, RefuseConsent
from domain.decision import Command, Context, Decision, Refusal, States, deciders
from domain.event import Actor, Event, Metadata, Recorded, SourceReference
from domain.evolve import fold
from domain.person import RegisterPerson
from domain.policy import Policy, PolicyPublished, content_hash
from domain.policy_data import load_policy_data
from domain.private import Clear
from domain.refusals import text
from domain.streams import case_stream, consent_stream, person_stream, stream_kind
from tests.support.days import ZONE

MINISTRY = SourceReference("ministry", "M-1")
DAY = date(2026, 3, 2)


def uuid(number: int) -> UUID:
    return UUID(int=(7 << 76) | (2 << 62) | number)


def actor(role: str, *, number: int = 900, office: str | None = "centre", **more: Any) -> Actor:
    known = {"kind": "STAFF", "organisation": "riviere-nord"} | more
    return Actor(id=uuid(number), role=role, office=office, **known)


SYSTEM = actor("SYSTEM", kind="SYSTEM", office=None)
CASEWORKER = actor("CASEWORKER", number=901)


@cache
def published_policy() -> Policy:
    """The policy of ``policy_data``, as it stands once published."""
    return policy_of(load_policy_data())


def policy_of(commands: list) -> Policy:
    return Policy(
        PolicyPublished(
            policy_id=c.policy_id,
            version=c.version,
            effective_from=c.effective_from,
            public_on=c.public_on,
            source=c.source,
            content=c.content,
            content_hash=content_hash(c),
        )
        for c in commands
    )


class World:
    """Streams, claims and a clock. ``do`` decides and records; a refusal records nothing."""

    def __init__(self, policy: Policy | None = None) -> None:
        self.policy = policy or published_policy()
        self.streams: dict[str, list[Recorded]] = {}
        self._folded: dict[str, Any] = {}
        self.claims: dict[tuple[str, str], str] = {}
        self.now = datetime.combine(DAY, time(15), UTC)
        self.ids = 1000
        self.log: list[Recorded] = []

    @property
    def today(self) -> date:
        return local_day(self.now, ZONE)

    def on(self, day: date, hour: int = 15) -> "World":
        self.now = datetime.combine(day, time(hour), UTC)
        return self

    def evening(self, day: date) -> "World":
        """An hour of that day in Ontario that is of the next day by UTC: 23:30, summer and winter."""
        self.now = datetime.combine(day, time(23, 30), ZONE).astimezone(UTC)
        assert self.now.day == (day + timedelta(days=1)).day
        return self

    def new_id(self) -> UUID:
        self.ids += 1
        return uuid(self.ids)

    def state(self, stream: str) -> Any:
        """A state of the caller's own."""
        return fold(stream_kind(stream), self.streams.get(stream, []))

    def _decided_on(self, stream: str) -> Any:
        """The state that deciders get: one for all, moved on, so none may change it."""
        state = self._folded.get(stream)
        history = self.streams.get(stream, [])
        new = history[state.version :] if state else history
        self._folded[stream] = fold(stream_kind(stream), new, onto=state)
        return self._folded[stream]

    def case(self, case_id: UUID) -> CaseState:
        return self.state(case_stream(case_id))

    def consents(self, person_id: UUID) -> ConsentState:
        return self.state(consent_stream(person_id))

    def context(self, who: Actor, source: SourceReference | None) -> Context:
        return Context(
            tenant="test",
            actor=who,
            now=self.now,
            today=self.today,
            zone=ZONE,
            new_id=self.new_id,
            policy=self.policy,
            source=source,
        )

    def states(self, command: Command) -> States:
        """What the command's decider reads, with the private fields that it declared in clear."""
        decider = deciders()[type(command)]
        read = {stream: self._decided_on(stream) for stream in decider.reads(command)}
        while further := decider.further(read, command):
            read |= {stream: self._decided_on(stream) for stream in further}
        fields = decider.opens(States(read), command) if decider.opens else ()
        return States(read, {each.name: getattr(each.event, each.field) for each in fields})

    def do(
        self, command: Command, who: Actor = SYSTEM, source: SourceReference | None = None
    ) -> Decision | Refusal:
        states = self.states(command)
        outcome = deciders()[type(command)].decide(states, command, self.context(who, source))
        if isinstance(outcome, Decision):
            outcome = self._claim(outcome) or outcome
        if isinstance(outcome, Refusal):
            for language in ("fr", "en"):
                assert "—" not in text(outcome, language), "a particular is missing"
                assert "{" not in text(outcome, language)
            return outcome
        for new in outcome.events:
            self.record(new.stream, new.event, new.effective_on, who, new.corrects)
        return outcome

    def record(
        self,
        stream: str,
        event: Event,
        effective_on: date,
        who: Actor = SYSTEM,
        corrects: UUID | None = None,
    ) -> Recorded:
        """Put an event on the record without deciding it, as an import of history does."""
        history = self.streams.setdefault(stream, [])
        recorded = Recorded(
            position=len(self.log) + 1,
            tenant="test",
            stream=stream,
            version=len(history) + 1,
            event_id=self.new_id(),
            event=event,
            effective_on=effective_on,
            known_at=self.now,
            appended_at=self.now,
            metadata=Metadata(actor=who, corrects=corrects),
        )
        history.append(recorded)
        self.log.append(recorded)
        return recorded

    def _claim(self, decision: Decision) -> Refusal | None:
        for claim in decision.claims:
            holder = self.claims.get((claim.kind, claim.value))
            if claim.op == "claim" and holder not in (None, claim.stream):
                return claim.refusal
        for claim in decision.claims:
            if claim.op == "claim":
                self.claims[claim.kind, claim.value] = claim.stream
            elif self.claims.get((claim.kind, claim.value)) == claim.stream:
                del self.claims[claim.kind, claim.value]
        return None

    # --- What tests assert ---------------------------------------------------------------

    def accepts(
        self, command: Command, who: Actor = SYSTEM, source: SourceReference | None = None
    ) -> Decision:
        outcome = self.do(command, who, source)
        assert isinstance(outcome, Decision), outcome
        return outcome

    def records(self, command: Command, *expected: type[Event], **more: Any) -> list[Any]:
        """The command is accepted with exactly these kinds of event, which are given back."""
        events = [new.event for new in self.accepts(command, **more).events]
        assert [type(e) for e in events] == list(expected)
        return events

    def refuses(self, code: str, command: Command, **more: Any) -> Refusal:
        """The command is refused with this code, and nothing is recorded."""
        before = len(self.log)
        outcome = self.do(command, **more)
        assert isinstance(outcome, Refusal), outcome
        assert outcome.code == code, outcome
        assert len(self.log) == before
        return outcome

    def says_nothing_new(self, command: Command, **more: Any) -> Decision:
        """The command is accepted, and nothing was left to do."""
        outcome = self.accepts(command, **more)
        assert outcome.events == []
        return outcome

    # --- What tests begin with -----------------------------------------------------------

    def person(self, **changes: Any) -> UUID:
        given = {
            "given_name": "Zoé",
            "family_name": "Tremblay",
            "birth_date": "1990-02-28",
            "official_language": "fr",
        }
        return UUID(self.accepts(RegisterPerson(**(given | changes))).result["person_id"])

    def submit(self, *members: Member, **changes: Any) -> SubmitApplication:
        given = {
            "programme": "OW",
            "channel": "DIGITAL",
            "received_by": "LOCAL",
            "office": "centre",
            "submitted_on": self.today,
            "members": members or (Member(self.person(), "APPLICANT", "OW_ADULT"),),
            "complete": True,
        }
        return SubmitApplication(**(given | changes))

    def grant(self, case_id: UUID, /, **changes: Any) -> DecideApplication:
        pending = self.case(case_id).pending
        assert pending is not None
        given = {
            "case_id": case_id,
            "application_id": pending.application_id,
            "outcome": "GRANTED",
            "decided_on": self.today,
            "effective_on": self.today,
        }
        return DecideApplication(**(given | changes))

    def applied_case(self, *members: Member, **changes: Any) -> UUID:
        return UUID(self.accepts(self.submit(*members, **changes)).result["case_id"])

    def granted_case(self, *members: Member, **changes: Any) -> UUID:
        """A case granted today, assigned to ``CASEWORKER``."""
        case_id = self.applied_case(*members, **changes)
        self.accepts(self.grant(case_id))
        self.accepts(AssignCase(case_id=case_id, office="centre", caseworker_id=CASEWORKER.id))
        return case_id

    def applicant(self, case_id: UUID) -> UUID:
        members = self.case(case_id).members(self.today).values()
        return next(m.person_id for m in members if m.role == "APPLICANT")

    def consent(self, person_id: UUID, /, *categories: str, **changes: Any) -> GrantConsent:
        given = {
            "person_id": person_id,
            "categories": categories or ("IDENTITY", "CONTACT"),
            "recipients": ("EO",),
            "purposes": ("REFERRAL",),
            "signed_on": self.today,
            "language": "fr",
            "method": "WRITTEN",
        }
        return GrantConsent(**(given | changes))

    def refusal(self, person_id: UUID, /, *categories: str, **changes: Any) -> RefuseConsent:
        given = {
            "person_id": person_id,
            "categories": categories or ("IDENTITY",),
            "recipients": ("EO",),
            "purposes": ("REFERRAL",),
            "refused_on": self.today,
            "language": "en",
            "method": "VERBAL",
        }
        return RefuseConsent(**(given | changes))

    def assess(self, case_id: UUID, /, **changes: Any) -> CompleteAssessment:
        given = {
            "case_id": case_id,
            "person_id": self.applicant(case_id),
            "completed_on": self.today,
            "strengths": ("COMMUNITY",),
            "needs": ("LIFE_SKILLS",),
            "readiness": "READY",
        }
        return CompleteAssessment(**(given | changes))

    def plan(self, case_id: UUID, /, **changes: Any) -> CreateActionPlan:
        given = {
            "case_id": case_id,
            "person_id": self.applicant(case_id),
            "created_on": self.today,
            "items": (NewPlanItem("EMPLOYMENT", "EMPLOYMENT", "PERSON", "Update the résumé"),),
        }
        return CreateActionPlan(**(given | changes))

    def refer(self, case_id: UUID, /, *shared: str, **changes: Any) -> MakeReferral:
        given = {
            "case_id": case_id,
            "person_id": self.applicant(case_id),
            "to_type": "EO",
            "recipient": "eo-01",
            "purpose": "REFERRAL",
            "shared": shared,
            "made_on": self.today,
        }
        return MakeReferral(**(given | changes))


def correct_birth_date(world: World, person: UUID, born: str) -> Recorded:
    """As an import does where the source has corrected it."""
    was = world.streams[person_stream(person)][0]
    told = msgspec.structs.replace(was.event, birth_date=Clear(born, person))
    return world.record(was.stream, told, world.today, corrects=was.event_id)
