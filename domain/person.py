"""Person: who somebody is and how to reach them safely. Sealed in every field that could tell."""

import re
from typing import Literal
from uuid import UUID

import msgspec

from domain.access import may_act
from domain.calendar import parse_day
from domain.checks import codes_valid, language_valid, text_fits
from domain.decision import (
    Claim,
    Command,
    Context,
    Decision,
    NewEvent,
    PrivateField,
    Refusal,
    States,
    decides,
)
from domain.disposal.events import ItemDisposed, PersonDisposed
from domain.disposal.state import Disposals
from domain.disposal.state import evolve as evolve_disposals
from domain.event import Event, Recorded, wire
from domain.private import Clear, Private, Text, clear_text, disposed
from domain.sameness import Sameness
from domain.sameness import evolve as evolve_sameness
from domain.sealed_files import SEAL_EVENTS, Seal, after, shut_to
from domain.streams import person_stream

# --- Events ---------------------------------------------------------------------------------


@wire("person.registered", 2)
class PersonRegistered(Event, kw_only=True):
    """A person became known to the custodian. ``birth_date`` holds an ISO day, ``sin`` nine digits.

    ``indigenous_self_id`` and ``safety_flag`` hold Y or N, and are empty where nobody said.
    """

    person_id: UUID
    given_name: Private
    family_name: Private
    birth_date: Private
    official_language: Literal["fr", "en"]
    sin: Private | None = None
    spoken_language: Private | None = None
    telephone: Private | None = None
    email: Private | None = None
    address: Private | None = None
    safe_contact: Text | None = None
    interpreter_language: Private | None = None
    postal_code: Private | None = None
    indigenous_self_id: Private | None = None
    safety_flag: Private | None = None


@wire("person.contact_updated", 2)
class ContactUpdated(Event, kw_only=True):
    """How to reach a person changed; what is empty here is no longer known.

    ``safe_means`` holds codes of ``safe_means`` with a space between: by these alone it is safe to
    reach the person (NONE: by nothing); empty where nobody said. ``safe_hours`` says when, and
    ``code_word`` what they say so that both know who is speaking. ``safe_contact`` says the rest.
    """

    person_id: UUID
    telephone: Private | None = None
    email: Private | None = None
    address: Private | None = None
    safe_contact: Text | None = None
    safe_means: Private | None = None
    safe_hours: Private | None = None
    code_word: Private | None = None


NO_MEANS = "NONE"
MEANS = ("TELEPHONE", "EMAIL", "MAIL")
"""How somebody may be reached, where it is safe (codes of ``safe_means``)."""


def safe_by(means: str, told: str | None, flagged: bool) -> bool:
    """Whether a person may be reached by these means (TELEPHONE, EMAIL, MAIL).

    ``told`` is what ``safe_means`` holds. Where nobody said, anything is safe, but for somebody
    about whom there is a warning (``flagged``): then nothing is until they are asked.
    """
    return means in told.split() if told else not flagged


# --- State + evolve -------------------------------------------------------------------------


class PersonState(msgspec.Struct):
    """What stands about a person; private values stay ``Sealed`` or ``Disposed``.

    ``version`` 0 means that nobody is registered under this id. ``registered`` is empty as long as
    only a change of contact was learned, ``updated`` as long as none was.
    """

    version: int = 0
    registered: PersonRegistered | None = None
    updated: ContactUpdated | None = None
    registered_in: UUID | None = None
    """The event that ``registered`` is: its private values open under its id alone."""
    updated_in: UUID | None = None
    """The event that ``updated`` is."""
    sameness: Sameness = msgspec.field(default_factory=Sameness)
    seal: Seal | None = None
    disposals: Disposals = msgspec.field(default_factory=Disposals)

    @property
    def birth_date(self) -> tuple[PrivateField, ...]:
        """Where the birth date is, for a decider to have it opened by the name ``birth_date``."""
        if self.registered is None or self.registered_in is None:
            return ()
        field = "birth_date"
        return (PrivateField(field, self.registered_in, self.registered, field),)

    @property
    def contact(self) -> PersonRegistered | ContactUpdated | None:
        """How to reach them, as last told."""
        return self.updated or self.registered


