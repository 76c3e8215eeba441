"""Who runs a command that goes on record, and whose ledger it is about."""

import getpass
from typing import Any

from caseledger.importer.errors import ExtractError
from caseledger.settings import Settings, SettingsError, tenant_given, with_tenant


def by(options: Any) -> str:
    """As they say, else as the machine knows them."""
    if options.by:
        return options.by
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"


def for_custodian(settings: Settings, custodian: str) -> Settings:
    """The custodian's own ledger, where nobody said which one; else the one that was said."""
    if not settings.embedded or tenant_given():
        return settings
    try:
        return with_tenant(settings, custodian)
    except SettingsError:
        raise ExtractError(
            f"Le manifeste nomme l’organisme « {custodian} » : il faut 1 à 63 lettres minuscules "
            "sans accent, chiffres ou traits d’union. Demandez un manifeste corrigé.",
            f"The manifest names the custodian {custodian!r}: it must be 1 to 63 lower-case "
            "unaccented letters, digits or hyphens. Ask for a corrected manifest.",
        ) from None
