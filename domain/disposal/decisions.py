"""Decisions about disposals: asked for by one, agreed to by another, held by nothing, and due."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from domain.access import may_act
from domain.checks import code_valid
from domain.decision import Command, Context, Decision, NewEvent, Refusal, States, decides
from domain.disposal.checks import reference_valid
from domain.disposal.commands import (
    NOBODY,
    ApproveDisposal,
    DeclineDisposal,
    RecordDisposal,
    RequestDisposal,
    RequestItemDisposal,
)
from domain.disposal.events import (
    DisposalApproved,
    DisposalDeclined,
    DisposalRequested,
    Ground,
    ItemDisposed,
    PersonDisposed,
)
from domain.disposal.facts import facts
from domain.disposal.schedule import Standing, standing
from domain.disposal.state import Disposal, HoldsState
from domain.event import Event
from domain.person import PersonState, person_known
from domain.streams import case_stream, consent_stream, holds_stream, person_stream

ITEM_CLASS = "MISFILED"


def _reads(command: RequestDisposal | ApproveDisposal) -> tuple[str, ...]:
    persons = dict.fromkeys((command.person_id, *command.persons))
    return (
        *map(person_stream, persons),
        *map(consent_stream, persons),
        *map(case_stream, command.case_ids),
        holds_stream(),
    )


@decides(RequestDisposal, reads=_reads)
def request_disposal(
    states: States, command: RequestDisposal, context: Context
) -> Decision | Refusal:
    """All numbers of a person at once, when the schedule or an earlier right allows it."""
    refused = (
        _permitted(command, context)
        or person_known(states, command.person_id, "person_id")
        or _ground_valid(context, command, "PERSON")
        or _whole(states, command.person_id, command.persons)
    )
    if refused:
        return refused
    state = _person(states, command.person_id)
    if (waiting := state.disposals.of_person) is not None:
        return Refusal("DISPOSAL_WAITS", {"id": str(waiting.request.disposal_id)}, "person_id")
    persons = (command.person_id, *sorted(state.sameness.absorbed))
    stands = _standing(states, persons, command.case_ids, command.last_use_on, context)
    ground = _ground(context, command, stands.record_class or "CONTACT_ONLY")
    refused = _due(context, stands, command.reason) or _held(
        states, context, persons, command.case_ids, ground.record_class
    )
    if refused:
        return refused
    return _requested(
        context,
        DisposalRequested(
            disposal_id=context.new_id(),
            person_id=command.person_id,
            scope="PERSON",
            ground=ground,
            persons=persons,
            case_ids=command.case_ids,
            kept_until=stands.until,
        ),
    )


@decides(
    RequestItemDisposal,
    reads=lambda c: (person_stream(c.person_id), holds_stream()),
)
def request_item_disposal(
    states: States, command: RequestItemDisposal, context: Context
) -> Decision | Refusal:
    """One text alone: only what was sealed under a key of its own can go without its person."""
    refused = _permitted(command, context) or _ground_valid(context, command, "ITEM")
    if refused:
        return refused
    if command.person_id == NOBODY:
        return Refusal("ITEM_NOT_ALONE", {}, "of_event")
    if refused := person_known(states, command.person_id, "of_event"):
        return refused
    for other in _person(states, command.person_id).disposals.by_id.values():
        if other.request.of_event != command.of_event or other.status == "DECLINED":
            continue
        if other.status == "DISPOSED":
            return Refusal("ITEM_DISPOSED", {}, "of_event")
        return Refusal("DISPOSAL_WAITS", {"id": str(other.request.disposal_id)}, "of_event")
    if not command.items:
        return Refusal("ITEM_NOT_ALONE", {}, "of_event")
    persons = (command.person_id,)
    if refused := _held(states, context, persons, command.case_ids, ITEM_CLASS):
        return refused
    return _requested(
        context,
        DisposalRequested(
            disposal_id=context.new_id(),
            person_id=command.person_id,
            scope="ITEM",
            ground=_ground(context, command, ITEM_CLASS),
            persons=persons,
            case_ids=command.case_ids,
            of_event=command.of_event,
            items=command.items,
        ),
    )


@decides(ApproveDisposal, reads=_reads)
def approve_disposal(
    states: States, command: ApproveDisposal, context: Context
) -> Decision | Refusal:
    """Everything is asked again: a case may have opened, a hold been placed, a record been used."""
    refused = _permitted(command, context) or person_known(states, command.person_id, "person_id")
    if refused:
        return refused
    found = _waiting(states, command.person_id, command.disposal_id)
    if isinstance(found, Refusal):
        return found
    request = found.request
    if found.status == "APPROVED":
        return Decision(result={"disposal_id": str(request.disposal_id)})
    if _two_persons(context) and found.requested_by == context.actor.id:
        return Refusal("DISPOSAL_BY_ONE_PERSON", {}, "disposal_id")
    if request.scope == "PERSON":
        if refused := _whole(states, command.person_id, command.persons):
            return refused
        if set(request.persons) != set(command.persons) | {command.person_id}:
            return Refusal("DISPOSAL_OUTDATED", {}, "disposal_id")
        if not set(command.case_ids) <= set(request.case_ids):
            return Refusal("DISPOSAL_OUTDATED", {}, "disposal_id")
        stands = _standing(states, request.persons, command.case_ids, command.last_use_on, context)
        if refused := _due(context, stands, request.ground.reason):
            return refused
    if refused := _held(
        states, context, request.persons, request.case_ids, request.ground.record_class
    ):
        return refused
    event = DisposalApproved(disposal_id=request.disposal_id, person_id=command.person_id)
    return _one(context, command.person_id, event, request.disposal_id)


@decides(DeclineDisposal, reads=lambda c: (person_stream(c.person_id),))
def decline_disposal(
    states: States, command: DeclineDisposal, context: Context
) -> Decision | Refusal:
    """As long as nobody has agreed."""
    if refused := _permitted(command, context):
        return refused
    found = _waiting(states, command.person_id, command.disposal_id)
    if isinstance(found, Refusal):
        return found
    if found.status == "APPROVED":
        return Refusal("DISPOSAL_DECIDED", {}, "disposal_id")
    if refused := code_valid(
        context, "disposal_decline_reasons", command.reason, context.today, "reason"
    ):
        return refused
    event = DisposalDeclined(
        disposal_id=command.disposal_id, person_id=command.person_id, reason=command.reason
    )
    return _one(context, command.person_id, event, command.disposal_id)


@decides(
    RecordDisposal,
    reads=lambda c: tuple(map(person_stream, dict.fromkeys((c.person_id, *c.persons)))),
)
def record_disposal(
    states: States, command: RecordDisposal, context: Context
) -> Decision | Refusal:
    """Once the keys are gone: in the stream of each number, so that each says what became of it."""
    if context.actor.kind != "SYSTEM":
        return Refusal("NOT_PERMITTED")
    known = _person(states, command.person_id).disposals.by_id.get(command.disposal_id)
    if known is None:
        return Refusal("DISPOSAL_UNKNOWN", {}, "disposal_id")
    result = {"disposal_id": str(command.disposal_id)}
    if known.status == "DISPOSED":
        return Decision(result=result)
    if known.status != "APPROVED":
        return Refusal("DISPOSAL_DECIDED", {}, "disposal_id")
    told = known.request
    event: Event
    if told.scope == "PERSON":
        event = PersonDisposed(
            disposal_id=told.disposal_id,
            person_id=told.person_id,
            ground=told.ground,
            persons=told.persons,
            case_ids=told.case_ids,
        )
        streams = [person_stream(person) for person in told.persons]
    else:
        assert told.of_event is not None
        event = ItemDisposed(
            disposal_id=told.disposal_id,
            person_id=told.person_id,
            ground=told.ground,
            case_ids=told.case_ids,
            of_event=told.of_event,
            items=told.items,
        )
        streams = [person_stream(told.person_id)]
    return Decision(
        events=[
            NewEvent(stream=stream, event=event, effective_on=context.today) for stream in streams
        ],
        result=result,
    )


def _permitted(command: Command, context: Context) -> Refusal | None:
    code = may_act(context.actor, type(command).__name__, context.policy, context.today)
    return Refusal(code) if code else None


def _person(states: States, person_id: UUID) -> PersonState:
    return states[person_stream(person_id)]


def _whole(states: States, person_id: UUID, persons: Iterable[UUID]) -> Refusal | None:
    """The number that is shown, with every number that was merged into it."""
    same = _person(states, person_id).sameness
    if same.survivor is not None:
        return Refusal("PERSON_IS_MERGED", {}, "person_id")
    if set(persons) - {person_id} != same.absorbed:
        return Refusal("TOO_MANY_CHANGES")
    return None


def _ground_valid(
    context: Context, command: RequestDisposal | RequestItemDisposal, scope: str
) -> Refusal | None:
    today = context.today
    refused = (
        code_valid(context, "disposal_reasons", command.reason, today, "reason")
        or code_valid(context, "disposal_authorities", command.authority, today, "authority")
        or reference_valid(command.reference, "reference")
    )
    if refused:
        return refused
    reason = context.policy.code("disposal_reasons", command.reason, today)
    if reason is None or scope not in reason.get("scopes", ()):
        return Refusal("CODE_NOT_VALID", {"code": command.reason, "on": today}, "reason")
    return None


def _ground(
    context: Context, command: RequestDisposal | RequestItemDisposal, record_class: str
) -> Ground:
    schedule = context.policy.document("retention", context.today)
    return Ground(
        record_class=record_class,
        schedule=schedule.version if schedule else "",
        reason=command.reason,
        authority=command.authority,
        reference=command.reference.strip() if command.reference else None,
    )


def _standing(
    states: States,
    persons: Iterable[UUID],
    case_ids: Iterable[UUID],
    last_use_on: date | None,
    context: Context,
) -> Standing:
    numbers = tuple(persons)
    known = facts(
        numbers,
        [states[consent_stream(person)] for person in numbers],
        [states[case_stream(case)] for case in case_ids],
        last_use_on or context.today,
        context.today,
        context.zone,
    )
    return standing(known, context.policy, context.today)


def _due(context: Context, stands: Standing, reason: str) -> Refusal | None:
    if stands.open_case:
        return Refusal("DISPOSAL_CASE_OPEN", {}, "person_id")
    found = context.policy.code("disposal_reasons", reason, context.today)
    if (found is not None and found.get("early")) or stands.due(context.today):
        return None
    record_class = context.policy.words("retention", [stands.record_class or "CONTACT_ONLY"])
    details = {"until": stands.until or context.today, "record_class": record_class}
    return Refusal("DISPOSAL_NOT_DUE", details, "reason")


def _held(
    states: States,
    context: Context,
    persons: Iterable[UUID],
    cases: Iterable[UUID],
    record_class: str,
) -> Refusal | None:
    """Refuse under the first hold that stands. Who may ask for a disposal may know of holds."""
    holds: HoldsState = states[holds_stream()]
    for hold in holds.on(frozenset(persons), frozenset(cases), record_class):
        details = {
            "reason": context.policy.words("hold_reasons", [hold.placed.reason]),
            "reference": hold.placed.reference,
            "on": hold.on,
        }
        return Refusal("DISPOSAL_HELD", details, "person_id")
    return None


def _waiting(states: States, person_id: UUID, disposal_id: UUID) -> Disposal | Refusal:
    """The disposal, where it was asked for and is neither declined nor done."""
    found = _person(states, person_id).disposals.by_id.get(disposal_id)
    if found is None:
        return Refusal("DISPOSAL_UNKNOWN", {}, "disposal_id")
    if found.status in ("DECLINED", "DISPOSED"):
        return Refusal("DISPOSAL_DECIDED", {}, "disposal_id")
    return found


def _two_persons(context: Context) -> bool:
    rule = context.policy.content("retention", context.today).get("approval", {})
    return rule.get("two_persons", True)


def _requested(context: Context, event: DisposalRequested) -> Decision:
    return _one(context, event.person_id, event, event.disposal_id)


def _one(context: Context, person_id: UUID, event: Event, disposal_id: UUID) -> Decision:
    new = NewEvent(stream=person_stream(person_id), event=event, effective_on=context.today)
    return Decision(
        events=[new],
        result={"disposal_id": str(disposal_id), "person_id": str(person_id)},
    )
