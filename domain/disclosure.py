"""Disclosures by a section of a statute, without consent: recorded, and the person told of them.

Which sections there are, to whom, what, and for what they let go out, and whether the person must be
told, is policy (``statutes``). The notice may be held back for a reason and until a day; its clock
starts when it may be given.
"""

from datetime import UTC, date, datetime, time
from uuid import UUID

from domain.calendar import due_on
from domain.checks import (
    code_valid,
    language_valid,
    not_after,
    not_before,
    not_in_future,
    text_fits,
)
from domain.consent_answers import about_person, decision, each_once, permitted, sealed
from domain.consent_events import DisclosureMade, DisclosureNoticeGiven, Notice
from domain.consent_reach import consents_of, leads_to_numbers
from domain.decision import Command, Context, Decision, Refusal, States, decides
from domain.event import Authority, Event
from domain.policy import Code, Policy
from domain.private import clear_text
from domain.streams import consent_stream, person_stream

CLOCK = "disclosure_notice"


class RecordDisclosure(Command, kw_only=True):
    """Record that information was disclosed by a section of a statute (a code of ``statutes``).

    ``recipient`` says who got it, ``given`` what they got, both in words and sealed. ``notice`` is
    asked where the section owes one: GIVEN (with its method), OWED, or WITHHELD (why, and until when).
    """

    person_id: UUID
    section: str
    recipient_kind: str | None = None
    recipient: str
    categories: tuple[str, ...]
    purpose: str | None = None
    given: str
    text_language: str = "en"
    disclosed_on: date
    notice: str | None = None
    notice_method: str | None = None
    withheld_for: str | None = None
    withheld_until: date | None = None


class GiveDisclosureNotice(Command, kw_only=True):
    """Record that the person was told of a disclosure."""

    person_id: UUID
    disclosure_id: UUID
    given_on: date
    method: str


def notice_owed(policy: Policy, section: str, on: date) -> Notice:
    """Whether a section (as its citation) asks that the person be told."""
    for code in policy.codes("statutes", on):
        if code.get("section") == section:
            return "NONE" if code.get("notice_owed", "NONE") == "NONE" else "OWED"
    return "NONE"


def notice_due(policy: Policy, made_on: date, withheld_until: date | None) -> date:
    """The last day on which the person is told in time."""
    return due_on(policy, CLOCK, withheld_until or made_on)


def _reads(command: RecordDisclosure | GiveDisclosureNotice) -> tuple[str, ...]:
    return (consent_stream(command.person_id), person_stream(command.person_id))


@decides(RecordDisclosure, reads=_reads)
def record_disclosure(
    states: States, command: RecordDisclosure, context: Context
) -> Decision | Refusal:
    """Record it with its section; who may is policy, what the section lets go out is policy too."""
    on, policy = command.disclosed_on, context.policy
    refused = about_person(states, command, context, on, "disclosed_on") or code_valid(  # type: ignore[arg-type]
        context, "statutes", command.section, on, "section"
    )
    if refused:
        return refused
    section = policy.code("statutes", command.section, on)
    assert section is not None
    kind = _one_of(section, "recipients", command.recipient_kind)
    purpose = _one_of(section, "purposes", command.purpose)
    refused = (
        _under(section, "recipients", "statutory_recipients", kind, "recipient_kind", policy)
        or _under(section, "purposes", "statutory_purposes", purpose, "purpose", policy)
        or _categories(section, command, policy)
        or _said(context, command.recipient, "recipient", "name_characters")
        or _said(context, command.given, "given", "text_characters")
        or language_valid(command.text_language, "text_language")
        or _notice_valid(section, command, context)
    )
    if refused:
        return refused
    disclosure_id, reference = context.new_id(), section.get("section")
    owed = section.get("notice_owed", "NONE") != "NONE"
    withheld = command.notice == "WITHHELD"
    made = DisclosureMade(
        disclosure_id=disclosure_id,
        person_id=command.person_id,
        case_id=None,
        referral_id=None,
        recipient_kind=kind or "",
        recipient=kind or "",
        categories=each_once(command.categories),
        purpose=purpose or "",
        authority_kind="STATUTE",
        authority_reference=reference,
        made_at=context.now if on == context.today else _midday(on, context),
        recipient_name=sealed(command.recipient, command.person_id),
        given=clear_text(command.given, command.text_language, command.person_id),
        notice="WITHHELD" if withheld else "OWED" if owed else "NONE",
        notice_withheld_until=command.withheld_until,
        notice_withheld_for=command.withheld_for,
    )
    events: list[tuple[Event, date]] = [(made, on)]
    if command.notice == "GIVEN":
        told = DisclosureNoticeGiven(
            disclosure_id=disclosure_id,
            person_id=command.person_id,
            given_on=on,
            method=command.notice_method or "",
        )
        events.append((told, on))
    return decision(
        context,
        command.person_id,
        events,
        authority=Authority("STATUTE", reference),
        disclosure_id=disclosure_id,
    )


