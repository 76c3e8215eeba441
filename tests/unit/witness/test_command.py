"""``caseledger witness`` as it is typed, over HTTP."""

import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from caseledger.cli.main import main
from caseledger.embedded.locks import FileLock
from ledger.log.note import VerifierKey, parse
from ledger.log.tiles import Tile
from tests.unit.witness.test_look import LOG, Log, numbered

Typed = Callable[..., int]


class Handler(http.server.BaseHTTPRequestHandler):
    """The paths of a log."""

    log: Log

    def do_GET(self) -> None:
        path = self.path.removeprefix("/log/events/")
        try:
            if path == "checkpoint":
                self._answer(200, self.log.checkpoint().encode())
            else:
                self._answer(200, self.log.tile(*Tile.parse(path)))
        except (LookupError, ValueError):
            self._answer(404, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        refused = self.log.hand_in(parse(body))
        self._answer(403 if refused else 200, b"UNKNOWN_WITNESS" if refused else b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def log() -> Log:
    return Log(numbered(300))


@pytest.fixture
def address(log: Log) -> Iterator[str]:
    handler = type("One", (Handler,), {"log": log})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/log/events"
        server.shutdown()
        thread.join()


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.setenv("CASELEDGER_LANG", "en")

    def run(*arguments: str) -> int:
        return main(["witness", "--state", str(tmp_path / "w"), *arguments])

    return run


def test_it_countersigns_and_refuses(
    log: Log, address: str, typed: Typed, capsys: pytest.CaptureFixture[str]
) -> None:
    look = ("--log", address, "--vkey", str(LOG.verifier), "--once")
    assert typed(*look) == 1 and "--name" in capsys.readouterr().err
    assert typed("--name", "witness.example") == 0
    shown = capsys.readouterr().out.strip()
    assert typed(*look) == 1, "the log does not know it"
    assert shown in capsys.readouterr().err
    log.witnesses = [VerifierKey.parse(shown)]
    assert typed(*look) == 0
    assert "300 leaves verified and countersigned" in capsys.readouterr().err
    log.put(numbered(600))
    assert typed(*look) == 0 and len(log.handed) == 2
    log.put(numbered(599))
    assert typed(*look, "--lang", "fr") == 3
    assert "REFUSÉ (ROLLED_BACK)" in capsys.readouterr().err
    assert typed(*look[:-1]) == 3, "also where it looks again and again"


def test_a_full_tile_will_do_where_a_partial_one_is_gone(
    log: Log, address: str, typed: Typed
) -> None:
    typed("--name", "witness.example")
    look = ("--log", address, "--vkey", str(LOG.verifier), "--once")
    log.put(numbered(200))
    typed(*look)
    log.put(numbered(256))
    whole = log.tile

    def only_full(level: int, index: int, width: int) -> bytes:
        if width < 256 and level == 0:
            raise LookupError
        return whole(level, index, width)

    log.tile = only_full  # type: ignore[method-assign]
    assert typed(*look) == 1, "countersigned, though not taken: it is not on the log's list"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--log", "http://127.0.0.1:1/log/events"), "does not answer"),
        (("--log", "http://127.0.0.1:1/log/events", "--vkey", "nonsense"), "Give with --vkey"),
        (("--log", "file:///etc/passwd"), "not an http or https address"),
    ],
)
def test_what_it_cannot_do_is_said(
    typed: Typed, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    key = () if "--vkey" in arguments else ("--vkey", str(LOG.verifier))
    assert typed("--name", "witness.example", *arguments, *key, "--once") == 1
    assert words in capsys.readouterr().err


def test_an_address_without_a_log_is_said(
    address: str, typed: Typed, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = address.replace("events", "nothing")
    arguments = ("--log", elsewhere, "--vkey", str(LOG.verifier), "--once")
    assert typed("--name", "witness.example", *arguments) == 1
    assert "There is no log" in capsys.readouterr().err


def test_two_witnesses_do_not_share_a_folder(
    address: str, typed: Typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed("--name", "witness.example")
    with FileLock(tmp_path / "w" / "lock") as held:
        held.exclusive()
        assert typed("--log", address, "--vkey", str(LOG.verifier), "--once") == 1
    assert "Another witness" in capsys.readouterr().err