def evolve(state: PersonState, recorded: Recorded) -> PersonState:
    """Move the state on by one event, in place."""
    state.version = recorded.version
    match recorded.event:
        case PersonRegistered() as e:
            state.registered, state.registered_in = e, recorded.event_id
        case ContactUpdated() as e:
            state.updated, state.updated_in = e, recorded.event_id
        case event if isinstance(event, SEAL_EVENTS):
            state.seal = after(state.seal, recorded)
        case _:
            evolve_sameness(state.sameness, recorded)
            evolve_disposals(state.disposals, recorded)
            _dispose(state, recorded.event)
    return state


def _dispose(state: PersonState, event: Event) -> None:
    """What was disposed of is no longer held, not even sealed."""
    if not isinstance(event, PersonDisposed | ItemDisposed):
        return
    items = event.items if isinstance(event, ItemDisposed) else None
    if state.registered is not None:
        state.registered = disposed(state.registered, items)
    if state.updated is not None:
        state.updated = disposed(state.updated, items)


# --- Commands -------------------------------------------------------------------------------


class RegisterPerson(Command, kw_only=True):
    """Make a person known; the social insurance number, where given, is claimed once a tenant.

    Who has one name only has it as ``given_name``, and an empty ``family_name``.
    """

    given_name: str
    family_name: str
    birth_date: str
    official_language: Literal["fr", "en"]
    sin: str | None = None
    spoken_language: str | None = None
    telephone: str | None = None
    email: str | None = None
    address: str | None = None
    safe_contact: str | None = None
    safe_means: tuple[str, ...] = ()
    safe_hours: str | None = None
    code_word: str | None = None
    text_language: str = "en"


class UpdateContact(Command, kw_only=True):
    """Replace how a person can be reached."""

    person_id: UUID
    telephone: str | None = None
    email: str | None = None
    address: str | None = None
    safe_contact: str | None = None
    safe_means: tuple[str, ...] = ()
    safe_hours: str | None = None
    code_word: str | None = None
    text_language: str = "en"


# --- Decisions ------------------------------------------------------------------------------


@decides(RegisterPerson, reads=lambda c: ())
def register_person(
    states: States, command: RegisterPerson, context: Context
) -> Decision | Refusal:
    """A new person under a new id. Whether they are known already, only the SIN can tell here."""
    sin = re.sub(r"[ -]", "", command.sin) if command.sin else None
    refused = (
        _permitted(command, context)
        or _name(context, command.given_name, "given_name")
        or text_fits(context, command.family_name, "family_name", "name_characters")
        or _birth_date(context, command.birth_date)
        or (Refusal("SIN_NOT_VALID", {}, "sin") if sin and not sin_valid(sin) else None)
        or language_valid(command.spoken_language, "spoken_language")
        or _contact(context, command)
    )
    if refused:
        return refused
    if command.official_language not in ("fr", "en"):
        details = {"language": command.official_language}
        return Refusal("LANGUAGE_NOT_VALID", details, "official_language")
    person_id = context.new_id()
    stream = person_stream(person_id)

    event = PersonRegistered(
        person_id=person_id,
        given_name=Clear(_tidy(command.given_name), person_id),
        family_name=Clear(_tidy(command.family_name), person_id),
        birth_date=Clear(command.birth_date, person_id),
        official_language=command.official_language,
        sin=_private(sin, person_id),
        spoken_language=_private(command.spoken_language, person_id),
        telephone=_private(command.telephone, person_id),
        email=_private(command.email, person_id),
        address=_private(command.address, person_id),
        safe_contact=clear_text(command.safe_contact, command.text_language, person_id),
    )
    claims = []
    if sin:
        claims = [Claim("sin", sin, stream, "claim", Refusal("SIN_TAKEN", {}, "sin"))]
    told: list[Event] = [event]
    if command.safe_means or command.safe_hours or command.code_word:
        told.append(_contact_event(command, person_id))
    new = [
        NewEvent(stream=stream, event=one, effective_on=context.today, source=context.source)
        for one in told
    ]
    return Decision(events=new, claims=claims, result={"person_id": str(person_id)})


