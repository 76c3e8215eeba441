"""``caseledger import`` as a person runs it: in, looked at, mended; and every refusal says what to do."""

import csv
import json
import signal
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest

from caseledger import embedded
from tests.support.extracts import Extract, generate
from tests.support.program import Program, ask


@pytest.fixture(scope="module")
def home(open_folder: Path) -> Iterator[Path]:
    """One data folder, its server held so that no command has to start it."""
    with embedded.acquire(open_folder / "imports"):
        yield open_folder / "imports"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    extract = generate(41, 5)
    extract.add("exits", case_no="2025/0001", effective_on="2025-02-30", reason="EMPLOYMENT")
    folder = extract.write(tmp_path_factory.mktemp("extract"))
    (folder / "readme.txt").write_text("about the extract")
    return folder


def run(home: Path, *arguments: str, lang: str = "en", **env: str) -> tuple[int, str]:
    program = Program(
        "import", *arguments, env={"CASELEDGER_HOME": str(home), "CASELEDGER_LANG": lang} | env
    )
    code = program.ended(120)
    assert "Traceback" not in program.said
    return code, program.said


def test_a_newcomer_brings_an_extract_in_and_looks_at_it(home: Path, folder: Path) -> None:
    code, said = run(home, str(folder), lang="fr")
    assert code == 0, said
    assert "Import de l’extrait de « baie-verte »" in said
    assert "concordent au cent près" in said and "readme.txt" in said
    assert "run --tenant baie-verte" in said
    [text] = (home / "imports").glob("import-baie-verte-*.txt")
    assert "The amounts read and those in the ledger agree" in text.read_text("utf-8")
    report, _ = json.loads(text.with_suffix(".json").read_text("utf-8"))
    assert report["aside"] == {"DAY_NOT_REAL": 1}
    with embedded.acquire(home) as server, psycopg.connect(server.url("migrator")) as admin:
        known = "select reltuples from pg_class where oid = 'ledger.events'::regclass"
        [events] = admin.execute(known).fetchone() or [0]
        assert events > report["events"] / 2, "the planner knows of them at once"

    program = Program(
        "run", "--tenant", "baie-verte", "--port", "0", env={"CASELEDGER_HOME": str(home)}
    )
    try:
        status, body = ask(program.ready(), "/demo/accounts")
        assert status == 200
        names = {account["display_name"] for account in body}
        assert any(name.startswith("agent.") for name in names)
        assert "Josée Charlebois" not in names  # nobody invented beside them
    finally:
        program.stop(signal.SIGTERM)


def test_rejected_rows_are_written_mended_and_sent_again(
    home: Path, folder: Path, tmp_path: Path
) -> None:
    assert run(home, str(folder))[0] == 0
    out = tmp_path / "rejects"
    code, said = run(home, "rejects", "--out", str(out))
    assert code == 0 and "1 rows written" in said
    path = out / "exits.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert row["reject_line"] and row["reject_column"] == "effective_on"
    path.write_text(path.read_text("utf-8-sig").replace("2025-02-30", "2025-02-28"), "utf-8")
    code, said = run(home, "mended", str(out), "--by", "Josée")
    assert code == 0 and "Run by Josée. 1 events" in said
    code, said = run(home, "rejects")
    assert code == 0 and "No row waits" in said


def test_what_cannot_be_imported_is_refused_with_what_to_do(
    home: Path, folder: Path, tmp_path: Path
) -> None:
    for arguments, env, words in (
        ((str(tmp_path / "nothing"),), {}, "There is no manifest"),
        ((str(folder),), {"CASELEDGER_TENANT": "elsewhere"}, "Set CASELEDGER_TENANT to baie-verte"),
        (("mended",), {}, "Give the file or the folder"),
        (("mended", str(tmp_path / "no.csv")), {}, "cannot be read"),
        ((str(folder), str(folder)), {}, "One folder at a time"),
        ((str(_named("Baie Verte", tmp_path)),), {}, "names the custodian"),
    ):
        code, said = run(home, *arguments, **env)
        assert code == 1 and words in said, said


def test_real_people_are_looked_at_by_accounts_alone(home: Path, tmp_path: Path) -> None:
    folder = _named("real-town", tmp_path, invented=False)
    code, said = run(home, str(folder))
    assert code == 0 and "These people exist" in said
    program = Program(
        "run", "--tenant", "real-town", "--port", "0", env={"CASELEDGER_HOME": str(home)}
    )
    try:
        assert ask(program.ready(), "/demo/accounts")[0] == 404
    finally:
        program.stop(signal.SIGTERM)


def _named(custodian: str, tmp_path: Path, *, invented: bool = True) -> Path:
    folder = Extract(custodian, date(2025, 1, 1)).write(tmp_path / custodian)
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"invented": invented}))
    return folder
