"""What a stream holds alone once it is imported, so that live work meets it as if it had grown here."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from caseledger.importer.units import Unit
from domain.case.eligibility import unit as people_of
from domain.case.events import ApplicationSubmitted
from domain.case.state import CaseState
from domain.decision import Claim, NewEvent, Refusal
from domain.person import PersonRegistered, sin_valid
from domain.private import Clear

_REFUSALS = {
    "sin": "SIN_TAKEN",
    "member": "MEMBER_OF_ANOTHER_CASE",
    "case_number": "CASE_NUMBER_TAKEN",
}
SHARED = {
    "SIN_TAKEN": ("sin", "SIN_SHARED"),
    "MEMBER_OF_ANOTHER_CASE": ("member", "MEMBER_OF_TWO_UNITS"),
    "CASE_NUMBER_TAKEN": ("case_number", "CASE_NUMBER_SHARED"),
}
"""By the refusal of a claim: its kind, and the irregularity under which what claimed it is kept."""


def claims(unit: Unit, state: CaseState | None, today: date) -> list[Claim]:
    """The SIN of a person; the number of a case, and its people where it is open today."""
    if unit.work.kind == "persons":
        return [] if "SIN_SHARED" in unit.work.flags else list(_sins(unit.events))
    if state is None:
        return []
    numbers = dict.fromkeys(
        new.event.case_number for new in unit.events if isinstance(new.event, ApplicationSubmitted)
    )
    found = [claim("case_number", number, unit.work.stream) for number in numbers]
    current = state.current()
    if current is not None:
        people = [str(person_id) for person_id in people_of(current.application)]
        members = [claim("member", person, unit.work.stream) for person in people]
        if state.open_on(today):
            found += members
        elif unit.version:
            # It was open when it was imported before, perhaps: an exit lets its people go.
            found += [replace(each, op="release") for each in members]
    return found


def claim(kind: str, value: str, stream: str) -> Claim:
    """A claim whose refusal tells which one it was, for this program alone."""
    return Claim(kind, value, stream, "claim", Refusal(_REFUSALS[kind], {"value": value}))


def without(unit: Unit, refusal: Refusal) -> None:
    """Let go of the claim that another stream holds, and mark what claimed it."""
    value = refusal.details["value"]
    kind, code = SHARED[refusal.code]
    unit.claims = [c for c in unit.claims if (c.kind, c.value) != (kind, value)]
    unit.marks.setdefault(code, set()).add(value)


def _sins(events: Iterable[NewEvent]) -> list[Claim]:
    return [
        claim("sin", new.event.sin.value, new.stream)
        for new in events
        if isinstance(new.event, PersonRegistered)
        and isinstance(new.event.sin, Clear)
        and sin_valid(new.event.sin.value)
    ]
