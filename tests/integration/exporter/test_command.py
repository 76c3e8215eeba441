"""The command line: out by ``export``, in by ``import``, told in the reader's language."""

import asyncio
import json
from pathlib import Path

import pytest

from caseledger.cli.main import main
from caseledger.settings import VARIABLES
from tests.integration.exporter.moves import Moving, events, lines
from tests.support.databases import Database
from tests.support.extracts import generate

TOWN = "baie-verte"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Sets the environment for a database, with the key that the tests seal with."""
    key = tmp_path / "key"
    key.write_bytes(bytes(range(32)))

    def to(database: Database, tenant: str) -> None:
        for role, name in VARIABLES.items():
            monkeypatch.setenv(name, database.url(role))
        monkeypatch.setenv("CASELEDGER_TENANT", tenant)
        monkeypatch.setenv("CASELEDGER_KEY_FILE", str(key))
        monkeypatch.setenv("CASELEDGER_LANG", "en")

    return to


def test_out_of_one_ledger_and_into_another(
    moving: Moving,
    at,  # type: ignore[no-untyped-def]
    capsys: pytest.CaptureFixture[str],
) -> None:
    database, out = asyncio.run(moving.imported(generate(61, 3))), moving.folder / "out"
    at(database, "no-such-town")
    assert main(["export", str(out), "--tenant", TOWN, "--by", "Josée"]) == 0
    told = capsys.readouterr()
    assert "WARNING: this folder holds everybody’s names" in told.err
    said = json.loads(told.out)
    assert said == json.loads((out / "manifest.json").read_text())
    assert (said["tenant"], said["exported_by"]) == (TOWN, "Josée")

    assert main(["export", str(out), "--tenant", TOWN]) == 1
    assert "is not empty" in capsys.readouterr().err
    at(database, "no-such-town")
    assert main(["export", str(moving.folder / "none")]) == 1
    assert "nothing to export. Say whose by --tenant" in capsys.readouterr().err
    both = ["export", str(moving.folder / "x"), "--sealed", "--only", "csv"]
    assert main(both) == 1 and not (moving.folder / "x").exists()
    assert "cannot be sealed" in capsys.readouterr().err

    there = moving.new()
    at(there, "ville-neuve")
    reports = moving.folder / "reports"
    assert main(["import", str(out), "--report", str(reports)]) == 0
    assert f"{said['events']} events of 'baie-verte' taken into" in capsys.readouterr().err
    assert len(lines(out)) == len(asyncio.run(events(there, "ville-neuve")))
    [report] = reports.glob("import-ville-neuve-*.json")
    assert json.loads(report.read_text())["exported_from"] == TOWN
    [cited] = reports.glob("*-positions.csv")
    assert len(cited.read_text().splitlines()) == said["events"] + 1
    with there.connect("migrator") as admin:
        known = "select reltuples from pg_class where oid = 'ledger.events'::regclass"
        assert admin.execute(known).fetchone() == (len(lines(out)),), "the planner knows of them"


def test_a_sealed_export_says_what_it_is_good_for(
    moving: Moving,
    at,  # type: ignore[no-untyped-def]
    capsys: pytest.CaptureFixture[str],
) -> None:
    database, out = asyncio.run(moving.imported(generate(62, 2))), moving.folder / "out"
    at(database, TOWN)
    assert main(["export", str(out), "--sealed"]) == 0
    assert "no other ledger can import this export" in capsys.readouterr().err
    assert main(["import", str(out)]) == 1
    assert "sealed export" in capsys.readouterr().err
