"""What the composition root decides about the API; every limit here has a sound default."""

from datetime import timedelta

import msgspec

from api.access.oidc.settings import SignInSettings


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much one GraphQL request may ask for, and how many streams of events there may be."""

    body_bytes: int = 262_144
    tokens: int = 1000
    depth: int = 8
    aliases: int = 15
    cost: int = 25_000
    page: int = 100
    default_page: int = 25
    count: int = 1000
    seconds: float = 15.0
    statement_ms: int = 5000
    wait_seconds: float = 2.0
    streams: int = 10
    all_streams: int = 1000
    check_seconds: float = 30.0
    beat_seconds: float = 15.0
    stall_seconds: float = 20.0


class SignInLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How many sign-ins may fail within the window, of an address and of an account.

    An office of hundreds often shares one address.
    """

    failures_of_address: int = 60
    failures_of_account: int = 10
    window: timedelta = timedelta(minutes=15)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """``reader_url``, ``auth_url``, ``auditor_url``: libpq URLs, one a database role.

    ``standby_url``: the reader's, to standbys, for what names no person; None: on the primary.
    ``idle_minutes`` ends a session that nobody uses, ``absolute_minutes`` any session; the policy
    list ``roles`` may say less for a role. ``sign_in``: the identity provider, where there is one.
    ``demo`` offers a sign-in for each demo account; ``introspection`` is for demo and development.
    """

    tenant: str
    reader_url: str
    auth_url: str
    auditor_url: str
    standby_url: str | None = None
    demo: bool = False
    introspection: bool = False
    https: bool = False
    idle_minutes: int = 30
    absolute_minutes: int = 600
    sign_in: SignInSettings | None = None
    sign_in_limits: SignInLimits = SignInLimits()
    readers: int = 8
    limits: Limits = Limits()
