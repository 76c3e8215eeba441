"""In what capacity somebody consents: for themselves, or for another, and until when they may.

Who may is policy (``capacities``): ages, custody, a document, a term. Ages follow from the birth
date, which is sealed: deciders that need it declare it (``opens=birth_date``).
"""

from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from domain.calendar import parse_day
from domain.checks import code_valid, text_fits
from domain.decision import Context, PrivateField, Refusal, States
from domain.person import person_known
from domain.policy import Code
from domain.private import Disposed
from domain.streams import person_stream

BIRTH_DATE = "birth_date"


class _OfPerson(Protocol):
    person_id: UUID


class Consenting(Protocol):
    """What a command says of who consents."""

    person_id: UUID
    capacity: str
    grantor_id: UUID | None


class ForAnother(Consenting, Protocol):
    """And of the right by which they do so for another."""

    custody: bool
    evidence: str | None
    authority_ends_on: date | None


def birth_date(states: States, command: _OfPerson) -> tuple[PrivateField, ...]:
    """What to open: the birth date of the person whose consent it is."""
    field: tuple[PrivateField, ...] = states[person_stream(command.person_id)].birth_date
    return field


def who_consents(states: States, command: Consenting, context: Context, on: date) -> Refusal | None:
    """A capacity in which one can consent, and the grantor that it takes; their stream was read."""
    if refused := code_valid(context, "capacities", command.capacity, on, "capacity"):
        return refused
    capacity = _code(context, command.capacity, on)
    if not capacity.get("consents", True):
        return Refusal("CAPACITY_CONSENTS_TO_NOTHING", {}, "capacity")
    if not capacity.get("substitute"):
        if command.grantor_id not in (None, command.person_id):
            return Refusal("GRANTOR_WITHOUT_CAPACITY", {}, "capacity")
        return None
    if command.grantor_id is None or command.grantor_id == command.person_id:
        return Refusal("GRANTOR_MISSING", {}, "grantor_id")
    return person_known(states, command.grantor_id, "grantor_id")


def grantor_of(command: Consenting) -> UUID | None:
    """Who consented, where it was not the person themselves."""
    return command.grantor_id if command.capacity != "SELF" else None


def may_consent(states: States, command: ForAnother, context: Context, on: date) -> Refusal | None:
    """Whether that capacity is held on the day of signing, and still today."""
    capacity = _code(context, command.capacity, on)
    birth = _birth(states)
    if isinstance(birth, Refusal):
        return birth
    age = capacity.get("subject_from")
    if age and birth and birthday(birth, age) > on:
        code = "TOO_YOUNG_FOR_CAPACITY" if capacity.get("substitute") else "TOO_YOUNG_TO_CONSENT"
        return Refusal(code, {"age": age, "day": birthday(birth, age)}, "capacity")
    if capacity.get("custody") and not command.custody:
        return Refusal("CUSTODY_NOT_STATED", {}, "custody")
    if capacity.get("lapses_at_age") and birth is None:
        return Refusal("BIRTH_DATE_UNKNOWN", {}, "capacity")
    if capacity.get("evidence") and not (command.evidence or "").strip():
        return Refusal("EVIDENCE_MISSING", {}, "evidence")
    if refused := text_fits(context, command.evidence, "evidence", "name_characters"):
        return refused
    lapses = lapses_on(states, command, context, on)
    if capacity.get("term") and lapses is None:
        return Refusal("AUTHORITY_END_MISSING", {}, "authority_ends_on")
    if lapses and lapses <= max(on, context.today):
        field = "authority_ends_on" if command.authority_ends_on else "capacity"
        return Refusal("CAPACITY_HAS_ENDED", {"day": lapses}, field)
    return None


def lapses_on(states: States, command: ForAnother, context: Context, on: date) -> date | None:
    """The first day on which that authority has ended; nothing where it does not end."""
    birth = _birth(states)
    born = birth if isinstance(birth, date) else None
    return lapse_of(_code(context, command.capacity, on), born, command.authority_ends_on, on)


def lapse_of(capacity: Code, born: date | None, term: date | None, on: date) -> date | None:
    """The same of who was ``born`` then, under an order whose last day is ``term``, signed ``on``."""
    ends = []
    if not capacity.get("substitute"):
        return None
    if born is not None:
        if age := capacity.get("lapses_at_age"):
            ends.append(birthday(born, age))
        age = capacity.get("minors_lapse_at_age")
        if age and birthday(born, age) > on:
            ends.append(birthday(born, age))
    if term and term < date.max:
        ends.append(term + timedelta(days=1))
    return min(ends, default=None)


def birthday(birth: date, age: int) -> date:
    """The day on which that age is reached; who was born on February 29 reaches it on March 1."""
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return date(birth.year + age, 3, 1)


def _birth(states: States) -> date | Refusal | None:
    found = states.opened(BIRTH_DATE)
    if isinstance(found, Disposed):
        return Refusal("PERSON_DISPOSED")
    return parse_day(found.value) if found else None


def _code(context: Context, capacity: str, on: date) -> Code:
    found = context.policy.code("capacities", capacity, on)
    assert found is not None  # who_consents has refused otherwise
    return found
