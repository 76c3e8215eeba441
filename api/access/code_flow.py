"""The code flow with PKCE: out to the identity provider and back, once, in the same browser."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from api.access.oidc import tokens
from api.access.oidc.claims import Claimed, read_claims
from api.access.oidc.errors import ClaimsRefused, CodeRefused, TokenRefused
from api.access.oidc.provider import IdentityProvider
from api.access.sessions import Opening, Sessions, hashed
from api.access.subjects import account_of, bind
from api.access.trail import note
from api.database import Database
from domain.policy import Policy

VALID_FOR = timedelta(minutes=10)
_TAKE = """
update access.code_flow
set used_at = now()
where state_hash = %s and browser_hash = %s and tenant = %s and used_at is null
  and expires_at > now()
returning nonce, verifier, next, account_id
"""


class SignInRefused(Exception):
    """``code``: as the page says it; ``value``: what nothing here knows, such as a role."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.value = value


class Entered(msgspec.Struct, frozen=True):
    """A session's secret, and where its holder wanted to go."""

    secret: str
    next: str


class CodeFlow:
    """``known`` gives the codes of today's policy: claims may name no others."""

    def __init__(
        self,
        auth: Database,
        provider: IdentityProvider,
        sessions: Sessions,
        tenant: str,
        known: Callable[[], Awaitable["Known"]],
    ) -> None:
        self._auth = auth
        self._provider = provider
        self._sessions = sessions
        self._tenant = tenant
        self._known = known

    async def start(
        self, wanted: str, *, account: UUID | None = None, address: str | None = None
    ) -> tuple[str, str]:
        """Where to send the browser, and the secret that it must bring back.

        ``account``: whom to bind to whoever signs in there. Raises ``ProviderAway``, or ``Fault``.
        """
        state, browser, nonce = (secrets.token_urlsafe(32) for _ in range(3))
        verifier = secrets.token_urlsafe(48)
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = urlsafe_b64encode(digest).decode().rstrip("=")
        target = await self._provider.authorize_url(state=state, nonce=nonce, challenge=challenge)
        async with self._auth.connection() as connection:
            await self._sessions.throttle.check(connection, address=address)
            await connection.execute(
                "delete from access.code_flow where expires_at < now() - interval '1 hour'"
            )
            await connection.execute(
                "insert into access.code_flow (state_hash, browser_hash, tenant, nonce, verifier,"
                " next, account_id, expires_at) values (%s, %s, %s, %s, %s, %s, %s, now() + %s)",
                [
                    hashed(state),
                    hashed(browser),
                    self._tenant,
                    nonce,
                    verifier,
                    wanted[:2000],
                    account,
                    VALID_FOR,
                ],
            )
        return target, browser

    async def finish(
        self, given: Mapping[str, str], browser: str, address: str | None = None
    ) -> Entered:
        """Sign in whoever comes back with ``given``, the parameters of the address.

        Raises ``SignInRefused`` (on record), ``ProviderAway``, or ``Fault``.
        """
        subject: tuple[str, str] | None = None
        try:
            nonce, verifier, wanted, account = await self._take(given, browser, address)
            await self._check_answer(given)
            # No connection is held meanwhile: a slow provider must not keep others out.
            claims = await self._claims(given["code"], verifier, nonce)
            subject = (claims["iss"], claims["sub"])
            known = await self._known()
            async with self._auth.connection() as connection, connection.transaction():
                secret = await self._enter(connection, claims, known, account, address)
        except SignInRefused as refused:
            async with self._auth.connection() as connection:
                await self._sessions.throttle.failed(connection, address=address)
                await note(
                    connection,
                    self._tenant,
                    "REFUSED",
                    via="PROVIDER",
                    reason=refused.code,
                    subject=subject,
                    address=address,
                )
            raise
        return Entered(secret, wanted)

    async def _take(
        self, given: Mapping[str, str], browser: str, address: str | None
    ) -> tuple[str, str, str, UUID | None]:
        async with self._auth.connection() as connection:
            await self._sessions.throttle.check(connection, address=address)
            cursor = await connection.execute(
                _TAKE, [hashed(given.get("state", "")), hashed(browser), self._tenant]
            )
            row = await cursor.fetchone()
        if row is None:
            raise SignInRefused("STATE")
        return row

    async def _check_answer(self, given: Mapping[str, str]) -> None:
        metadata = await self._provider.metadata()
        # RFC 9207: an answer of another provider must not be taken for this one's.
        named = given.get("iss")
        needed = metadata.authorization_response_iss_parameter_supported
        if (named is not None or needed) and named != metadata.issuer:
            raise SignInRefused("ISSUER")
        if "error" in given:
            raise SignInRefused("CANCELLED" if given["error"] == "access_denied" else "PROVIDER")
        if not given.get("code"):
            raise SignInRefused("PROVIDER")

    async def _claims(self, code: str, verifier: str, nonce: str) -> dict[str, Any]:
        try:
            token = await self._provider.id_token(code, verifier)
            return await tokens.id_token(self._provider, token, nonce)
        except CodeRefused:
            raise SignInRefused("CODE") from None
        except TokenRefused as refused:
            raise SignInRefused(f"TOKEN_{refused.code}") from None

    async def _enter(
        self,
        connection: Any,
        claims: dict[str, Any],
        known: "Known",
        bound: UUID | None,
        address: str | None,
    ) -> str:
        settings, issuer = self._provider.settings, claims["iss"]
        try:
            claimed = claimed_of(claims, self._provider, known, self._tenant)
            if bound is not None:
                await self._bind(connection, bound, issuer, claimed, address)
            account = await account_of(
                connection,
                tenant=self._tenant,
                issuer=issuer,
                claimed=claimed,
                make=settings.make_accounts,
            )
        except ClaimsRefused as refused:
            raise SignInRefused(refused.code, refused.value) from None
        except psycopg.errors.UniqueViolation:
            raise SignInRefused("AGAIN") from None
        sid = claims.get("sid")
        opening = Opening(
            via="PROVIDER",
            issuer=issuer,
            provider_session=sid if isinstance(sid, str) else None,
            address=address,
        )
        secret = await self._sessions.open(connection, account, None, opening)
        if secret is None:
            raise SignInRefused("ACCOUNT_CLOSED")
        return secret

    async def _bind(
        self, connection: Any, account: UUID, issuer: str, claimed: Claimed, address: str | None
    ) -> None:
        if not await bind(
            connection,
            tenant=self._tenant,
            account=account,
            issuer=issuer,
            subject=claimed.subject,
        ):
            raise ClaimsRefused("BOUND_ELSEWHERE")
        await note(connection, self._tenant, "BOUND", account=account, address=address)


class Known(msgspec.Struct, frozen=True):
    """The codes that policy has today."""

    roles: frozenset[str]
    offices: frozenset[str]
    organisations: frozenset[str]

    @classmethod
    def of(cls, policy: Policy, today: Any) -> "Known":
        def codes(name: str) -> frozenset[str]:
            return frozenset(code.code for code in policy.codes(name, today))

        return cls(codes("roles") - {"SYSTEM"}, codes("offices"), codes("organisations"))


def claimed_of(
    claims: Mapping[str, Any],
    provider: IdentityProvider,
    known: Known,
    tenant: str,
    before: Claimed | None = None,
) -> Claimed:
    """Who the claims say this is, in our codes. Raises ``ClaimsRefused``."""
    return read_claims(
        claims,
        provider.settings.claims,
        tenant=tenant,
        roles=known.roles,
        offices=known.offices,
        organisations=known.organisations,
        before=before,
    )