@decides(GiveDisclosureNotice, reads=_reads, leads=leads_to_numbers)
def give_disclosure_notice(
    states: States, command: GiveDisclosureNotice, context: Context
) -> Decision | Refusal:
    """Record the notice, once; not while it is lawfully withheld."""
    consents, on = consents_of(states, command.person_id), command.given_on
    refused = (
        permitted(command, context)
        or not_in_future(context, on, "given_on")
        or code_valid(context, "notice_methods", command.method, on, "method")
    )
    if refused:
        return refused
    owner = next(
        (n for n, each in consents.items() if command.disclosure_id in each.disclosures), None
    )
    if owner is None:
        return Refusal("DISCLOSURE_UNKNOWN", {}, "disclosure_id")
    made = consents[owner].disclosures[command.disclosure_id]
    if made.notice in (None, "NONE"):
        return Refusal("NOTICE_NOT_OWED", {}, "disclosure_id")
    if known := consents[owner].notices.get(command.disclosure_id):
        if (known.given_on, known.method) == (on, command.method):
            return Decision(result={"disclosure_id": str(command.disclosure_id)})
        return Refusal("NOTICE_GIVEN_ALREADY", {"on": known.given_on}, "disclosure_id")
    until = made.notice_withheld_until
    if until is not None and on < until:
        return Refusal("NOTICE_STILL_WITHHELD", {"until": until}, "given_on")
    if refused := not_before(on, context.local_day(made.made_at), "given_on"):
        return refused
    told = DisclosureNoticeGiven(
        disclosure_id=command.disclosure_id,
        person_id=owner,
        given_on=on,
        method=command.method,
    )
    return decision(context, owner, [(told, on)], disclosure_id=command.disclosure_id)


def _midday(day: date, context: Context) -> datetime:
    """The tenant's noon (UTC) of a day of which no time was told."""
    return datetime.combine(day, time(12), context.zone).astimezone(UTC)


def _one_of(section: Code, name: str, given: str | None) -> str | None:
    """What was named, or the only one that the section knows."""
    known = section.get(name, ())
    return given or (known[0] if len(known) == 1 else None)


def _under(
    section: Code, name: str, words: str, code: str | None, field: str, policy: Policy
) -> Refusal | None:
    known = section.get(name, ())
    if code in known:
        return None
    return Refusal("NOT_UNDER_SECTION", {"allowed": policy.words(words, known)}, field)


def _categories(section: Code, command: RecordDisclosure, policy: Policy) -> Refusal | None:
    known = section.get("categories", ())
    if not command.categories:
        return Refusal("NOTHING_CHOSEN", {}, "categories")
    if set(command.categories) <= set(known):
        return None
    details = {"allowed": policy.words("categories", known)}
    return Refusal("NOT_UNDER_SECTION", details, "categories")


def _said(context: Context, text: str, field: str, limit: str) -> Refusal | None:
    if not text.strip():
        return Refusal("TEXT_EMPTY", {}, field)
    return text_fits(context, text, field, limit)


def _notice_valid(section: Code, command: RecordDisclosure, context: Context) -> Refusal | None:
    notice, on = command.notice, command.disclosed_on
    if section.get("notice_owed", "NONE") == "NONE":
        given = notice or command.notice_method or command.withheld_for or command.withheld_until
        return Refusal("NOTICE_NOT_OWED", {}, "notice") if given else None
    if notice is None:
        return Refusal("NOTICE_TO_SETTLE", {}, "notice")
    if refused := code_valid(context, "disclosure_notices", notice, on, "notice"):
        return refused
    if notice != "WITHHELD" and (command.withheld_for or command.withheld_until):
        return Refusal("NOTICE_NOT_WITHHELD", {}, "notice")
    if notice == "GIVEN":
        method = command.notice_method or ""
        return code_valid(context, "notice_methods", method, on, "notice_method")
    if notice != "WITHHELD":
        return None
    until, longest = command.withheld_until, context.policy.limit("notice_withheld_days", on)
    refused = code_valid(
        context, "notice_withholdings", command.withheld_for or "", on, "withheld_for"
    )
    if refused or until is None:
        return refused or Refusal("NOTICE_WITHHELD_UNTIL", {}, "withheld_until")
    return not_before(until, context.today, "withheld_until") or not_after(
        until, date.fromordinal(context.today.toordinal() + longest), "withheld_until"
    )
