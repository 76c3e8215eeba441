"""What can be typed, and its help in either language."""

import argparse
from typing import NoReturn

from caseledger.cli.dispose_options import add_options
from caseledger.errors import Lang

EXIT_USAGE = 2

_WORDS = {
    "fr": {
        "program": "Caseledger : un registre de dossiers d’aide sociale, événement par événement.",
        "commands": "commandes",
        "options": "options",
        "usage": "Usage : ",
        "help": "montre cette aide et s’arrête",
        "lang": "langue des messages : fr ou en (sinon celle du système)",
        "tenant": "organisme dont c’est le registre (sinon CASELEDGER_TENANT)",
        "bad": "Commande non comprise. « {prog} --help » dit ce qui existe.\n  ({error})\n",
        "environment": """\
Sans DATABASE_URL : PostgreSQL embarqué, dans $CASELEDGER_HOME ou le dossier de données de
l’utilisateur, avec des données inventées et une connexion d’essai pour chaque rôle.
Avec DATABASE_URL et une adresse par rôle (DATABASE_URL_WRITER, _PROJECTOR, _READER, _AUTH,
_AUDITOR, _SEQUENCER), CASELEDGER_TENANT, CASELEDGER_KEY_FOLDER, CASELEDGER_KEY_FILE ou
CASELEDGER_KEY_ENCRYPTION_KEY, et CASELEDGER_LOG_KEY ou CASELEDGER_LOG_KEY_FILE : le vrai registre,
sans données d’essai.
Aussi : CASELEDGER_KEY_ENCRYPTION_KEYS_OLDER, CASELEDGER_KEY_COMMAND, CASELEDGER_DISPOSALS,
CASELEDGER_HOST, CASELEDGER_PORT, CASELEDGER_HTTPS, CASELEDGER_LANG,
CASELEDGER_STANDBY_URL, CASELEDGER_SIGN_IN_FILE, CASELEDGER_SESSION_IDLE_MINUTES,
CASELEDGER_SESSION_MINUTES, CASELEDGER_LOG_ORIGIN, CASELEDGER_LOG_WITNESSES.
""",
    },
    "en": {
        "program": "Caseledger: a ledger of social assistance cases, event by event.",
        "commands": "commands",
        "options": "options",
        "usage": "Usage: ",
        "help": "show this help and stop",
        "lang": "language of messages: fr or en (else the system's)",
        "tenant": "organisation whose ledger is meant (else CASELEDGER_TENANT)",
        "bad": "That was not understood. “{prog} --help” tells what there is.\n  ({error})\n",
        "environment": """\
Without DATABASE_URL: embedded PostgreSQL, in $CASELEDGER_HOME or the user's data folder, with
invented data and a trial sign-in for each role.
With DATABASE_URL and an address for each role (DATABASE_URL_WRITER, _PROJECTOR, _READER, _AUTH,
_AUDITOR, _SEQUENCER), CASELEDGER_TENANT, CASELEDGER_KEY_FOLDER, CASELEDGER_KEY_FILE or
CASELEDGER_KEY_ENCRYPTION_KEY, and CASELEDGER_LOG_KEY or CASELEDGER_LOG_KEY_FILE: the real ledger,
without trial data.
Also: CASELEDGER_KEY_ENCRYPTION_KEYS_OLDER, CASELEDGER_KEY_COMMAND, CASELEDGER_DISPOSALS,
CASELEDGER_HOST, CASELEDGER_PORT, CASELEDGER_HTTPS, CASELEDGER_LANG, CASELEDGER_STANDBY_URL,
CASELEDGER_SIGN_IN_FILE, CASELEDGER_SESSION_IDLE_MINUTES, CASELEDGER_SESSION_MINUTES,
CASELEDGER_LOG_ORIGIN, CASELEDGER_LOG_WITNESSES.
""",
    },
}

