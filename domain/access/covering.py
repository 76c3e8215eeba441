"""What consents cover, at an instant: given, in force, ended in whole or in part, lapsed.

A consent goes by instants: in force from ``valid_from`` until an ending was received; the day
``expires_on`` is still covered, so callers pass the tenant's local day too. Late evidence covers
no past: a moment that is asked as known then leaves aside what was learned later.
"""

from collections.abc import Iterable, Set
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
    grants: Iterable[Grant], recipients: Set[str], purpose: str, category: str, moment: Moment
) -> tuple[UUID | None, str]:
    """The consent that covers this category for this recipient and purpose; else None and why."""
    told: set[str] = set()
    other = False
    for grant in grants:
        if purpose not in grant.purposes or recipients.isdisjoint(grant.recipients):
            continue
        if not moment.knows(grant.known_at) or moment.now < grant.valid_from:
            continue
        covers = category in grant.categories
        why = _ended(grant, recipients, purpose, category, moment)
        if why is None and covers:
            return grant.consent_id, "CONSENT_IN_FORCE"
        if covers and why is not None:
            told.add(why)
        other = other or why is None
    for code in _TELLS:
        if code in told:
            return None, code
    return None, "CATEGORY_NOT_COVERED" if other else "NO_CONSENT"


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
            and moment.knows(ending.known_at)
            and (ending.categories is None or category in ending.categories)
            and (ending.purposes is None or purpose in ending.purposes)
            and (ending.recipients is None or not recipients.isdisjoint(ending.recipients))
        ):
            code = ENDED[ending.kind]
            if found is None or _TELLS.index(code) < _TELLS.index(found):
                found = code
    if found is not None:
        return found
    if grant.expires_on is not None and moment.today > grant.expires_on:
        return "CONSENT_EXPIRED"
    if grant.lapses_on is not None and moment.today >= grant.lapses_on:
        return "CONSENT_NEEDS_REAFFIRMATION"
    return None
