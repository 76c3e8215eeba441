"""The record of signing in: who, out of which, why not, from where. Nobody changes a row of it."""

import hashlib
from typing import Any
from uuid import UUID

_WRITE = """
insert into access.sign_in
    (tenant, what, via, account_id, session_id, role, reason, subject_hash, address)
values (%(tenant)s, %(what)s, %(via)s, %(account)s, %(session)s, %(role)s, %(reason)s,
        %(subject)s, %(address)s)
"""


async def note(
    connection: Any,
    tenant: str,
    what: str,
    *,
    via: str | None = None,
    account: UUID | None = None,
    session: UUID | None = None,
    role: str | None = None,
    reason: str | None = None,
    subject: tuple[str, str] | None = None,
    address: str | None = None,
) -> None:
    """Write one row. ``connection``: psycopg, async, auth; ``subject``: issuer and subject.

    ``what``: SIGNED_IN, SIGNED_OUT, SIGNED_OUT_EVERYWHERE, HAT_CHANGED, REFUSED, BOUND,
    ENDED_BY_PROVIDER, TOKEN_MADE, TOKEN_REVOKED, ACCOUNT_CLOSED,
    PERSON_LINKED or PERSON_UNLINKED.
    """
    hashed = hashlib.sha256("\n".join(subject).encode()).digest() if subject else None
    await connection.execute(
        _WRITE,
        {
            "tenant": tenant,
            "what": what,
            "via": via,
            "account": account,
            "session": session,
            "role": role,
            "reason": reason,
            "subject": hashed,
            "address": address,
        },
    )
