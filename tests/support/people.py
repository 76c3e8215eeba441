"""System users that run the program: ourselves and, when we are root, a plain user as well."""

import json
import os
import pwd
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WITHIN_SECONDS = 60

_USE_SERVER = """
import json, os, sys
from pathlib import Path
import psycopg
from caseledger import embedded
from caseledger.errors import BilingualError
try:
    server = embedded.acquire(Path(sys.argv[1]))
except BilingualError as error:
    print(json.dumps({"fr": error.fr, "en": error.en}), flush=True)
    sys.exit(3)
with psycopg.connect(server.url("migrator")) as connection:
    started = connection.execute("SELECT pg_postmaster_start_time()::text").fetchone()[0]
pids = (server.home.clusters / "18" / "postmaster.pid").read_text().split()
print(json.dumps({"postmaster": int(pids[0]), "started": started, "urls": server.urls}), flush=True)
sys.stdin.read()  # Uses the server until told to leave, or killed.
"""


@dataclass(frozen=True)
class Person:
    """Someone who starts processes; `name` is the system user's."""

    name: str
    prefix: tuple[str, ...] = ()

    def own(self, folder: Path) -> None:
        """Make the folder this person's."""
        user = pwd.getpwnam(self.name)
        os.chown(folder, user.pw_uid, user.pw_gid)

    def use(self, home: Path, **variables: str) -> "UserProcess":
        """A process of theirs that acquires the server in `home`, and tells what came of it."""
        return UserProcess(
            subprocess.Popen(
                [*self.prefix, sys.executable, "-c", _USE_SERVER, home],
                cwd="/",
                env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        )


@dataclass
class UserProcess:
    process: subprocess.Popen[bytes]

    def word(self) -> dict:
        """`postmaster` (its process id), `started` and `urls`; or `fr` and `en` of the refusal."""
        return json.loads(self.process.stdout.readline())

    def leave(self) -> None:
        """End in order."""
        self.process.communicate(timeout=WITHIN_SECONDS)

    def kill(self) -> None:
        """End as by `kill -9`."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=WITHIN_SECONDS)


def people() -> list[Person]:
    """Ourselves and, when we are root, a user without rights.

    The Python that runs the tests may stand in root's home: hence the one capability that is left
    to that user, to read. It gives no right to write.
    """
    ourselves = Person(pwd.getpwuid(os.geteuid()).pw_name)
    if os.geteuid() != 0:
        return [ourselves]
    nobody = pwd.getpwnam("nobody")
    only_read = "-all,+dac_read_search"
    return [
        ourselves,
        Person(
            "nobody",
            (
                *("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}"),
                *("--clear-groups", f"--inh-caps={only_read}", f"--ambient-caps={only_read}"),
                f"--bounding-set={only_read}",
            ),
        ),
    ]


def processes_naming(folder: Path) -> dict[int, str]:
    """Processes of this machine whose command line names that folder: id and command line."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in line:
            found[int(path.parent.name)] = line
    return found
