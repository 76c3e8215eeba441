"""Settings that say yes or no."""

from collections.abc import Mapping

from caseledger.errors import SettingsError


def flag(env: Mapping[str, str], name: str, otherwise: str = "no") -> bool:
    """Whether it is set, in either language. Raises ``SettingsError``."""
    value = env.get(name, otherwise).strip().lower()
    if value in ("yes", "oui", "true", "1"):
        return True
    if value in ("no", "non", "false", "0"):
        return False
    raise SettingsError(
        f"{name} vaut « {value} » : il faut « yes » ou « no ».", f"{name} is {value!r}: yes or no."
    )
