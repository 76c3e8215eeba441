"""Sessions: opened at a sign-in, bound to a secret of 256 bits that is stored nowhere."""

import hashlib
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from api.access import session_sql as sql
from api.access.throttle import Throttle
from api.access.trail import note
from api.database import Database, Reader
from api.settings import Settings
from domain.event import Actor, ActorKind
from projections.case_file.gate_facts import CaseFacts, case_facts_of

PARTNER_ROLES = frozenset({"EMPLOYMENT_PARTNER", "COMMUNITY_PARTNER"})
TOUCH_SECONDS = 60
LONGEST_SECRET = 100


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in, under which of their roles. ``secret`` is the proof that they hold.

    ``scopes``: the named scopes that it is limited to; None for all that the role may do.
    """

    session_id: UUID
    tenant: str
    account_id: UUID
    display_name: str
    role: str
    roles: Sequence[str] = ()
    office: str | None
    organisation: str
    created_at: datetime
    expires_at: datetime
    via: str | None = None
    scopes: Sequence[str] | None = None
    secret: str

    @property
    def actor(self) -> Actor:
        kind: ActorKind = "PARTNER" if self.role in PARTNER_ROLES else "STAFF"
        return Actor(
            id=self.account_id,
            kind="SERVICE" if self.via == "SERVICE" else kind,
            role=self.role,
            organisation=self.organisation,
            office=self.office,
        )


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What a session stands on: see the columns of ``access.session``."""

    via: str
    scopes: Sequence[str] | None = None
    not_after: datetime | None = None
    issuer: str | None = None
    provider_session: str | None = None
    address: str | None = None


