"""Referrals: made on an authority, answered, closed (R067, R118). Sharing outside is a disclosure.

A referral to Employment Ontario or a community organisation that shares anything rests on consents
in force at this instant (or on an agreement or a statute that covers it all), and is recorded on
the person's Consent stream in the same decision.
Two cases need none here: INTERNAL is use within the institution; and a fast-track referral that
the ministry reports under its own reference was the ministry's disclosure.
"""

from datetime import date

from domain.access import Moment, authority_to_share
from domain.calendar import due_on
from domain.case.commands import AnswerReferral, CloseReferral, MakeReferral
from domain.case.events import ReferralAnswered, ReferralClosed, ReferralMade
from domain.case.guard import case_open, decided, may_touch, member, reads_case
from domain.case.readiness import assessed, fast_track
from domain.case.state import CaseState, Referral
from domain.checks import (
    code_valid,
    codes_valid,
    language_valid,
    not_before,
    not_in_future,
    text_fits,
)
from domain.consent import ConsentState, DisclosureMade
from domain.decision import Context, Decision, NewEvent, Refusal, States, decides
from domain.disclosure import notice_owed
from domain.event import Authority
from domain.private import clear_text
from domain.sameness import one_person
from domain.streams import case_stream, consent_stream, person_stream


def _reads(command: MakeReferral) -> tuple[str, ...]:
    numbers = (command.person_id, *command.also_known_as)
    known = map(person_stream, numbers) if command.also_known_as else ()
    return (case_stream(command.case_id), *map(consent_stream, numbers), *known)


@decides(MakeReferral, reads=_reads)
def make_referral(states: States, command: MakeReferral, context: Context) -> Decision | Refusal:
    """Refer a person; the Consent stream is read too, so that a withdrawal that races it wins."""
    state: CaseState = states[case_stream(command.case_id)]
    numbers = (command.person_id, *command.also_known_as)
    consents: list[ConsentState] = [states[consent_stream(number)] for number in numbers]
    on = command.made_on
    refused = (
        may_touch(states, command, context)
        or case_open(state, context.today)
        or member(state, command.person_id, on)
        or _one_person(states, command)
        or not_in_future(context, on, "made_on")
        or _made_in_period(state, on)
        or code_valid(context, "recipient_kinds", command.to_type, on, "to_type")
        or _recipient(command, context)
        or code_valid(context, "purposes", command.purpose, on, "purpose")
        or code_valid(context, "referral_origins", command.origin, on, "origin")
        or codes_valid(context, "categories", command.shared, on, "shared")
        or text_fits(context, command.reason, "reason")
        or language_valid(command.text_language, "text_language")
        or _not_open_already(state, command)
        or assessed(state, command, context)
        or fast_track(state, command, context)
    )
    if refused:
        return refused
    shared = tuple(dict.fromkeys(command.shared))
    referral_id, disclosure = context.new_id(), None
    if shared and _is_our_disclosure(command, context):
        sharing = authority_to_share(
            [grant for each in consents for grant in each.grants.values()],
            command.to_type,
            command.recipient,
            command.purpose,
            shared,
            Moment(context.now, context.today),
            context.policy,
        )
        if sharing.kind is None:
            return _consent_missing(command, sharing.missing, context)
        disclosure = DisclosureMade(
            disclosure_id=context.new_id(),
            person_id=command.person_id,
            case_id=command.case_id,
            referral_id=referral_id,
            recipient_kind=command.to_type,
            recipient=command.recipient,
            categories=shared,
            purpose=command.purpose,
            authority_kind=sharing.kind,
            authority_reference=sharing.reference,
            made_at=context.now,
            consent_ids=sharing.consent_ids,
            notice=notice_owed(context.policy, sharing.reference, context.today)
            if sharing.kind == "STATUTE"
            else "NONE",
        )
    authority = None
    if disclosure:
        authority = Authority(disclosure.authority_kind, disclosure.authority_reference)
    event = ReferralMade(
        case_id=command.case_id,
        referral_id=referral_id,
        person_id=command.person_id,
        to_type=command.to_type,
        recipient=command.recipient,
        origin=command.origin,
        purpose=command.purpose,
        shared=shared,
        made_on=on,
        reply_due_on=due_on(context.policy, "referral_reply", on),
        disclosure_id=disclosure.disclosure_id if disclosure else None,
        reason=clear_text(command.reason, command.text_language, command.person_id),
        made_by="MINISTRY" if _ministrys(command, context) else "LOCAL",
    )
    decision = decided(context, state, event, on, authority=authority, referral_id=referral_id)
    if disclosure:
        stream = consent_stream(command.person_id)
        # The disclosure happens now, whatever day the referral names: no paper makes it earlier.
        new = NewEvent(
            stream=stream, event=disclosure, effective_on=context.today, authority=authority
        )
        decision.events.append(new)
        decision.result["disclosure_id"] = str(disclosure.disclosure_id)
    return decision


