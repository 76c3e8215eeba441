"""What holds for every answer about consent: who was asked, for what, by which notice and how."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from domain.access import may_act
from domain.capacity import Consenting, who_consents
from domain.checks import code_valid, codes_valid, not_after, not_before, not_in_future, text_fits
from domain.decision import Command, Context, Decision, NewEvent, Refusal, States
from domain.event import Authority, Event
from domain.person import person_known
from domain.policy import Notice
from domain.private import Clear
from domain.recipients import recipients_valid
from domain.streams import consent_stream, person_stream


class Scoped(Protocol):
    """What may be shared, with whom, and for what."""

    categories: tuple[str, ...]
    recipients: tuple[str, ...]
    purposes: tuple[str, ...]


class Answered(Consenting, Scoped, Protocol):
    """An answer that somebody gave, after a notice in a language."""

    notice: str
    language: str
    method: str


def reads(command: Consenting) -> tuple[str, ...]:
    """The person's consents and who they are; and who consents in their place."""
    streams = [consent_stream(command.person_id), person_stream(command.person_id)]
    grantor = getattr(command, "grantor_id", None)
    if grantor not in (None, command.person_id):
        streams.append(person_stream(grantor))
    return tuple(streams)


def permitted(command: Command, context: Context) -> Refusal | None:
    code = may_act(context.actor, type(command).__name__, context.policy, context.today)
    return Refusal(code) if code else None


def scope_valid(command: Scoped, context: Context, on: date) -> Refusal | None:
    """Something of each is chosen, and every code holds on that day."""
    for name in ("categories", "recipients", "purposes"):
        if not getattr(command, name):
            return Refusal("NOTHING_CHOSEN", {}, name)
    return (
        codes_valid(context, "categories", command.categories, on, "categories")
        or recipients_valid(context, command.recipients, on)
        or codes_valid(context, "purposes", command.purposes, on, "purposes")
    )


def about_person(
    states: States, command: Consenting, context: Context, on: date, field: str
) -> Refusal | None:
    """The sender may, the person is registered, and the day is not to come."""
    return (
        permitted(command, context)  # type: ignore[arg-type]
        or person_known(states, command.person_id, "person_id")
        or not_in_future(context, on, field)
    )


def answer_valid(
    states: States, command: Answered, context: Context, on: date, field: str
) -> Refusal | None:
    """All that an answer of either kind must have; ``field`` is that of its day."""
    return (
        about_person(states, command, context, on, field)
        or scope_valid(command, context, on)
        or how(states, command, context, on)
        or notice_shown(context, command.notice, command.language, on)
    )


def how(states: States, command: Answered, context: Context, on: date) -> Refusal | None:
    """By which method, and who answered in which capacity."""
    method = code_valid(context, "consent_methods", command.method, on, "method")
    return method or who_consents(states, command, context, on)


def notice_shown(context: Context, notice: str, language: str, on: date) -> Refusal | None:
    """That notice was in force on that day; there is one in French and English only."""
    if language not in ("fr", "en"):
        return Refusal("NOTICE_NOT_IN_LANGUAGE", {"language": language}, "language")
    if context.policy.notice(notice, on=on) is None:
        return Refusal("NOTICE_UNKNOWN", {"notice": notice, "on": on}, "notice")
    return None


def notice_of(context: Context, notice: str, on: date) -> Notice:
    """The version shown on that day; ``notice_shown`` has refused where there is none."""
    found = context.policy.notice(notice, on=on)
    assert found is not None
    return found


def term_valid(
    context: Context, purposes: Sequence[str], signed: date, ends: date | None
) -> Refusal | None:
    """The last day is no earlier than today and no later than may be; an occasion has its own term."""
    policy, today = context.policy, context.today
    longest = policy.limit("consent_days", today)
    if days := one_off_days(context, purposes, signed):
        if len(purposes) > 1:
            return Refusal("ONE_OFF_STANDS_ALONE", {}, "purposes")
        if ends is None:
            return Refusal("ONE_OFF_NEEDS_END", {"days": days}, "expires_on")
        longest = min(longest, days)
    if ends is None:
        return None
    room = timedelta(days=min(longest, (date.max - signed).days))
    return not_before(ends, max(signed, today), "expires_on") or not_after(
        ends, signed + room, "expires_on"
    )


def one_off_days(context: Context, purposes: Sequence[str], on: date) -> int | None:
    """How long a consent for one occasion may last, where one of the purposes is that."""
    codes = (context.policy.code("purposes", purpose, on) for purpose in purposes)
    return next((days for code in codes if code and (days := code.get("one_off_days"))), None)


def witness_valid(context: Context, method: str, witness: str | None, on: date) -> Refusal | None:
    known = context.policy.code("consent_methods", method, on)
    if known and known.get("witness") and not (witness or "").strip():
        return Refusal("WITNESS_MISSING", {}, "witness")
    return text_fits(context, witness, "witness", "name_characters")


def sealed(value: str | None, person_id: UUID) -> Clear | None:
    """A name or a reference, under the person's key; nothing where nothing was written."""
    tidy = (value or "").strip()
    return Clear(tidy, person_id) if tidy else None


def each_once(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


def decision(
    context: Context,
    person_id: UUID,
    events: Sequence[tuple[Event, date]],
    authority: Authority | None = None,
    **result: UUID,
) -> Decision:
    """Events of one person's consents, each with the local day on which it is true."""
    stream = consent_stream(person_id)
    return Decision(
        events=[
            NewEvent(
                stream=stream,
                event=event,
                effective_on=on,
                source=context.source,
                authority=authority,
            )
            for event, on in events
        ],
        result={name: str(value) for name, value in result.items()},
    )
