"""From arguments to a command, and from a command to an exit code."""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import psycopg

from caseledger.cli.key_words import about_keys
from caseledger.cli.parser import parser
from caseledger.cli.say import Say
from caseledger.errors import BilingualError
from caseledger.migrate import MigrationError
from caseledger.settings import SettingsError, language
from ledger.keys.kek import WrongKey
from ledger.keys.service import KeyServiceFailed
from ledger.keys.sources import MissingKek
from ledger.store_errors import StoreUnavailable

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130

# Where each command stands: the web framework alone takes longer to load than most commands to run.
COMMANDS = {
    "run": "run.run",
    "demo": "demo.demo",
    "migrate": "migrate.migrate",
    "status": "status.status",
    "rebuild": "rebuild.rebuild",
    "unpark": "mend.unpark",
    "trace": "trace.run",
    "snapshots": "snapshots.snapshots",
    "staff": "staff.staff",
    "import": "importing.import_",
    "suspects": "suspects.suspects",
    "dispose": "dispose.dispose",
    "export": "exporting.export_",
    "effects": "effects.effects",
    "keys": "keys.keys",
    "backup": "backup.backup",
    "restore": "backup.restore",
    "log": "logs.log",
    "witness": "witness.witness",
    "prove": "prove.prove",
    "verify": "verify.verify",
    "pack": "pack.pack",
}


def function_of(name: str) -> Callable[[Any, Say], int]:
    """What runs a command, loaded now."""
    module, _, function = COMMANDS[name].partition(".")
    return getattr(import_module(f"caseledger.cli.{module}"), function)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 failed (told in the reader's language), 2 not understood."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    chosen = _language_in(given)
    if chosen:
        os.environ["CASELEDGER_LANG"] = chosen
    try:
        say = Say(language())
    except SettingsError as error:
        Say("en")(error.fr, str(error))
        return EXIT_FAILED
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    options = parser(say.lang).parse_args(given or ["--help"])
    if "tenant" in options:
        os.environ["CASELEDGER_TENANT"] = options.tenant
    try:
        code = function_of(options.command)(options, say)
        sys.stdout.flush()
        return code
    except (BilingualError, MigrationError) as error:
        say(error.fr, error.en)
    except (StoreUnavailable, psycopg.OperationalError):
        say(
            "La base de données ne répond pas. Rien n’a été perdu : relancez la commande quand "
            "elle sera revenue.",
            "The database does not answer. Nothing was lost: run the command again when it is back.",
        )
    except (MissingKek, KeyServiceFailed, WrongKey) as error:
        say(*about_keys(error))
    except BrokenPipeError:
        # Who was reading has read enough; nor is what is left to be said at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        say("Interrompu.", "Interrupted.")
        return EXIT_INTERRUPTED
    return EXIT_FAILED


def _language_in(arguments: Sequence[str]) -> str | None:
    """The value of ``--lang``, before the real parser exists: it decides how that one speaks."""
    for at, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            value = value or (arguments[at + 1] if at + 1 < len(arguments) else "")
            return value if value in ("fr", "en") else None
    return None
