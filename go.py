#!/usr/bin/env python3
"""Set Caseledger up in a folder of its own, then hand over to it: `python3 go.py run`.

Needs the standard library of Python 3.11 alone. Makes a virtual environment, installs into it what
the lock file names (each file checked against its hash), builds the pages' assets, and becomes
`python -m caseledger` with the same arguments. A second time nothing is left to do but the last.
"""

# Must be readable by older Pythons, so that they can say that they are too old.
from __future__ import annotations

import contextlib
import errno
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent
MINIMUM = (3, 11)
ASSETS_SECONDS = 600
TRACING = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")

HELP = {
    "fr": """\
Caseledger : un registre de dossiers d'aide sociale, événement par événement.

  python3 go.py [--lang fr|en] COMMANDE [...]

  run       sert les pages et l'API GraphQL, et donne son adresse
  demo      remplit un registre vide de données inventées
  migrate   prépare la base de données ou la met à jour
  status    dit où en est chaque projection
  rebuild   refait une projection à partir de rien
  unpark    montre les dossiers dont des événements attendent, ou les reprend
  log       registres de preuves : leurs clés, où ils en sont
  prove     prouve qu'un événement est dans le registre
  verify    vérifie de nouveau tout ce qui a été signé
  pack      écrit un dossier en un fichier que l'on vérifie sans nous
  witness   contresigne le registre de preuves d'un autre organisme
  trace     montre ce qui a mené à un événement, et ce qui en a suivi
  snapshots états gardés des longs flux, à supprimer au besoin
  staff     comptes du personnel et liens de connexion
  import    importe l'extrait d'un autre système (import DOSSIER)
  suspects  cherche qui pourrait être inscrit sous deux numéros
  dispose   détruit selon le calendrier de conservation, ou suspend
  export    écrit toutes les données d'un organisme (export DOSSIER)
  effects   ce qui suit des événements : lettres, rappels, partenaires
  keys      dit quelles clés protègent le registre, ou les remplace
  backup    sauvegarde le registre, et ses clés à part
  restore   reprend une sauvegarde dans une base vide
  test      passe les tests (arguments de pytest permis)
  setup     installe seulement : environnement virtuel, paquets, feuilles de style
  COMMANDE --help dit tout d'une commande ; « --help » seul donne ce texte.

La première fois, l'installation demande le réseau et une ou deux minutes. Elle se fait dans
.venv (ou $CASELEDGER_VENV) ; rien d'autre n'est changé sur la machine.

Sans DATABASE_URL, PostgreSQL est embarqué, ses données sont dans $CASELEDGER_HOME (sinon le
dossier de données de l'utilisateur), et le registre est une démonstration.
Avec DATABASE_URL, et une adresse pour chaque rôle, c'est le vrai registre.
""",
    "en": """\
Caseledger: a ledger of social assistance cases, event by event.

  python3 go.py [--lang fr|en] COMMAND [...]

  run       serve the pages and the GraphQL API, and print the address
  demo      fill an empty ledger with invented data
  migrate   prepare the database, or bring it up to date
  status    tell how far each projection is
  rebuild   make a projection again from nothing
  unpark    list the cases whose events wait, or take them up again
  log       the logs of proofs: their keys, where they stand
  prove     prove that an event is in the log
  verify    check again all that was ever signed
  pack      write a case as one file that can be verified without us
  witness   countersign another organisation's log of proofs
  trace     show what led to an event, and what followed from it
  snapshots kept states of long streams, to be dropped if need be
  staff     staff accounts and sign-in links
  import    import another system's extract (import FOLDER)
  suspects  look for whoever may be registered under two numbers
  dispose   dispose of data by the retention schedule, or hold it back
  export    write all the data of an organisation (export FOLDER)
  effects   what follows from events: letters, reminders, partners
  keys      tell which keys protect the ledger, or replace them
  backup    back up the ledger, and its keys apart
  restore   take a backup into an empty database
  test      run the tests (pytest's arguments are welcome)
  setup     only install: virtual environment, packages, style sheets
  COMMAND --help tells all of a command; --help alone prints this text.

The first time, setting up needs the network and a minute or two. It happens in .venv
(or $CASELEDGER_VENV); nothing else on the machine is changed.

Without DATABASE_URL, PostgreSQL is embedded, its data stands in $CASELEDGER_HOME (or else the
user's data folder), and the ledger is a demonstration.
With DATABASE_URL, and an address for each role, it is the real ledger.
""",
}


class Stop(Exception):
    """Set-up cannot go on: what to tell the person, in both languages, and the exit code."""

    def __init__(self, fr: str, en: str, code: int = 1) -> None:
        super().__init__(en)
        self.texts = {"fr": fr, "en": en}
        self.code = code


