"""A PostgreSQL server on TCP, started without our launcher: what `DATABASE_URL` points at."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from caseledger.embedded import binaries
from caseledger.embedded.cluster import CLEAN_ENV
from caseledger.embedded.home import Home, ServerUser, as_user


@dataclass
class IndependentServer:
    """Listens on 127.0.0.1 only; `url` is the address of its superuser's database `postgres`."""

    folder: Path
    programs: binaries.Binaries
    user: ServerUser | None
    port: int
    process: subprocess.Popen[bytes] | None = None
    env: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"postgresql://boss:secret@127.0.0.1:{self.port}/postgres"

    @classmethod
    def create(cls) -> "IndependentServer":
        """Make its folder, and start it."""
        folder = Path(tempfile.mkdtemp(prefix="cl-tcp-"))
        folder.chmod(0o711)
        user = ServerUser.needed()
        programs = binaries.usable_by(binaries.find(), Home(folder), user)
        data, password = folder / "data", folder / "password"
        data.mkdir()
        password.write_text("secret\n")
        if user:
            os.chown(data, user.uid, user.gid)
        subprocess.run(
            [
                *(programs.path("initdb"), "-D", data, "-U", "boss", "--pwfile", password),
                *("-A", "scram-sha-256", "-E", "UTF8", "--no-sync", "--no-instructions"),
                *("--locale-provider", "builtin", "--locale", "C.UTF-8"),
            ],
            cwd="/",
            env=CLEAN_ENV,
            stdout=subprocess.DEVNULL,
            check=True,
            **as_user(user),
        )
        server = cls(folder, programs, user, _free_port())
        server.start()
        return server

    def start(self) -> None:
        """Start it (again) on its port, and wait until it takes connections."""
        self.launch()
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.url).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def launch(self) -> None:
        """Start it without waiting: it may refuse connections for a while, or end at once."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(self.programs.path("postgres"), "-D", self.folder / "data"),
                    *("-c", "listen_addresses=127.0.0.1", "-p", str(self.port)),
                    *("-c", "unix_socket_directories="),
                ],
                cwd="/",
                env=CLEAN_ENV | self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **as_user(self.user),
            )

    def stop(self) -> None:
        """Stop it and keep its data: `start` brings it back."""
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)
            self.process = None

    def discard(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
