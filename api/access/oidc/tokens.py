"""Tokens of the provider: each checked whole, or refused with a code that goes to the record."""

import hmac
from typing import Any

import jwt

from api.access.oidc.errors import TokenRefused
from api.access.oidc.provider import IdentityProvider

LONGEST = 16_384
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
Claimed = dict[str, Any]


async def id_token(provider: IdentityProvider, token: str, nonce: str) -> Claimed:
    """The claims of an ID token of this sign-in. Raises ``TokenRefused`` or ``ProviderAway``."""
    client = provider.settings.provider.client_id
    claims = await _verified(provider, token, client, needed=("iat",))
    if not _same(claims.get("nonce"), nonce):
        raise TokenRefused("WRONG_NONCE")
    _ours(claims, client)
    return claims


async def access_token(provider: IdentityProvider, token: str) -> Claimed:
    """The claims of a bearer token (RFC 9068). Raises ``TokenRefused`` or ``ProviderAway``."""
    wanted = provider.settings.tokens
    if wanted is None:
        raise TokenRefused("NO_TOKENS_TAKEN")
    return await _verified(
        provider, token, wanted.audience, needed=("iat",), types=tuple(wanted.types)
    )


async def logout_token(provider: IdentityProvider, token: str) -> Claimed:
    """The claims of a back-channel logout. Raises ``TokenRefused`` or ``ProviderAway``."""
    client = provider.settings.provider.client_id
    claims = await _verified(
        provider,
        token,
        client,
        needed=("iat", "jti"),
        types=("logout+jwt", "JWT", ""),
        subject=False,
    )
    events = claims.get("events")
    if "nonce" in claims or not isinstance(events, dict) or LOGOUT not in events:
        raise TokenRefused("NO_LOGOUT_TOKEN")
    if not claims.get("sub") and not claims.get("sid"):
        raise TokenRefused("NO_LOGOUT_TOKEN")
    return claims


async def _verified(
    provider: IdentityProvider,
    token: str,
    audience: str,
    *,
    needed: tuple[str, ...],
    types: tuple[str, ...] = (),
    subject: bool = True,
) -> Claimed:
    said = provider.settings.provider
    if len(token) > LONGEST:
        raise TokenRefused("MALFORMED")
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise TokenRefused("MALFORMED") from None
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in said.algorithms:
        raise TokenRefused("ALGORITHM")
    kind = str(header.get("typ", "")).lower().removeprefix("application/")
    if types and kind not in {one.lower() for one in types}:
        raise TokenRefused("TYPE")
    if kid is not None and not isinstance(kid, str):
        raise TokenRefused("MALFORMED")
    keys = await provider.keys.candidates(kid, algorithm)
    if not keys:
        raise TokenRefused("UNKNOWN_KEY")
    required = ["exp", "aud", "iss", *needed, *(["sub"] if subject else [])]
    for key in keys:
        try:
            return jwt.decode(
                token,
                key.public,
                algorithms=[algorithm],
                audience=audience,
                issuer=said.issuer,
                leeway=said.clock_skew_seconds,
                options={"require": required},
            )
        except jwt.InvalidSignatureError:
            continue
        except jwt.ExpiredSignatureError:
            raise TokenRefused("EXPIRED") from None
        except jwt.InvalidAudienceError:
            raise TokenRefused("AUDIENCE") from None
        except jwt.InvalidIssuerError:
            raise TokenRefused("ISSUER") from None
        except (jwt.ImmatureSignatureError, jwt.InvalidIssuedAtError):
            raise TokenRefused("NOT_YET") from None
        except jwt.PyJWTError:
            raise TokenRefused("MALFORMED") from None
    raise TokenRefused("SIGNATURE")


def _ours(claims: Claimed, client: str) -> None:
    """Of several audiences, or with an authorized party, the token must be meant for us."""
    audience, party = claims["aud"], claims.get("azp")
    several = isinstance(audience, list) and len(audience) > 1
    if (several or party is not None) and party != client:
        raise TokenRefused("AUDIENCE")


def _same(found: object, wanted: str) -> bool:
    return isinstance(found, str) and hmac.compare_digest(found.encode(), wanted.encode())
