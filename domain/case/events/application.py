"""Applications: received, completed, decided, withdrawn."""

from datetime import date
from typing import Literal
from uuid import UUID

from domain.case.events.unit import Member
from domain.event import Event, wire
from domain.private import Text

DecidedBy = Literal["STAFF", "AUTOMATED"]
Organisation = Literal["LOCAL", "MINISTRY"]


@wire("application.submitted", 2)
class ApplicationSubmitted(Event, kw_only=True):
    """An application was received. The first one opens the case; a later one is a return.

    ``completed_on`` is set where it was complete on arrival; else ``application.completed`` follows.
    ``ministry_reference``, ``risk_band``, ``readiness`` and ``route_reason`` (codes) are what the
    intake system said of it; ``e_signature`` is None where nobody knows.
    """

    case_id: UUID
    case_number: str
    application_id: UUID
    programme: str
    channel: str
    received_by: str
    office: str
    submitted_on: date
    members: tuple[Member, ...]
    completed_on: date | None = None
    ministry_reference: str | None = None
    risk_band: str | None = None
    readiness: str | None = None
    route_reason: str | None = None
    first_nations_site: bool = False
    e_signature: bool | None = None


@wire("application.completed", 1)
class ApplicationCompleted(Event, kw_only=True):
    """All that an application needs has come in; the decision clock may start here (R018)."""

    case_id: UUID
    application_id: UUID
    completed_on: date


@wire("application.decided", 1)
class ApplicationDecided(Event, kw_only=True):
    """An application was granted or refused. Effective from the first day that it covers."""

    case_id: UUID
    application_id: UUID
    outcome: Literal["GRANTED", "REFUSED"]
    decided_on: date
    decided_by: DecidedBy
    organisation: Organisation
    reasons: tuple[str, ...] = ()
    explanation: Text | None = None


@wire("application.withdrawn", 1)
class ApplicationWithdrawn(Event, kw_only=True):
    """The applicant took an application back before it was decided."""

    case_id: UUID
    application_id: UUID
    withdrawn_on: date
    reason: str
