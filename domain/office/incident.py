"""Incidents: reported, contained, assessed, told to whom it is owed, closed with what was learned."""

from uuid import UUID

from domain.checks import code_valid, codes_valid, not_before, not_in_future
from domain.decision import Context, Decision, Refusal, States, decides
from domain.event import Event
from domain.office.checks import decided, each_once, may_follow, permitted, words_valid
from domain.office.commands import (
    AssessIncident,
    CloseIncident,
    ContainIncident,
    MatterCommand,
    NameAffected,
    NotifyIncident,
    ReportIncident,
)
from domain.office.events import (
    IncidentAssessed,
    IncidentClosed,
    IncidentContained,
    IncidentNotified,
    IncidentReported,
    PersonAffected,
)
from domain.office.state import MatterState
from domain.person import person_known
from domain.private import clear_text
from domain.streams import incident_stream, person_stream


def _reads(command: MatterCommand) -> tuple[str, ...]:
    return (incident_stream(command.matter_id),)


@decides(ReportIncident, reads=lambda c: ())
def report(states: States, command: ReportIncident, context: Context) -> Decision | Refusal:
    """What is known so far; whom it touched is named afterwards."""
    refused = (
        permitted(command, context)
        or not_in_future(context, command.found_on, "found_on")
        or not_in_future(context, command.to_on, "to_on")
        or not_before(command.to_on, command.from_on, "to_on")
        or not_before(command.found_on, command.from_on, "found_on")
        or code_valid(context, "incident_kinds", command.kind, command.found_on, "kind")
        or words_valid(context, command.account, command.text_language, "account", required=False)
    )
    if refused:
        return refused
    matter_id = context.new_id()
    event = IncidentReported(
        matter_id=matter_id,
        kind=command.kind,
        found_on=command.found_on,
        from_on=command.from_on,
        to_on=command.to_on,
        account_id=command.account_id,
        account=clear_text(command.account, command.text_language, matter_id),
    )
    return decided(incident_stream(matter_id), matter_id, context, event)


@decides(NameAffected, reads=lambda c: (*_reads(c), person_stream(c.person_id)))
def name_affected(states: States, command: NameAffected, context: Context) -> Decision | Refusal:
    """Once more with other categories, where more becomes known."""
    state = _state(states, command.matter_id)
    categories = each_once(command.categories)
    refused = (
        may_follow(command, context, state, PersonAffected)
        or person_known(states, command.person_id, "person_id")
        or codes_valid(context, "categories", categories, context.today, "categories")
    )
    if refused:
        return refused
    if not categories:
        return Refusal("CATEGORIES_NEEDED", {}, "categories")
    if set(state.affected.get(command.person_id, ())) == set(categories):
        return Decision(result={"matter_id": str(command.matter_id)})
    event = PersonAffected(
        matter_id=command.matter_id, person_id=command.person_id, categories=categories
    )
    return _one(command, context, event)


@decides(ContainIncident, reads=_reads)
def contain(states: States, command: ContainIncident, context: Context) -> Decision | Refusal:
    """First of all: it goes no further."""
    state = _state(states, command.matter_id)
    refused = may_follow(command, context, state, IncidentContained) or code_valid(
        context, "incident_measures", command.measure, context.today, "measure"
    )
    if refused:
        return refused
    event = IncidentContained(matter_id=command.matter_id, measure=command.measure)
    return _one(command, context, event)


@decides(AssessIncident, reads=_reads)
def assess(states: States, command: AssessIncident, context: Context) -> Decision | Refusal:
    """Where the harm may be significant, those are owed word whom policy names, whoever else is."""
    state = _state(states, command.matter_id)
    today, grounds = context.today, each_once(command.grounds)
    refused = (
        may_follow(command, context, state, IncidentAssessed)
        or codes_valid(context, "harm_grounds", grounds, today, "grounds")
        or codes_valid(context, "incident_recipients", command.also_tell, today, "also_tell")
    )
    if refused:
        return refused
    if command.significant != bool(grounds):
        return Refusal("GROUNDS_DO_NOT_FIT", {}, "grounds")
    listed = context.policy.codes("incident_recipients", today)
    owed = [c.code for c in listed if command.significant and c.get("when_significant")]
    event = IncidentAssessed(
        matter_id=command.matter_id,
        significant=command.significant,
        grounds=grounds,
        owed=each_once((*owed, *command.also_tell)),
    )
    return _one(command, context, event)


@decides(NotifyIncident, reads=_reads)
def notify(states: States, command: NotifyIncident, context: Context) -> Decision | Refusal:
    """One of those who are owed it; once."""
    state = _state(states, command.matter_id)
    if refused := may_follow(command, context, state, IncidentNotified):
        return refused
    if command.recipient not in state.owed:
        return Refusal("RECIPIENT_NOT_OWED", {}, "recipient")
    if command.recipient in state.told:
        return Decision(result={"matter_id": str(command.matter_id)})
    event = IncidentNotified(matter_id=command.matter_id, recipient=command.recipient)
    return _one(command, context, event)


@decides(CloseIncident, reads=_reads)
def close(states: States, command: CloseIncident, context: Context) -> Decision | Refusal:
    """Once everybody who is owed it was told."""
    state = _state(states, command.matter_id)
    refused = may_follow(command, context, state, IncidentClosed) or words_valid(
        context, command.lessons, command.text_language, "lessons"
    )
    if refused:
        return refused
    if waiting := sorted(state.owed - state.told):
        words = context.policy.words("incident_recipients", waiting)
        return Refusal("INCIDENT_STILL_OWED", {"recipients": words}, "matter_id")
    lessons = clear_text(command.lessons, command.text_language, command.matter_id)
    assert lessons is not None
    event = IncidentClosed(matter_id=command.matter_id, lessons=lessons)
    return _one(command, context, event)


def _state(states: States, matter_id: UUID) -> MatterState:
    found: MatterState = states[incident_stream(matter_id)]
    return found


def _one(command: MatterCommand, context: Context, event: Event) -> Decision:
    return decided(incident_stream(command.matter_id), command.matter_id, context, event)
