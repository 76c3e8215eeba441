"""Applications: received, completed, withdrawn. The first one of a case opens its file."""

from collections import Counter
from datetime import date
from uuid import UUID

from domain.access import Scope, may_identify
from domain.case.commands import (
    CompleteApplication,
    SubmitApplication,
    WithdrawApplication,
)
from domain.case.events import (
    ApplicationCompleted,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    Member,
    MemberJoined,
    MemberLeft,
)
from domain.case.guard import (
    case_changed,
    decided,
    may_touch,
    not_permitted,
    reads_case,
)
from domain.case.state import Application, CaseState
from domain.checks import (
    code_valid,
    codes_valid,
    not_before,
    not_in_future,
)
from domain.decision import Claim, Context, Decision, NewEvent, Refusal, States, decides
from domain.person import person_known
from domain.sealed_files import shut_to
from domain.streams import case_stream, person_stream

_NUMBER_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def case_number(case_id: UUID, year: int) -> str:
    """``2026-7K3Q-XM4P``: the year, and the last 40 bits of the case's id in Crockford's base 32.

    No letter that reads like a digit (I, L, O, U). The bits are random in a UUIDv7, and the number
    is claimed: a collision (at 5,000 cases a year, one in some 90,000 years) is refused.
    """
    bits = case_id.int & ((1 << 40) - 1)
    text = "".join(_NUMBER_ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))
    return f"{year}-{text[:4]}-{text[4:]}"


def _submit_reads(command: SubmitApplication) -> tuple[str, ...]:
    people = dict.fromkeys(person_stream(m.person_id) for m in command.members)
    case = (case_stream(command.case_id),) if command.case_id else ()
    return (*case, *people)


@decides(SubmitApplication, reads=_submit_reads)
def submit_application(
    states: States, command: SubmitApplication, context: Context
) -> Decision | Refusal:
    """Open a case with its first application, or take a return on one that has ended."""
    state: CaseState = states[case_stream(command.case_id)] if command.case_id else CaseState()
    refused = (
        _may_apply(state, command, context)
        or not_in_future(context, command.submitted_on, "submitted_on")
        or code_valid(context, "programmes", command.programme, command.submitted_on, "programme")
        or code_valid(context, "channels", command.channel, command.submitted_on, "channel")
        or code_valid(
            context, "received_by", command.received_by, command.submitted_on, "received_by"
        )
        or code_valid(context, "offices", command.office, command.submitted_on, "office")
        or _identified(command, context)
        or _unit(states, command, context)
    )
    if refused:
        return refused
    case_id = command.case_id or context.new_id()
    application_id = context.new_id()
    number = state.number or case_number(case_id, command.submitted_on.year)
    stream = case_stream(case_id)
    event = ApplicationSubmitted(
        case_id=case_id,
        case_number=number,
        application_id=application_id,
        programme=command.programme,
        channel=command.channel,
        received_by=command.received_by,
        office=command.office,
        submitted_on=command.submitted_on,
        members=command.members,
        completed_on=command.submitted_on if command.complete else None,
    )
    told = [event, *_unit_changes(state, command, case_id, context)]
    events = [
        NewEvent(
            stream=stream,
            event=one,
            effective_on=command.submitted_on,
            source=context.source,
            programme=command.programme,
            channel=command.channel,
        )
        for one in told
    ]
    claims = []
    if not command.case_id:
        taken = Refusal("CASE_NUMBER_TAKEN", {"number": number})
        claims = [Claim("case_number", number, stream, "claim", taken)]
    result = {"case_id": str(case_id), "application_id": str(application_id), "number": number}
    return Decision(events=events, claims=claims, result=result)


def _unit_changes(
    state: CaseState, command: SubmitApplication, case_id: UUID, context: Context
) -> list[MemberJoined | MemberLeft]:
    """Who joins and who leaves by a return, in a case whose days in the unit are known."""
    if not state.memberships:
        return []
    on, wanted = command.submitted_on, {m.person_id: m for m in command.members}
    changes: list[MemberJoined | MemberLeft] = []
    staying: set[UUID] = set()
    for stay in state.memberships.values():
        if stay.member is None or not stay.covers(on):
            continue
        person_id = stay.member.person_id
        if stay.member == wanted.get(person_id):
            staying.add(person_id)
            continue
        changes.append(
            MemberLeft(
                case_id=case_id,
                membership_id=stay.membership_id,
                person_id=person_id,
                left_on=on,
            )
        )
    return changes + [
        _joined(m, case_id, on, context) for m in command.members if m.person_id not in staying
    ]


def _joined(member: Member, case_id: UUID, on: date, context: Context) -> MemberJoined:
    return MemberJoined(
        case_id=case_id,
        membership_id=context.new_id(),
        person_id=member.person_id,
        role=member.role,
        participant_class=member.participant_class,
        joined_on=on,
    )


