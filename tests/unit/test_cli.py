"""The command line knows its commands by name, and loads no more than what a command needs."""

import argparse
import importlib
import os
import subprocess
import sys

import pytest

from caseledger.cli.main import COMMANDS, function_of
from caseledger.cli.parser import parser

program = importlib.import_module("caseledger.cli.main")


def test_every_command_that_can_be_typed_leads_somewhere() -> None:
    [typed] = [a for a in parser("en")._actions if isinstance(a, argparse._SubParsersAction)]
    assert set(typed.choices) == set(COMMANDS)
    assert all(callable(function_of(name)) for name in COMMANDS)


def test_help_and_small_commands_do_not_load_the_web_framework() -> None:
    small = "caseledger.cli, caseledger.cli.staff, caseledger.cli.status, caseledger.cli.importing"
    heavy = "{'litestar', 'strawberry', 'jinja2'} & sys.modules.keys()"
    code = f"import sys, {small}; sys.exit(', '.join({heavy}) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_who_reads_no_further_is_told_nothing_more(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """As where ``head`` has what it wants of a long answer."""

    def half_read(*_: object) -> int:
        raise BrokenPipeError

    put = []
    monkeypatch.setattr(program, "function_of", lambda name: half_read)
    monkeypatch.setattr(os, "dup2", lambda to, of: put.append((to, of)))
    assert program.main(["status"]) == 1
    [(nowhere, _)] = put
    os.close(nowhere)
    assert capfd.readouterr().err == ""
