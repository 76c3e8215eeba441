"""Settings: what a newcomer need not say, and what a real installation must."""

import base64
from pathlib import Path

import pytest

from caseledger.effect_settings import read_effects
from caseledger.embedded import ROLES
from caseledger.key_settings import read_key_file
from caseledger.settings import (
    METRICS,
    SIGN_IN,
    STANDBY,
    VARIABLES,
    Settings,
    SettingsError,
    language,
)

KEY = bytes(range(32))
SERVER = {
    **{VARIABLES[role]: f"postgresql://cl_{role}:s3cret@db:5432/caseledger" for role in ROLES},
    "CASELEDGER_TENANT": "riviere-nord",
    "CASELEDGER_KEY_ENCRYPTION_KEY": base64.b64encode(KEY).decode(),
}


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in SERVER.items() if name not in names}


def refused(env: dict[str, str]) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        Settings.read(env)
    assert caught.value.fr != caught.value.en
    assert "s3cret" not in caught.value.fr + caught.value.en
    return caught.value


def test_nothing_said_is_the_embedded_demo(tmp_path: Path) -> None:
    settings = Settings.read({"CASELEDGER_HOME": str(tmp_path)})
    assert settings.embedded
    assert settings == Settings(
        urls=None,
        key=None,
        disposals=tmp_path / "disposals.jsonl",
        tenant="demo",
        home=tmp_path,
        host="127.0.0.1",
        port=8620,
        https=False,
        lang="en",
    )


def test_a_server_is_described_role_by_role() -> None:
    settings = Settings.read({**SERVER, "CASELEDGER_HOST": "::", "CASELEDGER_PORT": "80"})
    assert not settings.embedded
    assert settings.urls == {role: SERVER[VARIABLES[role]] for role in ROLES}
    assert (settings.key, settings.tenant) == (KEY, "riviere-nord")
    assert (settings.host, settings.port) == ("::", 80)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("9464", "127.0.0.1:9464"),
        (":9464", "127.0.0.1:9464"),
        ("10.0.0.5:0", "10.0.0.5:0"),
        ("[::1]:9464", "[::1]:9464"),
    ],
)
def test_measures_have_an_address_of_their_own(said: str, meant: str) -> None:
    assert Settings.read(SERVER).metrics is None
    assert str(Settings.read({**SERVER, METRICS: said}).metrics) == meant


@pytest.mark.parametrize("said", ["yes", "127.0.0.1", "localhost:", "70000", "::x"])
def test_an_address_of_measures_that_is_none_is_refused(said: str) -> None:
    assert METRICS in refused({**SERVER, METRICS: said}).fr


@pytest.mark.parametrize("role", ROLES)
def test_a_missing_role_is_named_with_the_way_to_make_it(role: str) -> None:
    refusal = refused(without(VARIABLES[role]))
    for text in (refusal.fr, refusal.en):
        assert f"{VARIABLES[role]}." in text
        assert role == "migrator" or f"CREATE ROLE cl_{role} LOGIN" in text


def test_every_missing_role_is_named_at_once() -> None:
    refusal = refused(without("DATABASE_URL_READER", "DATABASE_URL_AUTH"))
    assert "DATABASE_URL_READER, DATABASE_URL_AUTH" in refusal.en


def test_an_empty_variable_is_a_missing_one() -> None:
    assert "DATABASE_URL_WRITER" in refused({**SERVER, "DATABASE_URL_WRITER": " "}).en


def test_a_sibling_alone_does_not_fall_back_to_the_embedded_server() -> None:
    assert "DATABASE_URL," in refused({"DATABASE_URL_READER": SERVER["DATABASE_URL_READER"]}).fr


def test_a_command_may_ask_for_fewer_roles() -> None:
    env = without(*(VARIABLES[role] for role in ROLES if role != "migrator"))
    settings = Settings.read(env, roles=["migrator"])
    assert settings.urls == {"migrator": SERVER["DATABASE_URL"]}


def test_two_roles_with_one_user_are_refused() -> None:
    env = {**SERVER, "DATABASE_URL_READER": SERVER["DATABASE_URL_WRITER"]}
    assert "DATABASE_URL_WRITER and DATABASE_URL_READER" in refused(env).en


