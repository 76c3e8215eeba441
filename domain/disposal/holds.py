"""Legal holds: what has to stay although its time is over. All stand in one stream of the tenant."""

from domain.access import may_act
from domain.checks import code_valid
from domain.decision import Context, Decision, NewEvent, Refusal, States, decides
from domain.disposal.checks import reference_valid
from domain.disposal.commands import LiftHold, PlaceHold
from domain.disposal.events import HoldLifted, HoldPlaced
from domain.disposal.state import HoldsState
from domain.streams import case_stream, holds_stream, person_stream

_NAMES = {"PERSON": "person_id", "CASE": "case_id", "CLASS": "record_class"}


def _reads(command: PlaceHold) -> tuple[str, ...]:
    streams = [holds_stream()]
    if command.person_id is not None:
        streams.append(person_stream(command.person_id))
    if command.case_id is not None:
        streams.append(case_stream(command.case_id))
    return tuple(streams)


@decides(PlaceHold, reads=_reads)
def place_hold(states: States, command: PlaceHold, context: Context) -> Decision | Refusal:
    """Too late once a disposal was agreed to: keys may be gone at any moment."""
    code = may_act(context.actor, "PlaceHold", context.policy, context.today)
    if code:
        return Refusal(code)
    refused = (
        _scope(states, command)
        or code_valid(context, "hold_reasons", command.reason, context.today, "reason")
        or code_valid(
            context, "disposal_authorities", command.authority, context.today, "authority"
        )
        or reference_valid(command.reference, "reference", required=True)
    )
    if refused:
        return refused
    if command.record_class is not None and (
        refused := code_valid(
            context, "retention", command.record_class, context.today, "record_class"
        )
    ):
        return refused
    for known, hold in states[holds_stream()].standing.items():
        if _same(command, hold.placed):
            return Decision(result={"hold_id": str(known)})
    hold_id = context.new_id()
    event = HoldPlaced(
        hold_id=hold_id,
        scope=command.scope,
        reason=command.reason,
        authority=command.authority,
        reference=command.reference.strip(),
        person_id=command.person_id,
        case_id=command.case_id,
        record_class=command.record_class,
    )
    new = NewEvent(stream=holds_stream(), event=event, effective_on=context.today)
    return Decision(events=[new], result={"hold_id": str(hold_id)})


@decides(LiftHold, reads=lambda c: (holds_stream(),))
def lift_hold(states: States, command: LiftHold, context: Context) -> Decision | Refusal:
    """Once; a hold that was lifted already is left so."""
    code = may_act(context.actor, "LiftHold", context.policy, context.today)
    if code:
        return Refusal(code)
    state: HoldsState = states[holds_stream()]
    if command.hold_id in state.lifted:
        return Decision(result={"hold_id": str(command.hold_id)})
    if command.hold_id not in state.standing:
        return Refusal("HOLD_UNKNOWN", {}, "hold_id")
    if refused := code_valid(context, "hold_lift_reasons", command.reason, context.today, "reason"):
        return refused
    event = HoldLifted(hold_id=command.hold_id, reason=command.reason)
    new = NewEvent(stream=holds_stream(), event=event, effective_on=context.today)
    return Decision(events=[new], result={"hold_id": str(command.hold_id)})


def _same(command: PlaceHold, placed: HoldPlaced) -> bool:
    fields = ("scope", *_NAMES.values(), "reason", "authority")
    alike = all(getattr(command, field) == getattr(placed, field) for field in fields)
    return alike and command.reference.strip() == placed.reference


def _scope(states: States, command: PlaceHold) -> Refusal | None:
    """Exactly what the scope names is given, it exists, and it is not being disposed of."""
    given = {field for field in _NAMES.values() if getattr(command, field) is not None}
    if given != {_NAMES[command.scope]}:
        return Refusal("HOLD_NAMES_ONE_THING", {}, "scope")
    if command.case_id is not None and states[case_stream(command.case_id)].version == 0:
        return Refusal("CASE_UNKNOWN", {}, "case_id")
    if command.person_id is not None:
        person = states[person_stream(command.person_id)]
        if person.version == 0:
            return Refusal("PERSON_UNKNOWN", {}, "person_id")
        if person.disposals.disposed_on is not None:
            return Refusal("PERSON_DISPOSED", {}, "person_id")
        waits = person.disposals.of_person
        if waits is not None and waits.status == "APPROVED":
            return Refusal("HOLD_TOO_LATE", {}, "person_id")
    return None