_COMMANDS: dict[str, dict[str, str]] = {
    "run": {
        "fr": "migre la base, sert les pages et GraphQL, fait tourner les projections",
        "en": "migrate the database, serve pages and GraphQL, run the projections",
    },
    "demo": {
        "fr": "remplit un registre vide de données inventées",
        "en": "fill an empty ledger with invented data",
    },
    "migrate": {
        "fr": "prépare la base de données ou la met à jour",
        "en": "prepare the database, or bring it up to date",
    },
    "status": {
        "fr": "dit où en sont le registre et chaque projection",
        "en": "tell where the ledger and each projection stand",
    },
    "rebuild": {
        "fr": "refait une projection à partir de rien (à faire quand personne ne la lit)",
        "en": "make a projection again from nothing (when nobody reads it)",
    },
    "log": {
        "fr": "montre les registres de preuves, leurs clés, et où ils en sont",
        "en": "show the logs of proofs, their keys, and where they stand",
    },
    "witness": {
        "fr": "surveille le registre de preuves d’un autre organisme et contresigne ce qu’il prouve",
        "en": "watch another organisation’s log, and countersign what it proves",
    },
    "trace": {
        "fr": "montre ce qui a mené à un événement ou à une commande, et ce qui en a suivi",
        "en": "show what led to an event or a command, and what followed from it",
    },
    "snapshots": {
        "fr": "états gardés des longs flux d’événements, qui peuvent toujours être supprimés",
        "en": "kept states of long streams, which may be dropped at any time",
    },
    "staff": {
        "fr": "comptes du personnel et liens de connexion à usage unique",
        "en": "staff accounts and single-use sign-in links",
    },
    "import": {
        "fr": "importe l’extrait d’un autre système, et dit ce qu’il en est advenu",
        "en": "import another system’s extract, and tell what became of it",
    },
    "suspects": {
        "fr": "cherche qui pourrait être inscrit sous deux numéros ; une personne en décide ensuite",
        "en": "look for whoever may be registered under two numbers; a person then decides",
    },
    "dispose": {
        "fr": "détruit des renseignements selon le calendrier de conservation, ou les suspend",
        "en": "dispose of data by the retention schedule, or hold it back",
    },
    "export": {
        "fr": "écrit toutes les données d’un organisme, en événements et en fichiers CSV",
        "en": "write all the data of an organisation, as events and as CSV files",
    },
    "keys": {
        "fr": "dit quelles clés protègent le registre, ou les remplace",
        "en": "tell which keys protect the ledger, or replace them",
    },
    "backup": {
        "fr": "sauvegarde le registre, et ses clés à part, pendant qu’il sert",
        "en": "back up the ledger, and its keys apart, while it serves",
    },
    "restore": {
        "fr": "reprend une sauvegarde dans une base vide, et y détruit de nouveau ce qui l’a été",
        "en": "take a backup into an empty database, and dispose again of what was disposed of",
    },
}

