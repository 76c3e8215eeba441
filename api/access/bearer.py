"""Bearer tokens of tools, each exchanged for a short session, so that looks stay bound to one.

A token is the identity provider's (a JWT access token, RFC 9068), or a service's of our own.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from api.access.code_flow import Known, claimed_of
from api.access.oidc import tokens
from api.access.oidc.claims import Claimed
from api.access.oidc.errors import ClaimsRefused, ProviderAway, TokenRefused
from api.access.oidc.provider import IdentityProvider
from api.access.service_accounts import PREFIX
from api.access.sessions import Opening, Sessions, hashed
from api.access.subjects import account_of
from api.access.trail import note
from api.database import Database
from api.errors import Fault, Unavailable

SESSION_MINUTES = 10
MOST_KEPT = 2000
_SERVICE = """
select t.account_id, t.secret_hash, t.expires_at, a.scopes
from access.service_token as t
join access.account as a on a.tenant = t.tenant and a.account_id = t.account_id
where t.token_id = %s and t.tenant = %s and t.revoked_at is null and t.expires_at > now()
  and a.active and a.kind = 'SERVICE'
"""
_ACCOUNT = """
select account_id, kind, active, scopes, signed_out_at, display_name, roles, office, organisation
from access.account where tenant = %s and issuer = %s and subject = %s
"""


def is_token(text: str) -> bool:
    """Whether this is a token to exchange, and not a session's own secret, which has no dots."""
    return text.startswith(PREFIX) or text.count(".") == 2


class Bearers:
    """Exchanges tokens. ``provider``: None where there is none, then only our own are taken."""

    def __init__(
        self,
        auth: Database,
        provider: IdentityProvider | None,
        sessions: Sessions,
        tenant: str,
        known: Callable[[], Awaitable[Known]],
    ) -> None:
        self._auth = auth
        self._provider = provider
        self._sessions = sessions
        self._tenant = tenant
        self._known = known
        self._kept: OrderedDict[bytes, tuple[str, float]] = OrderedDict()

    async def secret(self, token: str, role: str | None, address: str | None) -> str:
        """The secret of the session that this token opened, or opens now.

        ``role``: the hat to wear, of those that the token's claims give. Raises ``Fault``:
        TOKEN_REFUSED, TRY_LATER or TEMPORARILY_UNAVAILABLE.
        """
        key = hashlib.sha256(f"{role}\n{token}".encode()).digest()
        kept = self._kept.get(key)
        if kept and time.monotonic() < kept[1]:
            return kept[0]
        async with self._auth.connection() as connection:
            await self._sessions.throttle.check(connection, address=address)
        try:
            # No connection is held while keys may be fetched.
            claims = None if token.startswith(PREFIX) else await self._verified(token)
            known = await self._known()
            async with self._auth.connection() as connection, connection.transaction():
                if claims is None:
                    account, opening = await self._service(connection, token)
                else:
                    account, opening = await self._provided(connection, claims, known)
                opening = msgspec.structs.replace(opening, address=address)
                secret = await self._sessions.open(connection, account, role, opening)
                if secret is None:
                    raise TokenRefused("ROLE")
        except (TokenRefused, ClaimsRefused) as refused:
            async with self._auth.connection() as connection:
                await self._sessions.throttle.failed(connection, address=address)
                await note(
                    connection,
                    self._tenant,
                    "REFUSED",
                    via="TOKEN",
                    reason=refused.code,
                    address=address,
                )
            raise Fault("TOKEN_REFUSED") from None
        except (ProviderAway, psycopg.errors.UniqueViolation):
            raise Unavailable() from None
        assert opening.not_after is not None
        seconds = (opening.not_after - datetime.now(UTC)).total_seconds()
        self._kept[key] = (secret, time.monotonic() + seconds / 2)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return secret

    def forget(self, secret: str) -> None:
        """A session that was found ended is not offered again: its token must open another."""
        for key in [key for key, kept in self._kept.items() if kept[0] == secret]:
            del self._kept[key]

    async def _verified(self, token: str) -> dict[str, Any]:
        if self._provider is None:
            raise TokenRefused("NO_PROVIDER")
        return await tokens.access_token(self._provider, token)

    async def _service(self, connection: Any, token: str) -> tuple[UUID, Opening]:
        name, _, secret = token.removeprefix(PREFIX).partition(".")
        try:
            token_id = UUID(hex=name)
        except ValueError:
            raise TokenRefused("MALFORMED") from None
        cursor = await connection.execute(_SERVICE, [token_id, self._tenant])
        row = await cursor.fetchone()
        # Both are hashes of 256 random bits: comparing them tells nothing of the secret.
        if row is None or row[1] != hashed(secret):
            raise TokenRefused("SERVICE_TOKEN")
        account, _, expires_at, scopes = row
        until = min(expires_at, _in(SESSION_MINUTES))
        return account, Opening(via="SERVICE", scopes=scopes, not_after=until)

    async def _provided(
        self, connection: Any, claims: dict[str, Any], known: Known
    ) -> tuple[UUID, Opening]:
        provider = self._provider
        assert provider is not None and provider.settings.tokens is not None
        said = provider.settings.tokens
        issuer, subject = claims["iss"], claims["sub"]
        granted = _scopes(claims)
        cursor = await connection.execute(_ACCOUNT, [self._tenant, issuer, subject])
        row = await cursor.fetchone()
        if row is not None and row[1] == "SERVICE":
            account, _, active, own, *_ = row
            if not active:
                raise TokenRefused("ACCOUNT_CLOSED")
            scopes: Sequence[str] | None = [scope for scope in own if scope in granted]
        else:
            if row and row[4] and claims["iat"] <= row[4].timestamp():
                raise TokenRefused("SIGNED_OUT")
            full = bool(said.full_scope) and said.full_scope in granted
            scopes = None if full else granted
            before = _before(subject, *row[5:]) if row else None
            claimed = claimed_of(claims, provider, known, self._tenant, before)
            account = await account_of(
                connection,
                tenant=self._tenant,
                issuer=issuer,
                claimed=claimed,
                make=provider.settings.make_accounts,
            )
        until = min(datetime.fromtimestamp(claims["exp"], UTC), _in(said.session_minutes))
        opening = Opening(
            via="TOKEN",
            scopes=scopes,
            not_after=until,
            issuer=issuer,
            provider_session=claims.get("sid") if isinstance(claims.get("sid"), str) else None,
        )
        return account, opening


def _before(
    subject: str, name: str, roles: Sequence[str], office: str | None, organisation: str
) -> Claimed:
    return Claimed(
        subject=subject,
        name=name,
        roles=tuple(roles),
        office=office,
        organisation=organisation,
    )


def _scopes(claims: dict[str, Any]) -> list[str]:
    """``scope`` (RFC 9068), or ``scp`` as some providers call it: words, or a list of them."""
    said = claims.get("scope", claims.get("scp", ""))
    words = said.split() if isinstance(said, str) else said if isinstance(said, list) else []
    return [word for word in words if isinstance(word, str)]


def _in(minutes: int) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)
