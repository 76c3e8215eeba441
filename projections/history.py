"""A case's history as the domain sees it, from what a read model remembers of it.

What is learned late comes in any order, so periods of assistance are worked out from days, by the
domain's own rule, and never from the order of events.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.case.events import ApplicationDecided, Member
from domain.case.state import Application, CaseState, Exit, Period


class AnApplication(Protocol):
    """What is to be known of an application; ``outcome`` is GRANTED, REFUSED, WITHDRAWN or None."""

    @property
    def application_id(self) -> UUID: ...
    @property
    def programme(self) -> str | None: ...
    @property
    def submitted_on(self) -> date | None: ...
    @property
    def members(self) -> Sequence[Member]: ...
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


class History:
    """Applications and exits of a case, both in the order in which they were learned."""

    def __init__(self, applications: Iterable[AnApplication], exits: Iterable[AnExit]) -> None:
        self._state = CaseState(
            applications={a.application_id: _application(a) for a in applications},
            exits=[Exit(x.event_id, x.reason, x.exited_on, x.corrected) for x in exits],
        )
        self.periods: list[Period] = self._state.periods()

    @property
    def current(self) -> Period | None:
        """The latest period of assistance, ended or not."""
        return self.periods[-1] if self.periods else None

    @property
    def pending(self) -> Application | None:
        """The application that waits for a decision, if one does."""
        return self._state.pending

    @property
    def latest(self) -> Application | None:
        """The application received last."""
        return self._state.latest

    @property
    def governing(self) -> Application | None:
        """The application that says who is in the unit."""
        return self._state.governing


def since(period: Period) -> date:
    """The day from which something counts as done in a period: its grant or its first covered day."""
    decision = period.application.decision
    return min(period.from_on, decision.decided_on) if decision else period.from_on


def _application(application: AnApplication) -> Application:
    decided_on = application.decided_on or date.min
    withdrawn = application.outcome == "WITHDRAWN"
    decision = ApplicationDecided(
        case_id=application.application_id,
        application_id=application.application_id,
        outcome="GRANTED" if application.outcome == "GRANTED" else "REFUSED",
        decided_on=decided_on,
        decided_by="STAFF",
        organisation="LOCAL",
    )
    return Application(
        application.application_id,
        programme=application.programme or "",
        submitted_on=application.submitted_on,
        members=tuple(application.members),
        decision=decision if application.outcome in ("GRANTED", "REFUSED") else None,
        effective_on=application.effective_on,
        withdrawn_on=decided_on if withdrawn else None,
    )
