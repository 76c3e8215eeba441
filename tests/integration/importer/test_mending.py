"""Rows that cannot be read: written out, mended by somebody, taken in; and gone once they expire."""

import asyncio
import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from caseledger.importer.errors import ExtractError, ImportStopped
from caseledger.importer.mending import ABOUT, import_mended, write_rejects
from caseledger.importer.progress import Watch
from caseledger.importer.rejects import Rejects, sweep
from caseledger.importer.report import Report
from domain.case.events import ApplicationSubmitted, CaseExited, IncomeReported
from domain.consent import ConsentGranted, DisclosureMade
from ledger.ledger import Ledger
from tests.integration.importer.ledgers import head, told
from tests.support.databases import Database
from tests.support.extracts import Extract, generate
from tests.support.imported import KEK, run_import

TOWN = "baie-verte"


def broken() -> Extract:
    """A small town with one row of each kind that cannot be read."""
    extract = generate(21, 6)
    rows = extract.rows
    case, person = rows["units"][0]["case_no"], rows["units"][0]["resident_no"]
    application = dict(rows["applications"][0], application_no="A-X", channel="FAX?")
    rows["applications"].append(application | {"case_no": case})
    income = dict(rows["incomes"][0], month="2024-13", earnings_cents="123")
    rows["incomes"].append(income)
    extract.add("exits", case_no=case, effective_on="2025-02-30", reason="EMPLOYMENT")
    extract.add("exits", case_no="NO-CASE", effective_on="2025-02-20", reason="EMPLOYMENT")
    extract.add(
        "referrals",
        referral_no="F-X",
        case_no=case,
        resident_no=person,
        to_type="EO",
        to_org="eo-1",
        origin="LOCAL",
        made_by="LOCAL",
        made_on="2025-05-05",
        shared="IDENTITY",
    )
    extract.add(
        "consents",
        consent_no="K-X",
        resident_no=person,
        action="MAYBE",
        categories="IDENTITY",
        recipients="EO",
        purposes="REFERRAL",
        signed_on="2025-05-01",
        expires_on="2025-12-31",
    )
    return extract


async def sent(database: Database, folder: Path) -> Report:
    report, _ = await asyncio.to_thread(lambda: asyncio.run(run_import(database, folder, TOWN)))
    return report


async def mend(database: Database, path: Path) -> Report:
    async with Ledger(database.url("writer"), TOWN, KEK) as ledger:
        report, _ = await import_mended(ledger, database.url("writer"), KEK, path, "Josée", Watch())
        return report


@pytest.fixture
def rejects(empty: Database) -> Iterator[Rejects]:
    with psycopg.connect(empty.url("writer"), autocommit=True) as connection:
        yield Rejects(connection, TOWN, KEK)


def change(path: Path, column: str, old: str, new: str) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row[column] == old:
            row[column] = new
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")  # as a French Excel saves it
        writer.writeheader()
        writer.writerows(rows)


