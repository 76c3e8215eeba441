"""The first pass over the events: who is in them, and under which number."""

from collections.abc import Iterator
from uuid import UUID

from caseledger.exporter.numbers import Numbers
from domain.case.events import ApplicationSubmitted
from domain.consent import (
    ConsentGranted,
    ConsentInvalidated,
    ConsentReaffirmed,
    ConsentRefused,
    ConsentRevoked,
    ConsentSuperseded,
    ConsentWithdrawn,
    DisclosureMade,
)
from domain.event import Recorded
from domain.person import PersonRegistered
from domain.streams import stream_kind

Told = tuple[str, UUID, str | None, int | None]
KINDS = ("person", "consent", "case")
"""The kinds of stream that the form can hold anything of."""
_CASE_AND_RESIDENT = ("units", "assessments", "plans", "incomes")
_CASE = (*_CASE_AND_RESIDENT, "assignments", "exits")


def names(numbers: Numbers, event: Recorded) -> Iterator[Told]:
    """Every person, case and consent that an event names; and on which consent a disclosure rests."""
    if stream_kind(event.stream) not in KINDS:
        return
    told = event.event
    file, key = numbers.source(event.metadata) or ("", [])
    match told:
        case PersonRegistered():
            number = key[0] if file == "residents" else None
            yield "person", told.person_id, number, event.position
            return
        case (
            ConsentGranted()
            | ConsentRefused()
            | ConsentWithdrawn()
            | ConsentRevoked()
            | ConsentInvalidated()
            | ConsentSuperseded()
            | ConsentReaffirmed()
        ):
            number = key[0] if file == "consents" else None
            yield "consent", told.consent_id, number, event.position
        case ApplicationSubmitted():
            yield "case", told.case_id, told.case_number, event.position
            for member in told.members:
                yield "person", member.person_id, None, None
            return
        case DisclosureMade() if told.consent_ids:
            yield "disclosure", told.disclosure_id, str(told.consent_ids[0]), None
    if case_id := getattr(told, "case_id", None):
        yield "case", case_id, key[0] if file in _CASE else None, None
    if person_id := getattr(told, "person_id", None) or getattr(told, "payee_id", None):
        yield "person", person_id, key[1] if file in _CASE_AND_RESIDENT else None, None
