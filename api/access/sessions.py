"""Sessions: opened by a single-use link, bound to a secret of 256 bits that is stored nowhere."""

import hashlib
import hmac
import secrets
import time
from base64 import urlsafe_b64encode
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from api.database import Database, Reader
from api.settings import Settings
from domain.event import Actor

PARTNER_ROLES = frozenset({"EMPLOYMENT_PARTNER"})
TOUCH_SECONDS = 60
LONGEST_SECRET = 100
_CURRENT = """
select s.*
from access.current_session(%(secret)s) as s
where set_config('caseledger.session', %(secret)s, false) is not null
"""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in, under which role. ``secret`` is the proof that they hold."""

    session_id: UUID
    tenant: str
    account_id: UUID
    display_name: str
    role: str
    office: str | None
    organisation: str
    created_at: datetime
    expires_at: datetime
    secret: str

    @property
    def actor(self) -> Actor:
        return Actor(
            id=self.account_id,
            kind="PARTNER" if self.role in PARTNER_ROLES else "STAFF",
            role=self.role,
            organisation=self.organisation,
            office=self.office,
        )


def new_secret() -> str:
    """256 random bits, to stand in a link or a cookie."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> bytes:
    """What is stored of a secret: its SHA-256 (enough for 256 random bits)."""
    return hashlib.sha256(secret.encode()).digest()


def csrf_token(secret: str) -> str:
    """The token that a form of this session carries; whoever lacks the secret cannot make it."""
    proof = hmac.digest(secret.encode(), b"caseledger form", "sha256")
    return urlsafe_b64encode(proof).decode().rstrip("=")


def csrf_matches(secret: str, token: object) -> bool:
    """Whether a form was rendered for this session."""
    return isinstance(token, str) and hmac.compare_digest(
        csrf_token(secret).encode(), token.encode()
    )


class Sessions:
    """Opens, finds, prolongs and ends sessions; writes by the sign-in role alone."""

    def __init__(self, auth: Database, settings: Settings) -> None:
        self._auth = auth
        self._settings = settings
        self._touched: dict[UUID, float] = {}

    async def open_by_link(self, link_secret: str, role: str | None = None) -> str | None:
        """Spend a link: the new session's secret, or nothing where it is spent or unknown."""
        async with self._auth.connection() as connection, connection.transaction():
            cursor = await connection.execute(
                """
                update access.sign_in_link
                set used_at = now()
                where link_hash = %s and tenant = %s and used_at is null and expires_at > now()
                returning account_id
                """,
                [hashed(link_secret), self._settings.tenant],
            )
            row = await cursor.fetchone()
            return await self._open(connection, row[0], role) if row else None

    async def open_for(self, account_id: UUID, role: str | None = None) -> str | None:
        """A new session for an account (the demo's sign-in); nothing where it is not active."""
        async with self._auth.connection() as connection, connection.transaction():
            return await self._open(connection, account_id, role)

    async def _open(self, connection: Any, account_id: UUID, role: str | None) -> str | None:
        secret = new_secret()
        cursor = await connection.execute(
            """
            insert into access.session (
                session_id, secret_hash, tenant, account_id, role, office, organisation, expires_at)
            select %(session)s, %(hash)s, a.tenant, a.account_id, coalesce(%(role)s, a.roles[1]),
                   a.office, a.organisation, now() + make_interval(mins => %(idle)s)
            from access.account as a
            where a.tenant = %(tenant)s and a.account_id = %(account)s and a.active
              and coalesce(%(role)s, a.roles[1]) = any (a.roles)
            returning session_id
            """,
            {
                "session": uuid4(),
                "hash": hashed(secret),
                "role": role,
                "idle": min(self._settings.idle_minutes, self._settings.absolute_minutes),
                "tenant": self._settings.tenant,
                "account": account_id,
            },
        )
        return secret if await cursor.fetchone() else None

    async def current(self, reader: Reader, secret: str | None) -> Session | None:
        """Whoever holds the secret, or nothing; keeps a session that is used from going idle."""
        if not secret or len(secret) > LONGEST_SECRET or "\x00" in secret:
            return None
        rows = await reader.rows(_CURRENT, {"secret": secret})
        if not rows:
            return None
        reader.hold(secret)
        if rows[0]["tenant"] != self._settings.tenant:
            return None
        session = Session(secret=secret, **rows[0])
        await self._touch(session)
        return session

    async def _touch(self, session: Session) -> None:
        moment = time.monotonic()
        if moment - self._touched.get(session.session_id, -TOUCH_SECONDS) < TOUCH_SECONDS:
            return
        if len(self._touched) > 10_000:
            self._touched.clear()
        self._touched[session.session_id] = moment
        async with self._auth.connection() as connection:
            await connection.execute(
                """
                update access.session
                set last_seen_at = now(),
                    expires_at = least(
                        now() + make_interval(mins => %s),
                        created_at + make_interval(mins => %s))
                where session_id = %s and ended_at is null and expires_at > now()
                """,
                [
                    self._settings.idle_minutes,
                    self._settings.absolute_minutes,
                    session.session_id,
                ],
            )

    async def end(self, session: Session) -> None:
        """Sign out: the secret opens nothing any more."""
        async with self._auth.connection() as connection:
            await connection.execute(
                "update access.session set ended_at = now() "
                "where session_id = %s and ended_at is null",
                [session.session_id],
            )
