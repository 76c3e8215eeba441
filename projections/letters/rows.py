"""Rows of letters: ids, codes and days, never a word of one."""

from datetime import date
from uuid import UUID

import msgspec


class LetterRow(msgspec.Struct, frozen=True, kw_only=True):
    """A letter; ``state`` is WAITING, SENT or LET_GO. What is not learned yet is empty."""

    tenant: str
    letter_id: UUID
    case_id: UUID
    person_id: UUID
    kind: str | None = None
    about: UUID | None = None
    of_event: UUID | None = None
    language: str | None = None
    prepared_on: date | None = None
    state: str = "WAITING"
    sent_on: date | None = None
    means: str | None = None
    let_go_for: str | None = None
    position: int