@pytest.mark.parametrize(
    "address", ["https://cl:s3cret@db", "s3cret", "postgresql://a:s3cret@b:x%"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(address: str) -> None:
    assert "DATABASE_URL_AUTH" in refused({**SERVER, "DATABASE_URL_AUTH": address}).fr


@pytest.mark.parametrize("tenant", ["", "Rivière", "a b", "-a", "a" * 64])
def test_a_tenant_is_required_and_plain(tenant: str) -> None:
    assert "CASELEDGER_TENANT" in refused({**SERVER, "CASELEDGER_TENANT": tenant}).en


@pytest.mark.parametrize("key", ["", "abc", base64.b64encode(KEY[:31]).decode(), "é" * 44])
def test_a_key_is_required_and_whole(key: str) -> None:
    refusal = refused({**SERVER, "CASELEDGER_KEY_ENCRYPTION_KEY": key})
    assert "CASELEDGER_KEY_ENCRYPTION_KEY" in refusal.fr


def test_the_key_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(KEY)
    env = {**without("CASELEDGER_KEY_ENCRYPTION_KEY"), "CASELEDGER_KEY_FILE": str(file)}
    assert Settings.read(env).key == KEY
    assert "CASELEDGER_KEY_FILE" in refused({**SERVER, **env}).en


def test_a_key_file_that_is_short_or_absent_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    with pytest.raises(SettingsError, match="does not exist"):
        read_key_file(file)
    file.write_bytes(KEY[:5])
    with pytest.raises(SettingsError, match="it holds 5"):
        read_key_file(file)


@pytest.mark.parametrize("port", ["eighty", "-1", "65536", "8620.0", "٨"])
def test_a_port_is_a_port(port: str) -> None:
    assert "CASELEDGER_PORT" in refused({"CASELEDGER_PORT": port}).en


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({}, "en"),
        ({"LANG": "fr_CA.UTF-8"}, "fr"),
        ({"LANG": "fr_CA.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_CA.UTF-8", "CASELEDGER_LANG": "fr"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_language_comes_from_the_variable_or_the_locale(
    env: dict[str, str], expected: str
) -> None:
    assert language(env) == expected


def test_an_unknown_language_is_refused() -> None:
    assert "fr" in refused({"CASELEDGER_LANG": "de"}).en


def test_standbys_are_read_as_the_reader_or_not_at_all() -> None:
    reader = SERVER["DATABASE_URL_READER"]
    assert Settings.read(SERVER).standby is None
    assert Settings.read({**SERVER, STANDBY: reader}).standby == reader
    for env in ({**SERVER, STANDBY: SERVER["DATABASE_URL"]}, {STANDBY: reader}):
        assert "DATABASE_URL_READER" in refused(env).fr
    assert STANDBY in refused({**SERVER, STANDBY: "s3cret"}).en


SIGN_IN_FILE = """
public_url = "https://cases.example.org"
[provider]
issuer = "https://login.example.org"
client_id = "caseledger"
client_auth = "none"
"""


def test_the_identity_provider_is_named_by_a_file(tmp_path: Path) -> None:
    file = tmp_path / "sign-in.toml"
    file.write_text(SIGN_IN_FILE)
    given = SERVER | {SIGN_IN: str(file), "CASELEDGER_HTTPS": "yes"}
    found = Settings.read(given)
    assert found.sign_in and found.sign_in.provider.issuer == "https://login.example.org"
    assert "CASELEDGER_HTTPS" in refused(given | {"CASELEDGER_HTTPS": "no"}).en
    assert "nowhere.toml" in refused(given | {SIGN_IN: str(tmp_path / "nowhere.toml")}).fr
    file.write_text(SIGN_IN_FILE + "surprise = 1")
    assert "surprise" in refused(given).en


@pytest.mark.parametrize("name", ["CASELEDGER_SESSION_IDLE_MINUTES", "CASELEDGER_SESSION_MINUTES"])
def test_sessions_last_some_minutes(name: str) -> None:
    assert Settings.read(SERVER | {name: "45"})
    for bad in ("0", "1441", "-5", "ten", "٣"):
        assert name in refused(SERVER | {name: bad}).en


def test_keys_come_from_one_place(tmp_path: Path) -> None:
    older = base64.b64encode(bytes([7]) * 32).decode()
    given = Settings.read({**SERVER, "CASELEDGER_KEY_ENCRYPTION_KEYS_OLDER": f"{older},{older}"})
    assert (given.key, given.older_keys) == (KEY, (bytes([7]) * 32,) * 2)

    keyless = without("CASELEDGER_KEY_ENCRYPTION_KEY")
    folder = {**keyless, "CASELEDGER_KEY_FOLDER": str(tmp_path)}
    settings = Settings.read(
        {
            **folder,
            "CASELEDGER_KEY_FILE": str(tmp_path / "gone"),
            "CASELEDGER_KEY_COMMAND": "a 'b c'",
        }
    )
    assert settings.key is None and settings.key_folder == tmp_path
    assert settings.key_file == tmp_path / "gone" and settings.key_command == ("a", "b c")

    for wrong in (
        {**SERVER, "CASELEDGER_KEY_FOLDER": str(tmp_path)},
        {**folder, "CASELEDGER_KEY_ENCRYPTION_KEYS_OLDER": older},
        {**SERVER, "CASELEDGER_KEY_COMMAND": "service"},
        {"CASELEDGER_KEY_ENCRYPTION_KEYS_OLDER": older},
        {**SERVER, "CASELEDGER_KEY_ENCRYPTION_KEYS_OLDER": "short"},
    ):
        assert "CASELEDGER_KEY" in refused(wrong).en


def test_how_effects_are_carried_out_can_be_set() -> None:
    assert read_effects({}).attempts == 20 and read_effects({}).networks == ()
    given = {
        "CASELEDGER_EFFECTS_ATTEMPTS": "3",
        "CASELEDGER_WEBHOOK_NETWORKS": "10.1.0.0/16, fd00::/8",
    }
    assert read_effects(given).attempts == 3
    assert read_effects(given).partners and not read_effects({"CASELEDGER_WEBHOOKS": "no"}).partners
    assert read_effects(given).networks == ("10.1.0.0/16", "fd00::/8")
    for bad in (
        {"CASELEDGER_EFFECTS_ATTEMPTS": "0"},
        {"CASELEDGER_EFFECTS_ATTEMPTS": "many"},
        {"CASELEDGER_WEBHOOK_NETWORKS": "10.1.0.0/99"},
        {"CASELEDGER_WEBHOOKS": "perhaps"},
    ):
        with pytest.raises(SettingsError, match=next(iter(bad))):
            read_effects(bad)
