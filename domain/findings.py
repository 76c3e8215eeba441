"""What surfaces of looks by itself: pure rules over one look and what is known of who looked.

Whose file it was is compared where it is stored; here come ids of persons and counts, never a name
or an address. A finding keeps its id: one of each kind, account, person and local day.
"""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import msgspec

from domain.access import YES
from domain.calendar import is_business_day, local_day
from domain.policy import Policy

_NAMESPACE = UUID("b3d3f0f1-6a0c-5a56-9a39-5a0f0d2b7c11")
_GIVES_REASON = frozenset({*YES, "FIGURES", "OPERATES", "SIN_TAKEN"})
RELATIONS = ("OWN_FILE", "FAMILY", "COLLEAGUE", "SAME_ADDRESS", "SAME_NAME")
"""How somebody may be tied to whom they looked at, the closest first."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look as it was recorded, and what is known around it. ``at`` is UTC.

    ``tied``: of each relation, the persons of this look who stand in it to who looked.
    ``tells_work``: whether this look says at all which work led to it; ``work``: which.
    ``denied_before`` and ``persons_before``: refused looks, and persons seen, of this account in the
    minutes of policy up to and with this look.
    """

    look_id: UUID
    at: datetime
    account_id: UUID
    role: str
    office: str | None
    task: str | None
    allowed: bool
    codes: tuple[str, ...] = ()
    persons: tuple[UUID, ...] = ()
    tied: dict[str, tuple[UUID, ...]] = {}
    tells_work: bool = False
    work: str | None = None
    denied_before: int = 0
    persons_before: int = 0


class Finding(msgspec.Struct, frozen=True):
    """That a look should be explained: ``kind`` is a code of ``finding_kinds``."""

    finding_id: UUID
    kind: str
    person_id: UUID | None
    day: date


class Terms(msgspec.Struct, frozen=True):
    """Thresholds of a day; ``within_minutes`` are how far ``Look`` counts back."""

    denied: int
    denied_minutes: int
    bulk: int
    bulk_minutes: int
    from_hour: int
    to_hour: int
    of_a_file: frozenset[str]
    after_hours_roles: frozenset[str]


def told(policy: Policy, on: date) -> bool:
    """Whether policy says by what looks are judged: a ledger just made has none yet."""
    return bool(policy.content("finding_kinds", on))


def terms_of(policy: Policy, on: date) -> Terms:
    """The terms of that day."""
    said = policy.content("finding_kinds", on)
    return Terms(
        denied=said["denied"]["value"],
        denied_minutes=said["denied"]["within_minutes"],
        bulk=said["bulk"]["value"],
        bulk_minutes=said["bulk"]["within_minutes"],
        from_hour=said["hours"]["from_hour"],
        to_hour=said["hours"]["to_hour"],
        of_a_file=frozenset(said["of_a_file"]),
        after_hours_roles=frozenset(said["after_hours_roles"]),
    )


def findings(look: Look, zone: ZoneInfo, policy: Policy) -> list[Finding]:
    """What surfaces of one look; nothing of most."""
    day = local_day(look.at, zone)
    terms = terms_of(policy, day)
    return [
        Finding(_id(look, kind, person, day), kind, person, day)
        for kind, person in _found(look, zone, terms, policy)
    ]


def _found(
    look: Look, zone: ZoneInfo, terms: Terms, policy: Policy
) -> Iterator[tuple[str, UUID | None]]:
    of_a_file = look.task in terms.of_a_file
    told: set[UUID] = set()
    for kind in RELATIONS:
        # A list names whoever is in it: only one's own row there is worth a question.
        if of_a_file or kind == "OWN_FILE":
            for person in look.tied.get(kind, ()):
                if person not in told:
                    told.add(person)
                    yield kind, person
    if not look.allowed:
        if "FILE_SEALED" in look.codes:
            yield "SEALED_TRIED", next(iter(look.persons), None)
        if look.denied_before >= terms.denied:
            yield "DENIED", None
        return
    if look.persons_before > terms.bulk:
        yield "BULK", None
    if not look.persons:
        return
    if of_a_file and look.tells_work and look.work is None:
        yield "NO_TASK", look.persons[0]
    if _GIVES_REASON.isdisjoint(look.codes):
        yield "NO_AUTHORITY", look.persons[0]
    open_then = is_business_day(local_day(look.at, zone), policy.holidays()) and (
        terms.from_hour <= look.at.astimezone(zone).hour < terms.to_hour
    )
    if look.role in terms.after_hours_roles and not open_then:
        yield "AFTER_HOURS", None


def _id(look: Look, kind: str, person: UUID | None, day: date) -> UUID:
    return uuid5(_NAMESPACE, f"{kind}:{look.account_id}:{person or ''}:{day}")
