"""What every decision of the privacy office shares."""

from collections.abc import Iterable
from uuid import UUID

from domain.access import may_act
from domain.checks import language_valid, text_fits
from domain.decision import Command, Context, Decision, NewEvent, Refusal
from domain.event import Event
from domain.office.state import FOLLOWS_ON, MatterState


def permitted(command: Command, context: Context) -> Refusal | None:
    """Whether the actor's role may give this command."""
    code = may_act(context.actor, type(command).__name__, context.policy, context.today)
    return Refusal(code) if code else None


def may_follow(
    command: Command, context: Context, state: MatterState, event: type[Event]
) -> Refusal | None:
    """The role may do it, the matter exists, and the step follows on what it is now."""
    if refused := permitted(command, context):
        return refused
    if state.version == 0:
        return Refusal("MATTER_UNKNOWN", {}, "matter_id")
    if state.status not in FOLLOWS_ON[event]:
        words = context.policy.words("matter_statuses", [state.status])
        return Refusal("MATTER_STEP_NOT_NOW", {"status": words}, "matter_id")
    return None


def words_valid(
    context: Context, text: str | None, language: str, field: str, required: bool = True
) -> Refusal | None:
    """Words that fit, in a language; there are some, where they are needed."""
    if required and not (text and text.strip()):
        return Refusal("WORDS_NEEDED", {}, field)
    return text_fits(context, text, field) or language_valid(language, "text_language")


def decided(stream: str, matter_id: UUID, context: Context, *events: Event) -> Decision:
    """These events in the matter's stream, today."""
    return Decision(
        events=[NewEvent(stream=stream, event=e, effective_on=context.today) for e in events],
        result={"matter_id": str(matter_id)},
    )


def each_once(codes: Iterable[str]) -> tuple[str, ...]:
    """In the order given, none twice."""
    return tuple(dict.fromkeys(codes))
