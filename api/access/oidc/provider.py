"""The identity provider over HTTP: what it says of itself, its keys, and codes for tokens."""

import logging
import time
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import msgspec

from api.access.oidc.errors import CodeRefused, ProviderAway
from api.access.oidc.keys import Keys
from api.access.oidc.settings import SignInSettings, secure

log = logging.getLogger("caseledger.api")
SECONDS = 10.0
DISCOVERED_SECONDS = 3600.0


class Metadata(msgspec.Struct, frozen=True):
    """What is used of the discovery document."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    code_challenge_methods_supported: list[str] | None = None
    authorization_response_iss_parameter_supported: bool = False


class IdentityProvider:
    """One provider. ``transport`` is for tests; redirects are not followed."""

    def __init__(
        self, settings: SignInSettings, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.settings = settings
        self._http = httpx.AsyncClient(
            timeout=SECONDS, transport=transport, headers={"accept": "application/json"}
        )
        self._metadata: Metadata | None = None
        self._discovered_at = float("-inf")
        self.keys = Keys(self._fetch_keys, settings.provider)

    async def close(self) -> None:
        await self._http.aclose()

    async def metadata(self) -> Metadata:
        """What it says of itself, kept for an hour. Raises ``ProviderAway``."""
        known = self._metadata
        if known and time.monotonic() - self._discovered_at < DISCOVERED_SECONDS:
            return known
        issuer = self.settings.provider.issuer
        address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            found = msgspec.convert(await self._get(address), type=Metadata)
        except msgspec.ValidationError as error:
            raise ProviderAway(f"discovery: {error}") from None
        # A document that speaks for another issuer could lead people and secrets elsewhere.
        if found.issuer != issuer:
            raise ProviderAway("discovery: another issuer")
        endpoints = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
        if not all(secure(endpoint) for endpoint in endpoints):
            raise ProviderAway("discovery: an endpoint without TLS")
        methods = found.code_challenge_methods_supported
        if methods is not None and "S256" not in methods:
            raise ProviderAway("discovery: no PKCE with S256")
        self._metadata, self._discovered_at = found, time.monotonic()
        return found

    async def authorize_url(self, *, state: str, nonce: str, challenge: str) -> str:
        """Where a browser goes to sign in. Raises ``ProviderAway``."""
        provider = self.settings.provider
        endpoint = (await self.metadata()).authorization_endpoint
        asked = {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": self.settings.redirect_uri,
            "scope": " ".join(provider.scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return _with_query(endpoint, asked)

    async def leave_url(self) -> str | None:
        """Where a browser goes to sign out at the provider, too; None where it has no such place."""
        endpoint = (await self.metadata()).end_session_endpoint
        if endpoint is None or not secure(endpoint):
            return None
        asked = {
            "client_id": self.settings.provider.client_id,
            "post_logout_redirect_uri": f"{self.settings.public_url}/sign-in?left=1",
        }
        return _with_query(endpoint, asked)

    async def id_token(self, code: str, verifier: str) -> str:
        """The ID token for a code, as sent. Raises ``CodeRefused`` or ``ProviderAway``."""
        provider = self.settings.provider
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.settings.redirect_uri,
            "code_verifier": verifier,
        }
        headers = {}
        if provider.client_auth == "client_secret_basic":
            pair = [quote(part, safe="") for part in (provider.client_id, self._secret)]
            headers["authorization"] = f"Basic {b64encode(':'.join(pair).encode()).decode()}"
        else:
            form["client_id"] = provider.client_id
        if provider.client_auth == "client_secret_post":
            form["client_secret"] = self._secret
        endpoint = (await self.metadata()).token_endpoint
        try:
            answer = await self._http.post(endpoint, data=form, headers=headers)
            body = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderAway(f"token endpoint: {type(error).__name__}") from None
        if answer.status_code in (400, 401, 403):
            # invalid_client is our own setting, invalid_grant an old code: whoever runs this must know.
            said = body.get("error") if isinstance(body, dict) else None
            log.warning("identity provider gave no token: %.40r", said)
            raise CodeRefused
        token = body.get("id_token") if isinstance(body, dict) else None
        if answer.status_code != 200 or not isinstance(token, str):
            raise ProviderAway(f"token endpoint: {answer.status_code}")
        return token

    @property
    def _secret(self) -> str:
        return self.settings.client_secret

    async def _fetch_keys(self) -> Mapping[str, Any]:
        return await self._get((await self.metadata()).jwks_uri)

    async def _get(self, address: str) -> dict[str, Any]:
        try:
            answer = await self._http.get(address)
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderAway(f"{type(error).__name__}") from None
        if answer.status_code != 200 or not isinstance(found, dict):
            raise ProviderAway(f"status {answer.status_code}")
        return found


def _with_query(endpoint: str, asked: Mapping[str, str]) -> str:
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"
