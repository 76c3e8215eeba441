"""How effects are carried out: a matter of running the program, and no policy."""

import msgspec


class EffectSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How effects are carried out. Durations are seconds; see docs/effects.md for the defaults."""

    attempts: int = 20
    """After so many an effect is given up until an operator says otherwise."""
    first_pause: float = 5.0
    longest_pause: float = 3600.0
    lease: float = 60.0
    """How long one may be in hand; longer than any attempt takes."""
    timeout: float = 10.0
    """Of a partner's answer, whole."""
    kept_days: int = 90
    """So long what was carried out stays in sight; what was given up stays for good."""
    partners: bool = True
    """Whether partners are told; else what they are to be told waits, as in a copy that is tried."""
    networks: tuple[str, ...] = ()
    """Networks that are not of the internet, and may be sent to all the same (10.1.0.0/16)."""
