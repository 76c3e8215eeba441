"""The endpoints of partners, as the operator sets them, and their secrets, sealed as all keys are."""

import asyncio
import base64
from datetime import datetime
from typing import Any

import msgspec
from psycopg import AsyncConnection

from ledger.keys.store import KeyStore
from projections.paging import fetch

Connection = AsyncConnection[Any]
PREFIX = "whsec_"
OVERLAP_HOURS = 24
"""So long the secret from before a change signs as well."""


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where a recipient (a code of ``organisations``) is told; ``version`` counts its secrets."""

    recipient: str
    url: str
    version: int
    previous_until: datetime | None
    made_at: datetime
    ended_at: datetime | None
    overlapping: bool


_COLUMNS = """
    recipient, url, version, previous_until, made_at, ended_at,
    coalesce(previous_until > clock_timestamp(), false) as overlapping
"""


async def endpoints(
    connection: Connection, tenant: str, recipient: str | None = None
) -> list[Endpoint]:
    """All there ever were, or one recipient's."""
    query = f"""
        select {_COLUMNS} from effects.endpoint
        where tenant = %(tenant)s and (%(recipient)s::text is null or recipient = %(recipient)s)
        order by recipient
    """
    return await fetch(connection, Endpoint, query, {"tenant": tenant, "recipient": recipient})


async def set_endpoint(connection: Connection, tenant: str, recipient: str, url: str) -> Endpoint:
    """Set where a recipient is told. One that was ended begins anew, under another secret."""
    query = f"""
        insert into effects.endpoint as e (tenant, recipient, url, version)
        values (%(tenant)s, %(recipient)s, %(url)s, 1)
        on conflict (tenant, recipient) do update
        set url = excluded.url, ended_at = null,
            version = e.version + case when e.ended_at is null then 0 else 1 end,
            previous_until = case when e.ended_at is null then e.previous_until end
        returning {_COLUMNS}
    """
    given = {"tenant": tenant, "recipient": recipient, "url": url}
    return (await fetch(connection, Endpoint, query, given))[0]


async def renew_secret(connection: Connection, tenant: str, recipient: str) -> Endpoint | None:
    """Give it another secret; for a day both sign. None: there is no such endpoint."""
    query = f"""
        update effects.endpoint
        set version = version + 1,
            previous_until = clock_timestamp() + make_interval(hours => %(hours)s)
        where tenant = %(tenant)s and recipient = %(recipient)s and ended_at is null
        returning {_COLUMNS}
    """
    given = {"tenant": tenant, "recipient": recipient, "hours": OVERLAP_HOURS}
    return next(iter(await fetch(connection, Endpoint, query, given)), None)


async def end_endpoint(connection: Connection, tenant: str, recipient: str) -> bool:
    """Tell this recipient nothing more; what still waits for it is dropped when its turn comes."""
    cursor = await connection.execute(
        "update effects.endpoint set ended_at = clock_timestamp()"
        " where tenant = %s and recipient = %s and ended_at is null",
        (tenant, recipient),
    )
    return cursor.rowcount == 1


def secret_of(keys: KeyStore, endpoint: Endpoint, version: int | None = None) -> bytes:
    """The 32 bytes that sign for it, made at their first use; it may ask the database."""
    return keys.secret(f"webhook:{endpoint.recipient}:{version or endpoint.version}")


async def secrets_of(keys: KeyStore, endpoint: Endpoint) -> list[bytes]:
    """Those that sign now, the newest first."""
    versions = [endpoint.version]
    if endpoint.overlapping and endpoint.version > 1:
        versions.append(endpoint.version - 1)
    return [await asyncio.to_thread(secret_of, keys, endpoint, version) for version in versions]


def written(secret: bytes) -> str:
    """A secret as it is handed to a partner (Standard Webhooks)."""
    return PREFIX + base64.b64encode(secret).decode()
