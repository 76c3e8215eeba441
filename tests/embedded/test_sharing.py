"""The embedded server is started by the first process, shared, and stopped with the last.

Each test ends by seeing that no process is left: none of the server's, and no keeper.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from caseledger import embedded
from caseledger.embedded.locks import FileLock
from tests.support.databases import wait_until
from tests.support.people import Person, people, processes_naming


@pytest.fixture(params=people(), ids=lambda person: person.name)
def person(request: pytest.FixtureRequest) -> Person:
    return request.param


@pytest.fixture
def absent(person: Person) -> Iterator[Path]:
    """An absent folder, in one that is the person's."""
    parent = Path(tempfile.mkdtemp(prefix="cl-"))
    parent.chmod(0o711)
    person.own(parent)
    yield parent / "home"
    wait_until(lambda: not processes_naming(parent))
    shutil.rmtree(parent)


@pytest.fixture
def home(person: Person, absent: Path, never_ran: Path) -> Path:
    """The person's folder; its server was made and never ran."""
    return lay(never_ran, absent, person)


def lay(never_ran: Path, home: Path, person: Person) -> Path:
    """Put the server's data into an absent folder."""
    clusters = home / "postgres"
    clusters.mkdir(parents=True)
    for folder in (home, clusters):
        folder.chmod(0o711)
        person.own(folder)
    subprocess.run(["cp", "-a", never_ran, clusters], check=True)
    return home


def keeper(home: Path) -> int:
    """The keeper's process id."""
    found = [pid for pid, line in processes_naming(home).items() if "embedded.keeper" in line]
    assert len(found) == 1
    return found[0]


@contextmanager
def busy_backend(process_word: dict) -> Iterator[None]:
    """A backend that computes for a second or so, and does not see that its server is gone."""
    with psycopg.connect(process_word["urls"]["migrator"]) as connection:
        connection.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 8000000)")
        yield
        connection.close()


def count(process_word: dict) -> int:
    with psycopg.connect(process_word["urls"]["migrator"]) as connection:
        return connection.execute("SELECT count(*) FROM kept").fetchone()[0]


def keep_a_row(process_word: dict) -> None:
    with psycopg.connect(process_word["urls"]["migrator"], autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")


def test_four_cold_starts_at_once_share_one_server(person: Person, absent: Path) -> None:
    users = [person.use(absent) for _ in range(4)]
    words = [user.word() for user in users]
    assert len({(word["postmaster"], word["started"]) for word in words}) == 1
    for user in users[:3]:
        user.leave()
    keep_a_row(words[3])
    assert count(words[3]) == 1
    users[3].leave()


def test_data_outlives_the_server(person: Person, home: Path) -> None:
    first = person.use(home)
    word = first.word()
    keep_a_row(word)
    first.leave()
    wait_until(lambda: not processes_naming(home))
    second = person.use(home)
    again = second.word()
    assert again["started"] != word["started"]
    assert again["urls"] == word["urls"]
    assert count(again) == 1
    second.leave()


def test_a_killed_user_leaves_the_server_to_the_others_and_the_last_stops_it(
    person: Person, home: Path
) -> None:
    first = person.use(home)
    first.word()
    second = person.use(home)
    word = second.word()
    first.kill()
    keep_a_row(word)
    assert processes_naming(home)
    second.kill()


def test_a_killed_server_comes_back_under_its_users(person: Person, home: Path) -> None:
    user = person.use(home)
    word = user.word()
    keep_a_row(word)
    os.kill(word["postmaster"], signal.SIGKILL)
    wait_until(lambda: started(word) not in (None, word["started"]))
    assert count(word) == 1
    user.leave()


def started(word: dict) -> str | None:
    """When the server that answers now was started; None while none answers."""
    try:
        with psycopg.connect(word["urls"]["migrator"]) as connection:
            return connection.execute("SELECT pg_postmaster_start_time()::text").fetchone()[0]
    except psycopg.OperationalError:
        return None


def test_found_again_after_everything_was_killed(person: Person, home: Path) -> None:
    user = person.use(home)
    word = user.word()
    keep_a_row(word)
    with busy_backend(word):
        os.kill(keeper(home), signal.SIGKILL)
        os.kill(word["postmaster"], signal.SIGKILL)
        user.kill()
    again = person.use(home)
    assert count(again.word()) == 1
    again.leave()


def test_a_server_whose_keeper_was_killed_is_adopted(person: Person, home: Path) -> None:
    first = person.use(home)
    word = first.word()
    os.kill(keeper(home), signal.SIGKILL)
    second = person.use(home)
    assert second.word()["started"] == word["started"]
    keeper(home)
    first.leave()
    second.leave()


def test_a_stale_pid_file_that_names_a_living_process_does_not_bar_a_start(
    person: Person, home: Path
) -> None:
    user = person.use(home)
    word = user.word()
    pid_file = home / "postgres" / "18" / "postmaster.pid"
    stale = pid_file.read_text()
    user.leave()
    wait_until(lambda: not processes_naming(home))
    other = person.use(home.with_name("other"))
    other.word()
    pid_file.write_text(stale.replace(str(word["postmaster"]), str(other.process.pid), 1))
    again = person.use(home)
    assert "started" in again.word()
    again.leave()
    other.leave()


def test_an_interrupted_preparation_is_done_anew(person: Person, absent: Path) -> None:
    first = person.use(absent)
    while not list(absent.glob("postgres/new-*/PG_VERSION")):
        assert first.process.poll() is None
    first.kill()
    with FileLock(absent / "locks" / "start") as start:
        # The orphaned initdb still writes: nobody may begin before it has ended.
        while not start.try_exclusive():
            time.sleep(0.01)
        assert not any("initdb" in line for line in processes_naming(absent).values())
    second = person.use(absent)
    keep_a_row(second.word())
    assert not list(absent.glob("postgres/new-*"))
    second.leave()


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.1, 0.15, 0.2])
def test_a_newcomer_while_the_last_one_leaves_gets_a_server(never_ran: Path, delay: float) -> None:
    with tempfile.TemporaryDirectory(prefix="cl-") as parent:
        Path(parent).chmod(0o711)
        lay(never_ran, Path(parent, "home"), people()[0])
        embedded.acquire(Path(parent, "home")).release()
        time.sleep(delay)
        with embedded.acquire(Path(parent, "home")) as server:
            psycopg.connect(server.url("reader")).close()
        wait_until(lambda: not processes_naming(Path(parent)))


def test_libpq_variables_lead_nowhere_else(person: Person, absent: Path) -> None:
    user = person.use(
        absent, PGHOSTADDR="127.0.0.1", PGHOST="elsewhere", PGPORT="1", PGSSLMODE="verify-full"
    )
    assert "started" in user.word()
    user.leave()
