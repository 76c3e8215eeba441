"""Partners are told what concerns them: a referral made, paused, resumed, not answered in time; a
consent that ended under what they hold.

It remembers to whom a referral went and who holds something on a consent, from the beginning; it
tells of what happens here and now alone.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from domain.case.events import (
    EntryRetracted,
    ReferralAnswered,
    ReferralClosed,
    ReferralMade,
    ReferralPaused,
    ReferralResumed,
)
from domain.consent import (
    ConsentInvalidated,
    ConsentNarrowed,
    ConsentRevoked,
    ConsentWithdrawn,
    DisclosureMade,
)
from domain.event import Recorded
from projections.effects.engine.model import (
    CallOff,
    CancelTimer,
    Effect,
    Keep,
    Known,
    Process,
    SetTimer,
    Tell,
    taken_here,
)

_RUNNING = ("referral.made", "referral.resumed", "referral.reply_overdue")
"""What nobody is told any more once there is nothing left to look at."""

_ENDED = (ConsentWithdrawn, ConsentNarrowed, ConsentRevoked, ConsentInvalidated)


def _referral(referral_id: object) -> str:
    return f"referral:{referral_id}"


def _reply(referral_id: object) -> str:
    return f"reply:{referral_id}"


def _consent(consent_id: object) -> str:
    return f"consent:{consent_id}"


def recalls(recorded: Recorded) -> Iterable[str]:
    """To whom the referral went and by when they reply, or who holds something on the consents."""
    match recorded.event:
        case DisclosureMade() as event:
            return [_consent(each) for each in event.consent_ids]
        case ReferralPaused() | ReferralResumed() as event:
            return [_referral(event.referral_id), _reply(event.referral_id)]
        case event if isinstance(event, _ENDED):
            return [_consent(event.consent_id)]
    return ()


def react(known: Known, recorded: Recorded) -> Iterator[Effect]:
    """What to remember, whom to tell, and when to remind."""
    event: Any = recorded.event
    match event:
        case ReferralMade():
            yield Keep(_referral(event.referral_id), event.recipient, event.person_id)
            if taken_here(recorded) and event.made_by == "LOCAL":
                yield _tell("referral.made", event, event.recipient)
                if event.reply_due_on is not None:
                    due = event.reply_due_on.isoformat()
                    yield Keep(_reply(event.referral_id), due, event.person_id)
                    yield _reminder(event, event.recipient, due)
        case DisclosureMade():
            for consent_id in event.consent_ids:
                holders = dict(known.facts.get(_consent(consent_id)) or {})
                holders[event.recipient] = event.recipient_kind
                yield Keep(_consent(consent_id), holders, event.person_id)
        case ReferralPaused() | ReferralResumed():
            recipient = known.facts.get(_referral(event.referral_id))
            if recipient is None:
                return
            if isinstance(event, ReferralPaused):
                yield _called_off(event, *_RUNNING)
            if taken_here(recorded):
                yield _tell(event.wire_name, event, recipient)
            yield from _reply_waits(known, event, recipient)
        case ReferralAnswered():
            yield _called_off(event, "referral.reply_overdue")
            yield from _reply_ends(event.referral_id)
        case ReferralClosed():
            yield _called_off(event, "referral.reply_overdue")
            yield from _reply_ends(event.referral_id)
            yield Keep(_referral(event.referral_id), None)
        case EntryRetracted():
            if event.entry == ReferralMade.wire_name:
                yield CallOff(_RUNNING, _ids(event.subject_id, event.case_id), event.person_id)
                yield from _reply_ends(event.subject_id)
                yield Keep(_referral(event.subject_id), None)
        case _ if taken_here(recorded):
            yield from _consent_ended(known, event)


def _reminder(event: Any, recipient: str, due: str) -> SetTimer:
    """The day after the reply was due (requirements, section 5: the clock of a referral's reply)."""
    overdue = _tell("referral.reply_overdue", event, recipient)
    on = date.fromisoformat(due) + timedelta(days=1)
    return SetTimer(_referral(event.referral_id), on, overdue)


def _reply_waits(known: Known, event: Any, recipient: str) -> Iterator[Effect]:
    """Who sees nothing on a referral owes no reply; once it runs again, it is due as it was."""
    due = known.facts.get(_reply(event.referral_id))
    if isinstance(event, ReferralPaused):
        yield CancelTimer(_referral(event.referral_id))
    elif due is not None:
        yield _reminder(event, recipient, due)


def _reply_ends(referral_id: object) -> Iterator[Effect]:
    yield CancelTimer(_referral(referral_id))
    yield Keep(_reply(referral_id), None)


def _consent_ended(known: Known, event: Any) -> Iterator[Effect]:
    named = getattr(event, "recipients", None)
    for recipient, kind in (known.facts.get(_consent(event.consent_id)) or {}).items():
        if named is None or recipient in named or kind in named:
            yield Tell(
                recipient,
                "consent.ended",
                {"consentId": f"Consent:{event.consent_id}"},
                person_id=event.person_id,
            )


def _ids(referral_id: object, case_id: object) -> dict[str, str]:
    return {"referralId": f"Referral:{referral_id}", "caseId": f"Case:{case_id}"}


def _called_off(event: Any, *kinds: str) -> CallOff:
    return CallOff(kinds, _ids(event.referral_id, event.case_id), event.person_id)


def _tell(kind: str, event: Any, recipient: str) -> Tell:
    ids = _ids(event.referral_id, event.case_id)
    return Tell(recipient, kind, ids, person_id=event.person_id, case_id=event.case_id)


PARTNERS = Process(
    name="partners",
    events=frozenset(
        (
            ReferralMade,
            ReferralAnswered,
            ReferralPaused,
            ReferralResumed,
            ReferralClosed,
            EntryRetracted,
            DisclosureMade,
            *_ENDED,
        )
    ),
    react=react,
    since="BEGINNING",
    history=True,
    recalls=recalls,
)
