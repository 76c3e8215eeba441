"""The program's settings, read from the environment once, at start.

Without `DATABASE_URL` the program is on its own: embedded PostgreSQL, invented data, tenant `demo`.
With it, it is the real thing: everything that matters must then be said.
"""

import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Self, cast

import msgspec
import psycopg
from psycopg.conninfo import conninfo_to_dict

from api.access.oidc.settings import BadSignIn, SignInSettings, read_sign_in
from caseledger.effect_settings import read_effects
from caseledger.embedded import ROLES, default_home
from caseledger.errors import Lang, SettingsError
from caseledger.flags import flag
from caseledger.key_settings import key_settings
from projections.effects.settings import EffectSettings

DEFAULT_PORT = 8620

VARIABLES = {
    role: "DATABASE_URL" if role == "migrator" else f"DATABASE_URL_{role.upper()}" for role in ROLES
}
"""The variable that holds the address of each role."""

STANDBY = "CASELEDGER_STANDBY_URL"
SIGN_IN = "CASELEDGER_SIGN_IN_FILE"
METRICS = "CASELEDGER_METRICS"


class Address(msgspec.Struct, frozen=True):
    """Where to listen; port 0 is any free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    urls: dict[str, str] | None
    """The database address of each role asked for; None: the embedded server, in `home`."""
    standby: str | None = None
    """The reader's address of standbys, for what names no person; None: all is read on the primary."""
    key: bytes | None
    """The key-encryption key, 32 bytes; None: those of `key_folder`, or of the embedded server."""
    older_keys: tuple[bytes, ...] = ()
    """Key-encryption keys that only open, beside `key`."""
    key_folder: Path | None = None
    """A folder of key-encryption keys, which a rotation adds to and takes from."""
    key_file: Path | None = None
    """The key file from before there was a `key_folder`; it may be gone."""
    key_command: tuple[str, ...] = ()
    """The program of a key service, under which the keys in the folder lie wrapped."""
    disposals: Path
    """The journal of disposals, which no backup of the database holds."""
    tenant: str
    home: Path
    host: str
    port: int
    https: bool
    """Whether people reach it by https (a proxy in front): then cookies go over https alone."""
    lang: Lang
    sign_in: SignInSettings | None = None
    """The identity provider; None: people sign in by links alone."""
    idle_minutes: int = 30
    """How long a session may go unused; a role may have less by policy."""
    session_minutes: int = 600
    """How long any session may last."""
    effects: EffectSettings = EffectSettings()
    """How letters, timers and what partners are told are carried out."""
    metrics: Address | None = None
    """Where measures are served, apart from all else; None: nowhere, and nothing is counted."""

    @property
    def embedded(self) -> bool:
        return self.urls is None

    @classmethod
    def read(
        cls,
        env: Mapping[str, str] = os.environ,
        roles: Collection[str] = tuple(ROLES),
        *,
        key: bool = True,
    ) -> Self:
        """The settings, with a database address for each of `roles`. Raises `SettingsError`.

        An empty variable counts as unset. Without `key` a server's need not be given.
        """
        given = {name: value for name, value in env.items() if value.strip()}
        urls = _urls(given, roles)
        return cls(
            urls=urls,
            standby=_standby(given, urls),
            **key_settings(given, required=key and urls is not None),
            disposals=_disposals(given),
            tenant=_tenant(given, required=urls is not None),
            home=default_home(given),
            host=given.get("CASELEDGER_HOST", "127.0.0.1"),
            port=_port(given.get("CASELEDGER_PORT", str(DEFAULT_PORT))),
            https=flag(given, "CASELEDGER_HTTPS"),
            lang=language(given),
            sign_in=_sign_in(given),
            idle_minutes=_minutes(given, "CASELEDGER_SESSION_IDLE_MINUTES", 30),
            session_minutes=_minutes(given, "CASELEDGER_SESSION_MINUTES", 600),
            effects=read_effects(given),
            metrics=_metrics(given),
        )


