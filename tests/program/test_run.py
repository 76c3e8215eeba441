"""``caseledger run``, started and stopped as a person would."""

import base64
import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import msgspec
import pytest

from caseledger.embedded import ROLES
from caseledger.server import GRACE_SECONDS
from caseledger.settings import VARIABLES
from tests.support.program import Program, ask


@pytest.fixture(scope="module")
def home(open_folder: Path) -> Path:
    """One data folder for this module: migrated once, found again by each start."""
    return open_folder / "program"


@pytest.fixture
def run(home: Path) -> Iterator[Program]:
    env = {"CASELEDGER_HOME": str(home), "CASELEDGER_METRICS": "127.0.0.1:0"}
    program = Program("run", "--empty", "--port", "0", env=env)
    yield program
    program.stop(signal.SIGKILL)


def following(address: str) -> Any:
    """A stream of events of somebody who is signed in, as it comes."""
    status, made = ask(address, "/demo/session", {"role": "OPERATOR"})
    assert status == 200, made
    given = urlencode({"query": "subscription { projections { name } }"})
    headers = {"Authorization": f"Bearer {made['token']}"}
    return urlopen(Request(f"{address}/graphql/stream?{given}", headers=headers), timeout=30)


def test_it_is_ready_answers_and_stops_on_a_signal(run: Program, home: Path) -> None:
    address = run.ready()
    status, body = ask(address, "/health")
    assert status == 200, body
    measures = re.search(r"Measures: (http://127\.0\.0\.1:\d+)/metrics", run.said)
    assert measures and measures[1] != address
    status, text = ask(measures[1], "/metrics")
    assert status == 200 and 'caseledger_projection_healthy{projection="case_file"} 1.0' in text
    assert 'route="/health",status="200"' in text
    assert ask(address, "/metrics")[0] == 404
    well = Program("status", env={"CASELEDGER_HOME": str(home)})
    assert well.ended() == 0 and "running" in well.said
    with following(address) as stream:
        assert stream.readline() == b"retry: 5000\n"
        while stream.readline() != b"event: next\n":
            pass
        told = time.monotonic()
        run.process.send_signal(signal.SIGTERM)
        assert b"event: complete\n" in stream.readlines(), "it is ended, not cut"
        assert time.monotonic() - told < GRACE_SECONDS, "at once, not when patience ends"
    assert run.ended() == 0
    assert "Stopped." in run.said
    assert "Traceback" not in run.said
    dead = Program("status", "--json", env={"CASELEDGER_HOME": str(home)})
    assert dead.ended() == 1
    found = msgspec.json.decode(dead.said)["projections"]
    assert {(one["trouble"], one["healthy"]) for one in found} == {("STOPPED", False)}


def test_a_second_start_finds_what_the_first_left(home: Path) -> None:
    for number in (signal.SIGINT, signal.SIGKILL, signal.SIGTERM):
        program = Program("run", "--empty", "--port", "0", env={"CASELEDGER_HOME": str(home)})
        status, body = ask(program.ready(), "/health")
        assert status == 200, body
        program.stop(number)


def test_a_port_in_use_is_told_and_another_one_serves(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        program = Program("run", "--empty", "--port", str(port), env={"CASELEDGER_HOME": str(home)})
        try:
            address = program.ready()
            assert not address.endswith(f":{port}")
            assert f"Port {port} is in use" in program.said
            assert ask(address, "/health")[0] == 200
        finally:
            assert program.stop() == 0


def test_an_address_of_another_machine_is_refused_clearly(home: Path) -> None:
    program = Program("run", "--host", "203.0.113.7", env={"CASELEDGER_HOME": str(home)})
    assert program.ended() == 1
    assert "Cannot listen on 203.0.113.7" in program.said
    assert "Traceback" not in program.said


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "dossiers d’aide sociale"), ("en", "social assistance cases")]
)
@pytest.mark.parametrize("arguments", [["--help"], []])
def test_help_is_in_the_readers_language(arguments: list[str], language: str, words: str) -> None:
    program = Program(*arguments, env={"CASELEDGER_LANG": language})
    assert program.ended() == 0
    assert words in program.said
    assert all(name in program.said for name in ("run", "demo", "migrate", "status", "staff"))


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Commande non comprise"), ("en", "not understood")]
)
def test_a_command_that_does_not_exist_is_refused(language: str, words: str) -> None:
    program = Program("fly", env={"CASELEDGER_LANG": language})
    assert program.ended() == 2
    assert words in program.said


@pytest.mark.parametrize("command", [["staff", "list"], ["rebuild", "timeline"], ["status"]])
def test_a_command_before_the_first_migration_says_what_to_do(
    open_folder: Path, command: list[str]
) -> None:
    program = Program(*command, env={"CASELEDGER_HOME": str(open_folder / "new")})
    assert program.ended() == 1
    assert "Run `caseledger migrate`" in program.said and "Traceback" not in program.said


@pytest.mark.parametrize("command", [["staff", "list"], ["status"], ["migrate"]])
def test_a_command_without_its_database_says_so(command: list[str]) -> None:
    away = {VARIABLES[role]: f"postgresql://{role}@127.0.0.1:1/none" for role in ROLES}
    key = base64.b64encode(bytes(32)).decode()
    settings = {"CASELEDGER_TENANT": "away", "CASELEDGER_KEY_ENCRYPTION_KEY": key}
    program = Program(*command, env=away | settings)
    assert program.ended() == 1
    assert "database" in program.said and "Traceback" not in program.said
