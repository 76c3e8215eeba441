"""Other custodians, other mess: exactly the rows that cannot be read are kept aside, and no other."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from caseledger.importer.rejects import Rejects
from tests.support.databases import Database
from tests.support.extracts import Extract, Row, generate
from tests.support.imported import KEK, run_import

Spoil = Callable[[Row], tuple[str, str]]


def put(column: str, value: str) -> Spoil:
    def spoil(row: Row) -> tuple[str, str]:
        row[column] = value
        return column, value

    return spoil


MESS: dict[str, list[Spoil]] = {
    "residents": [put("birth_date", "1980-02-31"), put("official_language", "")],
    "units": [put("role", "COUSIN"), put("resident_no", "R-NOBODY"), put("from_on", "")],
    "applications": [put("programme", "OWW"), put("submitted_on", "31/02/2025")],
    "assignments": [put("case_no", "NO/CASE"), put("worker", "???")],
    "consents": [put("categories", "IDENTITY|SHOES"), put("signed_on", "soon")],
    "assessments": [put("completed_on", "2025-00-10"), put("ready_for_referral", "maybe")],
    "plans": [put("created_on", "05/06/2025"), put("resident_no", "")],
    "deferrals": [put("reason", "")],
    "referrals": [put("to_type", "BANK"), put("made_by", "")],
    "incomes": [put("month", "2025-00"), put("earnings_cents", "12,50")],
    "payments": [put("amount_cents", "12,3,4"), put("type", "RENT"), put("amount_cents", "500")],
    "overpayments": [put("amount_cents", "-3"), put("case_no", "NO/CASE")],
    "exits": [put("effective_on", "2025-06-31"), put("reason", "")],
}


def spoil(extract: Extract, chance: random.Random) -> tuple[Counter, int]:
    """Add spoilt copies of rows, and letter-identical ones; what should be kept aside, and repeated."""
    aside: Counter[tuple[str, str, str, str]] = Counter()
    repeated = 0
    for file, ways in MESS.items():
        rows = extract.rows[file]
        if not rows:
            continue
        lawful = list(rows)
        for number, way in enumerate(chance.sample(ways, chance.randrange(1, len(ways) + 1))):
            row = dict(chance.choice(lawful))
            first = next(iter(row))
            if first.endswith("_no") and first not in ("case_no",):
                row[first] = f"X-{file}-{number}"
            column, value = way(row)
            rows.append(row)
            aside[file, row[first], column, value] += 1
            if chance.random() < 0.3:
                rows.append(dict(row))
                repeated += 1
        for row in chance.sample(rows, min(2, len(rows))):
            rows.append(dict(row))
            repeated += 1
        chance.shuffle(rows)
    return aside, repeated


@pytest.mark.parametrize("seed", [61, 62, 63])
async def test_what_cannot_be_read_is_kept_aside_and_nothing_else(
    empty: Database, tmp_path: Path, seed: int
) -> None:
    extract = generate(seed, 10, custodian=f"ville-{seed}")
    whole = sum(map(len, extract.rows.values()))
    aside, repeated = spoil(extract, random.Random(seed))
    folder = extract.write(tmp_path)
    report, _ = await asyncio.to_thread(
        lambda: asyncio.run(run_import(empty, folder, extract.custodian))
    )
    with psycopg.connect(empty.url("writer"), autocommit=True) as connection:
        found = Counter(
            (r.file, r.contents.cells[0], r.column, r.contents.value)
            for r in Rejects(connection, extract.custodian, KEK).open()
            if r.contents
        )
    assert found == aside
    assert report.totals["repeated"] == repeated
    assert report.totals["taken"] == whole
