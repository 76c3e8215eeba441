"""A granted case of one person, made by real commands: every stream of ours begins as a copy of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from bench.loops import STREAM_BEGINS
from domain.case.commands import AddNote, CompleteAssessment, DecideApplication, SubmitApplication
from domain.case.events import Member
from domain.decision import Command
from domain.event import Actor
from domain.person import RegisterPerson
from ledger.commands import Accepted
from ledger.ids import uuid7
from ledger.ledger import Ledger
from ledger.stored import Append, LedgerEvent, Recorded

ACTOR = Actor(uuid4(), "SYSTEM", "SYSTEM", "bench")
WORDS = "Called about the lease; wants the form by mail before Friday. " * 3
_DOMAINS = ("CRISIS_SAFETY", "HEALTH", "LIFE_SKILLS", "COMMUNITY")


@dataclass(frozen=True)
class Template:
    """The first events of a granted case, and the person whom they are about."""

    person: UUID
    case: UUID
    events: list[Recorded]

    def append(self, tenant: str, case_id: UUID) -> Append:
        """The same events as the beginning of another case."""
        old, new = str(self.case).encode(), str(case_id).encode()
        return Append(
            tenant,
            [
                LedgerEvent(
                    originator_id=f"case-{case_id}",
                    originator_version=event.originator_version,
                    topic=event.topic,
                    state=event.state.replace(old, new),
                    event_id=uuid7(),
                    schema_version=event.schema_version,
                    effective_on=event.effective_on,
                    known_at=event.known_at,
                    metadata=event.metadata,
                )
                for event in self.events
            ],
        )


async def accepted(ledger: Ledger, command: Command) -> Accepted:
    """Execute a command that cannot be refused and leads to an event."""
    answer = await ledger.execute(command, command_id=uuid7(), actor=ACTOR)
    if not isinstance(answer, Accepted) or answer.position is None:
        raise AssertionError(f"{type(command).__name__} led to nothing: {answer}")
    return answer


def assessment(
    case_id: UUID, person_id: UUID, on: date, number: int, summary: str | None
) -> CompleteAssessment:
    """An assessment that differs from 15 others of that day: the same again would be no event."""
    needs = tuple(code for at, code in enumerate(_DOMAINS) if number >> at & 1)
    return CompleteAssessment(
        case_id=case_id, person_id=person_id, completed_on=on, strengths=(),
        needs=needs, readiness="READY", summary=summary,
    )  # fmt: skip


async def make_template(ledger: Ledger, events: int = STREAM_BEGINS) -> Template:
    """A new case of `events` events: applied for, granted, and then notes."""
    today = ledger.today()
    person = await accepted(
        ledger,
        RegisterPerson(
            given_name="Zoé", family_name="Essai", birth_date="1990-02-28", official_language="fr"
        ),
    )
    person_id = UUID(person.result["person_id"])
    opened = await accepted(
        ledger,
        SubmitApplication(
            programme="OW", channel="PHONE", received_by="LOCAL", office="centre",
            submitted_on=today, members=(Member(person_id, "APPLICANT", "OW_ADULT"),),
            complete=True,
        ),
    )  # fmt: skip
    case_id = UUID(opened.result["case_id"])
    await accepted(
        ledger,
        DecideApplication(
            case_id=case_id, application_id=UUID(opened.result["application_id"]),
            outcome="GRANTED", decided_on=today, effective_on=today, reasons=("ELIGIBLE",),
        ),
    )  # fmt: skip
    stream = f"case-{case_id}"
    while len(history := await ledger.store.load(ledger.tenant, stream)) < events:
        await accepted(ledger, AddNote(case_id=case_id, person_id=person_id, body=WORDS))
    if len(history) != events:
        raise AssertionError(f"a granted case has {len(history)} events, not {events}")
    return Template(person_id, case_id, history)