def language(env: Mapping[str, str] = os.environ) -> Lang:
    """The language to speak: that of `CASELEDGER_LANG`, or of the locale, or else English."""
    if chosen := env.get("CASELEDGER_LANG"):
        if chosen not in ("fr", "en"):
            raise SettingsError(
                f"CASELEDGER_LANG vaut « {chosen} » : il faut « fr » ou « en ».",
                f"CASELEDGER_LANG is {chosen!r}: it must be fr or en.",
            )
        return cast(Lang, chosen)
    locale = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return "fr" if locale.lower().startswith("fr") else "en"


def tenant_given(env: Mapping[str, str] = os.environ) -> bool:
    """Whether somebody said whose ledger it is; else it is the demonstration's, or an import's."""
    return bool(env.get("CASELEDGER_TENANT", "").strip())


def with_tenant(settings: Settings, tenant: str) -> Settings:
    """The settings for another tenant's ledger. Raises `SettingsError` for a name that is none."""
    checked = _tenant({"CASELEDGER_TENANT": tenant}, required=True)
    return msgspec.structs.replace(settings, tenant=checked)


def _urls(env: Mapping[str, str], roles: Collection[str]) -> dict[str, str] | None:
    given = {role: env[name] for role, name in VARIABLES.items() if name in env}
    if not given:
        return None
    if missing := [role for role in ROLES if role in roles and role not in given]:
        raise _missing(missing)
    users: dict[str, str] = {}
    for role, url in given.items():
        user = _user_of(VARIABLES[role], url)
        if other := users.get(user):
            raise SettingsError(
                f"{VARIABLES[other]} et {VARIABLES[role]} ont le même utilisateur « {user} ». "
                "Chaque rôle doit avoir le sien : c'est ce qui empêche, par exemple, le lecteur "
                "d'écrire.",
                f"{VARIABLES[other]} and {VARIABLES[role]} have the same user {user!r}. Each role "
                "must have its own: that is what keeps, say, the reader from writing.",
            )
        users[user] = role
    return {role: url for role, url in given.items() if role in roles}


def _standby(env: Mapping[str, str], urls: Mapping[str, str] | None) -> str | None:
    url = env.get(STANDBY)
    if url is None:
        return None
    user = _user_of(STANDBY, url)
    reader = (urls or {}).get("reader")
    if urls is None or (reader and user != _user_of(VARIABLES["reader"], reader)):
        raise SettingsError(
            f"{STANDBY} doit avoir l'utilisateur de {VARIABLES['reader']} : sur un serveur de "
            "secours comme sur le principal, c'est ce rôle qui borne ce qui peut être lu.",
            f"{STANDBY} must have the user of {VARIABLES['reader']}: on a standby as on the "
            "primary, it is that role which bounds what can be read.",
        )
    return url


def _user_of(variable: str, url: str) -> str:
    try:
        return str(conninfo_to_dict(url).get("user") or "")
    except psycopg.ProgrammingError:
        # libpq's own message can repeat part of the address, password included.
        raise SettingsError(
            f"{variable} n'est pas une adresse PostgreSQL. Forme attendue : "
            "postgresql://utilisateur:motdepasse@hote:5432/base (caractères spéciaux en %XX).",
            f"{variable} is not a PostgreSQL address. Expected: "
            "postgresql://user:password@host:5432/database (special characters as %XX).",
        ) from None


def _missing(roles: list[str]) -> SettingsError:
    names = ", ".join(VARIABLES[role] for role in roles)
    example = next((role for role in roles if role != "migrator"), None)
    fr = f"Avec un serveur PostgreSQL, chaque rôle a sa propre adresse. Il manque : {names}."
    en = f"With a PostgreSQL server, each role has an address of its own. Missing: {names}."
    if "migrator" in roles:
        fr += " DATABASE_URL est celle d'un superutilisateur, pour les migrations."
        en += " DATABASE_URL is that of a superuser, for the migrations."
    if example:
        make = (
            f"CREATE ROLE cl_{example} LOGIN PASSWORD '…'; "
            f"GRANT caseledger_{example} TO cl_{example};"
        )
        fr += (
            " Créez un rôle ainsi (les groupes caseledger_… viennent avec « caseledger migrate ») :"
            f" {make} puis donnez son adresse dans {VARIABLES[example]}."
        )
        en += (
            " Make a role so (the groups caseledger_… come with `caseledger migrate`): "
            f"{make} then give its address in {VARIABLES[example]}."
        )
    return SettingsError(fr, en)


