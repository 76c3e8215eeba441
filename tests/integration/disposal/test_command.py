"""``caseledger dispose``: told first, done with --yes, by two people, with what holds it."""

import asyncio
import re
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from api.access.accounts import create_account
from caseledger.cli.main import main
from caseledger.settings import VARIABLES
from tests.integration.disposal.conftest import TENANT, opened
from tests.support.canaries import Life
from tests.support.databases import Database
from tests.support.policies import published


@pytest.fixture
def at(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The environment of the module's database, with the key that the tests seal with."""
    key = tmp_path / "key"
    key.write_bytes(bytes(range(32)))
    for role, name in VARIABLES.items():
        monkeypatch.setenv(name, database.url(role))
    monkeypatch.setenv("CASELEDGER_TENANT", TENANT)
    monkeypatch.setenv("CASELEDGER_KEY_FILE", str(key))
    monkeypatch.setenv("CASELEDGER_DISPOSALS", str(tmp_path / "disposals.jsonl"))
    monkeypatch.setenv("CASELEDGER_LANG", "en")


async def _prepared(database: Database) -> tuple[Life, UUID, UUID]:
    officer, records = uuid4(), uuid4()
    async with await psycopg.AsyncConnection.connect(database.url("auth"), autocommit=True) as auth:
        for account, role in ((officer, "PRIVACY_OFFICER"), (records, "SUPERVISOR")):
            await create_account(
                auth,
                tenant=TENANT,
                account_id=account,
                display_name=role.title(),
                roles=[role],
                office="centre",
                organisation=TENANT,
            )
    async with opened(database) as town:
        await published(town.ledger)
        return await town.lives(), officer, records


def test_from_what_is_due_to_what_is_gone(
    database: Database, at: None, capsys: pytest.CaptureFixture[str]
) -> None:
    life, officer, records = asyncio.run(_prepared(database))

    def run(*arguments: str, code: int = 0) -> str:
        assert main(["dispose", *arguments]) == code
        told = capsys.readouterr()
        return told.out + told.err

    hold = ["--hold", f"case:{life.case}", "--reason", "AUDIT", "--reference", "A-7", "--yes"]
    held = run(*hold, "--as", str(officer))
    hold_id = held.split("hold_id: ")[1].split()[0]
    due = run("--due")
    assert re.search(rf"{life.person}  Benefits paid .*since 2015-05-04", due)
    assert f"[hold {hold_id}]" in due
    ask = ["--person", f"Person:{life.person}", "--reason", "SCHEDULE", "--as", str(officer)]
    assert "reference A-7" in run(*ask, "--yes", code=1)
    lift = ["--lift", hold_id, "--reason", "MATTER_ENDED", "--as", str(officer)]
    run(*lift, "--yes")

    assert "Nothing was done (1 to do)" in run("--class", "FINANCIAL")
    assert "disposal_id: " in run("--class", "FINANCIAL", "--as", str(officer), "--yes")
    assert "keys rotate" in run("--approve", "all", "--as", str(records), "--yes")
    assert "Persons due: 0" in run("--due")