def main(arguments: list[str]) -> None:
    lang = locale_language()
    try:
        lang, arguments = parse(arguments, lang)
        if not arguments or arguments[0] in ("-h", "--help", "help"):
            print(HELP[lang], end="")
            return
        check_python(sys.version_info[:2])
        venv = Path(os.environ.get("CASELEDGER_VENV") or ROOT / ".venv").expanduser().absolute()
        set_up(venv, lock_for(arguments[0], os.environ), lang)
        if arguments[0] != "setup":
            hand_over(venv, arguments, lang)
    except Stop as stop:
        print(stop.texts[lang], file=sys.stderr)
        sys.exit(stop.code)
    except KeyboardInterrupt:
        say(
            lang,
            "\nInterrompu. La même commande reprendra.",
            "\nInterrupted. Run it again to go on.",
        )
        sys.exit(130)


def locale_language() -> str:
    """`fr` or `en`, by CASELEDGER_LANG or the locale."""
    names = ("CASELEDGER_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "fr" if locale.lower().startswith("fr") else "en"


def parse(arguments: list[str], lang: str) -> tuple[str, list[str]]:
    """Take a leading `--lang`; all from the command on belongs to the command."""
    if not arguments or not arguments[0].startswith("--lang"):
        return lang, arguments
    name, _, value = arguments[0].partition("=")
    rest = arguments[1:]
    if name == "--lang" and not value and rest:
        value, rest = rest[0], rest[1:]
    if name != "--lang" or value not in HELP:
        raise Stop("--lang : il faut « fr » ou « en ».", "--lang: it must be fr or en.", 2)
    os.environ["CASELEDGER_LANG"] = value
    return value, rest


def lock_for(command: str, env: Mapping[str, str]) -> str:
    """Which packages a command needs: those that send traces only where settings ask for it."""
    if command == "test":
        return "requirements-dev.lock"
    tracing = any(env.get(name) for name in TRACING)
    return "requirements-telemetry.lock" if tracing else "requirements.lock"


def say(lang: str, fr: str, en: str) -> None:
    print(fr if lang == "fr" else en, file=sys.stderr, flush=True)


def check_python(version: tuple[int, ...]) -> None:
    """Refuse a Python or a system on which the rest cannot work."""
    if os.name != "posix":
        raise Stop(
            "Caseledger demande Linux ou macOS. Sous Windows, utilisez WSL.",
            "Caseledger needs Linux or macOS. On Windows use WSL.",
        )
    if version < MINIMUM:
        found, wanted = (".".join(map(str, v)) for v in (version, MINIMUM))
        raise Stop(
            f"Caseledger demande Python {wanted} ou plus récent ; celui-ci est {found} "
            f"({sys.executable}). Lancez-le avec un autre, par exemple : python3.12 go.py run",
            f"Caseledger needs Python {wanted} or later; this one is {found} ({sys.executable}). "
            "Start it with another, for example: python3.12 go.py run",
        )
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        package = "python{}.{}-venv".format(*version)
        raise Stop(
            "Ce Python ne sait pas créer d'environnement virtuel : il lui manque le module venv. "
            f"Sous Debian ou Ubuntu : sudo apt install {package}",
            "This Python cannot make a virtual environment: its venv module is missing. "
            f"On Debian or Ubuntu: sudo apt install {package}",
        )


def set_up(venv: Path, lock_file: str, lang: str) -> None:
    """Have what `lock_file` names in `venv`, and the assets built. Of two at once, one waits."""
    try:
        venv.parent.mkdir(parents=True, exist_ok=True)
        with alone(venv.with_name(f"{venv.name}.lock"), lang):
            install(venv, lock_file, lang)
            build_assets(venv, lang)
    except OSError as error:
        code = errno.errorcode.get(error.errno or 0, "?")
        raise Stop(
            f"L'installation a échoué : « {error.filename or venv} » ne peut pas être lu ou écrit "
            f"({code}). CASELEDGER_VENV peut nommer un autre dossier.",
            f"Setting up failed: {error.filename or venv} cannot be read or written ({code}). "
            "CASELEDGER_VENV may name another folder.",
        ) from error


@contextlib.contextmanager
def alone(path: Path, lang: str) -> Iterator[None]:
    """Hold a lock between processes, which the system drops however this one ends."""
    import fcntl  # Not on Windows, which `check_python` refuses in words.

    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(lang, "Une autre installation est en cours…", "Another set-up is under way…")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def install(venv: Path, lock_file: str, lang: str) -> None:
    """Bring the environment to what the lock names; an interrupted attempt is begun anew."""
    stamps = {
        name: (venv / f"installed-{name}", fingerprint(venv, ROOT / name))
        for name in ("requirements.lock", lock_file)
    }
    current = {name for name, (stamp, wanted) in stamps.items() if text_of(stamp) == wanted}
    if lock_file in current:
        return
    say(
        lang,
        "Installation (une seule fois, une minute ou deux)…",
        "Setting up (only once, a minute or two)…",
    )
    if "requirements.lock" not in current:
        make_environment(venv)
    # From here until the stamp stands again, an interruption means starting from nothing.
    for stamp in venv.glob("installed-*"):
        stamp.unlink()
    options = ["-qq", "--no-input", "--disable-pip-version-check", "--require-hashes"]
    command = [python_of(venv), "-m", "pip", "install", *options, "-r", ROOT / lock_file]
    done = subprocess.run(command, env=environment(venv), stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise Stop(
            "L'installation des paquets a échoué (voir ci-dessus). La même commande recommencera.",
            "The packages could not be installed (see above). The same command will try again.",
        )
    covered = {lock_file, "requirements.lock"}  # Every other lock holds this one whole.
    for name in covered:
        (venv / f"installed-{name}").write_text(fingerprint(venv, ROOT / name))


def make_environment(venv: Path) -> None:
    """An empty virtual environment at that place; removes only what this script made there."""
    marker = venv / "made-by-caseledger"
    if marker.is_file():
        shutil.rmtree(venv)
    elif venv.exists() and (not venv.is_dir() or any(venv.iterdir())):
        raise Stop(
            f"« {venv} » existe et n'a pas été fait par go.py. Déplacez-le, ou nommez un autre "
            "dossier avec CASELEDGER_VENV.",
            f"{venv} exists and was not made by go.py. Move it away, or name another folder with "
            "CASELEDGER_VENV.",
        )
    venv.mkdir(exist_ok=True)
    marker.touch()
    done = subprocess.run([sys.executable, "-m", "venv", venv], stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise Stop(
            "L'environnement virtuel n'a pas pu être créé (voir ci-dessus).",
            "The virtual environment could not be made (see above).",
        )


def build_assets(venv: Path, lang: str) -> None:
    """Have the style sheets and fonts built from their present sources; do without on failure.

    `ui.assets` itself sees that nothing changed, and then does nothing.
    """
    if not (ROOT / "build" / "assets").is_dir():
        say(lang, "Préparation des pages…", "Preparing the pages…")
    command = [python_of(venv), "-P", "-m", "ui.assets"]
    try:
        built = subprocess.run(
            command,
            env=environment(venv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=ASSETS_SECONDS,
        )
        failed = built.returncode != 0
    except subprocess.TimeoutExpired:
        failed = True
    if failed:
        say(
            lang,
            "Attention : les feuilles de style n'ont pas pu être préparées (voir ci-dessus). Les "
            "pages marchent, sans leur mise en forme ; le prochain départ essaiera de nouveau.",
            "Warning: the style sheets could not be prepared (see above). The pages work, without "
            "their looks; the next start will try again.",
        )


def hand_over(venv: Path, arguments: list[str], lang: str) -> None:
    """Become the program: its exit code and the signals to it are then its own."""
    python = str(python_of(venv))
    if arguments[0] == "test":
        os.chdir(ROOT)
        command = [python, "-m", "pytest", *arguments[1:]]
    else:
        command = [python, "-P", "-m", "caseledger", *arguments]
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(python, command, environment(venv))


def environment(venv: Path) -> dict[str, str]:
    """This process's environment, with `venv` active and the project importable."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    env["VIRTUAL_ENV"] = str(venv)
    env["PATH"] = os.pathsep.join([str(venv / "bin"), env.get("PATH", os.defpath)])
    env["PYTHONPATH"] = str(ROOT)
    env["PIP_USER"] = "0"  # A person's pip settings may ask for installs outside the environment.
    return env


def python_of(venv: Path) -> Path:
    return venv / "bin" / "python"


def fingerprint(venv: Path, lock: Path) -> str:
    """A hash of that lock file and of the Python behind the environment."""
    digest = hashlib.sha256(os.path.realpath(python_of(venv)).encode())
    digest.update(lock.read_bytes())
    return digest.hexdigest()


def text_of(path: Path) -> str | None:
    """The text of a file, or None when there is none."""
    try:
        return path.read_text()
    except FileNotFoundError:
        return None


if __name__ == "__main__":
    main(sys.argv[1:])
