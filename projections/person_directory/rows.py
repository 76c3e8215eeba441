"""Rows of the person directory, the one place where names stand in clear."""

from datetime import date, datetime
from uuid import UUID

import msgspec


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """A person; what was private is None once it was disposed of. ``version`` is their stream's.

    ``contact_updated``: how to reach them was told after the registration, which then no longer says.
    ``safety_flag`` is Y or N, or None where nobody said. Self-identification is never in clear here.
    """

    tenant: str
    person_id: UUID
    given_name: str | None = None
    family_name: str | None = None
    search_key: str
    birth_date: date | None = None
    sin_last3: str | None = None
    official_language: str
    spoken_language: str | None = None
    interpreter_language: str | None = None
    safety_flag: str | None = None
    telephone: str | None = None
    email: str | None = None
    address: str | None = None
    postal_code: str | None = None
    safe_contact: str | None = None
    safe_contact_language: str | None = None
    safe_contact_event: UUID | None = None
    safe_means: str | None = None
    safe_hours: str | None = None
    code_word: str | None = None
    contact_updated: bool = False
    disposed: bool = False
    version: int
    position: int


class PastRow(PersonRow, frozen=True, kw_only=True):
    """A person as one event left them, learned at ``known_at`` (UTC): what was known on a day.

    ``effective_on``: the day from which what the event told held.
    """

    known_at: datetime
    effective_on: date


class PersonSealRow(msgspec.Struct, frozen=True, kw_only=True):
    """The seal on a person, while it stands; ``since`` is the day on which it was set."""

    tenant: str
    person_id: UUID
    seal_id: UUID
    kind: str
    circle: tuple[UUID, ...]
    reviewers: tuple[UUID, ...]
    since: date
    position: int


class WordRow(msgspec.Struct, frozen=True, kw_only=True):
    tenant: str
    word: str
    person_id: UUID
