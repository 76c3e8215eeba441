"""The settings of the logs: what must be said on a server, and what no message repeats."""

import base64
from pathlib import Path

import pytest

from caseledger.embedded import ROLES
from caseledger.log_settings import LogSettings
from caseledger.settings import VARIABLES, Settings, SettingsError
from ledger.log.note import Cosigner, Signer

SEED = bytes(range(32))
SECRET = base64.b64encode(SEED).decode()
SERVER = Settings.read(
    {VARIABLES[role]: f"postgresql://cl_{role}@db/caseledger" for role in ROLES}
    | {"CASELEDGER_TENANT": "riviere-nord", "CASELEDGER_KEY_ENCRYPTION_KEY": SECRET}
)
WITNESSES = [Cosigner(name, SEED).verifier for name in ("a.example", "b.example")]


def refused(env: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        LogSettings.read(SERVER, env)
    assert caught.value.fr != caught.value.en
    assert SECRET not in caught.value.fr + caught.value.en
    return caught.value.en


def test_a_server_needs_a_key_and_nothing_else() -> None:
    found = LogSettings.read(SERVER, {"CASELEDGER_LOG_KEY": SECRET})
    assert found == LogSettings(SEED, "riviere-nord")
    assert found.key(SERVER)("x/events").verifier == Signer("x/events", SEED).verifier


def test_all_of_it(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(SEED)
    env = {
        "CASELEDGER_LOG_KEY_FILE": str(tmp_path / "key"),
        "CASELEDGER_LOG_ORIGIN": "cases.example.org",
        "CASELEDGER_LOG_WITNESSES": " ".join(map(str, WITNESSES)),
    }
    assert LogSettings.read(SERVER, env) == LogSettings(SEED, "cases.example.org", tuple(WITNESSES))


def test_embedded_it_is_the_key_of_the_folder(tmp_path: Path) -> None:
    settings = Settings.read({"CASELEDGER_HOME": str(tmp_path)})
    found = LogSettings.read(settings, {})
    assert found == LogSettings(None, "demo")
    with pytest.raises(SettingsError):
        found.key(settings)
    (tmp_path / "log-signing.key").write_bytes(SEED)
    assert found.key(settings)("demo/looks").verifier == Signer("demo/looks", SEED).verifier


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({}, "CASELEDGER_LOG_KEY_FILE"),
        ({"CASELEDGER_LOG_KEY": "c2hvcnQ="}, "32 bytes"),
        ({"CASELEDGER_LOG_KEY": "é"}, "32 bytes"),
        ({"CASELEDGER_LOG_KEY": SECRET, "CASELEDGER_LOG_KEY_FILE": "x"}, "keep one"),
        ({"CASELEDGER_LOG_KEY_FILE": "/nowhere"}, "does not exist"),
        ({"CASELEDGER_LOG_KEY": SECRET, "CASELEDGER_LOG_ORIGIN": "two words"}, "LOG_ORIGIN"),
        ({"CASELEDGER_LOG_KEY": SECRET, "CASELEDGER_LOG_WITNESSES": "x+y"}, "LOG_WITNESSES"),
    ],
)
def test_what_cannot_be_meant_is_refused(env: dict[str, str], words: str) -> None:
    assert words in refused(env)
