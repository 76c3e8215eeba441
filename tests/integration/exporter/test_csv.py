"""The CSV form of an export: the rows that were imported, and the same figures elsewhere."""

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

from caseledger.demo.fill import fill
from caseledger.exporter.run import export
from caseledger.importer.manifest import read_manifest
from caseledger.policies import publish_policies
from domain.case.events import ApplicationDecided
from domain.streams import stream_kind
from ledger.ledger import Ledger
from tests.integration.exporter.moves import Moving, events, figures, quarters, rows
from tests.support.extracts import COLUMNS, Extract, generate
from tests.support.imported import KEK, Imported

TOWN = "baie-verte"


def expected(extract: Extract, file: str) -> Counter[tuple[str, ...]]:
    """The rows of an extract as an export writes them: once each, and what has two spellings in one.

    What nobody could use again is not kept by the importer: until when a refusal would have held.
    """
    found = set()
    said = {
        row["consent_no"]: row for row in extract.rows["consents"] if row["action"] != "WITHDRAW"
    }
    for given in extract.rows[file]:
        row = dict(given)
        match file:
            case "residents":
                row["sin"] = row["sin"].replace(" ", "")
            case "payments":
                row["amount_cents"] = row["amount_cents"].replace(".", ",")
            case "consents" if row["action"] == "REFUSE":
                row["expires_on"] = ""
            case "consents" if row["action"] == "WITHDRAW":
                of = said[row["consent_no"]]
                for name in ("categories", "recipients", "purposes"):
                    row[name] = of[name]
                row["notice_language"], row["notice_version"] = "fr", "0000-1"
        found.add(tuple(row.values()))
    return Counter(found)


async def test_the_rows_come_out_as_they_went_in(moving: Moving) -> None:
    extract = generate(41, 25)
    database = await moving.imported(extract)
    folder = await moving.out(database, TOWN, "out")
    for file in COLUMNS:
        assert rows(folder / "csv" / f"{file}.csv") == expected(extract, file), file
    said = json.loads((folder / "csv" / "manifest.json").read_text())
    assert (said["custodian"], said["source_system"]) == (TOWN, "old-system")
    assert json.loads((folder / "not-in-csv.json").read_text())["fields"] == {}


async def test_the_example_comes_out_row_by_row(imported_copy: Imported, tmp_path: Path) -> None:
    url, folder = imported_copy.database.url("writer"), imported_copy.folder
    async with imported_copy.ledger() as ledger:
        await export(ledger, url, tmp_path / "out", "tester", ["csv"])
    rejected = {(each["file"], each["key"]) for each in imported_copy.expected["mess"]["rejects"]}
    for each in read_manifest(folder).files:
        with (folder / each.file).open(encoding=each.encoding, newline="") as file:
            read = list(csv.DictReader(file, delimiter=each.delimiter))
        kept = set()
        for row in read:
            if row.get("action") == "REFUSE":
                row["expires_on"] = ""
            if row.get("outcome") == "WITHDRAWN":
                row["decided_by"] = row["decided_by_org"] = ""
            kept.add(tuple(row.values()))
        found = rows(tmp_path / "out" / "csv" / each.file)
        assert set(found.values()) == {1} and set(found) <= kept, each.file
        left = {(each.name, row[0]) for row in kept - set(found)}
        assert left <= rejected and len(kept) - len(found) == sum(
            1 for file, _ in rejected if file == each.name
        ), each.file


async def test_imported_elsewhere_the_figures_are_the_same(moving: Moving) -> None:
    database = await moving.imported(messy(generate(42, 25)))
    here = await events(database, TOWN)
    folder = await moving.out(database, TOWN, "out", "csv")
    there, report = await moving.csv_into(folder, "elsewhere")
    # The person whose own row could not be read here either: their number alone is told.
    assert report.aside == {"MISSING": 1} and report.totals["repeated"] == 0
    again = await events(there, "elsewhere")
    assert kinds(here) == kinds(again)
    last = date(2025, 6, 30)
    one = figures(here, last, quarters(last))
    assert one == figures(again, last, quarters(last)) and len(one) > 200
    # As known long before, too: what was recorded late was recorded late there as well.
    then = date(2024, 3, 1)
    assert figures(here, then, [then]) == figures(again, then, [then])


