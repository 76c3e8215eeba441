"""The example extract comes in whole: every row counted, kept aside or taken, every cent agreed."""

from collections import Counter

import psycopg
import pytest

from caseledger.importer.rejects import Rejects
from caseledger.importer.report import render
from tests.support.imported import KEK, Imported


def test_every_row_is_taken_repeated_or_kept_aside(imported: Imported) -> None:
    files = {each.file: each for each in imported.report.files}
    doubles = len(imported.expected["mess"]["same_person_pairs"])
    for file, count in imported.expected["counts"].items():
        taken = files[file].taken - (doubles if file == "residents" else 0)
        assert taken == count, file
    totals = imported.report.totals
    assert totals["repeated"] == imported.expected["mess"]["repeated_rows"]
    assert totals["aside"] == imported.expected["mess"]["unreadable_rows"]
    for each in files.values():
        parts = each.taken + each.there + each.corrected + each.repeated + each.aside
        assert parts == each.rows, each.file


def test_the_rows_kept_aside_are_those_that_cannot_be_read(imported: Imported) -> None:
    with psycopg.connect(imported.database.url("writer"), autocommit=True) as connection:
        rejects = list(Rejects(connection, imported.tenant, KEK).open())
    found = Counter()
    for reject in rejects:
        assert reject.contents is not None
        found[reject.file, reject.contents.cells[0], reject.column, reject.contents.value] += 1
    expected = Counter(
        (each["file"], each["key"], each["column"], each["value"])
        for each in imported.expected["mess"]["rejects"]
    )
    assert found == expected


def test_no_rejected_row_stands_in_clear(imported: Imported) -> None:
    with psycopg.connect(imported.database.url("writer"), autocommit=True) as connection:
        rows = connection.execute("select r::text, r.box from import.reject as r").fetchall()
    assert len(rows) == imported.expected["mess"]["unreadable_rows"]
    for text, box in rows:
        assert "FAX?" not in text and b"FAX?" not in bytes(box)
        assert "R999999" not in text and b"R999999" not in bytes(box)


def test_money_agrees_with_the_expected_figures(imported: Imported) -> None:
    years = imported.expected["years"].values()
    money = imported.report.money
    assert money["issued"].rows == sum(year["issued_cents"] for year in years)
    assert money["reversed"].rows == sum(year["reversed_cents"] for year in years)
    assert money["overpayments"].rows == sum(year["overpayments_cents"] for year in years)


async def test_the_ledger_holds_what_the_report_says(imported: Imported) -> None:
    kinds: Counter[str] = Counter()
    cents: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    async with imported.ledger() as ledger:
        position = 0
        while page := await ledger.read(position, 5000):
            position = page[-1].position
            for each in page:
                if each.metadata.source is None:
                    continue
                kinds[each.event.wire_name] += 1
                cents[each.event.wire_name] += getattr(each.event, "amount_cents", 0)
                codes.update(each.metadata.irregularities)
                # nothing is known after the extract was made
                assert each.known_at.date() <= imported.report.as_of
                assert each.metadata.source_hash
    assert kinds.total() == imported.report.events
    assert kinds["benefit.issued"] == imported.expected["counts"]["payments"]
    assert kinds["case.exited"] == imported.expected["counts"]["exits"]
    assert kinds["disclosure.made"] == imported.expected["consent"]["local_disclosures"]
    assert cents["benefit.issued"] == imported.report.money["issued"].rows
    assert (
        codes["DISCLOSURE_WITHOUT_CONSENT"]
        == (imported.expected["consent"]["local_disclosures_without_consent_at_the_time"])
    )
    assert dict(codes) == imported.report.irregular


@pytest.mark.parametrize(("lang", "word"), [("fr", "concordent"), ("en", "agree")])
def test_a_manager_can_read_the_report(imported: Imported, lang: str, word: str) -> None:
    page = render(imported.report, imported.details, lang)  # type: ignore[arg-type]
    assert word in page
    assert "11\u202f810\u202f016,09" in page or "$11,810,016.09" in page
    assert "{" not in page
