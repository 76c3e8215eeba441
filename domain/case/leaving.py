"""Somebody leaves a benefit unit: from that day on the others' file tells nothing more of them."""

from datetime import date
from uuid import UUID

from domain.case.commands import EndMembership
from domain.case.eligibility import member_claims
from domain.case.events import Member, MemberJoined, MemberLeft, ReferralClosed
from domain.case.guard import decided, may_touch, member, reads_case
from domain.case.state import CaseState
from domain.checks import code_valid, not_before, not_in_future
from domain.decision import Context, Decision, NewEvent, Refusal, States, decides
from domain.event import Event
from domain.private import Clear
from domain.streams import case_stream

ENDED_BY_LEAVING = "LEFT_UNIT"
"""The outcome of a referral whose person left the unit: support goes on from a file of their own."""


@decides(EndMembership, reads=reads_case)
def end_membership(states: States, command: EndMembership, context: Context) -> Decision | Refusal:
    """End one membership; the days of the others are written down where they were not yet.

    Whoever is last does not leave: the case ends. Why somebody left is sealed under their own key,
    and shown to nobody who works on this file. Their referrals that still run end here.
    """
    state: CaseState = states[case_stream(command.case_id)]
    if refused := may_touch(states, command, context):
        return refused
    on, person_id = command.left_on, command.person_id
    unit = state.members(context.today)
    if refused := member(state, person_id, context.today):
        return refused
    if len(unit) < 2:
        return Refusal("LAST_OF_UNIT", {}, "person_id")
    since = _since(state, person_id)
    refused = (
        not_in_future(context, on, "left_on")
        or not_before(on, since, "left_on")
        or code_valid(context, "leaving_reasons", command.reason, context.today, "reason")
    )
    if refused:
        return refused
    told: list[Event] = []
    staying = {
        stay.member.person_id: stay.membership_id
        for stay in state.memberships.values()
        if stay.member is not None and stay.covers(context.today)
    }
    if not state.memberships:
        for one in unit.values():
            staying[one.person_id] = context.new_id()
            told.append(_joined(state, command, one, staying[one.person_id]))
    told.append(
        MemberLeft(
            case_id=command.case_id,
            membership_id=staying[person_id],
            person_id=person_id,
            left_on=on,
            reason=Clear(command.reason, person_id),
        )
    )
    told += _referrals(state, command, context)
    decision = decided(context, state, told[0], _effective(told[0], on))
    decision.events.extend(
        NewEvent(
            stream=case_stream(command.case_id),
            event=event,
            effective_on=_effective(event, on),
            source=context.source,
            programme=state.programme or None,
        )
        for event in told[1:]
    )
    decision.claims.extend(member_claims(command.case_id, [person_id], "release"))
    return decision


def _since(state: CaseState, person_id: UUID) -> date:
    """The first day on which somebody is of the unit, as far as it is known."""
    days = [
        stay.joined_on
        for stay in state.memberships.values()
        if stay.member is not None and stay.member.person_id == person_id
    ]
    if not days and state.governing is not None:
        days = [state.governing.submitted_on or date.min]
    return max(days, default=date.min)


def _joined(
    state: CaseState, command: EndMembership, one: Member, membership_id: UUID
) -> MemberJoined:
    return MemberJoined(
        case_id=command.case_id,
        membership_id=membership_id,
        person_id=one.person_id,
        role=one.role,
        participant_class=one.participant_class,
        joined_on=_since(state, one.person_id),
    )


def _referrals(state: CaseState, command: EndMembership, context: Context) -> list[ReferralClosed]:
    return [
        ReferralClosed(
            case_id=command.case_id,
            referral_id=referral.referral_id,
            person_id=command.person_id,
            outcome=ENDED_BY_LEAVING,
            closed_on=context.today,
        )
        for referral in state.referrals.values()
        if referral.made is not None
        and referral.made.person_id == command.person_id
        and referral.status in ("MADE", "ACCEPTED")
    ]


def _effective(event: Event, left_on: date) -> date:
    if isinstance(event, MemberJoined):
        return event.joined_on
    return event.closed_on if isinstance(event, ReferralClosed) else left_on
