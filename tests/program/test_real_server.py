"""``caseledger`` on a server by its addresses: the real thing, without invented data."""

import base64
import signal
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from caseledger.embedded import ROLES
from caseledger.settings import VARIABLES
from tests.support.databases import ServerByAddress, new_database
from tests.support.independent_server import IndependentServer
from tests.support.program import Program, ask

KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(scope="module")
def env(independent_server: IndependentServer, open_folder: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation: an address for each role, tenant and key."""
    server = ServerByAddress.prepare(independent_server.url, open_folder / "real-key")
    with new_database(server) as database:
        yield {VARIABLES[role]: database.url(role) for role in ROLES} | {
            "CASELEDGER_TENANT": "riviere-nord",
            "CASELEDGER_KEY_ENCRYPTION_KEY": KEY,
            "CASELEDGER_LOG_KEY": KEY,
        }


def link_of(said: str) -> str:
    return next(line for line in said.splitlines() if "/sign-in/" in line).partition("/sign-in/")[2]


def said(program: Program) -> str:
    program.ended()
    return program.said


def test_each_missing_setting_is_named(env: dict[str, str]) -> None:
    for name in env:
        if name == "DATABASE_URL":
            continue
        without = {k: v for k, v in env.items() if k != name}
        program = Program("run" if name == "CASELEDGER_LOG_KEY" else "migrate", env=without)
        assert program.ended() == 1, program.said
        assert name in program.said and "Traceback" not in program.said


def test_no_invented_data_on_a_real_server(env: dict[str, str]) -> None:
    program = Program("demo", env=env)
    assert program.ended() == 1
    assert "no invented data" in program.said


def test_a_person_signs_in_by_a_link_and_only_once(env: dict[str, str]) -> None:
    run = Program("run", "--port", "0", env=env)
    try:
        address = run.ready()
        added = Program("staff", "add", "Ana Bélanger", "--role", "INTAKE", "--office", "centre",
                        env=env)  # fmt: skip
        assert added.ended() == 0, added.said
        link = link_of(added.said)
        for _ in range(2):
            status, _ = ask(address, "/sign-in/" + link)
            assert status == 200, "looking at the page, as mail scanners do, spends no link"
        status, answer = ask(address, "/session", {"link": link})
        assert status == 200 and answer["token"]
        status, answer = ask(address, "/session", {"link": link}, language="fr")
        assert status == 403 and "déjà servi" in str(answer)
        unknown = Program("staff", "add", "Nobody", "--role", "KING", env=env)
        assert unknown.ended() == 1 and "CASEWORKER" in unknown.said
        assert ask(address, "/demo/session", {"role": "INTAKE"})[0] == 404
    finally:
        run.stop(signal.SIGKILL)


def test_another_key_stops_the_start(env: dict[str, str]) -> None:
    other = base64.b64encode(bytes(32)).decode()
    program = Program("run", "--port", "0", env=env | {"CASELEDGER_KEY_ENCRYPTION_KEY": other})
    assert program.ended() == 1, program.said
    assert "not the one that protects this ledger" in program.said


def test_the_key_is_replaced_by_way_of_the_settings(env: dict[str, str]) -> None:
    tenant = {"CASELEDGER_TENANT": f"t{uuid4().hex[:8]}"}
    old = (
        env | tenant | {"CASELEDGER_KEY_ENCRYPTION_KEY": base64.b64encode(bytes([9]) * 32).decode()}
    )
    assert Program("migrate", env=old).ended() == 0
    assert "Snapshots" in said(Program("status", env=old))
    refused = Program("keys", "rotate", env=old)
    assert refused.ended() == 1 and "no key to rotate to" in refused.said
    new = (
        env | tenant | {"CASELEDGER_KEY_ENCRYPTION_KEY": base64.b64encode(bytes([8]) * 32).decode()}
    )
    missing = Program("status", env=new)
    assert missing.ended() == 1 and "is missing" in missing.said
    both = new | {"CASELEDGER_KEY_ENCRYPTION_KEYS_OLDER": old["CASELEDGER_KEY_ENCRYPTION_KEY"]}
    rotated = Program("keys", "rotate", env=both)
    assert rotated.ended() == 1 and "Left to you" in rotated.said, rotated.said
    shown = said(Program("keys", env=new)).splitlines()
    [mine] = [each for each in shown if tenant["CASELEDGER_TENANT"] in each and "in use" in each]
    assert "0 persons" in mine and "2 secrets" in mine and "NOT HERE" not in mine
    assert "Snapshots" in said(Program("status", env=new)), "it opens with the new key alone"


def test_a_changed_policy_without_a_new_version_stops_the_start(env: dict[str, str]) -> None:
    """As if a file had been edited since: what was published says something else."""
    tenant = f"t{uuid4().hex[:8]}"
    mine = env | {"CASELEDGER_TENANT": tenant}
    first = Program("run", "--port", "0", env=mine)
    first.ready()
    first.stop()
    superuser = env["DATABASE_URL"]
    with psycopg.connect(superuser, autocommit=True) as admin:
        admin.execute("alter table ledger.events disable trigger user")
        admin.execute(
            "update ledger.events set state = convert_to(regexp_replace(convert_from(state, 'UTF8'),"
            " '\"content_hash\":\"[0-9a-f]{8}', '\"content_hash\":\"00000000'), 'UTF8')"
            " where tenant = %s and type = 'policy.published'"
            " and convert_from(state, 'UTF8') like '%%\"policy_id\":\"clocks\"%%'",
            (tenant,),
        )
        admin.execute("alter table ledger.events enable trigger user")
    program = Program("run", "--port", "0", env=mine)
    assert program.ended() == 1, program.said
    assert "clocks" in program.said and "Traceback" not in program.said


def test_the_roles_are_what_the_settings_say(env: dict[str, str]) -> None:
    """The reader's address cannot write, the writer's cannot insert beside the one function."""
    with (
        psycopg.connect(env["DATABASE_URL_READER"]) as reader,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        reader.execute("select state from ledger.events")
    with (
        psycopg.connect(env["DATABASE_URL_WRITER"]) as writer,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        writer.execute("delete from ledger.events")
