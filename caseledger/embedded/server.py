"""Acquire the shared server: start it if nobody did, prepare its roles, hold it until released."""

import os
import pwd
import secrets
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from caseledger.embedded import binaries
from caseledger.embedded.cluster import DATABASE, LAUNCHER, Cluster
from caseledger.embedded.errors import EmbeddedError
from caseledger.embedded.home import Home, ServerUser, prepare
from caseledger.embedded.locks import FileLock
from caseledger.embedded.roles import ROLES, ensure_roles, load_passwords, login
from ledger.files import write_secret

CONNECT_SECONDS = 60.0
PORT = 5432  # Only names the socket file: the server listens on no network.


class Server:
    """A running server, kept so until `release` or until this process ends, however it ends."""

    def __init__(self, home: Home, passwords: dict[str, str], users: FileLock) -> None:
        self.home = home
        self.urls = {role: _url(home, login(role), passwords[role]) for role in ROLES}
        """A libpq address of the database `caseledger` for each role; each holds a password."""
        self._users = users

    @property
    def key_file(self) -> Path:
        """The first key-encryption key: 32 random bytes, until a rotation replaces it."""
        return self.home.key_file

    def url(self, role: str) -> str:
        return self.urls[role]

    def release(self) -> None:
        """Let go; if no other process or `Server` holds on, the server stops soon after."""
        self._users.close()

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.release()


def acquire(data_dir: Path) -> Server:
    """The server of that folder, started if it does not run, with its roles, database and key.

    Blocks until it takes connections: 1 to 3 s the first time, milliseconds when it runs. libpq's
    variables (PGHOST and the like) are removed from this process's environment, as they would send
    connections elsewhere. Raises `EmbeddedError`.
    """
    if os.name != "posix":
        raise EmbeddedError(
            "PostgreSQL embarqué demande Linux ou macOS. Sous Windows, utilisez WSL, ou donnez "
            "l'adresse d'un serveur avec DATABASE_URL.",
            "The embedded PostgreSQL needs Linux or macOS. On Windows use WSL, or name a server "
            "with DATABASE_URL.",
        )
    _clear_libpq_variables()
    user = ServerUser.needed()
    home = prepare(data_dir, user)
    with FileLock(home.locks / "start") as start:
        start.exclusive()
        users = FileLock(home.locks / "users")
        try:
            users.shared()  # Waits while a keeper stops the server.
            passwords = load_passwords(home.passwords_file)
            if not home.key_file.exists() and not any(home.keys.glob("*.*")):
                write_secret(home.key_file, secrets.token_bytes(32))
            if not home.log_key_file.exists():
                write_secret(home.log_key_file, secrets.token_bytes(32))
            _ensure_running(home, user, start)
            _ensure_database(home, passwords)
        except BaseException:
            users.close()
            raise
    return Server(home, passwords, users)


def _clear_libpq_variables() -> None:
    for option in psycopg.pq.Conninfo.get_defaults():
        if option.envvar:
            os.environ.pop(option.envvar.decode(), None)


def _ensure_running(home: Home, user: ServerUser | None, start: FileLock) -> None:
    with FileLock(home.locks / "keeper") as keeper:
        if not keeper.try_exclusive():
            return  # A keeper lives, and restarts the server if it has just died.
        cluster = Cluster(home, binaries.usable_by(binaries.find(), home, user), user)
        cluster.create(start)
        cluster.write_settings(pwd.getpwuid(os.geteuid()).pw_name)
        _start_keeper(home, keeper)


def _start_keeper(home: Home, lock: FileLock) -> None:
    project = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "caseledger.embedded.keeper", home.root, str(lock.fileno())],
        cwd="/",
        env={**os.environ, "PYTHONPATH": str(project)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=(lock.fileno(),),
        check=False,
    )
    if done.returncode != 0:
        raise _not_started(home, done.stderr.decode(errors="replace"))


def _ensure_database(home: Home, passwords: dict[str, str]) -> None:
    with connect_when_ready(home, "postgres") as connection:
        ensure_roles(connection, passwords)
        named = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if named.fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER caseledger_owner").format(
                    sql.Identifier(DATABASE)
                )
            )


def connect_when_ready(
    home: Home, database: str, seconds: float = CONNECT_SECONDS
) -> psycopg.Connection:
    """An autocommit connection of the launcher; waits while the server starts or recovers.

    A server that is starting refuses with SQLSTATE 57P03; one that is being restarted has no
    socket. Raises `EmbeddedError` when it stays so for `seconds`.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return psycopg.connect(
                host=str(home.socket_folder),
                port=PORT,
                user=LAUNCHER,
                dbname=database,
                autocommit=True,
                application_name="caseledger launcher",
            )
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise _not_started(home, str(error)) from error
            time.sleep(0.05)


def _url(home: Home, user: str, password: str) -> str:
    query = urlencode({"host": home.socket_folder, "port": PORT}, quote_via=quote)
    return f"postgresql://{user}:{quote(password, safe='')}@/{DATABASE}?{query}"


def _not_started(home: Home, answer: str) -> EmbeddedError:
    last = (
        home.log.read_text(errors="replace").strip().splitlines()[-5:] if home.log.exists() else []
    )
    detail = "\n".join([*filter(None, [answer.strip()]), *last])
    return EmbeddedError(
        f"PostgreSQL n'a pas démarré. Son journal est « {home.log} » ; il finit par :\n{detail}",
        f"PostgreSQL did not start. Its log is {home.log}; it ends with:\n{detail}",
    )
