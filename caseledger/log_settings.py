"""The settings of the Merkle logs: the key that signs them, their name, and who bears witness."""

import base64
import binascii
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import msgspec

from caseledger.embedded import Home
from caseledger.errors import SettingsError
from caseledger.key_settings import KEY_BYTES, read_key_file
from caseledger.settings import Settings
from ledger.log.growth import SigningKey
from ledger.log.note import BadNote, Signer, VerifierKey, check_name

KEY, KEY_FILE = "CASELEDGER_LOG_KEY", "CASELEDGER_LOG_KEY_FILE"
ORIGIN, WITNESSES = "CASELEDGER_LOG_ORIGIN", "CASELEDGER_LOG_WITNESSES"


class LogSettings(msgspec.Struct, frozen=True):
    """``seed``: 32 secret bytes, the Ed25519 key; None: the embedded server's ``log_key_file``.

    ``origin`` names the logs where they begin: ``origin/events`` and ``origin/looks``.
    ``witnesses``: the keys of those whose countersignatures are taken.
    """

    seed: bytes | None
    origin: str
    witnesses: tuple[VerifierKey, ...] = ()

    @classmethod
    def read(cls, settings: Settings, env: Mapping[str, str] = os.environ) -> Self:
        """Raises ``SettingsError``. On a server the key must be given; nothing else needs to be."""
        given = {name: value.strip() for name, value in env.items() if value.strip()}
        return cls(
            _seed(given, required=not settings.embedded),
            _origin(given, settings.tenant),
            _witnesses(given.get(WITNESSES, "")),
        )

    def key(self, settings: Settings) -> SigningKey:
        """The signing key; with the embedded server while that is held. Raises ``SettingsError``."""
        seed = self.seed or read_key_file(Home(settings.home.resolve()).log_key_file)
        return lambda name: Signer(name, seed)


def _seed(env: Mapping[str, str], *, required: bool) -> bytes | None:
    text, file = env.get(KEY), env.get(KEY_FILE)
    if text and file:
        raise SettingsError(
            f"{KEY} et {KEY_FILE} sont donnés tous les deux : n'en gardez qu'un.",
            f"{KEY} and {KEY_FILE} are both given: keep one.",
        )
    if file:
        return read_key_file(Path(file).expanduser())
    if text:
        return _decode(text)
    if required:
        raise SettingsError(
            f"Il manque la clé qui signe les preuves du registre. Donnez un fichier de {KEY_BYTES} "
            f"octets au hasard dans {KEY_FILE} (par exemple « head -c {KEY_BYTES} /dev/urandom > "
            f"log.key »), ou les mêmes octets en base64 dans {KEY}. Qui a cette clé peut signer au "
            "nom du registre : gardez-la ailleurs que la base de données.",
            f"The key that signs the ledger's proofs is missing. Give a file of {KEY_BYTES} random "
            f"bytes in {KEY_FILE} (for example `head -c {KEY_BYTES} /dev/urandom > log.key`), or the "
            f"same bytes in base64 in {KEY}. Whoever has this key can sign in the ledger's name: "
            "keep it elsewhere than the database.",
        )
    return None


def _decode(text: str) -> bytes:
    try:
        seed = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        seed = b""
    if len(seed) != KEY_BYTES:
        raise SettingsError(
            f"{KEY} doit être {KEY_BYTES} octets écrits en base64 (44 caractères).",
            f"{KEY} must be {KEY_BYTES} bytes written in base64 (44 characters).",
        )
    return seed


def _origin(env: Mapping[str, str], tenant: str) -> str:
    origin = env.get(ORIGIN, tenant)
    try:
        check_name(origin)
    except BadNote:
        raise SettingsError(
            f"{ORIGIN} vaut « {origin} » : il faut un nom sans espace ni « + », par exemple "
            "ledger.example.org.",
            f"{ORIGIN} is {origin!r}: it must be a name without spaces or plus signs, for example "
            "ledger.example.org.",
        ) from None
    return origin


def _witnesses(text: str) -> tuple[VerifierKey, ...]:
    try:
        return tuple(VerifierKey.parse(key) for key in text.split())
    except BadNote:
        raise SettingsError(
            f"{WITNESSES} : il faut des clés de la forme nom+empreinte+clé, comme les montre "
            "« caseledger witness », séparées par des espaces.",
            f"{WITNESSES}: keys of the form name+hash+key are needed, as `caseledger witness` shows "
            "them, with spaces between.",
        ) from None
