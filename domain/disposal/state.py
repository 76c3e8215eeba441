"""What stands about disposals of one person, and about legal holds of a tenant."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from domain.disposal.events import (
    DisposalApproved,
    DisposalDeclined,
    DisposalRequested,
    HoldLifted,
    HoldPlaced,
    ItemDisposed,
    PersonDisposed,
)
from domain.event import Recorded

Status = Literal["REQUESTED", "APPROVED", "DECLINED", "DISPOSED"]


class Disposal(msgspec.Struct):
    """A disposal that was asked for: by whom, what, and how far it came."""

    request: DisposalRequested
    requested_by: UUID
    status: Status = "REQUESTED"


class Disposals(msgspec.Struct):
    """Of one person. ``disposed_on``: the day on which all their data went, if it did."""

    by_id: dict[UUID, Disposal] = {}
    disposed_on: date | None = None

    @property
    def of_person(self) -> Disposal | None:
        """The disposal of the whole person that is asked for or agreed, if there is one."""
        return next(
            (
                each
                for each in self.by_id.values()
                if each.request.scope == "PERSON" and each.status in ("REQUESTED", "APPROVED")
            ),
            None,
        )


def evolve(state: Disposals, recorded: Recorded) -> None:
    """Move the disposals of the stream's person on by one event, in place."""
    match recorded.event:
        case DisposalRequested() as e:
            state.by_id[e.disposal_id] = Disposal(e, recorded.metadata.actor.id)
        case DisposalApproved() as e:
            _set(state, e.disposal_id, "APPROVED")
        case DisposalDeclined() as e:
            _set(state, e.disposal_id, "DECLINED")
        case PersonDisposed() as e:
            _set(state, e.disposal_id, "DISPOSED")
            state.disposed_on = recorded.effective_on
        case ItemDisposed() as e:
            _set(state, e.disposal_id, "DISPOSED")


def _set(state: Disposals, disposal_id: UUID, status: Status) -> None:
    known = state.by_id.get(disposal_id)
    if known is not None:
        known.status = status


class Hold(msgspec.Struct, frozen=True):
    """A legal hold that is in force."""

    placed: HoldPlaced
    on: date


class HoldsState(msgspec.Struct):
    """The tenant's legal holds in force, by id; ``lifted`` are those that ended."""

    version: int = 0
    standing: dict[UUID, Hold] = {}
    lifted: set[UUID] = set()

    def on(
        self, persons: Collection[UUID], cases: Collection[UUID], record_class: str
    ) -> Iterator[Hold]:
        """The holds that keep what belongs to these persons and cases, or to the class."""
        for hold in self.standing.values():
            told = hold.placed
            if (
                told.person_id in persons
                or told.case_id in cases
                or (told.record_class is not None and told.record_class == record_class)
            ):
                yield hold


def evolve_holds(state: HoldsState, recorded: Recorded) -> HoldsState:
    """Move the holds on by one event, in place."""
    state.version = recorded.version
    match recorded.event:
        case HoldPlaced() as e:
            state.standing[e.hold_id] = Hold(e, recorded.effective_on)
        case HoldLifted() as e:
            state.standing.pop(e.hold_id, None)
            state.lifted.add(e.hold_id)
    return state
