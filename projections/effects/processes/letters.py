"""What is decided, found or taken back here leads to a letter to the person."""

from collections.abc import Iterator

from domain.case.events import ApplicationDecided, OverpaymentEstablished
from domain.consent import ConsentNarrowed, ConsentWithdrawn
from domain.event import Recorded
from domain.letters import PrepareLetter
from projections.effects.engine.model import Effect, Known, Process, Send


def react(known: Known, recorded: Recorded) -> Iterator[Effect]:
    """A letter an event. What the ministry decided, the ministry writes of."""
    match recorded.event:
        case ApplicationDecided(organisation="LOCAL") as event:
            letter = PrepareLetter(
                kind="DECISION",
                about=event.application_id,
                of_event=recorded.event_id,
                case_id=event.case_id,
            )
            yield Send(letter, case_id=event.case_id)
        case OverpaymentEstablished() as event:
            letter = PrepareLetter(
                kind="OVERPAYMENT",
                about=event.overpayment_id,
                of_event=recorded.event_id,
                case_id=event.case_id,
                person_id=event.person_id,
            )
            yield Send(letter, person_id=event.person_id, case_id=event.case_id)
        case ConsentWithdrawn() | ConsentNarrowed() as event:
            letter = PrepareLetter(
                kind="CONSENT_ENDED",
                about=event.consent_id,
                of_event=recorded.event_id,
                person_id=event.person_id,
            )
            yield Send(letter, person_id=event.person_id)


LETTERS = Process(
    name="letters",
    events=frozenset(
        (ApplicationDecided, OverpaymentEstablished, ConsentWithdrawn, ConsentNarrowed)
    ),
    react=react,
)
