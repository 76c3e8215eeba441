"""What is asked of the consent audit. Ids come first; rows only under a look at the persons."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from domain.consent import Ending, Grant
from projections.consent_audit.rows import (
    ConsentRow,
    DisclosureRow,
    EndingRow,
    PauseRow,
    TellingRow,
)
from projections.paging import Count, Page, Scope, count_up_to_cap, fetch, page_of

Connection = AsyncConnection[Any]


class GivenConsent(msgspec.Struct, frozen=True):
    """A consent that was given, with all that ended of it: what the gate decides on."""

    consent_id: UUID
    person_id: UUID
    categories: frozenset[str]
    recipients: frozenset[str]
    purposes: frozenset[str]
    signed_on: date
    valid_from: datetime
    expires_on: date | None
    lapses_on: date | None
    capacity: str
    grantor_id: UUID | None
    known_at: datetime
    endings: tuple[EndingRow, ...]

    @property
    def grant(self) -> Grant:
        """As ``domain.access`` decides on it."""
        return Grant(
            consent_id=self.consent_id,
            categories=self.categories,
            recipients=self.recipients,
            purposes=self.purposes,
            signed_on=self.signed_on,
            valid_from=self.valid_from,
            expires_on=self.expires_on,
            capacity=self.capacity,
            grantor_id=self.grantor_id,
            known_at=self.known_at,
            lapses_on=self.lapses_on,
            endings=tuple(map(_ending, self.endings)),
        )


def _ending(row: EndingRow) -> Ending:
    def listed(codes: tuple[str, ...] | None) -> frozenset[str] | None:
        return None if codes is None else frozenset(codes)

    return Ending(
        kind=row.kind,  # type: ignore[arg-type]
        at=row.at,
        known_at=row.known_at,
        categories=listed(row.categories),
        recipients=listed(row.recipients),
        purposes=listed(row.purposes),
    )


def grant_of(row: ConsentRow) -> Grant:
    """A consent that was given, with all that ended of it, as ``domain.access`` decides on it."""
    known = {name: getattr(row, name) for name in GivenConsent.__struct_fields__}
    return msgspec.convert(known, GivenConsent, from_attributes=True).grant


class ConsentKey(msgspec.Struct, frozen=True):
    consent_id: UUID
    person_id: UUID
    position: int


class DisclosureKey(msgspec.Struct, frozen=True):
    disclosure_id: UUID
    person_id: UUID
    case_id: UUID | None
    position: int


class DisclosureFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which disclosures: made from an instant on and before another (UTC)."""

    person: UUID | None = None
    recipient_kind: str | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


_CONSENT_IDS = """read.consent_ids(
    %(tenant)s, %(scope)s::jsonb, %(person)s, %(state)s, %(today)s, %(ends_by)s::date,
    %(before)s, %(page)s)"""
_DISCLOSURE_IDS = """read.disclosure_ids(
    %(tenant)s, %(scope)s::jsonb, %(person)s, %(recipient_kind)s,
    %(from_at)s, %(until_at)s, %(before)s, %(page)s)"""


async def grants_for(
    connection: Connection, tenant: str, persons: Iterable[UUID]
) -> list[GivenConsent]:
    """What these persons consented to, ever; needs no look, for the gate decides by it."""
    query = "select * from read.consent_grants(%(tenant)s, %(ids)s)"
    return await fetch(connection, GivenConsent, query, {"tenant": tenant, "ids": list(persons)})


async def consent_keys(
    connection: Connection,
    scope: Scope,
    *,
    today: date,
    limit: int,
    person: UUID | None = None,
    state: str | None = None,
    ends_by: date | None = None,
    before: int | None = None,
) -> Page[ConsentKey]:
    """Consents by person and state (of ``domain.consent_life``), newest first; needs no look.

    ``ends_by``: those in force whose last day comes by that day, by their own term or because the
    authority of who gave them ends. What has lapsed stands in the state NEEDS_REAFFIRMATION.
    """
    parameters = _consents(scope, today, person, state, ends_by) | {
        "before": before,
        "page": limit + 1,
    }
    query = f"select * from {_CONSENT_IDS}"
    return page_of(await fetch(connection, ConsentKey, query, parameters), limit)


async def consent_count(
    connection: Connection,
    scope: Scope,
    *,
    today: date,
    person: UUID | None = None,
    state: str | None = None,
    ends_by: date | None = None,
) -> Count:
    """How many consents that list has, up to the cap; needs no look."""
    parameters = _consents(scope, today, person, state, ends_by) | {"before": None}
    return await count_up_to_cap(connection, _CONSENT_IDS, parameters)


def _consents(
    scope: Scope, today: date, person: UUID | None, state: str | None, ends_by: date | None
) -> dict[str, Any]:
    asked = {"person": person, "state": state, "today": today, "ends_by": ends_by}
    return scope.parameters() | asked


async def disclosure_keys(
    connection: Connection,
    scope: Scope,
    filter: DisclosureFilter,
    *,
    limit: int,
    before: int | None = None,
) -> Page[DisclosureKey]:
    """Disclosures, newest first; needs no look."""
    parameters = scope.parameters() | msgspec.structs.asdict(filter)
    query = f"select * from {_DISCLOSURE_IDS}"
    rows = await fetch(
        connection, DisclosureKey, query, parameters | {"before": before, "page": limit + 1}
    )
    return page_of(rows, limit)


async def disclosure_count(connection: Connection, scope: Scope, filter: DisclosureFilter) -> Count:
    """How many disclosures that list has, up to the cap; needs no look."""
    parameters = scope.parameters() | msgspec.structs.asdict(filter) | {"before": None}
    return await count_up_to_cap(connection, _DISCLOSURE_IDS, parameters)