def messy(extract: Extract) -> Extract:
    """Rows that cannot be read, rows twice, two of one key, a person under no row of their own."""
    applications, payments = extract.rows["applications"], extract.rows["payments"]
    payments.append(payments[0])
    payments.append(payments[1] | {"month": "2025-13"})
    payments.append(payments[2] | {"amount_cents": "1,00"})
    extract.rows["residents"][0]["birth_date"] = "1980-02-30"
    applications[1]["channel"] = "FAX"
    return extract


async def test_a_row_that_changed_comes_out_once_as_it_is_now(moving: Moving) -> None:
    extract = generate(43, 10)
    database = await moving.imported(extract)
    extract.rows["payments"][0]["amount_cents"] = "12,34"
    left = extract.rows["exits"][0]
    left["reason"] = "NO_CONTACT" if left["reason"] == "EMPLOYMENT" else "EMPLOYMENT"
    extract.as_of = date(2025, 7, 1)
    await moving.imported_into(database, extract)
    folder = await moving.out(database, TOWN, "out", "csv")
    for file in ("payments", "exits"):
        assert rows(folder / "csv" / f"{file}.csv") == expected(extract, file), file
    assert json.loads((folder / "not-in-csv.json").read_text())["replaced"] == 2


async def test_what_was_made_here_comes_out_in_the_same_form(moving: Moving) -> None:
    database = moving.new()
    async with Ledger(database.url("writer"), "demo", KEK) as ledger:
        await publish_policies(ledger)
        await fill(ledger, today=date(2026, 11, 2), cases=15)
    here = await events(database, "demo")
    folder = await moving.out(database, "demo", "out", "csv")
    there, report = await moving.csv_into(folder, "elsewhere")
    assert report.aside == {} and report.events > 100
    again = await events(there, "elsewhere")
    lost = json.loads((folder / "not-in-csv.json").read_text())
    assert lost["events"]["note.added"] == kinds(here)["note.added"] > 0
    for name in (
        "person.registered", "application.submitted", "application.decided", "consent.withdrawn",
        "referral.made", "action_plan.created", "overpayment.established",
    ):  # fmt: skip
        assert kinds(again)[name] == kinds(here)[name], name
    granted = kinds(here)["consent.granted"] - sum(lost["rows"].get("consents", {}).values())
    assert kinds(again)["consent.granted"] == granted > 10
    issued = kinds(here)["benefit.issued"] - sum(lost["rows"].get("payments", {}).values())
    assert kinds(again)["benefit.issued"] == issued > 0
    assert set(lost["rows"]) <= {"payments", "consents"}
    # Every decision is effective there on its own day: the form has no other.
    last = date(2026, 11, 1)
    counted = {"applications_decided", "decided_within_standard", "exits"}
    one, other = (
        Counter({key: n for key, n in figures(told, last, []).items() if key[0] in counted})
        for told in (here, again)
    )
    assert one == other and one
    assert all(
        each.effective_on == each.event.decided_on
        for each in again
        if isinstance(each.event, ApplicationDecided)
    )


async def test_numbers_made_here_stay_the_same_and_meet_no_imported_one(moving: Moving) -> None:
    extract = generate(44, 4)
    for row in (*extract.rows["residents"], *extract.rows["units"]):
        row["resident_no"] = row["resident_no"].replace("R-", "CL-R")
    for file in ("consents", "assessments", "plans", "deferrals", "referrals", "incomes"):
        for row in extract.rows[file]:
            row["resident_no"] = row["resident_no"].replace("R-", "CL-R")
    for file in ("payments", "overpayments"):
        for row in extract.rows[file]:
            row["resident_no"] = row["resident_no"].replace("R-", "CL-R")
    database = await moving.imported(extract)
    here = {row["resident_no"] for row in extract.rows["residents"]}
    await moving.register(database, TOWN)
    first = await moving.out(database, TOWN, "one", "csv")
    [made] = {row[0] for row in rows(first / "csv" / "residents.csv")} - here
    assert made.startswith("CL2-R") and not any(number.startswith("CL2-") for number in here)
    await moving.register(database, TOWN)
    second = await moving.out(database, TOWN, "two", "csv")
    assert made in {row[0] for row in rows(second / "csv" / "residents.csv")}
    assert sum(rows(second / "csv" / "residents.csv").values()) == len(here) + 2


def kinds(told) -> Counter[str]:  # type: ignore[no-untyped-def]
    return Counter(e.event.wire_name for e in told if stream_kind(e.stream) != "policy")