def _one_person(states: States, command: MakeReferral) -> Refusal | None:
    """Refuse consents of a number that was not merged with this one, or no longer is."""
    numbers = (command.person_id, *command.also_known_as)
    if not command.also_known_as or one_person(states, numbers):
        return None
    return Refusal("NOT_MERGED", {}, "also_known_as")


def _made_in_period(state: CaseState, on: date) -> Refusal | None:
    current = state.current()
    return not_before(on, current.from_on, "made_on") if current else None


def _recipient(command: MakeReferral, context: Context) -> Refusal | None:
    known = context.policy.code("organisations", command.recipient, command.made_on)
    if known and known.get("kind") == command.to_type:
        return None
    details = {
        "recipient": command.recipient,
        "kind": context.policy.words("recipient_kinds", [command.to_type]),
    }
    return Refusal("RECIPIENT_UNKNOWN", details, "recipient")


def _not_open_already(state: CaseState, command: MakeReferral) -> Refusal | None:
    for referral in state.referrals.values():
        made = referral.made
        same = made and (made.person_id, made.recipient) == (command.person_id, command.recipient)
        if made and same and referral.status in ("MADE", "ACCEPTED", "PAUSED"):
            return Refusal("REFERRAL_ALREADY_OPEN", {"made_on": made.made_on}, "recipient")
    return None


def _is_our_disclosure(command: MakeReferral, context: Context) -> bool:
    kind = context.policy.code("recipient_kinds", command.to_type, command.made_on)
    outside = kind is None or kind.get("outside", True)
    return outside and not _ministrys(command, context)


def _ministrys(command: MakeReferral, context: Context) -> bool:
    """A fast-track referral that is reported under the ministry's own reference."""
    return command.origin == "FAST_TRACK" and context.source is not None


def _consent_missing(command: MakeReferral, missing: dict[str, str], context: Context) -> Refusal:
    policy = context.policy
    details = {
        "categories": policy.words("categories", missing),
        "recipient": policy.words("recipient_kinds", [command.to_type]),
        "purpose": policy.words("purposes", [command.purpose]),
    }
    reasons = set(missing.values())
    if reasons == {"CONSENT_WITHDRAWN"}:
        return Refusal("CONSENT_WITHDRAWN", details, "shared")
    if reasons == {"CONSENT_EXPIRED"}:
        return Refusal("CONSENT_EXPIRED", details, "shared")
    return Refusal("CONSENT_MISSING", details, "shared")


def _referral(state: CaseState, command: AnswerReferral | CloseReferral) -> Referral | Refusal:
    referral = state.referrals.get(command.referral_id)
    if referral is None or referral.made is None:
        return Refusal("REFERRAL_UNKNOWN", {}, "referral_id")
    return referral


