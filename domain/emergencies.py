"""Break-glass: somebody opened one person's file in an emergency, for a short time; and its review.

Both stand in the person's consent stream: an emergency is a way to their file beside consent. Who
opened it is the event's actor. Reason and outcome are plain codes, for they are listed to people who
may not see the person; the words are sealed.
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from domain.event import Event, Recorded, wire
from domain.private import Text

Outcome = Literal["JUSTIFIED", "NOT_JUSTIFIED", "FOLLOW_UP"]


@wire("break_glass.opened", 1)
class BreakGlassOpened(Event, kw_only=True):
    """A file was opened to the actor alone, from ``opened_at`` until (and without) ``until`` (UTC).

    ``reason`` is a code of ``break_glass_reasons``. ``seals`` are the kinds of seal that it opened,
    ``alerted`` the accounts of their circles. Somebody else reviews it by ``review_by``.
    """

    emergency_id: UUID
    person_id: UUID
    reason: str
    words: Text
    categories: tuple[str, ...]
    opened_at: datetime
    until: datetime
    review_by: date
    seals: tuple[str, ...] = ()
    alerted: tuple[UUID, ...] = ()


@wire("break_glass.reviewed", 1)
class BreakGlassReviewed(Event, kw_only=True):
    """Somebody else found whether it was justified; ``incident_id`` is the breach that followed."""

    emergency_id: UUID
    person_id: UUID
    outcome: Outcome
    words: Text
    reviewed_at: datetime
    incident_id: UUID | None = None


EMERGENCY_EVENTS = (BreakGlassOpened, BreakGlassReviewed)


class Opening(msgspec.Struct, frozen=True):
    """What stands of a break-glass: by whom, in which role and office, until when (UTC)."""

    emergency_id: UUID
    account_id: UUID
    role: str
    office: str | None
    until: datetime
    outcome: str | None = None


def after(openings: dict[UUID, Opening], recorded: Recorded) -> None:
    """Move the openings of a person on by one event, in place.

    One that is found not justified ends there and then.
    """
    match recorded.event:
        case BreakGlassOpened() as e:
            actor = recorded.metadata.actor
            openings[e.emergency_id] = Opening(
                e.emergency_id, actor.id, actor.role, actor.office, e.until
            )
        case BreakGlassReviewed() as e if known := openings.get(e.emergency_id):
            until = known.until
            if e.outcome == "NOT_JUSTIFIED":
                until = min(until, e.reviewed_at)
            openings[e.emergency_id] = msgspec.structs.replace(
                known, outcome=e.outcome, until=until
            )
