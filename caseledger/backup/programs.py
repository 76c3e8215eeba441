"""`pg_dump` and `pg_restore`, of the server's own version where it is at hand."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from caseledger.backup.errors import BackupStopped
from caseledger.embedded import binaries
from caseledger.embedded.errors import EmbeddedError


class Programs:
    """PostgreSQL's programs for one database; a password goes by the environment, unseen by others."""

    def __init__(self, url: str) -> None:
        given = conninfo_to_dict(url)
        password = given.pop("password", None)
        self.address = make_conninfo("", **given)
        self._env = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
        with psycopg.connect(url) as connection:
            self._folder = _folder(connection.info.server_version // 10_000)

    def run(self, program: str, *options: str) -> None:
        """Run it to its end. Raises ``BackupStopped`` with the last lines that it said."""
        done = subprocess.run(
            [self._folder / program, *options],
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        if done.returncode != 0:
            said = "\n".join(done.stderr.decode(errors="replace").strip().splitlines()[-3:])
            raise BackupStopped(f"« {program} » a échoué : {said}", f"{program} failed: {said}")


def _folder(server: int) -> Path:
    """Those of that major version, else the oldest newer ones: an older one refuses a newer server."""
    found: dict[int, Path] = {}
    for folder in _candidates():
        if (version := _version(folder / "pg_dump")) is not None:
            found.setdefault(version, folder)
    usable = sorted(version for version in found if version >= server)
    if not usable:
        raise BackupStopped(
            f"Il faut « pg_dump » de PostgreSQL {server} ou plus récent ; il n’y en a pas ici.",
            f"This needs pg_dump of PostgreSQL {server} or later; there is none here.",
        )
    return found[usable[0]]


def _candidates() -> list[Path]:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if on_path := shutil.which("pg_dump"):
        folders.append(Path(on_path).resolve().parent)
    try:
        return [binaries.find().folder, *folders]
    except EmbeddedError:
        return folders


def _version(program: Path) -> int | None:
    try:
        told = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    match = re.search(r"(\d+)[.\d]*", told)
    return int(match[1]) if match else None