@decides(AnswerReferral, reads=reads_case)
def answer_referral(
    states: States, command: AnswerReferral, context: Context
) -> Decision | Refusal:
    """The recipient accepts or declines, once; also after the case has ended."""
    state: CaseState = states[case_stream(command.case_id)]
    if refused := may_touch(states, command, context, command.referral_id):
        return refused
    referral = _referral(state, command)
    if isinstance(referral, Refusal):
        return referral
    known = referral.answer
    if known and (known.answer, known.answered_on, known.reason) == (
        command.answer,
        command.answered_on,
        command.reason,
    ):
        return Decision()
    # Whoever it was sent to may still decline what is paused; they accept only what runs.
    may_decline = command.answer == "DECLINED" and known is None
    open_to = ("MADE", "PAUSED") if may_decline else ("MADE",)
    refused = _still(referral, open_to, context) or _answer(command, context)
    made = referral.made
    if not refused and made:
        refused = not_in_future(context, command.answered_on, "answered_on") or not_before(
            command.answered_on, made.made_on, "answered_on"
        )
    if refused or made is None:
        return refused or Refusal("REFERRAL_UNKNOWN", {}, "referral_id")
    event = ReferralAnswered(
        case_id=command.case_id,
        referral_id=command.referral_id,
        person_id=made.person_id,
        answer=command.answer,
        answered_on=command.answered_on,
        reason=command.reason,
    )
    return decided(context, state, event, command.answered_on)


def _answer(command: AnswerReferral, context: Context) -> Refusal | None:
    if command.answer not in ("ACCEPTED", "DECLINED"):
        details = {"code": command.answer, "on": context.today}
        return Refusal("CODE_NOT_VALID", details, "answer")
    if command.answer == "ACCEPTED":
        return Refusal("REASON_WITHOUT_DECLINE", {}, "reason") if command.reason else None
    if not command.reason:
        return Refusal("DECLINE_NEEDS_REASON", {}, "reason")
    return code_valid(context, "decline_reasons", command.reason, context.today, "reason")


def _still(referral: Referral, allowed: tuple[str, ...], context: Context) -> Refusal | None:
    if referral.status in allowed:
        return None
    details = {"status": context.policy.words("referral_statuses", [referral.status])}
    return Refusal("REFERRAL_MOVED_ON", details, "referral_id")


@decides(CloseReferral, reads=reads_case)
def close_referral(states: States, command: CloseReferral, context: Context) -> Decision | Refusal:
    """Close the loop with an outcome that its status allows (``referral_outcomes``: ``after``)."""
    state: CaseState = states[case_stream(command.case_id)]
    if refused := may_touch(states, command, context, command.referral_id):
        return refused
    referral = _referral(state, command)
    if isinstance(referral, Refusal) or referral.made is None:
        return referral if isinstance(referral, Refusal) else Refusal("REFERRAL_UNKNOWN")
    known = referral.closed
    if known and (known.outcome, known.closed_on) == (command.outcome, command.closed_on):
        return Decision()
    on = command.closed_on
    earliest = referral.answer.answered_on if referral.answer else referral.made.made_on
    refused = (
        _still(referral, ("MADE", "ACCEPTED", "PAUSED"), context)
        or not_in_future(context, on, "closed_on")
        or not_before(on, earliest, "closed_on")
        or code_valid(context, "referral_outcomes", command.outcome, on, "outcome")
    )
    outcome = context.policy.code("referral_outcomes", command.outcome, on)
    if not refused and outcome and referral.answered not in outcome.get("after", ()):
        details = {
            "outcome": context.policy.words("referral_outcomes", [command.outcome]),
            "status": context.policy.words("referral_statuses", [referral.answered]),
        }
        refused = Refusal("OUTCOME_NOT_POSSIBLE", details, "outcome")
    if refused:
        return refused
    event = ReferralClosed(
        case_id=command.case_id,
        referral_id=command.referral_id,
        person_id=referral.made.person_id,
        outcome=command.outcome,
        closed_on=on,
    )
    return decided(context, state, event, on)
