"""Who works here: names behind the ids of actors and caseworkers, kept for a little while."""

import time
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from api.database import Database

KEPT_SECONDS = 5.0
ASSIGNABLE = ("CASEWORKER",)


class StaffMember(msgspec.Struct, frozen=True):
    """An account, active or not: whoever acted keeps a name."""

    account_id: UUID
    display_name: str
    roles: list[str]
    office: str | None
    organisation: str
    active: bool
    kind: str = "PERSON"


class StaffList:
    """All accounts of the tenant by id."""

    def __init__(self, auth: Database, tenant: str) -> None:
        self._auth = auth
        self._tenant = tenant
        self._members: dict[UUID, StaffMember] = {}
        self._read_at = float("-inf")

    async def all(self) -> dict[UUID, StaffMember]:
        if time.monotonic() - self._read_at > KEPT_SECONDS:
            async with self._auth.connection() as connection:
                cursor = await connection.execute(
                    """
                    select account_id, display_name, roles, office, organisation, active, kind
                    from access.account where tenant = %s
                    order by display_name, account_id
                    """,
                    [self._tenant],
                )
                rows = [StaffMember(*row) for row in await cursor.fetchall()]
            self._members = {member.account_id: member for member in rows}
            self._read_at = time.monotonic()
        return self._members

    async def then(self, account: UUID, at: datetime) -> StaffMember | None:
        """The account as it was at an instant (UTC), under its name of now; nothing where there was
        none that was open, as far as is held.
        """
        async with self._auth.connection() as connection:
            cursor = await connection.execute(
                """
                select a.account_id, a.display_name, s.roles, s.office, s.organisation, s.active,
                    s.kind
                from access.account_state as s
                join access.account as a on a.tenant = s.tenant and a.account_id = s.account_id
                where s.tenant = %(tenant)s and s.account_id = %(account)s and s.active
                  and s.from_at <= %(at)s and (s.until_at is null or s.until_at > %(at)s)
                """,
                {"tenant": self._tenant, "account": account, "at": at},
            )
            row = await cursor.fetchone()
        return StaffMember(*row) if row else None

    async def assignable(
        self, office: str | None, roles: Collection[str] = ASSIGNABLE
    ) -> Sequence[StaffMember]:
        """Who has one of these roles (without them: whom a case can be assigned to), of one office
        or of all.
        """
        return [
            member
            for member in (await self.all()).values()
            if member.active
            and member.kind == "PERSON"
            and any(role in roles for role in member.roles)
            and office in (None, member.office)
        ]
