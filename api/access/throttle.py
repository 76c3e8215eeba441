"""Failed sign-ins are counted in the database, over all processes, and after many there is a wait."""

from typing import Any
from uuid import UUID

from api.errors import Fault
from api.settings import SignInLimits
from ledger.observing import observed

_BLOCKED = """
select ceil(extract(epoch from max(blocked_until) - now()))::int
from access.throttle
where tenant = %(tenant)s and blocked_until > now()
  and ((kind = 'ADDRESS' and key = %(address)s) or (kind = 'ACCOUNT' and key = %(account)s))
"""
_FAILED = """
insert into access.throttle as t (tenant, kind, key, failures, since)
values (%(tenant)s, %(kind)s, %(key)s, 1, now())
on conflict (tenant, kind, key) do update set
    failures = case when t.since < now() - %(window)s then 1 else t.failures + 1 end,
    since = case when t.since < now() - %(window)s then now() else t.since end,
    blocked_until = case
        when t.since >= now() - %(window)s and t.failures + 1 >= %(most)s then now() + %(window)s
    end
"""
_FORGET = """
delete from access.throttle
where tenant = %(tenant)s and (since < now() - interval '1 day' or (kind = 'ACCOUNT' and key = %(key)s))
"""


class Throttle:
    """Of one tenant. ``connection``: psycopg, async, auth."""

    def __init__(self, tenant: str, limits: SignInLimits) -> None:
        self._tenant = tenant
        self._limits = limits

    async def check(
        self, connection: Any, *, address: str | None = None, account: UUID | None = None
    ) -> None:
        """Raises ``Fault`` TRY_LATER, with the minutes to wait, for either where it is blocked."""
        cursor = await connection.execute(
            _BLOCKED, {"tenant": self._tenant, "address": address, "account": str(account)}
        )
        row = await cursor.fetchone()
        if row and row[0]:
            raise Fault("TRY_LATER", minutes=max(1, -(-row[0] // 60)), seconds=row[0])

    async def failed(
        self, connection: Any, *, address: str | None = None, account: UUID | None = None
    ) -> None:
        """Count a failure against both."""
        with observed("sign_in_failure"):
            await self._failed(connection, address, account)

    async def _failed(self, connection: Any, address: str | None, account: UUID | None) -> None:
        limits = self._limits
        for kind, key, most in (
            ("ADDRESS", address, limits.failures_of_address),
            ("ACCOUNT", account, limits.failures_of_account),
        ):
            if key is not None:
                given = {
                    "tenant": self._tenant,
                    "kind": kind,
                    "key": str(key),
                    "most": most,
                    "window": limits.window,
                }
                await connection.execute(_FAILED, given)

    async def succeeded(self, connection: Any, account: UUID) -> None:
        """Forget the account's failures; those of the address stand, for others may share it."""
        await connection.execute(_FORGET, {"tenant": self._tenant, "key": str(account)})