async def disclosures_asked(
    connection: Connection,
    tenant: str,
    *,
    persons: Sequence[UUID] | None = None,
    recipient: str | None = None,
    authority_kind: str | None = None,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    known_at: datetime | None = None,
    limit: int,
) -> list[DisclosureKey]:
    """Disclosures made in these days, oldest first; known before an instant. Needs no look.

    ``recipient``: an organisation or a kind of them.
    """
    query = """select * from read.disclosures_asked(
        %(tenant)s, %(persons)s, %(recipient)s, %(authority_kind)s,
        %(from_at)s, %(until_at)s, %(known_at)s, %(limit)s)"""
    return await fetch(
        connection,
        DisclosureKey,
        query,
        {
            "tenant": tenant,
            "persons": persons,
            "recipient": recipient,
            "authority_kind": authority_kind,
            "from_at": from_at,
            "until_at": until_at,
            "known_at": known_at,
            "limit": limit,
        },
    )


async def consents_ending(
    connection: Connection,
    tenant: str,
    from_on: date,
    to_on: date,
    *,
    lapsed: bool = False,
    limit: int,
) -> list[ConsentKey]:
    """Consents whose last day lies in these days, both included, the nearest first; needs no look.

    ``lapsed``: instead those whose grantor's authority has ended by ``to_on``. Some may have ended
    otherwise before: that is for the caller to see.
    """
    query = "select * from read.consents_ending(%(t)s, %(from)s, %(to)s, %(lapsed)s, %(limit)s)"
    named = {"t": tenant, "from": from_on, "to": to_on, "lapsed": lapsed, "limit": limit}
    return await fetch(connection, ConsentKey, query, named)


async def consents_to_tell(
    connection: Connection,
    tenant: str,
    persons: Sequence[UUID] | None,
    kinds: Iterable[str],
    *,
    limit: int,
) -> list[ConsentKey]:
    """Consents that ended in such a way, on which something was disclosed; needs no look."""
    query = "select * from read.consents_to_tell(%(t)s, %(persons)s, %(kinds)s, %(limit)s)"
    named = {"t": tenant, "persons": persons, "kinds": list(kinds), "limit": limit}
    return await fetch(connection, ConsentKey, query, named)


# --- Under a look that names the persons ------------------------------------------------------

_CONSENTS = ", ".join(ConsentRow.__struct_fields__)
_DISCLOSURES = ", ".join(DisclosureRow.__struct_fields__)


async def consents(connection: Connection, tenant: str, ids: Iterable[UUID]) -> list[ConsentRow]:
    """These consents, newest first."""
    query = f"""
        select {_CONSENTS} from read.consent
        where tenant = %(tenant)s and consent_id = any (%(ids)s) order by position desc"""
    return await fetch(connection, ConsentRow, query, {"tenant": tenant, "ids": list(ids)})


async def consents_of(
    connection: Connection, tenant: str, persons: Iterable[UUID]
) -> list[ConsentRow]:
    """All consents of these persons, newest first."""
    query = f"""
        select {_CONSENTS} from read.consent
        where tenant = %(tenant)s and person_id = any (%(ids)s) and answer is not null
        order by position desc"""
    return await fetch(connection, ConsentRow, query, {"tenant": tenant, "ids": list(persons)})


async def disclosures(
    connection: Connection, tenant: str, ids: Iterable[UUID]
) -> list[DisclosureRow]:
    """These disclosures, newest first."""
    query = f"""
        select {_DISCLOSURES} from read.disclosure
        where tenant = %(tenant)s and disclosure_id = any (%(ids)s) order by position desc"""
    return await fetch(connection, DisclosureRow, query, {"tenant": tenant, "ids": list(ids)})


async def disclosures_of(
    connection: Connection, tenant: str, persons: Iterable[UUID]
) -> list[DisclosureRow]:
    """All disclosures of these persons' information, newest first."""
    query = f"""
        select {_DISCLOSURES} from read.disclosure
        where tenant = %(tenant)s and person_id = any (%(ids)s) order by position desc"""
    return await fetch(connection, DisclosureRow, query, {"tenant": tenant, "ids": list(persons)})


async def disclosures_resting_on(
    connection: Connection, tenant: str, persons: Iterable[UUID], consents: Iterable[UUID]
) -> list[DisclosureRow]:
    """Disclosures of these persons that rest on one of these consents, newest first."""
    wanted = set(consents)
    found = await disclosures_of(connection, tenant, persons)
    return [row for row in found if wanted.intersection(row.consent_ids)]


async def tellings_of(
    connection: Connection, tenant: str, persons: Iterable[UUID]
) -> list[TellingRow]:
    """Who was told that a consent of these persons ended, newest first."""
    query = f"""
        select {", ".join(TellingRow.__struct_fields__)} from read.telling
        where tenant = %(tenant)s and person_id = any (%(ids)s) order by position desc"""
    return await fetch(connection, TellingRow, query, {"tenant": tenant, "ids": list(persons)})


async def pauses_of(connection: Connection, tenant: str, persons: Iterable[UUID]) -> list[PauseRow]:
    """Referrals of these persons that were paused, newest first."""
    query = f"""
        select {", ".join(PauseRow.__struct_fields__)} from read.referral_pause
        where tenant = %(tenant)s and person_id = any (%(ids)s) order by position desc"""
    return await fetch(connection, PauseRow, query, {"tenant": tenant, "ids": list(persons)})
