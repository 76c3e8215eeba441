"""The life of a consent: one table of moves, and the state in which a consent stands at a moment.

EXPIRED and NEEDS_REAFFIRMATION follow from days and are never recorded. A move that the table does
not allow is refused with the code it names (texts: ``domain.refusal_texts``).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

from domain.consent import ConsentState, Grant
from domain.decision import Context, Refusal

State = Literal[
    "NOT_ASKED",
    "REQUESTED",
    "GIVEN",
    "REFUSED",
    "SUPERSEDED",
    "WITHDRAWN",
    "REVOKED",
    "EXPIRED",
    "INVALIDATED",
    "NEEDS_REAFFIRMATION",
]
Act = Literal[
    "REQUEST", "GRANT", "REFUSE", "NARROW", "WITHDRAW", "REVOKE", "INVALIDATE", "SUPERSEDE", "REAFFIRM"
]  # fmt: skip

_UNKNOWN, _ENDED = "CONSENT_UNKNOWN", "CONSENT_ENDED"
_ASKED, _ANSWERED = "CONSENT_NOT_ANSWERED", "CONSENT_ANSWERED"
_SAID_NO, _NOT_DUE = "CONSENT_WAS_REFUSED", "REAFFIRM_NOT_DUE"

# One line a state; the acts in the order of ``Act``. Where an act gives the state that stands, it was
# said before and is accepted again without a word; but a consent can be narrowed again and again.
MOVES: Mapping[State, tuple[str, ...]] = {
    # REQUEST, GRANT, REFUSE, NARROW, WITHDRAW, REVOKE, INVALIDATE, SUPERSEDE, REAFFIRM
    "NOT_ASKED": (
        "REQUESTED", "GIVEN", "REFUSED",
        _UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN,
    ),
    "REQUESTED": (
        "REQUESTED", "GIVEN", "REFUSED", _ASKED, _ASKED, _ASKED, _ASKED, _ASKED, _ASKED,
    ),
    "GIVEN": (
        _ANSWERED, _ANSWERED, _ANSWERED,
        "GIVEN", "WITHDRAWN", "REVOKED", "INVALIDATED", "SUPERSEDED", _NOT_DUE,
    ),
    "NEEDS_REAFFIRMATION": (
        _ANSWERED, _ANSWERED, _ANSWERED,
        "NEEDS_REAFFIRMATION", "WITHDRAWN", "REVOKED", "INVALIDATED", "SUPERSEDED", "SUPERSEDED",
    ),
    # An expired consent can still be taken back: no paper signed before counts after that.
    "EXPIRED": (
        _ANSWERED, _ANSWERED, _ANSWERED,
        _ENDED, "WITHDRAWN", _ENDED, "INVALIDATED", _ENDED, _ENDED,
    ),
    "REFUSED": (
        _ANSWERED, _ANSWERED, "REFUSED",
        _SAID_NO, _SAID_NO, _SAID_NO, _SAID_NO, _SAID_NO, _SAID_NO,
    ),
    "WITHDRAWN": (
        _ANSWERED, _ANSWERED, _ANSWERED,
        _ENDED, "WITHDRAWN", _ENDED, "INVALIDATED", _ENDED, _ENDED,
    ),
    "REVOKED": (
        _ANSWERED, _ANSWERED, _ANSWERED,
        _ENDED, _ENDED, "REVOKED", "INVALIDATED", _ENDED, _ENDED,
    ),
    "SUPERSEDED": (
        _ANSWERED, _ANSWERED, _ANSWERED,
        _ENDED, _ENDED, _ENDED, "INVALIDATED", _ENDED, _ENDED,
    ),
    "INVALIDATED": (
        _ANSWERED, _ANSWERED, _ANSWERED,
        _ENDED, _ENDED, _ENDED, "INVALIDATED", _ENDED, _ENDED,
    ),
}  # fmt: skip
ACTS: tuple[Act, ...] = get_args(Act)
STATES: tuple[State, ...] = tuple(MOVES)


def next_state(state: State, act: Act) -> str:
    """The state after an act, or the code of the refusal where the table has no such move."""
    return MOVES[state][ACTS.index(act)]


def possible(state: State) -> tuple[Act, ...]:
    """The acts that change something of a consent that stands so."""
    return tuple(
        act
        for act in ACTS
        if (after := next_state(state, act)) in MOVES and (after != state or act == "NARROW")
    )


def state_of(consents: ConsentState, consent_id: UUID, now: datetime, today: date) -> State:
    """Where a consent stands at an instant (UTC), on the tenant's local day of it."""
    grant = consents.grants.get(consent_id)
    if grant is not None:
        return state_of_grant(grant, now, today)
    if consent_id in consents.refusals:
        return "REFUSED"
    return "REQUESTED" if consent_id in consents.requests else "NOT_ASKED"


def state_of_grant(grant: Grant, now: datetime, today: date) -> State:
    """The same for what was given. Void goes before all; else what ended the whole of it first."""
    whole = [ending for ending in grant.endings if ending.at <= now and ending.whole]
    if any(ending.kind == "INVALIDATED" for ending in whole):
        return "INVALIDATED"
    if whole:
        return min(whole, key=lambda ending: ending.at).kind
    if grant.expires_on is not None and today > grant.expires_on:
        return "EXPIRED"
    if grant.lapses_on is not None and today >= grant.lapses_on:
        return "NEEDS_REAFFIRMATION"
    return "GIVEN"


def refuse_move(
    consents: ConsentState, consent_id: UUID, act: Act, context: Context, field: str = "consent_id"
) -> Refusal | None:
    """Why this act cannot follow on how the consent stands now; nothing where it can."""
    state = state_of(consents, consent_id, context.now, context.today)
    code = next_state(state, act)
    if code in MOVES:
        return None
    return Refusal(code, {"state": context.policy.words("consent_states", [state])}, field)


def said_before(consents: ConsentState, consent_id: UUID, act: Act, context: Context) -> bool:
    """Whether the act would say again what stands already."""
    state = state_of(consents, consent_id, context.now, context.today)
    return act != "NARROW" and next_state(state, act) == state
