"""Rows against the form: the form is whole, the types fit it, and what is required is."""

import msgspec
import pytest

from caseledger.importer.check import Checked, Problem, checker
from caseledger.importer.form import form
from caseledger.importer.read import Row
from caseledger.importer.rows import ROWS, decode_row
from caseledger.importer.texts import FILES
from caseledger.importer.written import written
from domain.reject_texts import REASONS
from tests.support.extracts import COLUMNS, generate


def test_the_form_is_that_of_the_data() -> None:
    assert {n: " ".join(c.name for c in f.columns) for n, f in form().files.items()} == COLUMNS
    assert list(ROWS) == list(form().files) == list(FILES)
    for name, kind in ROWS.items():
        assert list(kind.__struct_fields__) == [c.name for c in form().files[name].columns]
    for file in form().files.values():
        for column in file.columns:
            assert (column.kind in ("code", "codes")) == (column.of in form().codes)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_read_can_be_written_again(seed: int) -> None:
    extract = generate(seed, 5)
    for name, rows in extract.rows.items():
        check = checker(name)
        for number, cells in enumerate(rows, 2):
            checked = check(Row(number, list(cells.values())))
            assert isinstance(checked, Checked), checked
            decode_row(name, checked.content())
            again = check(Row(number, written(name, checked.content())))
            assert isinstance(again, Checked)
            assert again.content() == checked.content()


def row(name: str, **cells: str) -> Row:
    made = generate(4, 30).rows[name][0]
    return Row(7, list((made | cells).values()))


@pytest.mark.parametrize(
    ("name", "cells", "column", "reason"),
    [
        ("applications", {"channel": "FAX?"}, "channel", "CODE_UNKNOWN"),
        ("applications", {"channel": ""}, "channel", "MISSING"),
        ("applications", {"outcome": ""}, "outcome", "MISSING"),
        ("applications", {"decided_on": ""}, "decided_on", "MISSING"),
        ("applications", {"decided_by": ""}, "decided_by", "MISSING"),
        ("consents", {"action": "GRANT", "categories": ""}, "categories", "MISSING"),
        ("consents", {"categories": "IDENTITY|SHOES"}, "categories", "CODE_UNKNOWN"),
        ("deferrals", {"reviewed_on": "2025-01-01"}, "review_outcome", "MISSING"),
        ("referrals", {"to_type": ""}, "to_type", "MISSING"),
        ("units", {"resident_no": "R 1"}, "resident_no", "NOT_A_REFERENCE"),
        ("assessments", {"health": "4"}, "health", "CODE_UNKNOWN"),
        ("residents", {"safety_flag": "yes"}, "safety_flag", "CODE_UNKNOWN"),
        ("residents", {"address": "x" * 3000}, "address", "TEXT_TOO_LONG"),
        ("incomes", {"earnings_cents": ""}, "earnings_cents", "MISSING"),
    ],
)
def test_what_cannot_be_read(name: str, cells: dict, column: str, reason: str) -> None:
    problem = checker(name)(row(name, **cells))
    assert isinstance(problem, Problem)
    assert (problem.line, problem.column, problem.reason) == (7, column, reason)
    assert reason in REASONS


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        (
            "applications",
            dict.fromkeys(("risk_band", "readiness", "e_signature", "ministry_ref"), ""),
        ),
        (
            "applications",
            dict.fromkeys(("decided_on", "outcome", "decided_by", "decided_by_org"), ""),
        ),
        ("applications", {"outcome": "WITHDRAWN", "decided_by": "", "decided_by_org": ""}),
        ("consents", {"action": "WITHDRAW", "categories": "", "recipients": "", "purposes": ""}),
        ("residents", dict.fromkeys(("sin", "phone", "address", "family_name"), "")),
        ("exits", {"recorded_on": ""}),
    ],
)
def test_what_may_be_empty(name: str, cells: dict) -> None:
    assert isinstance(checker(name)(row(name, **cells)), Checked)


def test_keys_cannot_be_confused() -> None:
    check = checker("plans")
    first = check(row("plans", case_no="A|B", resident_no="C"))
    second = check(row("plans", case_no="A", resident_no="B|C"))
    third = check(row("plans", case_no="A#2", resident_no="C"))
    assert isinstance(first, Checked) and isinstance(second, Checked) and isinstance(third, Checked)
    assert len({first.key, second.key}) == 2
    assert "#" not in third.key


def test_spaces_and_ways_of_writing_are_no_change() -> None:
    check = checker("payments")
    one = check(row("payments", amount_cents="1 234,50"))
    two = check(row("payments", amount_cents=" $1,234.50 "))
    assert isinstance(one, Checked) and isinstance(two, Checked)
    assert one.content() == two.content()
    assert msgspec.json.decode(one.content())[5] == 123450


def test_every_reason_is_told_in_both_languages() -> None:
    for fr, en in REASONS.values():
        assert fr and en and fr != en