def new_secret() -> str:
    """256 random bits, to stand in a link or a cookie."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> bytes:
    """What is stored of a secret: its SHA-256 (enough for 256 random bits)."""
    return hashlib.sha256(secret.encode()).digest()


def _may_be_one(secret: str) -> bool:
    return 0 < len(secret) <= LONGEST_SECRET and "\x00" not in secret


async def _no_role_limits(role: str) -> Mapping[str, int]:
    return {}


class Sessions:
    """Opens, finds, prolongs and ends sessions; writes by the sign-in role alone.

    ``limits_of`` a role: its ``idle_minutes`` and ``absolute_minutes``, where policy says them.
    """

    def __init__(
        self,
        auth: Database,
        settings: Settings,
        limits_of: Callable[[str], Awaitable[Mapping[str, int]]] = _no_role_limits,
    ) -> None:
        self._auth = auth
        self._settings = settings
        self._limits_of = limits_of
        self._touched: dict[UUID, float] = {}
        self.throttle = Throttle(settings.tenant, settings.sign_in_limits)

    async def open_by_link(
        self, link_secret: str, role: str | None = None, address: str | None = None
    ) -> str | None:
        """Spend a link: the new session's secret, or nothing where it is spent or unknown.

        Raises ``Fault`` TRY_LATER after too many failures.
        """
        tenant = self._settings.tenant
        async with self._auth.connection() as connection:
            cursor = await connection.execute(
                "select account_id from access.sign_in_link where link_hash = %s and tenant = %s",
                [hashed(link_secret), tenant],
            )
            known = await cursor.fetchone()
            account: UUID | None = known[0] if known else None
            await self.throttle.check(connection, address=address, account=account)
            async with connection.transaction():
                cursor = await connection.execute(
                    """
                    update access.sign_in_link
                    set used_at = now()
                    where link_hash = %s and tenant = %s and used_at is null and expires_at > now()
                    returning account_id
                    """,
                    [hashed(link_secret), tenant],
                )
                row = await cursor.fetchone()
                opening = Opening(via="LINK", address=address)
                secret = await self.open(connection, row[0], role, opening) if row else None
            if secret is None:
                await self.throttle.failed(connection, address=address, account=account)
                reason = "LINK_SPENT" if known else "LINK_UNKNOWN"
                await note(
                    connection,
                    tenant,
                    "REFUSED",
                    via="LINK",
                    account=account,
                    reason=reason,
                    address=address,
                )
            return secret

    async def open_for(self, account_id: UUID, role: str | None = None) -> str | None:
        """A new session for an account (the demo's sign-in); nothing where it is not active."""
        async with self._auth.connection() as connection, connection.transaction():
            return await self.open(connection, account_id, role, Opening(via="DEMO"))

    async def open(
        self,
        connection: Any,
        account_id: UUID,
        role: str | None,
        opening: Opening,
        what: str = "SIGNED_IN",
    ) -> str | None:
        """A session in this role (else the one last worn), on record; nothing where it may not be."""
        given: dict[str, Any] = {"tenant": self._settings.tenant, "account": account_id}
        cursor = await connection.execute(sql.ROLES, given)
        row = await cursor.fetchone()
        if row is None:
            return None
        roles, last = row
        role = role or last or roles[0]
        limits = await self._limits_of(role)
        idle = min(self._settings.idle_minutes, limits.get("idle_minutes", 1_000_000))
        absolute = min(self._settings.absolute_minutes, limits.get("absolute_minutes", 1_000_000))
        secret, session = new_secret(), uuid4()
        given |= {
            "session": session,
            "hash": hashed(secret),
            "role": role,
            "idle": min(idle, absolute),
            "absolute": absolute,
            "via": opening.via,
            "scopes": None if opening.scopes is None else list(opening.scopes),
            "not_after": opening.not_after,
            "issuer": opening.issuer,
            "sid": opening.provider_session,
        }
        cursor = await connection.execute(sql.OPEN, given)
        if await cursor.fetchone() is None:
            return None
        await self.throttle.succeeded(connection, account_id)
        await note(
            connection,
            self._settings.tenant,
            what,
            via=opening.via,
            account=account_id,
            session=session,
            role=role,
            address=opening.address,
        )
        return secret

    async def wear(self, session: Session, role: str, address: str | None = None) -> str | None:
        """Change hats: the session ends, and another begins in this role, with a secret of its own.

        It lasts no longer than the first would have. Nothing where the role is not the account's.
        """
        if role not in session.roles:
            return None
        async with self._auth.connection() as connection, connection.transaction():
            cursor = await connection.execute(
                sql.TAKE_OFF,
                {"session": session.session_id, "absolute": self._settings.absolute_minutes},
            )
            row = await cursor.fetchone()
            if row is None:
                return None
            via, scopes, issuer, provider_session, not_after = row
            opening = Opening(
                via=via or "LINK",
                scopes=scopes,
                not_after=not_after,
                issuer=issuer,
                provider_session=provider_session,
                address=address,
            )
            return await self.open(connection, session.account_id, role, opening, "HAT_CHANGED")

    async def current(
        self, reader: Reader, secret: str | None, *, touch: bool = True
    ) -> Session | None:
        """Whoever holds the secret, or nothing; keeps a session that is used from going idle.

        ``touch``: whether this is a use.
        """
        if not secret or not _may_be_one(secret):
            return None
        rows = await reader.rows(sql.CURRENT, {"secret": secret})
        if not rows:
            return None
        reader.hold(secret)
        session = self._of_row(rows[0], secret)
        if session and touch:
            await self._touch(session)
        return session

    async def current_and_facts(
        self, reader: Reader, secret: str, cases: Iterable[UUID]
    ) -> tuple[Session | None, CaseFacts]:
        """Whoever holds the secret, and what the gate decides on of these cases, in one statement.

        It is no use of the session, and the connection does not hold the secret afterwards.
        """
        if not _may_be_one(secret):
            return None, CaseFacts()
        asked = {"secret": secret, "cases": list(cases)}
        rows = await reader.rows(sql.CURRENT_AND_FACTS, asked)
        if not rows:
            return None, CaseFacts()
        facts = case_facts_of(rows[0].pop("facts"))
        return self._of_row(rows[0], secret), facts

    def _of_row(self, row: Mapping[str, Any], secret: str) -> Session | None:
        """The session, where it is one of this tenant's."""
        return Session(secret=secret, **row) if row["tenant"] == self._settings.tenant else None

    async def _touch(self, session: Session) -> None:
        moment = time.monotonic()
        if moment - self._touched.get(session.session_id, -TOUCH_SECONDS) < TOUCH_SECONDS:
            return
        if len(self._touched) > 10_000:
            self._touched.clear()
        self._touched[session.session_id] = moment
        async with self._auth.connection() as connection:
            await connection.execute(
                sql.TOUCH,
                {
                    "idle": self._settings.idle_minutes,
                    "absolute": self._settings.absolute_minutes,
                    "session": session.session_id,
                },
            )

    async def end(self, session: Session) -> None:
        """Sign out: the secret opens nothing any more."""
        async with self._auth.connection() as connection, connection.transaction():
            cursor = await connection.execute(
                "update access.session set ended_at = now(), end_reason = 'SIGNED_OUT' "
                "where session_id = %s and ended_at is null",
                [session.session_id],
            )
            if cursor.rowcount:
                await note(
                    connection,
                    session.tenant,
                    "SIGNED_OUT",
                    via=session.via,
                    account=session.account_id,
                    session=session.session_id,
                    role=session.role,
                )

    async def end_everywhere(self, session: Session) -> None:
        """Sign out here and everywhere else: every session, and every token given so far, ends."""
        async with self._auth.connection() as connection, connection.transaction():
            given = [session.tenant, session.account_id]
            await connection.execute(
                "update access.account set signed_out_at = now()"
                " where tenant = %s and account_id = %s",
                given,
            )
            await connection.execute(
                "update access.session set ended_at = now(), end_reason = 'SIGNED_OUT_EVERYWHERE'"
                " where tenant = %s and account_id = %s and ended_at is null",
                given,
            )
            await note(
                connection,
                session.tenant,
                "SIGNED_OUT_EVERYWHERE",
                via=session.via,
                account=session.account_id,
                session=session.session_id,
                role=session.role,
            )
