"""The file itself: who is responsible, notes, its end, and entries that were taken back."""

from datetime import date
from uuid import UUID

from domain.event import Event, wire
from domain.private import Text


@wire("case.assigned", 2)
class CaseAssigned(Event, kw_only=True):
    """An office became responsible, and a caseworker the one main contact (R003, R017).

    ``worker`` is the code that another system has for them, where it told this.
    """

    case_id: UUID
    office: str
    caseworker_id: UUID
    assigned_on: date
    worker: str | None = None


@wire("note.added", 1)
class NoteAdded(Event, kw_only=True):
    """A note about a member of the unit, under a key of its own."""

    case_id: UUID
    note_id: UUID
    person_id: UUID
    text: Text


@wire("case.exited", 1)
class CaseExited(Event, kw_only=True):
    """Assistance ended; the exit's day is no longer covered (R163)."""

    case_id: UUID
    reason: str
    exited_on: date
    details: Text | None = None


@wire("case.reopened", 1)
class CaseReopened(Event, kw_only=True):
    """An exit was recorded in error; this corrects it, and the case was never closed by it."""

    case_id: UUID
    reopened_on: date
    reason: str


@wire("case.entry_retracted", 1)
class EntryRetracted(Event, kw_only=True):
    """What an entry told did not happen after all; ``metadata.corrects`` names its event.

    ``entry`` is the wire name of that event. ``subject_id`` is what the entry was about: the
    application, membership, assessment, plan, deferral, referral, benefit or overpayment; for an
    exit, an assignment, a review and an income the id of that event itself.
    """

    case_id: UUID
    subject_id: UUID
    entry: str
    person_id: UUID | None = None
