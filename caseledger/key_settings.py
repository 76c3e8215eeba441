"""Where the key that protects the persons' keys comes from: the environment, a file, a folder."""

import base64
import binascii
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from caseledger.errors import SettingsError

KEY_BYTES = 32

_KEY = "CASELEDGER_KEY_ENCRYPTION_KEY"
_OLDER_KEYS = "CASELEDGER_KEY_ENCRYPTION_KEYS_OLDER"
_KEY_FILE = "CASELEDGER_KEY_FILE"
_KEY_FOLDER = "CASELEDGER_KEY_FOLDER"
_KEY_COMMAND = "CASELEDGER_KEY_COMMAND"


def read_key_file(path: Path) -> bytes:
    """The 32 bytes of a key file. Raises `SettingsError`."""
    try:
        key = path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"Le fichier de clé « {path} » n'existe pas ou ne peut pas être lu.",
            f"The key file {path} does not exist or cannot be read.",
        ) from error
    if len(key) != KEY_BYTES:
        raise SettingsError(
            f"Le fichier de clé « {path} » doit contenir {KEY_BYTES} octets exactement ; il en "
            f"contient {len(key)}.",
            f"The key file {path} must hold exactly {KEY_BYTES} bytes; it holds {len(key)}.",
        )
    return key


def key_settings(env: Mapping[str, str], *, required: bool) -> dict[str, Any]:
    """The settings of keys, by their names in `Settings`. Raises `SettingsError`."""
    text, file, folder = (env.get(name) for name in (_KEY, _KEY_FILE, _KEY_FOLDER))
    older, command = env.get(_OLDER_KEYS), env.get(_KEY_COMMAND)
    for one, other in ((_KEY, _KEY_FILE), (_KEY, _KEY_FOLDER), (_OLDER_KEYS, _KEY_FOLDER)):
        if one in env and other in env:
            raise SettingsError(
                f"{one} et {other} sont donnés tous les deux : n'en gardez qu'un.",
                f"{one} and {other} are both given: keep one.",
            )
    if older and not (text or file):
        raise SettingsError(
            f"{_OLDER_KEYS} ne va qu'avec {_KEY} ou {_KEY_FILE}, qui donne la clé en usage.",
            f"{_OLDER_KEYS} goes with {_KEY} or {_KEY_FILE}, which gives the key in use.",
        )
    if command and not folder and (text or file or required):
        raise SettingsError(
            f"{_KEY_COMMAND} demande {_KEY_FOLDER} : le dossier où les clés sont rangées enveloppées.",
            f"{_KEY_COMMAND} needs {_KEY_FOLDER}: the folder where the keys lie wrapped.",
        )
    if required and not (text or file or folder):
        raise SettingsError(
            "Il manque la clé qui protège les clés des personnes. Donnez le dossier de ces clés dans "
            f"{_KEY_FOLDER} (la première y est faite au besoin) ; ou la clé elle-même dans {_KEY} "
            f"({KEY_BYTES} octets en base64, par exemple « openssl rand -base64 32 ») ou dans un "
            f"fichier nommé par {_KEY_FILE}. Gardez-en une copie en lieu sûr : sans elle, rien de ce "
            "qui est scellé ne se relit.",
            "The key that protects the persons' keys is missing. Give the folder of such keys in "
            f"{_KEY_FOLDER} (the first is made there if need be); or the key itself in {_KEY} "
            f"({KEY_BYTES} bytes in base64, for example `openssl rand -base64 32`) or in a file "
            f"named by {_KEY_FILE}. Keep a copy in a safe place: without it nothing that is sealed "
            "can be read again.",
        )
    key_file = Path(file).expanduser() if file else None
    key = _decode_key(text) if text else None
    if key_file and not folder:
        key = read_key_file(key_file)
    return {
        "key": key,
        "older_keys": tuple(
            _decode_key(each, _OLDER_KEYS) for each in (older or "").split(",") if each
        ),
        "key_folder": Path(folder).expanduser().absolute() if folder else None,
        "key_file": key_file if folder else None,
        "key_command": tuple(shlex.split(command or "")),
    }


def _decode_key(text: str, variable: str = _KEY) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError(
            f"{variable} doit être {KEY_BYTES} octets écrits en base64 (44 caractères).",
            f"{variable} must be {KEY_BYTES} bytes written in base64 (44 characters).",
        )
    return key
