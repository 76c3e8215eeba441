"""The provider's signing keys: fetched, believed for a while, rotated, pinned where it is asked."""

import asyncio
import hashlib
import time
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

import jwt
import msgspec

from api.access.oidc.errors import ProviderAway
from api.access.oidc.settings import Provider

_MEMBERS = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x")}
"""What a thumbprint covers, by type of key (RFC 7638, RFC 8037)."""
_OF_CURVE = {"P-256": "ES256", "P-384": "ES384", "Ed25519": "EdDSA"}
SHORTEST_RSA = 2048  # bits


def thumbprint(key: Mapping[str, Any]) -> str:
    """The RFC 7638 SHA-256 thumbprint of a public key, in base64url without padding."""
    said = {name: key[name] for name in _MEMBERS[key["kty"]]}
    digest = hashlib.sha256(msgspec.json.encode(said, order="sorted")).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


class Key(msgspec.Struct, frozen=True):
    """A public key; ``algorithm`` where the provider says that it signs by this one alone."""

    kid: str | None
    kind: str
    algorithm: str | None
    public: Any

    def fits(self, kid: str | None, algorithm: str) -> bool:
        """Whether a signature of this algorithm, under this name, can be this key's."""
        if self.algorithm:
            made = algorithm == self.algorithm
        else:
            made = algorithm[:2] in ("RS", "PS") if self.kind == "RSA" else False
        return made and (kid is None or self.kid is None or kid == self.kid)


class Keys:
    """``fetch`` gives the provider's JWK set as it is now; ``clock`` counts seconds."""

    def __init__(
        self,
        fetch: Callable[[], Awaitable[Mapping[str, Any]]],
        provider: Provider,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._provider = provider
        self._clock = clock
        self._keys: list[Key] = []
        self._fetched_at = self._tried_at = float("-inf")
        self._lock = asyncio.Lock()

    async def candidates(self, kid: str | None, algorithm: str) -> list[Key]:
        """The keys that may have signed; none where this key is not one of the provider's.

        An unknown ``kid`` fetches the set anew, at most once an interval: whoever makes tokens up
        must not make us call the provider. Raises ``ProviderAway`` where no keys can be believed.
        """
        if self._old():
            await self._refresh()
            if self._old():
                raise ProviderAway("no keys")
        found = [key for key in self._keys if key.fits(kid, algorithm)]
        if not found:
            await self._refresh()
            found = [key for key in self._keys if key.fits(kid, algorithm)]
        return found

    def _old(self) -> bool:
        return self._clock() - self._fetched_at > self._provider.keys_seconds

    async def _refresh(self) -> None:
        async with self._lock:
            if self._clock() - self._tried_at < self._provider.refetch_seconds:
                return
            self._tried_at = self._clock()
            document = await self._fetch()
            self._keys = list(_usable(document, self._provider.pinned_keys))
            self._fetched_at = self._clock()


def _usable(document: Mapping[str, Any], pins: Sequence[str]) -> Iterator[Key]:
    """The set's public signing keys; with pins, only those pinned."""
    listed = document.get("keys")
    for key in listed if isinstance(listed, list) else []:
        if not isinstance(key, dict) or key.get("use", "sig") != "sig":
            continue
        try:
            if pins and thumbprint(key) not in pins:
                continue
            kind, said = key["kty"], key.get("alg") or _OF_CURVE.get(key.get("crv", ""))
            public = {name: key[name] for name in _MEMBERS[kind]}
            made = jwt.PyJWK.from_dict({**public, "alg": said or "RS256"}).key
        except (jwt.PyJWTError, KeyError, TypeError, ValueError):
            continue
        if kind != "RSA" or made.key_size >= SHORTEST_RSA:
            yield Key(key.get("kid"), kind, said, made)
