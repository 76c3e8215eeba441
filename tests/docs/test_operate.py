"""Setting up by the book: its commands are run as they stand, and nothing is left out of it."""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

import go
from caseledger.cli.parser import parser
from caseledger.settings import VARIABLES
from tests.docs.blocks import ROOT, printed, sessions
from tests.support.independent_server import IndependentServer

PAGE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
EXAMPLE = "postgres:secret@db.example.org:5432"
HOST = "db.example.org:5432"
VARIABLE = re.compile(r"\b(?:CASELEDGER_[A-Z_]+|DATABASE_URL(?:_[A-Z]+)?)\b")
TESTS_ONLY = {"DATABASE_URL_TEST"}


@pytest.fixture
def new_server() -> Iterator[IndependentServer]:
    """A server on which nobody has made a role: the book begins with making them."""
    server = IndependentServer.create()
    yield server
    server.discard()


def options(of: argparse.ArgumentParser) -> Iterator[str]:
    """Every command and option that can be typed, however deep."""
    for action in of._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield name
                yield from options(inner)


def test_every_command_and_option_is_told() -> None:
    commands = PAGE.partition("## Commands")[2].partition("\n## ")[0]
    told = set(re.findall(r"[\w-]+", commands))
    missing = [name for name in options(parser("en")) if name not in told | {"-h"}]
    assert not missing


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_bootstraps_own_help_names_every_command(lang: str) -> None:
    [commands] = [a for a in parser("en")._actions if isinstance(a, argparse._SubParsersAction)]
    for name in commands.choices:
        assert re.search(rf"^  {name} ", go.HELP[lang], re.MULTILINE), name


def test_every_variable_is_told_and_none_that_is_not_read() -> None:
    sources = [ROOT / "go.py", *(ROOT / "caseledger").rglob("*.py")]
    read = {name for path in sources for name in VARIABLE.findall(path.read_text("utf-8"))}
    read |= set(VARIABLES.values())
    table = PAGE.partition("## Settings")[2].partition("\n## ")[0]
    assert set(VARIABLE.findall(table)) == read - TESTS_ONLY


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_help_tells_every_variable_too(lang: str) -> None:
    told = parser(lang).format_help()  # type: ignore[arg-type]
    for name in VARIABLE.findall(PAGE.partition("## Settings")[2].partition("\n## ")[0]):
        short = name.replace("DATABASE_URL", "") if name != "DATABASE_URL" else name
        assert name == "CASELEDGER_VENV" or short in told, name


def test_its_commands_set_up_a_server_dump_it_and_restore_it(
    new_server: IndependentServer, tmp_path: Path
) -> None:
    superuser = new_server.url.removeprefix("postgresql://").removesuffix("/postgres")
    here = superuser.partition("@")[2]
    blocks = [
        block.replace(EXAMPLE, superuser).replace(HOST, here)
        for block, _ in sessions(ROOT / "docs" / "operate.md")
    ]
    shell = (
        f'python3() {{ shift; PYTHONPATH="{ROOT}" "{sys.executable}" -m caseledger "$@" 2>&1; }}\n'
    )
    programs = new_server.programs.path("psql").parent
    told = printed(
        [shell, *blocks], tmp_path, CASELEDGER_LANG="en", PATH=f"{programs}:/usr/bin:/bin"
    )
    assert "Applied: 0001_pre_ledger" in told[3] and told[3].count("GRANT ROLE") == 6
    assert re.search(r"http://127.0.0.1:8620/sign-in/\S+", told[4])
    assert "Josée Charlebois  CASEWORKER  centre" in told[4]
    assert "is in backup" in told[5] and "Ledger restored" in told[6]
    assert same_as_restored(new_server) > 0


def same_as_restored(server: IndependentServer) -> int:
    """How many events there are; the restored database holds the same, and the keys."""
    told = []
    for database in ("caseledger", "restored"):
        url = server.url.removesuffix("postgres") + database
        with psycopg.connect(url) as admin:
            events = admin.execute("select * from ledger.events order by position").fetchall()
            secrets = admin.execute("select * from keys.secret order by name").fetchall()
            told.append((events, secrets))
    assert told[0] == told[1]
    return len(told[0][0])
