"""The command line knows its commands by name, and loads no more than what a command needs."""

import argparse
import subprocess
import sys

from caseledger.cli.main import COMMANDS, function_of
from caseledger.cli.parser import parser


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
