"""The settings of what follows from events, read from the environment."""

import re
from collections.abc import Mapping
from ipaddress import ip_network

from caseledger.errors import SettingsError
from caseledger.flags import flag
from projections.effects.settings import EffectSettings

_ATTEMPTS = "CASELEDGER_EFFECTS_ATTEMPTS"
_WEBHOOKS = "CASELEDGER_WEBHOOKS"
_NETWORKS = "CASELEDGER_WEBHOOK_NETWORKS"


def read_effects(env: Mapping[str, str]) -> EffectSettings:
    """How effects are carried out. Raises ``SettingsError``."""
    plain = EffectSettings()
    attempts = env.get(_ATTEMPTS, str(plain.attempts)).strip()
    if not re.fullmatch(r"\d{1,3}", attempts, re.ASCII) or not 1 <= int(attempts) <= 100:
        raise SettingsError(
            f"{_ATTEMPTS} vaut « {attempts} » : il faut un nombre d’essais, de 1 à 100.",
            f"{_ATTEMPTS} is {attempts!r}: it must be a number of attempts, from 1 to 100.",
        )
    networks = tuple(n.strip() for n in env.get(_NETWORKS, "").split(",") if n.strip())
    for network in networks:
        try:
            ip_network(network)
        except ValueError:
            raise SettingsError(
                f"{_NETWORKS} : « {network} » n’est pas un réseau. Exemple : 10.1.0.0/16.",
                f"{_NETWORKS}: {network!r} is no network. An example: 10.1.0.0/16.",
            ) from None
    partners = flag(env, _WEBHOOKS, "yes")
    return EffectSettings(attempts=int(attempts), partners=partners, networks=networks)
