"""``caseledger log`` as it is typed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from caseledger.cli.main import main
from ledger.log.checkpoint import Checkpoint
from ledger.log.note import Note
from tests.integration.log.conftest import BASE, World, key

Typed = Callable[..., int]


@pytest.fixture
def typed(world: World, monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.setenv("DATABASE_URL_SEQUENCER", world.url)
    monkeypatch.setenv("CASELEDGER_TENANT", "t")
    monkeypatch.setenv("CASELEDGER_LANG", "en")
    return lambda *arguments: main(["log", *arguments])


def test_it_tells_how_the_logs_stand_and_opens_them_anew(
    world: World, typed: Typed, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert typed() == 0 and "never begun" in capsys.readouterr().out
    world.events(5)
    with world.sequencing():
        world.until(lambda: world.size() == 5 and world.size("looks") == 0)
        assert typed() == 0
        told = capsys.readouterr().out
        assert "5 leaves signed, 0 waiting, 0 countersigned  running" in told
        assert str(key(f"{BASE}/events").verifier) in told
        signed = world.signed()
        assert signed is not None
        text = Checkpoint(f"{BASE}/events", 9, signed.root).text()
        file = tmp_path / "last.note"
        file.write_text("nonsense")
        reopen = ("reopen", "--because", "r1", "--events", str(file))
        assert typed(*reopen) == 1 and "no checkpoint of this log" in capsys.readouterr().err
        assert typed(*reopen[:-1], "/nowhere") == 1
        file.write_text(Note(text, (key(f"{BASE}/events").sign(text),)).write())
        for _ in range(2):
            assert typed(*reopen) == 0
            assert f"{BASE}/events/2" in capsys.readouterr().err
        world.until(lambda: world.size() == 5 and world.size("looks") == 0)
        made = world.signed()
        assert made is not None and made.previous is not None and made.previous.size == 9
        assert typed("--json") == 0
        told = json.loads(capsys.readouterr().out)
        assert [(one["name"], one["ended"]) for one in told["origins"]] == [
            (f"{BASE}/events", True),
            (f"{BASE}/events/2", False),
            (f"{BASE}/looks", True),
            (f"{BASE}/looks/2", False),
        ]
        world.tampering("update ledger.events set state = '' where position = 5")
        world.until(lambda: world.fault() is not None)
        assert typed("--lang", "fr") == 1
        assert "à l’arrêt  (ROW_ALTERED leaf 4)" in capsys.readouterr().out
