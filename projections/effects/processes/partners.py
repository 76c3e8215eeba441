"""Partners are told what concerns them: a referral made, paused, resumed, not answered in time; a
consent that ended under what they hold.

It remembers to whom a referral went and who holds something on a consent, from the beginning; it
tells of what happens here and now alone.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
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
    CancelTimer,
    Effect,
    Keep,
    Known,
    Process,
    SetTimer,
    Tell,
    taken_here,
)

_ENDED = (ConsentWithdrawn, ConsentNarrowed, ConsentRevoked, ConsentInvalidated)


def _referral(referral_id: object) -> str:
    return f"referral:{referral_id}"


def _consent(consent_id: object) -> str:
    return f"consent:{consent_id}"


def recalls(recorded: Recorded) -> Iterable[str]:
    """To whom the referral went, or who holds something on the consents."""
    match recorded.event:
        case DisclosureMade() as event:
            return [_consent(each) for each in event.consent_ids]
        case ReferralPaused() | ReferralResumed() as event:
            return [_referral(event.referral_id)]
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
                yield from _reminder(event)
        case DisclosureMade():
            for consent_id in event.consent_ids:
                holders = dict(known.facts.get(_consent(consent_id)) or {})
                holders[event.recipient] = event.recipient_kind
                yield Keep(_consent(consent_id), holders, event.person_id)
        case ReferralPaused() | ReferralResumed():
            recipient = known.facts.get(_referral(event.referral_id))
            if recipient is not None and taken_here(recorded):
                yield _tell(event.wire_name, event, recipient)
        case ReferralAnswered():
            yield CancelTimer(_referral(event.referral_id))
        case ReferralClosed():
            yield CancelTimer(_referral(event.referral_id))
            yield Keep(_referral(event.referral_id), None)
        case EntryRetracted():
            if event.entry == ReferralMade.wire_name:
                yield CancelTimer(_referral(event.subject_id))
                yield Keep(_referral(event.subject_id), None)
        case _ if taken_here(recorded):
            yield from _consent_ended(known, event)


def _reminder(event: ReferralMade) -> Iterator[Effect]:
    """The day after the reply was due (requirements, section 5: the clock of a referral's reply)."""
    if event.reply_due_on is not None:
        overdue = _tell("referral.reply_overdue", event, event.recipient)
        on = event.reply_due_on + timedelta(days=1)
        yield SetTimer(_referral(event.referral_id), on, overdue)


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


def _tell(kind: str, event: Any, recipient: str) -> Tell:
    ids = {"referralId": f"Referral:{event.referral_id}", "caseId": f"Case:{event.case_id}"}
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
