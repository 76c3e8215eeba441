"""What is said where a key-encryption key does not do, in French and in English."""

from ledger.keys.kek import WrongKey
from ledger.keys.service import KeyServiceFailed
from ledger.keys.sources import MissingKek


def about_keys(error: MissingKek | KeyServiceFailed | WrongKey) -> tuple[str, str]:
    """What is wrong, and what to do about it."""
    if isinstance(error, MissingKek):
        return (
            f"Il manque la clé « {error.kek_id} », qui protège une partie de ce registre : la clé "
            "donnée n’est pas celle-là. Remettez-la dans le dossier des clés "
            "(CASELEDGER_KEY_FOLDER), ou donnez-la dans CASELEDGER_KEY_FILE, "
            "CASELEDGER_KEY_ENCRYPTION_KEY ou CASELEDGER_KEY_ENCRYPTION_KEYS_OLDER. "
            "« caseledger keys » dit quelles clés il faut. Si elle a été détruite par une rotation, "
            "reprenez une sauvegarde des clés plus récente.",
            f"The key {error.kek_id} is missing: the key given is not the one that protects this "
            "ledger, or not all of it. Put it back into the folder of keys (CASELEDGER_KEY_FOLDER), "
            "or give it in CASELEDGER_KEY_FILE, CASELEDGER_KEY_ENCRYPTION_KEY or "
            "CASELEDGER_KEY_ENCRYPTION_KEYS_OLDER. `caseledger keys` tells which keys are needed. If "
            "a rotation destroyed it, take a more recent backup of the keys.",
        )
    if isinstance(error, KeyServiceFailed):
        return (
            f"Le service de clés (CASELEDGER_KEY_COMMAND) n’a pas ouvert la clé « {error.kek_id} » : "
            f"{error.why}",
            f"The key service (CASELEDGER_KEY_COMMAND) did not open the key {error.kek_id}: "
            f"{error.why}",
        )
    return (
        "Une clé de ce registre ne s’ouvre pas avec la clé qui l’a enveloppée : elle a été altérée. "
        "Reprenez une sauvegarde des clés.",
        "A key of this ledger does not open with the key that wrapped it: it was altered. "
        "Take a backup of the keys.",
    )