@decides(UpdateContact, reads=lambda c: (person_stream(c.person_id),))
def update_contact(states: States, command: UpdateContact, context: Context) -> Decision | Refusal:
    """Replace all of it. The old values are sealed, so that "unchanged" cannot be seen here."""
    stream = person_stream(command.person_id)
    refused = (
        _permitted(command, context)
        or person_known(states, command.person_id, "person_id")
        or _contact(context, command)
    )
    if refused:
        return refused
    if shut_to(context.actor, states[stream].seal):
        return Refusal("NOT_PERMITTED")
    event = _contact_event(command, command.person_id)
    new = NewEvent(stream=stream, event=event, effective_on=context.today, source=context.source)
    return Decision(events=[new], result={"person_id": str(command.person_id)})


def person_known(states: States, person_id: UUID, field: str) -> Refusal | None:
    """Refuse an id under which nobody is registered, or whose data was disposed of.

    The person's stream must have been read.
    """
    state: PersonState = states[person_stream(person_id)]
    if state.version == 0:
        return Refusal("PERSON_UNKNOWN", {}, field)
    if state.disposals.disposed_on is not None:
        return Refusal("PERSON_DISPOSED", {}, field)
    return None


def sin_valid(sin: str) -> bool:
    """Nine digits whose last is the Luhn check digit of the others.

    A SIN that begins with 0 is never issued, and passes: invented people have one.
    """
    if not re.fullmatch(r"[0-9]{9}", sin):
        return False
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(sin)]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _tidy(value: str | None) -> str:
    return " ".join(value.split()) if value else ""


def _private(value: str | None, subject: UUID) -> Clear | None:
    tidy = _tidy(value)
    return Clear(tidy, subject) if tidy else None


def _contact_event(command: RegisterPerson | UpdateContact, person_id: UUID) -> ContactUpdated:
    return ContactUpdated(
        person_id=person_id,
        telephone=_private(command.telephone, person_id),
        email=_private(command.email, person_id),
        address=_private(command.address, person_id),
        safe_contact=clear_text(command.safe_contact, command.text_language, person_id),
        safe_means=_private(" ".join(dict.fromkeys(command.safe_means)), person_id),
        safe_hours=_private(command.safe_hours, person_id),
        code_word=_private(command.code_word, person_id),
    )


def _permitted(command: Command, context: Context) -> Refusal | None:
    code = may_act(context.actor, type(command).__name__, context.policy, context.today)
    return Refusal(code) if code else None


def _name(context: Context, name: str, field: str) -> Refusal | None:
    if not _tidy(name):
        return Refusal("NAME_EMPTY", {}, field)
    return text_fits(context, name, field, "name_characters")


def _birth_date(context: Context, text: str) -> Refusal | None:
    day = parse_day(text)
    if day is None:
        return Refusal("DATE_NOT_REAL", {"date": text}, "birth_date")
    if day > context.today:
        return Refusal("BORN_IN_FUTURE", {"day": day}, "birth_date")
    most = context.policy.limit("age_years", context.today)
    if context.today.year - day.year > most:
        return Refusal("TOO_OLD", {"day": day, "age": most}, "birth_date")
    return None


def _contact(context: Context, command: RegisterPerson | UpdateContact) -> Refusal | None:
    email, telephone = _tidy(command.email), _tidy(command.telephone)
    if email and not re.fullmatch(r"[^@ ]+@[^@ ]+\.[^@ ]+", email):
        return Refusal("EMAIL_NOT_VALID", {}, "email")
    if telephone and not 7 <= sum(c.isdigit() for c in telephone) <= 20:
        return Refusal("TELEPHONE_NOT_VALID", {}, "telephone")
    if NO_MEANS in command.safe_means and len(set(command.safe_means)) > 1:
        return Refusal("SAFE_BY_NOTHING_AND_MORE", {}, "safe_means")
    return (
        codes_valid(context, "safe_means", command.safe_means, context.today, "safe_means")
        or text_fits(context, command.safe_hours, "safe_hours", "name_characters")
        or text_fits(context, command.code_word, "code_word", "name_characters")
        or text_fits(context, command.email, "email", "name_characters")
        or text_fits(context, command.telephone, "telephone", "name_characters")
        or text_fits(context, command.address, "address")
        or text_fits(context, command.safe_contact, "safe_contact")
        or language_valid(command.text_language, "text_language")
    )
