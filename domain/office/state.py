"""What stands about a matter of the privacy office, and which step may follow on which."""

from datetime import date
from uuid import UUID

import msgspec

from domain.event import Event, Recorded
from domain.office import events as e
from domain.office.events import Owed

AFTER: dict[type[Event], str] = {
    e.AccessRequested: "RECEIVED",
    e.AccessExtended: "EXTENDED",
    e.AccessAnswered: "ANSWERED",
    e.AccessTransferred: "TRANSFERRED",
    e.AccessAppealed: "APPEALED",
    e.AccessWithdrawn: "WITHDRAWN",
    e.CorrectionRequested: "REQUESTED",
    e.CorrectionGranted: "GRANTED",
    e.CorrectionRefused: "REFUSED",
    e.DisagreementStated: "DISAGREED",
    e.IncidentReported: "REPORTED",
    e.IncidentContained: "CONTAINED",
    e.IncidentAssessed: "ASSESSED",
    e.IncidentClosed: "CLOSED",
}
"""What a matter is after an event; after any other it is what it was before."""

OPEN_REQUEST = frozenset({"RECEIVED", "EXTENDED"})
OPEN_INCIDENT = frozenset({"REPORTED", "CONTAINED", "ASSESSED"})
FOLLOWS_ON: dict[type[Event], frozenset[str]] = {
    e.RequesterVerified: OPEN_REQUEST,
    e.AccessExtended: frozenset({"RECEIVED"}),
    e.AccessAnswered: OPEN_REQUEST,
    e.AccessTransferred: OPEN_REQUEST,
    e.AccessAppealed: frozenset({"ANSWERED"}),
    e.AccessWithdrawn: OPEN_REQUEST,
    e.CorrectionGranted: frozenset({"REQUESTED"}),
    e.CorrectionRefused: frozenset({"REQUESTED"}),
    e.DisagreementStated: frozenset({"REFUSED"}),
    e.CorrectionTold: frozenset({"GRANTED", "DISAGREED"}),
    e.CorrectionAcknowledged: frozenset({"GRANTED", "DISAGREED"}),
    e.PersonAffected: OPEN_INCIDENT,
    e.IncidentContained: frozenset({"REPORTED"}),
    e.IncidentAssessed: frozenset({"CONTAINED"}),
    e.IncidentNotified: frozenset({"ASSESSED"}),
    e.IncidentClosed: frozenset({"ASSESSED"}),
}
"""What a matter has to be before an event; anything else is refused."""


class MatterState(msgspec.Struct):
    """One matter. ``version`` 0: there is none. ``owed``, ``told`` and ``acknowledged`` are codes of
    organisations, or for an incident of ``incident_recipients``."""

    version: int = 0
    status: str = ""
    received_on: date | None = None
    extended_by: int = 0
    verified: bool = False
    person_id: UUID | None = None
    of_event: UUID | None = None
    case_id: UUID | None = None
    affected: dict[UUID, tuple[str, ...]] = {}
    owed: set[str] = set()
    told: set[str] = set()
    acknowledged: set[str] = set()


def evolve(state: MatterState, recorded: Recorded) -> MatterState:
    """Move the state on by one event, in place."""
    state.version = recorded.version
    event = recorded.event
    state.status = AFTER.get(type(event), state.status)
    match event:
        case e.AccessRequested():
            state.person_id, state.received_on = event.person_id, event.received_on
        case e.RequesterVerified():
            state.verified = True
        case e.AccessExtended():
            state.extended_by = event.days
        case e.CorrectionRequested():
            state.person_id, state.received_on = event.person_id, event.received_on
            state.of_event, state.case_id = event.of_event, event.case_id
        case e.CorrectionGranted() | e.DisagreementStated():
            state.owed = _recipients(event.owed)
        case e.IncidentReported():
            state.received_on = event.found_on
        case e.PersonAffected():
            state.affected[event.person_id] = event.categories
        case e.IncidentAssessed():
            state.owed = set(event.owed)
        case e.CorrectionTold() | e.IncidentNotified():
            state.told.add(event.recipient)
        case e.CorrectionAcknowledged():
            state.acknowledged.add(event.recipient)
    return state


def _recipients(owed: tuple[Owed, ...]) -> set[str]:
    return {each.recipient for each in owed}
