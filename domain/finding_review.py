"""The review of a finding about a look: the command, its event, and what stands of it.

What was found is no event: it follows from the looks. What somebody made of it is one, and tells
with it whose look it was, so that the review can be judged without the look.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from domain.access import may_act
from domain.checks import code_valid
from domain.decision import Command, Context, Decision, NewEvent, Refusal, States, decides
from domain.event import Event, Recorded, wire
from domain.reviewing import may_review
from domain.streams import finding_stream

FindingOutcome = Literal["EXPLAINED", "NOT_EXPLAINED", "INCIDENT"]


class Found(msgspec.Struct, frozen=True):
    """What was found: of which kind, of whose look in which role and office, and when (UTC)."""

    kind: str
    account_id: UUID
    role: str
    office: str | None
    at: datetime
    look_id: UUID


@wire("finding.reviewed", 1)
class FindingReviewed(Event, kw_only=True):
    """Somebody else found whether a look has an explanation (a code of ``finding_explanations``).

    ``incident_id`` is the breach that it became, where one was recorded.
    """

    finding_id: UUID
    found: Found
    outcome: FindingOutcome
    explanation: str | None = None
    incident_id: UUID | None = None


class FindingState(msgspec.Struct):
    """``version`` 0: nobody has reviewed it."""

    version: int = 0
    outcome: str | None = None


def evolve(state: FindingState, recorded: Recorded) -> FindingState:
    """Move the state on by one event, in place."""
    state.version = recorded.version
    if isinstance(recorded.event, FindingReviewed):
        state.outcome = recorded.event.outcome
    return state


class ReviewFinding(Command, kw_only=True):
    """Say whether a look has an explanation. Never one's own, nor one of one's own office."""

    filled = frozenset({"found"})

    finding_id: UUID
    outcome: FindingOutcome
    explanation: str | None = None
    incident_id: UUID | None = None
    found: Found | None = None


@decides(ReviewFinding, reads=lambda c: (finding_stream(c.finding_id),))
def review_finding(states: States, command: ReviewFinding, context: Context) -> Decision | Refusal:
    """May be found otherwise later: the last review stands, and each is on record."""
    if code := may_act(context.actor, "ReviewFinding", context.policy, context.today):
        return Refusal(code)
    found = command.found
    if found is None:
        return Refusal("FINDING_UNKNOWN", {}, "finding_id")
    refused = may_review(
        context.policy,
        context.actor,
        context.today,
        role=found.role,
        account_id=found.account_id,
        office=found.office,
    ) or _explained(command, context)
    if refused:
        return refused
    result = {"finding_id": str(command.finding_id)}
    if states[finding_stream(command.finding_id)].outcome == command.outcome:
        return Decision(result=result)
    event = FindingReviewed(
        finding_id=command.finding_id,
        found=found,
        outcome=command.outcome,
        explanation=command.explanation,
        incident_id=command.incident_id,
    )
    stream = finding_stream(command.finding_id)
    new = NewEvent(stream=stream, event=event, effective_on=context.today)
    return Decision(events=[new], result=result)


def _explained(command: ReviewFinding, context: Context) -> Refusal | None:
    if command.explanation is None:
        if command.outcome == "EXPLAINED":
            return Refusal("EXPLANATION_NEEDED", {}, "explanation")
        return None
    return code_valid(
        context, "finding_explanations", command.explanation, context.today, "explanation"
    )
