"""What consents cover, at an instant: given, in force, ended in whole or in part, lapsed.

A consent goes by instants: in force from ``valid_from`` until an ending was received; the day
``expires_on`` is still covered, so callers pass the tenant's local day too. Late evidence covers
no past: a moment that is asked as known then leaves aside what was learned later.
"""

from collections.abc import Sequence, Set
from datetime import date, datetime
from uuid import UUID

from domain.access.facts import Moment
from domain.consent import Grant

ENDED = {
    "INVALIDATED": "CONSENT_INVALIDATED",
    "WITHDRAWN": "CONSENT_WITHDRAWN",
    "REVOKED": "CONSENT_REVOKED",
    "SUPERSEDED": "CONSENT_SUPERSEDED",
}
# Of several consents that do not cover it, the reason that says most is told.
_TELLS = (*ENDED.values(), "CONSENT_EXPIRED", "CONSENT_NEEDS_REAFFIRMATION")


def consent(
    grants: Sequence[Grant], recipients: Set[str], purpose: str, category: str, moment: Moment
) -> tuple[UUID | None, str]:
    """The consent that covers this category for this recipient and purpose; else None and why."""
    told = None
    for grant in grants:
        if category in grant.categories and _given(grant, recipients, purpose, moment):
            why = _ended(grant, recipients, purpose, category, moment)
            if why is None:
                return grant.consent_id, "CONSENT_IN_FORCE"
            told = why if told is None else min(told, why, key=_TELLS.index)
    if told is not None:
        return None, told
    for grant in grants:
        if (
            category not in grant.categories
            and _given(grant, recipients, purpose, moment)
            and _ended(grant, recipients, purpose, category, moment) is None
        ):
            return None, "CATEGORY_NOT_COVERED"
    return None, "NO_CONSENT"


def _given(grant: Grant, recipients: Set[str], purpose: str, moment: Moment) -> bool:
    """Whether this consent was given by then, and names the recipient and the purpose."""
    known_at = moment.known_at
    return (
        purpose in grant.purposes
        and not recipients.isdisjoint(grant.recipients)
        and grant.valid_from <= moment.now
        and (known_at is None or grant.known_at is None or grant.known_at <= known_at)
    )


def in_force(grant: Grant, now: datetime, today: date) -> bool:
    """Whether anything of a consent counts at that instant (UTC), on that day of the tenant."""
    return (
        grant.valid_from <= now
        and not any(ending.whole and ending.at <= now for ending in grant.endings)
        and (grant.expires_on is None or today <= grant.expires_on)
        and (grant.lapses_on is None or today < grant.lapses_on)
    )


def _ended(
    grant: Grant, recipients: Set[str], purpose: str, category: str, moment: Moment
) -> str | None:
    """Why this consent does not count for that, if it does not."""
    found = None
    for ending in grant.endings:
        if (
            ending.at <= moment.now
            and (ending.categories is None or category in ending.categories)
            and (ending.purposes is None or purpose in ending.purposes)
            and (ending.recipients is None or not recipients.isdisjoint(ending.recipients))
            and moment.knows(ending.known_at)
        ):
            code = ENDED[ending.kind]
            found = code if found is None else min(found, code, key=_TELLS.index)
    if found is not None:
        return found
    if grant.expires_on is not None and moment.today > grant.expires_on:
        return "CONSENT_EXPIRED"
    if grant.lapses_on is not None and moment.today >= grant.lapses_on:
        return "CONSENT_NEEDS_REAFFIRMATION"
    return None
