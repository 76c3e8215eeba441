"""A short way to tell a case's story in a test: events of one case, day by day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid5

import msgspec

from domain.case import events as e
from domain.event import Actor, Event, Metadata, Recorded
from domain.policy import PolicyPublished
from domain.policy_data import load_policy_data
from domain.streams import case_stream, policy_stream
from projections.engine.model import ReadModel
from tests.unit.projections.memory import Memory

TENANT = "riviere-nord"
CASE, ANN, BEN = (UUID(int=n, version=4) for n in (1, 2, 3))
WORKER = UUID(int=9, version=4)


def an_id(name: str) -> UUID:
    return uuid5(CASE, name)


class Story:
    """Tells events in the order in which they are learned; ``rows`` folds them."""

    def __init__(self) -> None:
        self.events: list[Recorded] = []
        for command in load_policy_data():
            fields = msgspec.structs.asdict(command)
            event = PolicyPublished(**fields, content_hash="")
            self._add(policy_stream(command.policy_id), event, command.effective_from)

    def tell(
        self, event: Event, effective_on: date | None = None, corrects: UUID | None = None
    ) -> UUID:
        """An event of the case; answers its id."""
        days = [getattr(event, f) for f in event.__struct_fields__ if f.endswith("_on")]
        day = effective_on or next((d for d in days if isinstance(d, date)), date(2024, 1, 1))
        return self._add(case_stream(CASE), event, day, corrects)

    def _add(self, stream: str, event: Event, day: date, corrects: UUID | None = None) -> UUID:
        position = len(self.events) + 1
        actor = Actor(id=WORKER, kind="STAFF", role="CASEWORKER", organisation=TENANT)
        at = datetime.combine(day, time(12), UTC)
        self.events.append(
            Recorded(
                position=position,
                tenant=TENANT,
                stream=stream,
                version=position,
                event_id=an_id(f"event {position}"),
                event=event,
                effective_on=day,
                known_at=at,
                appended_at=at,
                metadata=Metadata(actor=actor, corrects=corrects),
            )
        )
        return self.events[-1].event_id

    def submitted(self, day: date, name: str = "first", **told: Any) -> None:
        members = (
            e.Member(ANN, "APPLICANT", "OW_ADULT"),
            e.Member(BEN, "DEPENDENT", "DEPENDENT_CHILD"),
        )
        given = {
            "case_number": "RN-1",
            "programme": "OW",
            "channel": "ONLINE",
            "received_by": "LOCAL",
            "office": "centre",
            "members": members,
        }
        self.tell(
            e.ApplicationSubmitted(
                case_id=CASE, application_id=an_id(name), submitted_on=day, **(given | told)
            )
        )

    def completed(self, day: date, name: str = "first") -> None:
        self.tell(
            e.ApplicationCompleted(case_id=CASE, application_id=an_id(name), completed_on=day)
        )

    def decided(
        self,
        day: date,
        name: str = "first",
        *,
        outcome: Any = "GRANTED",
        effective_on: date | None = None,
    ) -> None:
        event = e.ApplicationDecided(
            case_id=CASE,
            application_id=an_id(name),
            outcome=outcome,
            decided_on=day,
            decided_by="STAFF",
            organisation="LOCAL",
        )
        self.tell(event, effective_on)

    def assigned(self, day: date) -> None:
        self.tell(
            e.CaseAssigned(case_id=CASE, office="centre", caseworker_id=WORKER, assigned_on=day)
        )

    def planned(self, day: date, review_on: date, person: UUID = ANN) -> None:
        self.tell(
            e.ActionPlanCreated(
                case_id=CASE,
                plan_id=an_id(f"plan {day}"),
                person_id=person,
                created_on=day,
                review_on=review_on,
                items=(),
            )
        )

    def referred(
        self, day: date, *, origin: str = "LOCAL", reply_due_on: date | None = None
    ) -> None:
        self.tell(
            e.ReferralMade(
                case_id=CASE,
                referral_id=an_id("referral"),
                person_id=ANN,
                to_type="EO",
                recipient="eo-01",
                origin=origin,
                purpose="EMPLOYMENT",
                shared=(),
                made_on=day,
                reply_due_on=reply_due_on,
            )
        )

    def answered(self, day: date, answer: Any = "ACCEPTED") -> None:
        self.tell(
            e.ReferralAnswered(
                case_id=CASE,
                referral_id=an_id("referral"),
                person_id=ANN,
                answer=answer,
                answered_on=day,
            )
        )

    def exited(self, day: date, reason: str = "EMPLOYMENT") -> UUID:
        return self.tell(e.CaseExited(case_id=CASE, reason=reason, exited_on=day))

    def reopened(self, day: date, corrects: UUID) -> None:
        event = e.CaseReopened(case_id=CASE, reopened_on=day, reason="WRONG_CASE")
        self.tell(event, corrects=corrects)

    def rows(self, model: ReadModel, kind: type) -> list[Any]:
        """The rows of that kind, once all of it is folded."""
        return fold(model, self.events).rows(kind)


def fold(model: ReadModel, events: Sequence[Recorded]) -> Memory:
    memory = Memory(model)
    memory.take(events)
    return memory
