"""The day on which a substitute's authority ends follows from a birth date: corrected, it moves.

The program's own, on every correction of what somebody was registered with (``projections.effects``).
"""

from datetime import date
from uuid import UUID

from domain.access import may_act
from domain.calendar import parse_day
from domain.capacity import BIRTH_DATE, birth_date, lapse_of
from domain.consent import ConsentLapseMoved, ConsentState, Grant
from domain.consent_life import state_of_grant
from domain.decision import (
    Command,
    Context,
    Decision,
    NewEvent,
    PrivateField,
    Refusal,
    States,
    decides,
)
from domain.person import person_known
from domain.private import Disposed
from domain.streams import consent_stream, person_stream


class ReviewLapses(Command, kw_only=True):
    """Work out anew until when those who consented for a person may. The program's own."""

    person_id: UUID


def _reads(command: ReviewLapses) -> tuple[str, ...]:
    return (consent_stream(command.person_id), person_stream(command.person_id))


def _opens(states: States, command: ReviewLapses) -> tuple[PrivateField, ...]:
    """The birth date, where a consent lapses by it: of most people nobody need know it."""
    consents: ConsentState = states[consent_stream(command.person_id)]
    lapse = any(grant.lapses_on for grant in consents.grants.values())
    return birth_date(states, command) if lapse else ()


@decides(ReviewLapses, reads=_reads, opens=_opens)
def review_lapses(states: States, command: ReviewLapses, context: Context) -> Decision | Refusal:
    """Move the days that are others by the birth date as it is known now. What has ended stays."""
    code = may_act(context.actor, type(command).__name__, context.policy, context.today)
    refused = Refusal(code) if code else person_known(states, command.person_id, "person_id")
    if refused:
        return refused
    opened = states.opened(BIRTH_DATE)
    born = parse_day(opened.value) if opened and not isinstance(opened, Disposed) else None
    if born is None:
        return Decision()
    stream = consent_stream(command.person_id)
    consents: ConsentState = states[stream]
    moved = [
        ConsentLapseMoved(
            consent_id=grant.consent_id,
            person_id=command.person_id,
            lapses_on=day,
            instead_of=grant.lapses_on,
            expires_on=grant.expires_on,
        )
        for grant in consents.grants.values()
        if grant.lapses_on and (day := _day(grant, born, context)) not in (None, grant.lapses_on)
    ]
    return Decision(
        events=[NewEvent(stream=stream, event=each, effective_on=context.today) for each in moved]
    )


def _day(grant: Grant, born: date, context: Context) -> date | None:
    """When it lapses by that birth date and the rules of its signing; nothing where it has ended."""
    standing = state_of_grant(grant, context.now, context.today)
    capacity = context.policy.code("capacities", grant.capacity, grant.signed_on)
    if standing not in ("GIVEN", "NEEDS_REAFFIRMATION") or capacity is None:
        return None
    return lapse_of(capacity, born, grant.authority_ends_on, grant.signed_on)
