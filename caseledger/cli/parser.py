"""What can be typed, and its help in either language."""

import argparse
from typing import NoReturn

from caseledger.cli.command_words import COMMANDS, WORDS
from caseledger.cli.dispose_options import add_options
from caseledger.cli.option_words import OPTIONS
from caseledger.errors import Lang

EXIT_USAGE = 2


class _Parser(argparse.ArgumentParser):
    """``argparse`` in the reader's language."""

    lang: Lang = "en"

    def __init__(self, **options: object) -> None:
        super().__init__(add_help=False, **options)  # type: ignore[arg-type]
        words = WORDS[self.lang]
        self._optionals.title = words["options"]
        self.add_argument("-h", "--help", action="help", help=words["help"])
        self.add_argument("--lang", choices=["fr", "en"], help=words["lang"])
        # Said before the command or after it: what is not said must not undo what was.
        said = argparse.SUPPRESS
        self.add_argument("--tenant", metavar="NAME", default=said, help=words["tenant"])

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", WORDS[self.lang]["usage"], 1)

    def error(self, message: str) -> NoReturn:
        self.exit(EXIT_USAGE, WORDS[self.lang]["bad"].format(prog=self.prog, error=message))


def parser(lang: Lang) -> argparse.ArgumentParser:
    """The parser of the whole command line, speaking ``lang``."""
    words = WORDS[lang]
    # argparse makes subparsers by class, so the language goes with the class.
    kind = type("Parser", (_Parser,), {"lang": lang})
    made = kind(
        prog="caseledger",
        description=words["program"],
        epilog=words["environment"],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = made.add_subparsers(
        dest="command", required=True, title=words["commands"], metavar="COMMAND"
    )

    def command(name: str) -> argparse.ArgumentParser:
        said = COMMANDS[name][lang]
        return commands.add_parser(name, help=said, description=said)

    def option(of: argparse._ActionsContainer, *names: str, about: str, **how: object) -> None:
        of.add_argument(*names, help=OPTIONS[about][lang], **how)  # type: ignore[arg-type]

    run = command("run")
    option(run, "--host", about="host")
    option(run, "--port", about="port", type=int)
    option(run, "--empty", about="empty", action="store_true")
    option(command("demo"), "--cases", about="cases", type=int, default=320)
    command("migrate")
    option(command("status"), "--json", about="json", action="store_true")
    rebuild = command("rebuild")
    option(rebuild, "projection", about="projection")
    option(rebuild, "--switch", about="switch", action="store_true")
    option(rebuild, "--back", about="back", action="store_true")
    option(rebuild, "--drop", about="drop-builds", action="store_true")
    option(rebuild, "--lacking", about="lacking", action="store_true")
    option(rebuild, "--keys", about="differing-keys", type=int, default=10)
    unpark = command("unpark")
    option(unpark, "projection", about="projection", nargs="?")
    for mended in (rebuild, unpark):
        part = mended.add_mutually_exclusive_group()
        option(part, "--case", about="mend-case", metavar="NUMBER")
        option(part, "--person", about="mend-person", metavar="ID")
    option(part, "--all", about="mend-all", action="store_true")
    trace = command("trace")
    option(trace, "id", about="id", metavar="ID")
    option(trace, "--json", about="json", action="store_true")
    logs = command("log")
    option(logs, "--json", about="json", action="store_true")
    said = OPTIONS["log-reopen"][lang]
    reopen = logs.add_subparsers(dest="logs", metavar="COMMAND").add_parser(
        "reopen", help=said, description=said
    )
    option(reopen, "--because", about="because", required=True)
    option(reopen, "--events", about="known-events", metavar="FILE")
    option(reopen, "--looks", about="known-looks", metavar="FILE")
    witness = command("witness")
    option(witness, "--log", about="witness-log", metavar="URL")
    option(witness, "--vkey", about="vkey")
    option(witness, "--state", about="state", metavar="FOLDER", required=True)
    option(witness, "--name", about="witness-name")
    option(witness, "--once", about="once", action="store_true")
    option(witness, "--every", about="every", type=float, default=60.0, metavar="SECONDS")
    prove = command("prove")
    option(prove, "id", about="prove-id", metavar="ID", nargs="?")
    option(prove, "--old", about="old", type=int, metavar="SIZE")
    option(prove, "--row", about="row", metavar="FILE")
    verify = command("verify")
    option(
        verify,
        "--from-checkpoint",
        about="known",
        metavar="FILE",
        action="append",
        default=[],
        dest="known",
    )
    option(verify, "--vkey", about="known-key", metavar="KEY", action="append", default=[])
    option(verify, "--json", about="json", action="store_true")
    pack = command("pack")
    option(pack, "--case", about="pack-case", metavar="ID")
    option(pack, "--decision", about="pack-decision", metavar="ID")
    option(pack, "--disclosure", about="pack-disclosure", metavar="ID")
    option(pack, "--out", about="pack-out", metavar="FILE", required=True)
    option(pack, "--by", about="pack-by")
    said = OPTIONS["snapshots-drop"][lang]
    snapshots = command("snapshots").add_subparsers(
        dest="snapshots", required=True, metavar="COMMAND"
    )
    snapshots.add_parser("drop", help=said, description=said)
    importing = command("import")
    option(importing, "what", about="what")
    option(importing, "path", about="mended", nargs="?")
    option(importing, "--out", about="out")
    option(importing, "--report", about="report")
    option(importing, "--by", about="by")
    command("suspects")
    add_options(command("dispose"), lang)
    exporting = command("export")
    option(exporting, "folder", about="folder", metavar="FOLDER")
    option(exporting, "--sealed", about="sealed", action="store_true")
    option(exporting, "--only", about="only", choices=["events", "csv"])
    option(exporting, "--by", about="export-by")
    keys = command("keys")
    option(keys, "--json", about="json", action="store_true")
    said = OPTIONS["keys-rotate"][lang]
    rotating = keys.add_subparsers(dest="keys", metavar="COMMAND").add_parser(
        "rotate", help=said, description=said
    )
    option(rotating, "--person", about="person", metavar="ID")
    option(command("backup"), "--to", about="to", required=True, metavar="FOLDER")
    restoring = command("restore")
    option(restoring, "--from", about="from", required=True, metavar="FOLDER", dest="source")
    option(restoring, "--keys", about="keys-of", metavar="FOLDER")
    for name in ("disposals", "checkpoint"):
        option(restoring, f"--{name}", about=name, metavar="FILE", action="append", default=[])
    effects = command("effects").add_subparsers(dest="effects", metavar="COMMAND")

    def effect_command(name: str) -> argparse.ArgumentParser:
        said = OPTIONS[f"effects-{name}"][lang]
        return effects.add_parser(name, help=said, description=said)

    option(effect_command("list"), "--all", about="effects-all", action="store_true")
    option(effect_command("retry"), "keys", about="effect-keys", metavar="KEY", nargs="+")
    drop = effect_command("drop")
    option(drop, "keys", about="effect-keys", metavar="KEY", nargs="+")
    option(drop, "--because", about="effect-because", required=True)
    option(drop, "--by", about="effect-by", required=True)
    effect_command("endpoints")
    endpoint = effect_command("endpoint")
    option(endpoint, "recipient", about="recipient")
    option(endpoint, "url", about="url")
    for name in ("renew-secret", "end-endpoint"):
        option(effect_command(name), "recipient", about="recipient")
    staff = command("staff").add_subparsers(dest="staff", required=True, metavar="COMMAND")

    def staff_command(name: str) -> argparse.ArgumentParser:
        said = OPTIONS[f"staff-{name}"][lang]
        return staff.add_parser(name, help=said, description=said)

    staff_command("list")
    add = staff_command("add")
    option(add, "name", about="name")
    option(add, "--role", about="role", required=True, action="append")
    option(add, "--office", about="office")
    option(add, "--organisation", about="organisation")
    option(add, "--was", about="was")
    option(staff_command("link"), "account", about="account")
    bind = staff_command("bind")
    option(bind, "account", about="account")
    option(bind, "subject", about="subject")
    service = staff_command("service")
    option(service, "name", about="name")
    option(service, "--role", about="role", required=True)
    option(service, "--scope", about="scope", required=True, action="append")
    option(service, "--office", about="office")
    option(service, "--organisation", about="organisation")
    option(service, "--client", about="client")
    option(service, "--days", about="days", type=int, default=90)
    token = staff_command("token")
    option(token, "account", about="account")
    option(token, "--days", about="days", type=int, default=90)
    option(token, "--overlap", about="overlap", type=int, default=24)
    option(staff_command("revoke"), "account", about="account")
    person = staff_command("person")
    option(person, "account", about="account")
    option(person, "person", about="own-person", nargs="?")
    option(staff_command("close"), "account", about="account")
    return made
