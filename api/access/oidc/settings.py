"""What an organisation says of its identity provider: one TOML file, read at start."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures that are taken at all: asymmetric ones, so that no shared secret can sign."""
MOST_SKEW = 120  # seconds
ADMITTED_TYPES = frozenset({"at+jwt", "jwt"})


class BadSignIn(ValueError):
    """A sign-in file that cannot be what was meant: ``key`` is where, and why in both languages."""

    def __init__(self, key: str, fr: str, en: str) -> None:
        super().__init__(f"{key}: {en}")
        self.key, self.fr, self.en = key, fr, en


class Provider(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The identity provider. ``pinned_keys``: RFC 7638 thumbprints; none: all that it publishes."""

    issuer: str
    client_id: str
    client_secret_file: str | None = None
    client_auth: Literal["client_secret_basic", "client_secret_post", "none"] = (
        "client_secret_basic"
    )
    scopes: tuple[str, ...] = ("openid", "profile")
    algorithms: tuple[str, ...] = ("RS256", "PS256", "ES256", "EdDSA")
    pinned_keys: tuple[str, ...] = ()
    clock_skew_seconds: int = 30
    keys_seconds: int = 3600
    """How long published keys are believed."""
    refetch_seconds: int = 60
    """How often at most they are fetched for a key that nobody knows."""
    name_fr: str = ""
    name_en: str = ""


class Tokens(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Bearer tokens of the provider, for tools. ``full_scope`` lends all that the role may do."""

    audience: str
    full_scope: str = ""
    types: tuple[str, ...] = ("at+jwt",)
    session_minutes: int = 10


class Claims(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where each thing stands in the claims: a path, its parts parted by dots.

    The tables under it give the code here for each value there; without a table a value stands
    for itself.
    """

    name: str = "name"
    roles: str = "roles"
    office: str | None = None
    organisation: str | None = None
    tenant: str | None = None
    person: str | None = None
    """Their own record here, as its id: looks at it, or close to it, surface by themselves."""
    role_of: dict[str, str] = {}
    office_of: dict[str, str] = {}
    organisation_of: dict[str, str] = {}
    tenant_of: dict[str, str] = {}
    ignore_other_roles: bool = False
    """Whether values that ``role_of`` does not know are passed over: many a directory has others."""


class SignInSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file. ``public_url`` is where people reach the pages, without a path."""

    public_url: str
    provider: Provider
    claims: Claims = Claims()
    tokens: Tokens | None = None
    make_accounts: bool = False
    """Whether somebody new to us, with good claims, gets an account at their first sign-in."""
    client_secret: str = ""

    @property
    def redirect_uri(self) -> str:
        return f"{self.public_url}/sign-in/return"

    def provider_name(self, language: str) -> str:
        """What the provider is called on the page, where the file says so."""
        return self.provider.name_fr if language == "fr" else self.provider.name_en


def read_sign_in(path: Path) -> SignInSettings:
    """The settings in a file. Raises ``BadSignIn`` (never repeats a secret), or ``OSError``."""
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=SignInSettings)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise BadSignIn("-", f"illisible ({error})", f"cannot be read ({error})") from None
    _check(found)
    if found.provider.client_auth != "none":
        return msgspec.structs.replace(found, client_secret=_secret(path, found.provider))
    return found


def _secret(path: Path, provider: Provider) -> str:
    if not provider.client_secret_file:
        raise BadSignIn(
            "provider.client_secret_file",
            'manque : nommez le fichier du secret, ou « client_auth = "none" »',
            'is missing: name the file of the secret, or say client_auth = "none"',
        )
    secret = (path.parent / provider.client_secret_file).read_text("utf-8").strip()
    if not secret:
        raise BadSignIn("provider.client_secret_file", "est vide", "is empty")
    return secret


def _check(found: SignInSettings) -> None:
    provider, tokens = found.provider, found.tokens
    public = urlsplit(found.public_url)
    if not secure(found.public_url) or public.path or public.query or public.fragment:
        raise BadSignIn(
            "public_url",
            "doit être une adresse https sans chemin (http seulement sur cette machine)",
            "must be an https address without a path (http on this machine alone)",
        )
    if not secure(provider.issuer):
        raise BadSignIn(
            "provider.issuer",
            "doit être une adresse https (http seulement sur cette machine)",
            "must be an https address (http on this machine alone)",
        )
    if not provider.algorithms or set(provider.algorithms) - set(ALGORITHMS):
        known = ", ".join(ALGORITHMS)
        raise BadSignIn("provider.algorithms", f"parmi : {known}", f"out of: {known}")
    if "openid" not in provider.scopes:
        raise BadSignIn("provider.scopes", "doit nommer « openid »", "must name openid")
    if not 0 <= provider.clock_skew_seconds <= MOST_SKEW:
        raise BadSignIn(
            "provider.clock_skew_seconds", f"de 0 à {MOST_SKEW}", f"from 0 to {MOST_SKEW}"
        )
    if tokens and tokens.audience in ("", provider.client_id):
        raise BadSignIn(
            "tokens.audience",
            "doit être autre que client_id, pour qu’un jeton d’identité n’ouvre rien",
            "must be another than client_id, so that an ID token opens nothing",
        )
    if tokens and (not tokens.types or {kind.lower() for kind in tokens.types} - ADMITTED_TYPES):
        raise BadSignIn("tokens.types", "« at+jwt » ou « JWT »", "at+jwt or JWT")


def secure(address: str) -> bool:
    """Whether an address is https, or stays on this machine."""
    parts = urlsplit(address)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and local))