def _disposals(env: Mapping[str, str]) -> Path:
    if given := env.get("CASELEDGER_DISPOSALS"):
        return Path(given).expanduser().absolute()
    return default_home(env) / "disposals.jsonl"


def _tenant(env: Mapping[str, str], *, required: bool) -> str:
    tenant = env.get("CASELEDGER_TENANT", "" if required else "demo")
    if not tenant:
        raise SettingsError(
            "Il manque CASELEDGER_TENANT : le nom court de l'organisme qui tient ces dossiers, par "
            "exemple « riviere-nord ».",
            "CASELEDGER_TENANT is missing: the short name of the organisation that keeps these "
            "files, for example riviere-nord.",
        )
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", tenant):
        raise SettingsError(
            f"CASELEDGER_TENANT vaut « {tenant} » : il faut 1 à 63 lettres minuscules sans accent, "
            "chiffres ou traits d'union.",
            f"CASELEDGER_TENANT is {tenant!r}: it must be 1 to 63 lower-case unaccented letters, "
            "digits or hyphens.",
        )
    return tenant


def _sign_in(env: Mapping[str, str]) -> SignInSettings | None:
    file = env.get(SIGN_IN)
    if file is None:
        return None
    path = Path(file).expanduser()
    try:
        found = read_sign_in(path)
    except OSError as error:
        raise SettingsError(
            f"{SIGN_IN} : « {error.filename} » n'existe pas ou ne peut pas être lu.",
            f"{SIGN_IN}: {error.filename} does not exist or cannot be read.",
        ) from error
    except BadSignIn as error:
        raise SettingsError(
            f"{SIGN_IN}, {error.key} : {error.fr}.", f"{SIGN_IN}, {error.key}: {error.en}."
        ) from None
    if found.public_url.startswith("https:") != flag(env, "CASELEDGER_HTTPS"):
        raise SettingsError(
            f"{SIGN_IN}, public_url : une adresse https va avec CASELEDGER_HTTPS=yes, et elle seule.",
            f"{SIGN_IN}, public_url: an https address goes with CASELEDGER_HTTPS=yes, and only it.",
        )
    return found


def _minutes(env: Mapping[str, str], name: str, otherwise: int) -> int:
    text = env.get(name, str(otherwise)).strip()
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not 1 <= int(text) <= 1440:
        raise SettingsError(
            f"{name} vaut « {text} » : il faut un nombre de minutes, de 1 à 1440.",
            f"{name} is {text!r}: it must be a number of minutes, from 1 to 1440.",
        )
    return int(text)


def _metrics(env: Mapping[str, str]) -> Address | None:
    text = env.get(METRICS, "").strip()
    if not text:
        return None
    host, _, port = text.rpartition(":")
    if not re.fullmatch(r"\d{1,5}", port, re.ASCII) or int(port) > 65_535:
        raise SettingsError(
            f"{METRICS} vaut « {text} » : il faut un port, ou une adresse et un port, par exemple "
            "« 127.0.0.1:9464 ».",
            f"{METRICS} is {text!r}: it must be a port, or an address and a port, for example "
            "127.0.0.1:9464.",
        )
    return Address(host.strip("[]") or "127.0.0.1", int(port))


def _port(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or int(text) > 65_535:
        raise SettingsError(
            f"CASELEDGER_PORT vaut « {text} » : il faut un nombre de 0 à 65535 (0 : un libre).",
            f"CASELEDGER_PORT is {text!r}: it must be a number from 0 to 65535 (0: any free port).",
        )
    return int(text)