def _may_apply(state: CaseState, command: SubmitApplication, context: Context) -> Refusal | None:
    if command.case_id is None:
        return not_permitted(command, context, None)
    if state.version == 0:
        return Refusal("CASE_UNKNOWN", {}, "case_id")
    if shut_to(context.actor, state.seal):
        return Refusal("NOT_YOUR_CASE")
    scope = Scope(state.office, state.caseworker_id)
    refused = not_permitted(command, context, scope) or case_changed(state, command)
    if refused:
        return refused
    if state.pending:
        return Refusal("APPLICATION_PENDING", {"number": state.number}, "case_id")
    if state.open_on(context.today):
        return Refusal("CASE_ALREADY_OPEN", {"number": state.number}, "case_id")
    return None


def _identified(command: SubmitApplication, context: Context) -> Refusal | None:
    """Whoever says that they identified an applicant may, and does it where it is received."""
    if command.identified is None:
        return None
    if not may_identify(context.actor, command.office, context.policy, context.today):
        return Refusal("NOT_PERMITTED", {}, "identified")
    on = command.submitted_on
    return code_valid(context, "identifications", command.identified, on, "identified")


def _unit(states: States, command: SubmitApplication, context: Context) -> Refusal | None:
    """The benefit unit: one applicant, at most one spouse, nobody twice, everybody known."""
    members, on = command.members, command.submitted_on
    most = context.policy.limit("members", context.today)
    if len(members) > most:
        return Refusal("TOO_MANY_MEMBERS", {"limit": most}, "members")
    roles = Counter(m.role for m in members)
    refused = codes_valid(context, "member_roles", roles, on, "members") or codes_valid(
        context, "participant_classes", (m.participant_class for m in members), on, "members"
    )
    if refused:
        return refused
    if roles["APPLICANT"] != 1:
        return Refusal("ONE_APPLICANT", {"count": roles["APPLICANT"]}, "members")
    if roles["SPOUSE"] > 1:
        return Refusal("ONE_SPOUSE", {}, "members")
    if len({m.person_id for m in members}) != len(members):
        return Refusal("MEMBER_TWICE", {}, "members")
    for m in members:
        known_class = context.policy.code("participant_classes", m.participant_class, on)
        roles_of_class = known_class.get("roles") if known_class else None
        if roles_of_class and m.role not in roles_of_class:
            details = {
                "role": context.policy.words("member_roles", [m.role]),
                "participant_class": context.policy.words(
                    "participant_classes", [m.participant_class]
                ),
            }
            return Refusal("CLASS_NOT_FOR_ROLE", details, "members")
    unknown = (person_known(states, m.person_id, "members") for m in members)
    return next((refusal for refusal in unknown if refusal), None)


def find_application(state: CaseState, application_id: UUID) -> Application | Refusal:
    found = state.applications.get(application_id)
    if found is None or found.submitted_on is None:
        return Refusal("APPLICATION_UNKNOWN", {}, "application_id")
    return found


def undecided(application: Application) -> Refusal | None:
    if application.withdrawn_on is not None:
        details = {"withdrawn_on": application.withdrawn_on}
        return Refusal("APPLICATION_WITHDRAWN", details, "application_id")
    if application.decision is not None:
        details = {"decided_on": application.decision.decided_on}
        return Refusal("APPLICATION_DECIDED", details, "application_id")
    return None


@decides(CompleteApplication, reads=reads_case)
def complete_application(
    states: States, command: CompleteApplication, context: Context
) -> Decision | Refusal:
    """All papers are in. This may follow the decision: verification may come after it."""
    state: CaseState = states[case_stream(command.case_id)]
    if refused := may_touch(states, command, context):
        return refused
    application = find_application(state, command.application_id)
    if isinstance(application, Refusal):
        return application
    if application.withdrawn_on is not None:
        return undecided(application) or Decision()
    if application.completed_on == command.completed_on:
        return Decision()
    if application.completed_on is not None:
        details = {"completed_on": application.completed_on}
        return Refusal("APPLICATION_COMPLETE", details, "application_id")
    refused = not_in_future(context, command.completed_on, "completed_on") or not_before(
        command.completed_on, application.submitted_on or date.min, "completed_on"
    )
    if refused:
        return refused
    event = ApplicationCompleted(
        case_id=command.case_id,
        application_id=command.application_id,
        completed_on=command.completed_on,
    )
    return decided(context, state, event, command.completed_on)


@decides(WithdrawApplication, reads=reads_case)
def withdraw_application(
    states: States, command: WithdrawApplication, context: Context
) -> Decision | Refusal:
    """The applicant takes the application back, before it is decided."""
    state: CaseState = states[case_stream(command.case_id)]
    if refused := may_touch(states, command, context):
        return refused
    application = find_application(state, command.application_id)
    if isinstance(application, Refusal):
        return application
    known = (application.withdrawn_on, application.withdrawal_reason)
    if known == (command.withdrawn_on, command.reason):
        return Decision()
    refused = (
        undecided(application)
        or code_valid(context, "withdrawal_reasons", command.reason, context.today, "reason")
        or not_in_future(context, command.withdrawn_on, "withdrawn_on")
        or not_before(command.withdrawn_on, application.submitted_on or date.min, "withdrawn_on")
    )
    if refused:
        return refused
    event = ApplicationWithdrawn(
        case_id=command.case_id,
        application_id=command.application_id,
        withdrawn_on=command.withdrawn_on,
        reason=command.reason,
    )
    return decided(context, state, event, command.withdrawn_on)
