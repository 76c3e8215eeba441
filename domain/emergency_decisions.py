"""What may be asked in an emergency, and of the one who reviews it."""

from datetime import timedelta
from uuid import UUID

from domain.access import may_act
from domain.calendar import add_business_days
from domain.checks import code_valid, language_valid, text_fits
from domain.decision import Command, Context, Decision, NewEvent, Refusal, States, decides
from domain.emergencies import BreakGlassOpened, BreakGlassReviewed, Opening, Outcome
from domain.private import Text, clear_text
from domain.reviewing import may_review
from domain.sealed_files import Seal, shut_to
from domain.streams import case_stream, consent_stream, person_stream


class BreakGlass(Command, kw_only=True):
    """Open one person's file in an emergency, for the minutes that policy gives; it is reviewed.

    The person is named by ``person_id``, or as the applicant of the case with that ``case_number``.
    ``case_ids`` are the cases whose unit they are of, under any of their numbers.
    """

    filled = frozenset({"case_ids"})

    person_id: UUID | None = None
    case_number: str | None = None
    reason: str
    words: str
    text_language: str = "en"
    case_ids: tuple[UUID, ...] = ()


class ReviewBreakGlass(Command, kw_only=True):
    """Say whether opening a file in an emergency was justified. Never of one's own."""

    person_id: UUID
    emergency_id: UUID
    outcome: Outcome
    words: str
    text_language: str = "en"
    incident_id: UUID | None = None


def _reads(command: BreakGlass) -> tuple[str, ...]:
    cases = tuple(map(case_stream, command.case_ids))
    person = command.person_id
    return (consent_stream(person), person_stream(person), *cases) if person else cases


@decides(BreakGlass, reads=_reads)
def break_glass(states: States, command: BreakGlass, context: Context) -> Decision | Refusal:
    """Once at a time; when it is over, another one needs its own reason."""
    actor, policy, today = context.actor, context.policy, context.today
    if code := may_act(actor, "BreakGlass", policy, today):
        return Refusal(code)
    rule = policy.code("break_glass", actor.role, today)
    if rule is None and actor.kind != "SYSTEM":
        return Refusal("NOT_PERMITTED")
    refused = code_valid(context, "break_glass_reasons", command.reason, today, "reason")
    if refused := refused or _words(context, command):
        return refused
    # Nobody, and what may not be opened, are one answer: this tells of no file that there is one.
    person = command.person_id
    if person is None or states[person_stream(person)].version == 0:
        return Refusal("NOT_PERMITTED")
    shut = [seal for seal in _seals(states, command, person) if shut_to(actor, seal)]
    if rule is not None and any(seal.kind not in rule.get("seals", ()) for seal in shut):
        return Refusal("NOT_PERMITTED")
    openings = states[consent_stream(person)].emergencies.values()
    if any(one.account_id == actor.id and one.until > context.now for one in openings):
        return Refusal("BREAK_GLASS_OPEN", {}, "reason")
    content = policy.content("break_glass", today)
    until = context.now + timedelta(minutes=content["minutes"]["value"])
    emergency_id = context.new_id()
    event = BreakGlassOpened(
        emergency_id=emergency_id,
        person_id=person,
        reason=command.reason,
        words=_text(command, person),
        categories=tuple(rule.get("categories", ())) if rule else (),
        opened_at=context.now,
        until=until,
        review_by=add_business_days(today, content["review_days"]["value"], policy.holidays()),
        seals=tuple(dict.fromkeys(seal.kind for seal in shut)),
        alerted=tuple(sorted({account for seal in shut for account in seal.open_to})),
    )
    return _decided(context, event, emergency_id, person)


@decides(ReviewBreakGlass, reads=lambda c: (consent_stream(c.person_id),))
def review_break_glass(
    states: States, command: ReviewBreakGlass, context: Context
) -> Decision | Refusal:
    """Once for good: what is to be followed up is reviewed again, until it is found one or the other."""
    if code := may_act(context.actor, "ReviewBreakGlass", context.policy, context.today):
        return Refusal(code)
    opening: Opening | None = states[consent_stream(command.person_id)].emergencies.get(
        command.emergency_id
    )
    if opening is None:
        return Refusal("EMERGENCY_UNKNOWN", {}, "emergency_id")
    refused = (
        may_review(
            context.policy,
            context.actor,
            context.today,
            role=opening.role,
            account_id=opening.account_id,
            office=opening.office,
        )
        or code_valid(context, "break_glass_outcomes", command.outcome, context.today, "outcome")
        or _words(context, command)
    )
    if refused:
        return refused
    if opening.outcome in ("JUSTIFIED", "NOT_JUSTIFIED", command.outcome):
        return Refusal("EMERGENCY_REVIEWED", {}, "outcome")
    event = BreakGlassReviewed(
        emergency_id=command.emergency_id,
        person_id=command.person_id,
        outcome=command.outcome,
        words=_text(command, command.person_id),
        reviewed_at=context.now,
        incident_id=command.incident_id,
    )
    return _decided(context, event, command.emergency_id, command.person_id)


def _seals(states: States, command: BreakGlass, person: UUID) -> list[Seal]:
    streams = [person_stream(person), *map(case_stream, command.case_ids)]
    return [seal for stream in streams if (seal := states[stream].seal) is not None]


def _words(context: Context, command: BreakGlass | ReviewBreakGlass) -> Refusal | None:
    if not command.words.strip():
        return Refusal("TEXT_EMPTY", {}, "words")
    return text_fits(context, command.words, "words") or language_valid(
        command.text_language, "text_language"
    )


def _text(command: BreakGlass | ReviewBreakGlass, person: UUID) -> Text:
    words = clear_text(command.words, command.text_language, person)
    assert words is not None
    return words


def _decided(
    context: Context,
    event: BreakGlassOpened | BreakGlassReviewed,
    emergency_id: UUID,
    person: UUID,
) -> Decision:
    new = NewEvent(
        stream=consent_stream(person),
        event=event,
        effective_on=context.today,
        source=context.source,
    )
    named = {"emergency_id": str(emergency_id), "person_id": str(person)}
    return Decision(events=[new], result=named)
