"""What is asked of the consent audit. Ids come first; rows only under a look at the persons."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from projections.consent_audit.rows import ConsentRow, DisclosureRow
from projections.paging import Count, Page, Scope, count_up_to_cap, fetch, page_of

Connection = AsyncConnection[Any]


class Grant(msgspec.Struct, frozen=True):
    """A consent that was given: what the gate decides on."""

    consent_id: UUID
    person_id: UUID
    categories: tuple[str, ...]
    recipients: tuple[str, ...]
    purposes: tuple[str, ...]
    valid_from: datetime
    expires_on: date | None
    withdrawn_at: datetime | None
    capacity: str
    known_at: datetime


class ConsentKey(msgspec.Struct, frozen=True):
    consent_id: UUID
    person_id: UUID
    position: int


class DisclosureKey(msgspec.Struct, frozen=True):
    disclosure_id: UUID
    person_id: UUID
    case_id: UUID
    position: int


class DisclosureFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which disclosures: made from an instant on and before another (UTC)."""

    person: UUID | None = None
    recipient_kind: str | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


_CONSENT_IDS = """read.consent_ids(
    %(tenant)s, %(scope)s::jsonb, %(person)s, %(state)s, %(today)s,
    %(before)s, %(page)s)"""
_DISCLOSURE_IDS = """read.disclosure_ids(
    %(tenant)s, %(scope)s::jsonb, %(person)s, %(recipient_kind)s,
    %(from_at)s, %(until_at)s, %(before)s, %(page)s)"""


async def grants_for(connection: Connection, tenant: str, persons: Iterable[UUID]) -> list[Grant]:
    """What these persons consented to, ever; needs no look, for the gate decides by it."""
    query = "select * from read.consent_grants(%(tenant)s, %(ids)s)"
    return await fetch(connection, Grant, query, {"tenant": tenant, "ids": list(persons)})


async def consent_keys(
    connection: Connection,
    scope: Scope,
    *,
    today: date,
    limit: int,
    person: UUID | None = None,
    state: str | None = None,
    before: int | None = None,
) -> Page[ConsentKey]:
    """Consents by person and state (GIVEN, REFUSED, WITHDRAWN, EXPIRED), newest first; no look."""
    parameters = _consents(scope, today, person, state) | {"before": before, "page": limit + 1}
    query = f"select * from {_CONSENT_IDS}"
    return page_of(await fetch(connection, ConsentKey, query, parameters), limit)


async def consent_count(
    connection: Connection,
    scope: Scope,
    *,
    today: date,
    person: UUID | None = None,
    state: str | None = None,
) -> Count:
    """How many consents that list has, up to the cap; needs no look."""
    parameters = _consents(scope, today, person, state) | {"before": None}
    return await count_up_to_cap(connection, _CONSENT_IDS, parameters)


def _consents(scope: Scope, today: date, person: UUID | None, state: str | None) -> dict[str, Any]:
    return scope.parameters() | {"person": person, "state": state, "today": today}


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