async def test_mended_rows_replace_their_rejects(
    empty: Database, tmp_path: Path, rejects: Rejects
) -> None:
    extract = broken()
    first = await sent(empty, extract.write(tmp_path / "one"))
    assert first.totals["aside"] == 5
    assert first.aside == {
        "CODE_UNKNOWN": 2,
        "DAY_NOT_REAL": 1,
        "MONTH_NOT_REAL": 1,
        "REFERENCE_UNKNOWN": 1,
    }
    folder = tmp_path / "rejects"
    assert write_rejects(rejects, folder) == (5, 0)
    assert (folder / "exits.csv").stat().st_mode & 0o077 == 0
    change(folder / "exits.csv", "effective_on", "2025-02-30", "2025-02-28")
    change(folder / "applications.csv", "channel", "FAX?", "PAPER")
    taken = extract.rows["incomes"][-1]
    change(folder / "incomes.csv", "month", "2024-13", extract.rows["incomes"][0]["month"])
    change(folder / "consents.csv", "action", "MAYBE", "GRANT")

    report = await mend(empty, folder)
    assert (report.totals["taken"], report.totals["aside"]) == (4, 1)
    assert [(r.file, r.column) for r in rejects.open()] == [("exits", "case_no")]
    events = await told(empty, TOWN)
    exited = next(e for e in events if isinstance(e.event, CaseExited) and e.known_at.month == 2)
    assert exited.metadata.corrects is None
    submitted = next(
        e.event
        for e in events
        if isinstance(e.event, ApplicationSubmitted)
        and e.metadata.source.reference == "applications/A-X"
    )
    assert submitted.channel == "PAPER" and submitted.members and submitted.office
    incomes = [e for e in events if isinstance(e.event, IncomeReported)]
    twin = next(e for e in incomes if e.metadata.source.reference.endswith("#2"))
    assert twin.metadata.corrects is None and twin.event.earnings_cents == int(
        taken["earnings_cents"]
    )

    # Sent again, mended rows and whole extract alike, nothing changes any more.
    before = await head(empty, TOWN)
    with pytest.raises(ImportStopped):
        await mend(empty, folder / "incomes.csv")
    again = await sent(empty, extract.write(tmp_path / "two"))
    assert (again.events, again.mended, again.gone) == (0, 4, 0)
    assert await head(empty, TOWN) == before


async def test_a_mended_consent_gives_a_disclosure_its_authority(
    empty: Database, tmp_path: Path, rejects: Rejects
) -> None:
    await sent(empty, broken().write(tmp_path / "one"))
    write_rejects(rejects, tmp_path / "rejects")
    change(tmp_path / "rejects" / "consents.csv", "action", "MAYBE", "GRANT")
    await mend(empty, tmp_path / "rejects" / "consents.csv")
    events = await told(empty, TOWN)
    of_row = [
        e
        for e in events
        if isinstance(e.event, DisclosureMade) and e.metadata.source.reference == "referrals/F-X"
    ]
    assert [e.event.authority_kind for e in of_row] == ["NONE", "CONSENT"]
    granted = next(
        e
        for e in events
        if isinstance(e.event, ConsentGranted) and e.metadata.source.reference == "consents/K-X"
    )
    assert of_row[1].event.consent_ids == (granted.event.consent_id,)
    assert of_row[1].metadata.corrects == of_row[0].event_id


async def test_an_expired_row_can_no_longer_be_read(
    empty: Database, tmp_path: Path, rejects: Rejects
) -> None:
    await sent(empty, broken().write(tmp_path / "one"))
    with psycopg.connect(empty.url("writer"), autocommit=True) as connection:
        assert sweep(connection, datetime.now(UTC) + timedelta(days=100)) == 0
        assert sweep(connection, datetime.now(UTC) + timedelta(days=181)) == 5
    assert {r.contents for r in rejects.open()} == {None}
    assert write_rejects(rejects, tmp_path / "rejects") == (0, 5)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda text: text.replace("case_no", "dossier"), "columns"),
        (lambda text: text.replace("reject_id", "id"), "columns"),
        (lambda text: text.replace("2025-02-30", "2025-02-30,"), "cells instead of"),
        (lambda text: "", "columns"),
        (lambda text: text.splitlines()[0], "holds no mended row"),
    ],
)
async def test_a_file_that_is_no_longer_ours_is_refused(
    empty: Database, tmp_path: Path, rejects: Rejects, damage, says: str
) -> None:
    await sent(empty, broken().write(tmp_path / "one"))
    write_rejects(rejects, tmp_path / "rejects")
    path = tmp_path / "rejects" / "exits.csv"
    assert set(ABOUT) < set(path.read_text("utf-8-sig").splitlines()[0].split(","))
    path.write_text(damage(path.read_text("utf-8-sig")), "utf-8-sig")
    with pytest.raises(ExtractError) as refused:
        await mend(empty, path)
    assert says in refused.value.en and refused.value.fr != refused.value.en
