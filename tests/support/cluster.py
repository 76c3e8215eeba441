"""A primary and two standbys from the wheel's programs: what a province would run, on one machine.

Settings are the same on all, so that a failover is a promotion and nothing else: each knows all
three and follows the one that takes writes, and a commit waits for any one standby.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from caseledger.embedded import binaries
from caseledger.embedded.cluster import CLEAN_ENV
from caseledger.embedded.home import Home, ServerUser, as_user

NAMES = ("a", "b", "c")
SUPERUSER = "boss"
_SETTINGS = """\
listen_addresses = ''
shared_buffers = '16MB'
max_connections = 60
synchronous_standby_names = 'ANY 1 (a, b, c)'
synchronous_commit = on
wal_keep_size = '512MB'
wal_log_hints = on
wal_retrieve_retry_interval = '200ms'
log_min_messages = 'warning'
"""


@dataclass
class Node:
    """One server: its socket is in `folder`, its data in `folder`/data."""

    name: str
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def connect(self, dbname: str = "postgres") -> psycopg.Connection[Any]:
        """As its superuser."""
        return psycopg.connect(
            host=str(self.folder), user=SUPERUSER, dbname=dbname, autocommit=True
        )

    def value(self, query: str) -> Any:
        with self.connect() as connection:
            row = connection.execute(query).fetchone()  # type: ignore[arg-type]
        return row and row[0]


@dataclass
class Cluster:
    """`primary` is where writes go now. Made by `create`, ended by `discard`."""

    folder: Path
    programs: binaries.Binaries
    user: ServerUser | None
    nodes: dict[str, Node] = field(default_factory=dict)
    primary: Node = field(init=False)

    @classmethod
    def create(cls) -> "Cluster":
        folder = Path(tempfile.mkdtemp(prefix="cl-3-"))
        folder.chmod(0o711)
        user = ServerUser.needed()
        cluster = cls(folder, binaries.usable_by(binaries.find(), Home(folder), user), user)
        for name in NAMES:
            home = folder / name
            home.mkdir(mode=0o700)
            if user:
                os.chown(home, user.uid, user.gid)
            cluster.nodes[name] = Node(name, home)
        first = cluster.primary = cluster.nodes["a"]
        cluster._run(
            *("initdb", "-D", first.data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8"),
            *("--no-sync", "--no-instructions", "--locale-provider=builtin", "--locale=C.UTF-8"),
        )
        with (first.data / "postgresql.conf").open("a") as settings:
            settings.write(_SETTINGS)
        cluster.start(first)
        for name in NAMES[1:]:
            node = cluster.nodes[name]
            cluster._run(
                *("pg_basebackup", "-D", node.data, "-h", first.folder, "-U", SUPERUSER),
                *("-c", "fast", "-X", "stream", "--no-sync"),
            )
            cluster.follow(node)
        cluster.wait_for_standbys(2)
        return cluster

    def url(self, **more: str) -> str:
        """The address of all three, as the superuser unless `more` says otherwise."""
        hosts = ",".join(str(node.folder) for node in self.nodes.values())
        return make_conninfo("", **{"host": hosts, "user": SUPERUSER, "dbname": "postgres"} | more)

    @property
    def standbys(self) -> list[Node]:
        """Those that live and follow."""
        return [node for node in self.nodes.values() if node.alive and node is not self.primary]

    def start(self, node: Node) -> None:
        """Start it on its own data, and wait until it takes connections."""
        hosts = self.url()
        with (node.folder / "log").open("ab") as log:
            node.process = subprocess.Popen(
                [
                    *(self.programs.path("postgres"), "-D", node.data),
                    *("-c", f"unix_socket_directories={node.folder}"),
                    *("-c", f"cluster_name={node.name}"),
                    *("-c", f"primary_conninfo={hosts} target_session_attrs=primary"),
                ],
                cwd="/",
                env=CLEAN_ENV,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **as_user(self.user),
            )
        deadline = time.monotonic() + 30
        while True:
            try:
                node.connect().close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or not node.alive:
                    raise
                if node is not self.primary and self.primary.alive:
                    # it opens at the first record after what it has; on an idle primary that is long
                    self.primary.value("select pg_log_standby_snapshot()")
                time.sleep(0.05)

    def follow(self, node: Node) -> None:
        """Start it as a standby."""
        (node.data / "standby.signal").touch()
        self.start(node)

    def kill(self, node: Node) -> None:
        """As if its machine had lost power: every process of it at once."""
        assert node.process is not None
        pid = node.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children")
        family = [pid, *(int(child) for child in children.read_text().split())]
        for each in family:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        node.process.wait(10)

    def stop(self, node: Node) -> None:
        """Stop it in order; its data stay."""
        assert node.process is not None
        node.process.send_signal(signal.SIGINT)
        node.process.wait(30)

    def promote(self) -> Node:
        """Make the standby that has the most of the log the primary; the other follows it."""
        chosen = max(
            self.standbys,
            key=lambda node: node.value(
                "select greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) - '0/0'"
            ),
        )
        assert chosen.value("select pg_promote(true, 30)")
        self.primary = chosen
        return chosen

    def rejoin(self, node: Node) -> None:
        """Bring one back as a standby; a former primary without what nobody else had."""
        if (node.data / "standby.signal").exists():
            self.start(node)
            return
        source = self.url(host=str(self.primary.folder))
        self._run("pg_rewind", "-D", node.data, "--no-sync", "--source-server", source)
        (node.data / "postmaster.pid").unlink(missing_ok=True)
        self.follow(node)

    def wait_for_standbys(self, count: int, seconds: float = 30.0) -> None:
        """Until so many of them stream from the primary."""
        deadline = time.monotonic() + seconds
        query = "select count(*) from pg_stat_replication where state = 'streaming'"
        while self.primary.value(query) < count:
            assert time.monotonic() < deadline, f"fewer than {count} standbys stream"
            time.sleep(0.05)

    def wait_until_left(self, seconds: float = 10.0) -> None:
        """Until every standby has noticed that it streams from nobody: a moment after a kill."""
        deadline = time.monotonic() + seconds
        query = "select count(*) from pg_stat_wal_receiver where status = 'streaming'"
        while any(node.value(query) for node in self.standbys):
            assert time.monotonic() < deadline, "a standby still streams"
            time.sleep(0.01)

    def heal(self) -> None:
        """All three run, two of them as standbys that stream."""
        for node in self.nodes.values():
            if not node.alive:
                self.rejoin(node)
        self.wait_for_standbys(2)

    @contextmanager
    def without_standbys(self) -> Iterator[None]:
        """No commit can be confirmed for as long as this lasts."""
        away = self.standbys
        for node in away:
            self.kill(node)
        try:
            yield
        finally:
            for node in away:
                self.start(node)

    def discard(self) -> None:
        for node in self.nodes.values():
            if node.alive:
                self.kill(node)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *options: object) -> None:
        done = subprocess.run(
            [self.programs.path(program), *map(str, options)],
            cwd="/",
            env=CLEAN_ENV,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            **as_user(self.user),
        )
        assert done.returncode == 0, done.stdout.decode(errors="replace")


def _waiting(cluster: Cluster, login: str) -> list[int]:
    """The backends of that login that wait for a standby."""
    with cluster.primary.connect() as boss:
        rows = boss.execute(
            "select pid from pg_stat_activity where wait_event = 'SyncRep' and usename = %s",
            [login],
        ).fetchall()
    return [row[0] for row in rows]


async def cancel(cluster: Cluster, login: str = "cl_writer") -> None:
    """An operator's pg_cancel_backend on whoever waits for a standby, as soon as somebody does."""
    async with asyncio.timeout(10):
        while not (found := await asyncio.to_thread(_waiting, cluster, login)):
            await asyncio.sleep(0.02)
    with cluster.primary.connect() as boss:
        for pid in found:
            boss.execute("select pg_cancel_backend(%s)", [pid])
