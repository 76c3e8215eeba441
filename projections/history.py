"""A case's periods of assistance, worked out as the domain does, from what a read model remembers.

What is learned late comes in any order, so nothing here leans on the order of events but where two
say the same day: then the one recorded later holds.
"""

from collections.abc import Iterable
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.case.events import ApplicationDecided
from domain.case.state import Application, CaseState, Exit, Period


class AnApplication(Protocol):
    """What is to be known of an application; ``outcome`` is GRANTED, REFUSED, WITHDRAWN or None."""

    @property
    def application_id(self) -> UUID: ...
    @property
    def submitted_on(self) -> date | None: ...
    @property
    def outcome(self) -> str | None: ...
    @property
    def decided_on(self) -> date | None: ...
    @property
    def effective_on(self) -> date | None: ...


class AnExit(Protocol):
    """What is to be known of an exit."""

    @property
    def event_id(self) -> UUID: ...
    @property
    def reason(self) -> str: ...
    @property
    def exited_on(self) -> date: ...
    @property
    def corrected(self) -> bool: ...


def periods(applications: Iterable[AnApplication], exits: Iterable[AnExit]) -> list[Period]:
    """Periods of assistance, oldest first; both are to come in the order in which they were learned."""
    state = CaseState(
        applications={
            a.application_id: _granted(a) for a in applications if a.outcome == "GRANTED"
        },
        exits=[Exit(e.event_id, e.reason, e.exited_on, e.corrected) for e in exits],
    )
    return state.periods()


def since(period: Period) -> date:
    """The day from which something counts as done in a period: its grant or its first covered day."""
    decision = period.application.decision
    return min(period.from_on, decision.decided_on) if decision else period.from_on


def _granted(application: AnApplication) -> Application:
    day = application.decided_on or date.min
    decision = ApplicationDecided(
        case_id=application.application_id,
        application_id=application.application_id,
        outcome="GRANTED",
        decided_on=day,
        decided_by="STAFF",
        organisation="LOCAL",
    )
    return Application(
        application.application_id,
        submitted_on=application.submitted_on,
        decision=decision,
        effective_on=application.effective_on,
    )
