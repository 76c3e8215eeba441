"""Accounts of programs: one role, and named scopes beyond which they do nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec

from api.access.sessions import hashed, new_secret
from api.access.trail import note

PREFIX = "cls."
"""What a token of ours begins with, before its id and its secret."""


class ServiceAccount(msgspec.Struct, frozen=True):
    """A program that may sign in; ``expires_at`` (UTC) ends its longest token, if any."""

    account_id: UUID
    display_name: str
    role: str
    scopes: list[str]
    subject: str | None
    expires_at: datetime | None


async def create_service(
    connection: Any,
    *,
    tenant: str,
    name: str,
    role: str,
    scopes: Sequence[str],
    office: str | None,
    organisation: str,
    issuer: str | None = None,
    subject: str | None = None,
) -> UUID:
    """A new service account. ``subject``: its client at the provider, which then gives its tokens."""
    account = uuid4()
    await connection.execute(
        """
        insert into access.account (tenant, account_id, display_name, roles, office, organisation,
                                    kind, scopes, issuer, subject)
        values (%s, %s, %s, %s, %s, %s, 'SERVICE', %s, %s, %s)
        """,
        [
            tenant,
            account,
            name,
            [role],
            office,
            organisation,
            list(scopes),
            issuer if subject else None,
            subject,
        ],
    )
    return account


async def issue_token(
    connection: Any, *, tenant: str, account: UUID, valid_for: timedelta, overlap: timedelta
) -> str:
    """A new token of a service; those that it has end after ``overlap``, at the latest.

    Raises ``LookupError`` where there is no such active service.
    """
    token, secret = uuid4(), new_secret()
    async with connection.transaction():
        cursor = await connection.execute(
            """
            update access.service_token
            set expires_at = least(expires_at, now() + %s)
            where tenant = %s and account_id = %s and revoked_at is null
            """,
            [overlap, tenant, account],
        )
        cursor = await connection.execute(
            """
            insert into access.service_token (token_id, secret_hash, tenant, account_id, expires_at)
            select %s, %s, a.tenant, a.account_id, now() + %s
            from access.account as a
            where a.tenant = %s and a.account_id = %s and a.active and a.kind = 'SERVICE'
            """,
            [token, hashed(secret), valid_for, tenant, account],
        )
        if cursor.rowcount != 1:
            raise LookupError(f"no active service {account} in {tenant}")
        await note(connection, tenant, "TOKEN_MADE", via="SERVICE", account=account)
    return f"{PREFIX}{token.hex}.{secret}"


async def revoke_tokens(connection: Any, *, tenant: str, account: UUID) -> int:
    """End all tokens of a service and its sessions, at once; how many tokens there were."""
    async with connection.transaction():
        cursor = await connection.execute(
            """
            update access.service_token set revoked_at = now()
            where tenant = %s and account_id = %s and revoked_at is null and expires_at > now()
            """,
            [tenant, account],
        )
        await connection.execute(
            "update access.session set ended_at = now(), end_reason = 'TOKEN_REVOKED'"
            " where tenant = %s and account_id = %s and ended_at is null",
            [tenant, account],
        )
        await note(connection, tenant, "TOKEN_REVOKED", via="SERVICE", account=account)
        return int(cursor.rowcount)


async def services(connection: Any, *, tenant: str) -> list[ServiceAccount]:
    """All active services of a tenant, by name."""
    cursor = await connection.execute(
        """
        select a.account_id, a.display_name, a.roles[1], a.scopes, a.subject, max(t.expires_at)
        from access.account as a
        left join access.service_token as t
            on t.tenant = a.tenant and t.account_id = a.account_id
           and t.revoked_at is null and t.expires_at > now()
        where a.tenant = %s and a.active and a.kind = 'SERVICE'
        group by a.tenant, a.account_id
        order by a.display_name, a.account_id
        """,
        [tenant],
    )
    return [ServiceAccount(*row) for row in await cursor.fetchall()]
