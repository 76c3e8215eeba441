"""The cluster on disk: made once, settings written by us, and whether its server runs."""

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from caseledger.embedded.binaries import Binaries
from caseledger.embedded.errors import EmbeddedError
from caseledger.embedded.home import Home, ServerUser, as_user
from caseledger.embedded.locks import FileLock
from ledger.files import sync_folder

# The superuser of the launcher. It signs in by the system user (peer), hence needs no password.
LAUNCHER = "cl_launcher"
DATABASE = "caseledger"

# Durability is never given up. Statements and details can hold personal data: the log has neither.
SETTINGS = """\
# Written by Caseledger at every start; changes made here are lost.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = '256MB'
fsync = on
synchronous_commit = on
full_page_writes = on
min_wal_size = '160MB'
max_wal_size = '2GB'
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
log_error_verbosity = 'terse'
log_min_error_statement = 'panic'
log_parameter_max_length = 0
log_line_prefix = '%m [%p] %q%u@%d '
lc_messages = 'C'
default_text_search_config = 'pg_catalog.simple'
"""
HBA = f"""\
local all {LAUNCHER} peer map=launcher
local all all scram-sha-256
local replication all reject
"""
CLEAN_ENV = {"PATH": os.defpath, "LC_ALL": "C", "HOME": "/"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """One PostgreSQL data folder of a home, and how to run its server."""

    home: Home
    binaries: Binaries
    user: ServerUser | None

    @property
    def data(self) -> Path:
        return self.home.clusters / self.binaries.major

    def command(self) -> list[str]:
        """The server's command line; its settings stand outside the folder the server owns."""
        config = self.home.config
        return [
            str(self.binaries.path("postgres")),
            *("-D", str(self.data)),
            *("-c", f"config_file={config / 'postgresql.conf'}"),
            *("-c", f"hba_file={config / 'pg_hba.conf'}"),
            *("-c", f"ident_file={config / 'pg_ident.conf'}"),
        ]

    def write_settings(self, system_user: str) -> None:
        """Settings for a server that `system_user`'s processes launch."""
        quoted = system_user.replace('"', '""')
        files = {
            "postgresql.conf": SETTINGS.format(sockets=self.home.socket_folder),
            "pg_hba.conf": HBA,
            "pg_ident.conf": f'launcher "{quoted}" {LAUNCHER}\n',
        }
        for name, text in files.items():
            path = self.home.config / name
            path.write_text(text, encoding="utf-8")
            path.chmod(0o644)

    def create(self, start: FileLock) -> None:
        """Make the cluster if there is none; an interrupted attempt leaves none and is swept up.

        `start` is the held lock of all that start a server in this home.
        """
        for leftover in self.home.clusters.glob("new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        if self.data.exists():
            return
        if others := sorted(p.name for p in self.home.clusters.iterdir() if p.name.isdigit()):
            raise _other_major(self, others)
        scratch = Path(tempfile.mkdtemp(prefix="new-", dir=self.home.clusters))
        if self.user:
            os.chown(scratch, self.user.uid, self.user.gid)
        done = subprocess.run(
            [
                str(self.binaries.path("initdb")),
                *("--pgdata", str(scratch), "--username", LAUNCHER, "--encoding", "UTF8"),
                *("--locale-provider", "builtin", "--locale", "C.UTF-8"),
                *("--auth-local", "peer", "--auth-host", "reject", "--no-instructions"),
            ],
            cwd="/",
            env=CLEAN_ENV,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # initdb outlives a launcher that is killed: until it ends, nobody else may begin.
            pass_fds=(start.fileno(),),
            check=False,
            **as_user(self.user),
        )
        if done.returncode != 0:
            shutil.rmtree(scratch, ignore_errors=True)
            raise _not_created(done.stdout.decode(errors="replace"))
        scratch.rename(self.data)
        sync_folder(self.data.parent)

    def postmaster(self) -> int | None:
        """The process id of this cluster's server, or None: a stale pid file counts as none."""
        lines = self._pid_file()
        if not lines or not re.fullmatch(r"\d+", lines[0]):
            return None
        pid = int(lines[0])
        try:
            os.kill(pid, 0)
            where = os.readlink(f"/proc/{pid}/cwd")
        except (ProcessLookupError, PermissionError):
            return None  # Gone, or the id now belongs to someone else's process.
        except FileNotFoundError:
            return None if os.path.isdir("/proc/self") else pid  # macOS has no /proc.
        return pid if Path(where) == self.data else None

    def ready(self) -> bool:
        """Whether the running server says that it takes connections."""
        lines = self._pid_file()
        return self.postmaster() is not None and len(lines) > 7 and lines[7].strip() == "ready"

    def crashed(self) -> bool:
        """Whether the last server ended without tidying up, and none runs."""
        return bool(self._pid_file()) and self.postmaster() is None

    def drop_stale_pid_file(self) -> None:
        """A pid file left by a crash whose process id is now another process's stops a start."""
        if self.postmaster() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []


def _not_created(output: str) -> EmbeddedError:
    return EmbeddedError(
        f"PostgreSQL n'a pas pu préparer son dossier. Sa réponse :\n{output.strip()}",
        f"PostgreSQL could not prepare its folder. Its answer:\n{output.strip()}",
    )


def _other_major(cluster: Cluster, others: list[str]) -> EmbeddedError:
    found, wanted = ", ".join(others), cluster.binaries.major
    return EmbeddedError(
        f"Le dossier « {cluster.home.clusters} » contient des données de PostgreSQL {found}, et "
        f"cette version de Caseledger utilise PostgreSQL {wanted}. Rien n'a été changé ; "
        "reprenez la version de Caseledger qui a fait ces données.",
        f"The folder {cluster.home.clusters} holds data of PostgreSQL {found}, and this version of "
        f"Caseledger uses PostgreSQL {wanted}. Nothing was changed; go back to the version of "
        "Caseledger that made the data.",
    )
