"""Accounts of people whom the identity provider knows: found by its subject, kept up to date."""

from typing import Any
from uuid import UUID, uuid4

from api.access.accounts import create_account, link_person
from api.access.oidc.claims import Claimed
from api.access.oidc.errors import ClaimsRefused

_FIND = """
select account_id, active, kind
from access.account
where tenant = %s and issuer = %s and subject = %s
for update
"""


async def account_of(
    connection: Any, *, tenant: str, issuer: str, claimed: Claimed, make: bool
) -> UUID:
    """The account of this subject, brought up to what the claims say; made where ``make`` allows.

    Its sessions in what it has lost end. Raises ``ClaimsRefused``: ACCOUNT_CLOSED or NOT_KNOWN.
    """
    cursor = await connection.execute(_FIND, [tenant, issuer, claimed.subject])
    row = await cursor.fetchone()
    if row is None and not make:
        raise ClaimsRefused("NOT_KNOWN")
    if row is not None and (not row[1] or row[2] != "PERSON"):
        # Closed here stays closed, whatever the provider says.
        raise ClaimsRefused("ACCOUNT_CLOSED")
    account: UUID = row[0] if row else uuid4()
    await create_account(
        connection,
        tenant=tenant,
        account_id=account,
        display_name=claimed.name,
        roles=claimed.roles,
        office=claimed.office,
        organisation=claimed.organisation,
    )
    if claimed.person is not None:
        await link_person(connection, tenant=tenant, account_id=account, person_id=claimed.person)
    if row is None:
        await bind(
            connection, tenant=tenant, account=account, issuer=issuer, subject=claimed.subject
        )
    return account


async def bind(connection: Any, *, tenant: str, account: UUID, issuer: str, subject: str) -> bool:
    """Make an account that of this subject; False where it is another's, or there is no account.

    From then on the provider says its name, roles, office and organisation.
    """
    cursor = await connection.execute(
        """
        update access.account as a
        set issuer = %(issuer)s, subject = %(subject)s
        where a.tenant = %(tenant)s and a.account_id = %(account)s and a.active
          and a.kind = 'PERSON'
          and not exists (
            select from access.account as o
            where o.tenant = a.tenant and o.issuer = %(issuer)s and o.subject = %(subject)s
              and o.account_id <> a.account_id)
        """,
        {"tenant": tenant, "account": account, "issuer": issuer, "subject": subject},
    )
    return cursor.rowcount == 1