_OPTIONS: dict[str, dict[str, str]] = {
    "host": {
        "fr": "adresse où écouter (127.0.0.1)",
        "en": "address to listen on (127.0.0.1)",
    },
    "port": {
        "fr": "port où écouter (8620, ou le prochain libre ; 0 : un libre)",
        "en": "port to listen on (8620, or the next free one; 0: any free one)",
    },
    "empty": {
        "fr": "sans données inventées au premier démarrage (base embarquée)",
        "en": "no invented data at the first start (embedded database)",
    },
    "what": {
        "fr": "le dossier de l’extrait ; ou « rejects » pour écrire les rangées illisibles, ou "
        "« mended » pour les renvoyer corrigées",
        "en": "the extract’s folder; or `rejects` to write the unreadable rows, or `mended` to send "
        "them again",
    },
    "mended": {
        "fr": "après « mended » : le fichier ou le dossier des rangées corrigées",
        "en": "after `mended`: the file or the folder of the mended rows",
    },
    "out": {
        "fr": "après « rejects » : le dossier où écrire les rangées (rejects-ORGANISME)",
        "en": "after `rejects`: the folder to write the rows to (rejects-CUSTODIAN)",
    },
    "report": {
        "fr": "dossier où écrire le compte rendu (« imports » dans le dossier de données)",
        "en": "folder to write the report to (`imports` in the data folder)",
    },
    "by": {
        "fr": "qui fait l’import (sinon le nom d’utilisateur de la machine)",
        "en": "who runs the import (else the machine’s user name)",
    },
    "folder": {
        "fr": "dossier nouveau où écrire ; il sera fermé aux autres",
        "en": "new folder to write to; it will be closed to others",
    },
    "sealed": {
        "fr": "laisse scellé ce qui est privé (événements seuls ; ne s’importe nulle part)",
        "en": "leave what is private sealed (events alone; cannot be imported anywhere)",
    },
    "only": {
        "fr": "seulement les événements, ou seulement la forme CSV",
        "en": "only the events, or only the CSV form",
    },
    "export-by": {
        "fr": "qui fait l’export, pour le registre des consultations (sinon l’utilisateur)",
        "en": "who runs the export, for the record of looks (else the machine’s user name)",
    },
    "was": {
        "fr": "code de cette personne dans le système importé : ses dossiers d’alors sont les siens",
        "en": "this person’s code in the imported system: their cases there are theirs here",
    },
    "cases": {"fr": "nombre de dossiers à inventer (320)", "en": "how many cases to invent (320)"},
    "json": {"fr": "réponse en JSON", "en": "answer in JSON"},
    "projection": {"fr": "nom de la projection", "en": "the projection's name"},
    "id": {
        "fr": "identifiant d’un événement, d’une commande ou d’une série, ou position d’un événement",
        "en": "id of an event, a command or a run, or the position of an event",
    },
    "log-reopen": {
        "fr": "après une restauration : ferme les registres et ouvre les suivants, qui citent le "
        "dernier point de contrôle connu",
        "en": "after a restore: end the logs and open the next, which cite the last known checkpoint",
    },
    "because": {
        "fr": "nom de la restauration ; le même une seconde fois ne change rien",
        "en": "name of the restore; the same a second time changes nothing",
    },
    "known-events": {
        "fr": "dernier point de contrôle connu des événements, par exemple celui d’un témoin",
        "en": "last known checkpoint of the events, for example a witness’s",
    },
    "known-looks": {
        "fr": "dernier point de contrôle connu des consultations",
        "en": "last known checkpoint of the looks",
    },
    "witness-log": {
        "fr": "adresse du registre, par exemple https://exemple.org/log/events (sans elle : montre "
        "la clé de ce témoin)",
        "en": "address of the log, for example https://example.org/log/events (without it: show this "
        "witness’s key)",
    },
    "vkey": {
        "fr": "clé du registre, nom+empreinte+clé",
        "en": "key of the log, name+hash+key",
    },
    "state": {
        "fr": "dossier où ce témoin garde sa clé et ce qu’il a signé",
        "en": "folder where this witness keeps its key and what it has signed",
    },
    "witness-name": {
        "fr": "nom de ce témoin, à donner la première fois",
        "en": "name of this witness, to be given the first time",
    },
    "once": {"fr": "une seule fois", "en": "once only"},
    "every": {
        "fr": "secondes entre deux regards (60)",
        "en": "seconds between two looks (60)",
    },
    "snapshots-drop": {
        "fr": "les supprime tous, sans arrêter quoi que ce soit",
        "en": "drop them all, without stopping anything",
    },
    "staff-list": {"fr": "liste des comptes", "en": "list the accounts"},
    "staff-add": {"fr": "ajoute un compte", "en": "add an account"},
    "staff-link": {
        "fr": "donne un lien de connexion, valable une fois, 24 heures",
        "en": "give a sign-in link, good once, for 24 hours",
    },
    "staff-close": {
        "fr": "ferme un compte et met fin à ses sessions",
        "en": "close an account and end its sessions",
    },
    "staff-bind": {
        "fr": "relie un compte à la personne que le fournisseur d’identité désigne ainsi",
        "en": "bind an account to whom the identity provider calls so",
    },
    "staff-service": {
        "fr": "ajoute le compte d’un programme, limité à des portées, et donne son jeton",
        "en": "add the account of a program, limited to scopes, and give its token",
    },
    "staff-token": {
        "fr": "donne un nouveau jeton à un programme ; les anciens s’éteignent",
        "en": "give a program a new token; its old ones end",
    },
    "staff-revoke": {
        "fr": "éteint aussitôt les jetons et les sessions d’un programme",
        "en": "end a program’s tokens and sessions at once",
    },
    "subject": {
        "fr": "valeur de « sub » chez le fournisseur d’identité",
        "en": "the value of `sub` at the identity provider",
    },
    "scope": {
        "fr": "portée, de la liste « scopes » ; plusieurs fois au besoin",
        "en": "scope, of the list “scopes”; may be given again",
    },
    "client": {
        "fr": "son nom de client chez le fournisseur d’identité, qui donne alors les jetons",
        "en": "its client id at the identity provider, which then gives the tokens",
    },
    "days": {"fr": "durée du jeton, en jours (90)", "en": "how many days the token lasts (90)"},
    "overlap": {
        "fr": "heures pendant lesquelles les anciens jetons valent encore (24)",
        "en": "hours for which old tokens still count (24)",
    },
    "keys-rotate": {
        "fr": "enveloppe tout sous une clé nouvelle, sans arrêter quoi que ce soit, et détruit l’ancienne",
        "en": "wrap everything under a new key, without stopping anything, and destroy the old one",
    },
    "person": {
        "fr": "donne plutôt une clé nouvelle à cette personne, pour ce qui sera écrit",
        "en": "give this person a new key instead, for what will be written",
    },
    "to": {
        "fr": "dossier nouveau de la sauvegarde ; il sera fermé aux autres",
        "en": "new folder of the backup; it will be closed to others",
    },
    "from": {"fr": "dossier de la sauvegarde", "en": "folder of the backup"},
    "keys-of": {
        "fr": "dossier d’une sauvegarde plus récente, dont seules les clés sont reprises",
        "en": "folder of a more recent backup, of which only the keys are taken",
    },
    "disposals": {
        "fr": "un journal des destructions de plus à suivre (CASELEDGER_DISPOSALS d’une autre machine)",
        "en": "a further journal of disposals to follow (CASELEDGER_DISPOSALS of another machine)",
    },
    "account": {"fr": "identifiant du compte", "en": "the account's id"},
    "name": {"fr": "nom de la personne", "en": "the person's name"},
    "role": {
        "fr": "rôle, ou rôles, de la liste « roles »",
        "en": "role, or roles, of the list “roles”",
    },
    "office": {"fr": "bureau, de la liste « offices »", "en": "office, of the list “offices”"},
    "organisation": {
        "fr": "organisme (sinon celui du registre)",
        "en": "organisation (else the ledger's own)",
    },
}


