"""Person: who somebody is and how to reach them safely. Sealed in every field that could tell."""

from typing import Literal
from uuid import UUID

import msgspec

from domain.decision import Command
from domain.event import Event, Recorded, wire
from domain.private import Private, Text

# --- Events ---------------------------------------------------------------------------------


@wire("person.registered", 1)
class PersonRegistered(Event, kw_only=True):
    """A person became known to the custodian. ``birth_date`` holds an ISO day, ``sin`` nine digits."""

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


@wire("person.contact_updated", 1)
class ContactUpdated(Event, kw_only=True):
    """How to reach a person changed; what is empty here is no longer known."""

    person_id: UUID
    telephone: Private | None = None
    email: Private | None = None
    address: Private | None = None
    safe_contact: Text | None = None


# --- State + evolve -------------------------------------------------------------------------


class PersonState(msgspec.Struct):
    """What stands about a person; private values stay ``Sealed`` or ``Disposed``.

    ``version`` 0 means that nobody is registered under this id. ``registered`` is empty as long as
    only a change of contact was learned.
    """

    version: int = 0
    registered: PersonRegistered | None = None
    contact: PersonRegistered | ContactUpdated | None = None


def evolve(state: PersonState, recorded: Recorded) -> PersonState:
    """Move the state on by one event, in place."""
    state.version = recorded.version
    match recorded.event:
        case PersonRegistered() as e:
            state.registered, state.contact = e, state.contact or e
        case ContactUpdated() as e:
            state.contact = e
    return state


# --- Commands -------------------------------------------------------------------------------


class RegisterPerson(Command, kw_only=True):
    """Make a person known; the social insurance number, where given, is claimed once a tenant."""

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
    text_language: str = "en"


class UpdateContact(Command, kw_only=True):
    """Replace how a person can be reached."""

    person_id: UUID
    telephone: str | None = None
    email: str | None = None
    address: str | None = None
    safe_contact: str | None = None
    text_language: str = "en"
