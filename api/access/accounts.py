"""Accounts and sign-in links, made by the operator (command line) or by the demo."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from api.access.sessions import hashed, new_secret
from api.access.trail import note

LINK_VALID_FOR = timedelta(hours=24)


class Account(msgspec.Struct, frozen=True):
    """Somebody who may sign in, with the roles that they may wear."""

    account_id: UUID
    display_name: str
    roles: list[str]
    office: str | None
    organisation: str


async def create_account(
    connection: Any,
    *,
    tenant: str,
    account_id: UUID,
    display_name: str,
    roles: Sequence[str],
    office: str | None,
    organisation: str,
) -> None:
    """Make an account, or bring the one of this id up to date. ``connection``: psycopg, async, auth.

    Its sessions in a role, office or organisation that it has no longer end.
    """
    given = {
        "tenant": tenant,
        "account": account_id,
        "name": display_name,
        "roles": list(roles),
        "office": office,
        "organisation": organisation,
    }
    async with connection.transaction():
        await connection.execute(
            """
            insert into access.account
                (tenant, account_id, display_name, roles, office, organisation)
            values (%(tenant)s, %(account)s, %(name)s, %(roles)s, %(office)s, %(organisation)s)
            on conflict (tenant, account_id) do update
            set display_name = excluded.display_name, roles = excluded.roles,
                office = excluded.office, organisation = excluded.organisation, active = true
            """,
            given,
        )
        await connection.execute(
            """
            update access.session
            set ended_at = now()
            where tenant = %(tenant)s and account_id = %(account)s and ended_at is null
              and (role <> all (%(roles)s::text[]) or office is distinct from %(office)s
                   or organisation <> %(organisation)s)
            """,
            given,
        )


async def issue_sign_in_link(
    connection: Any, *, tenant: str, account_id: UUID, valid_for: timedelta = LINK_VALID_FOR
) -> str:
    """The secret of a new single-use link; its page is ``/sign-in/<secret>``.

    Raises ``LookupError`` where the tenant has no such active account.
    """
    secret = new_secret()
    cursor = await connection.execute(
        """
        insert into access.sign_in_link (link_hash, tenant, account_id, expires_at)
        select %s, a.tenant, a.account_id, now() + %s
        from access.account as a
        where a.tenant = %s and a.account_id = %s and a.active
        """,
        [hashed(secret), valid_for, tenant, account_id],
    )
    if cursor.rowcount != 1:
        raise LookupError(f"no active account {account_id} in {tenant}")
    return secret


async def accounts(connection: Any, *, tenant: str) -> list[Account]:
    """All active accounts of a tenant's people, by name."""
    cursor = await connection.execute(
        """
        select account_id, display_name, roles, office, organisation
        from access.account where tenant = %s and active and kind = 'PERSON'
        order by display_name, account_id
        """,
        [tenant],
    )
    return [Account(*row) for row in await cursor.fetchall()]


async def link_person(
    connection: Any, *, tenant: str, account_id: UUID, person_id: UUID | None
) -> bool | None:
    """Note whose own record an account's is (None: nobody's): whether that changed anything.

    None where there is no such account.

    From then on looks at that file, at family and at the same address surface as findings. Nobody
    can read the link back. ``connection``: psycopg, async, auth.
    """
    async with connection.transaction():
        cursor = await connection.execute(
            "select access.link_person(%s, %s, %s)", [tenant, account_id, person_id]
        )
        row = await cursor.fetchone()
        changed: bool | None = row[0] if row else None
        if changed:
            what = "PERSON_LINKED" if person_id else "PERSON_UNLINKED"
            await note(connection, tenant, what, account=account_id)
        return changed


async def close_account(connection: Any, *, tenant: str, account_id: UUID) -> bool:
    """Close an account for good, with its sessions and links; False where there is no such one."""
    async with connection.transaction():
        cursor = await connection.execute(
            "update access.account set active = false"
            " where tenant = %s and account_id = %s and active",
            [tenant, account_id],
        )
        closed = cursor.rowcount == 1
        await connection.execute(
            "update access.session set ended_at = now()"
            " where tenant = %s and account_id = %s and ended_at is null",
            [tenant, account_id],
        )
        await connection.execute(
            "update access.sign_in_link set used_at = now()"
            " where tenant = %s and account_id = %s and used_at is null",
            [tenant, account_id],
        )
        if closed:
            await note(connection, tenant, "ACCOUNT_CLOSED", account=account_id)
        return closed