class _Parser(argparse.ArgumentParser):
    """``argparse`` in the reader's language."""

    lang: Lang = "en"

    def __init__(self, **options: object) -> None:
        super().__init__(add_help=False, **options)  # type: ignore[arg-type]
        words = _WORDS[self.lang]
        self._optionals.title = words["options"]
        self.add_argument("-h", "--help", action="help", help=words["help"])
        self.add_argument("--lang", choices=["fr", "en"], help=words["lang"])
        # Said before the command or after it: what is not said must not undo what was.
        said = argparse.SUPPRESS
        self.add_argument("--tenant", metavar="NAME", default=said, help=words["tenant"])

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", _WORDS[self.lang]["usage"], 1)

    def error(self, message: str) -> NoReturn:
        self.exit(EXIT_USAGE, _WORDS[self.lang]["bad"].format(prog=self.prog, error=message))


def parser(lang: Lang) -> argparse.ArgumentParser:
    """The parser of the whole command line, speaking ``lang``."""
    words = _WORDS[lang]
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
        said = _COMMANDS[name][lang]
        return commands.add_parser(name, help=said, description=said)

    def option(of: argparse.ArgumentParser, *names: str, about: str, **how: object) -> None:
        of.add_argument(*names, help=_OPTIONS[about][lang], **how)  # type: ignore[arg-type]

    run = command("run")
    option(run, "--host", about="host")
    option(run, "--port", about="port", type=int)
    option(run, "--empty", about="empty", action="store_true")
    option(command("demo"), "--cases", about="cases", type=int, default=320)
    command("migrate")
    option(command("status"), "--json", about="json", action="store_true")
    option(command("rebuild"), "projection", about="projection")
    trace = command("trace")
    option(trace, "id", about="id", metavar="ID")
    option(trace, "--json", about="json", action="store_true")
    logs = command("log")
    option(logs, "--json", about="json", action="store_true")
    said = _OPTIONS["log-reopen"][lang]
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
    said = _OPTIONS["snapshots-drop"][lang]
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
    said = _OPTIONS["keys-rotate"][lang]
    rotating = keys.add_subparsers(dest="keys", metavar="COMMAND").add_parser(
        "rotate", help=said, description=said
    )
    option(rotating, "--person", about="person", metavar="ID")
    option(command("backup"), "--to", about="to", required=True, metavar="FOLDER")
    restoring = command("restore")
    option(restoring, "--from", about="from", required=True, metavar="FOLDER", dest="source")
    option(restoring, "--keys", about="keys-of", metavar="FOLDER")
    option(restoring, "--disposals", about="disposals", metavar="FILE", action="append", default=[])
    staff = command("staff").add_subparsers(dest="staff", required=True, metavar="COMMAND")

    def staff_command(name: str) -> argparse.ArgumentParser:
        said = _OPTIONS[f"staff-{name}"][lang]
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
    option(staff_command("close"), "account", about="account")
    return made
