"""Cells: what is read, and what is refused because it says nothing, or two things."""

import pytest

from caseledger.importer import values
from caseledger.importer.values import Unreadable


def reason(parse, text: str) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Unreadable) as refused:
        parse(text)
    return refused.value.reason


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("355,00", 35500),
        ("0,05", 5),
        ("1 234,50", 123450),
        ("1\u00a0234,50", 123450),
        ("1\u202f234\u202f567,50", 123456750),
        ("1234.50", 123450),
        ("1,234.50", 123450),
        ("1.234,50", 123450),
        ("355,00 $", 35500),
        ("$355.00", 35500),
    ],
)
def test_dollars_with_two_decimals_are_read(text: str, cents: int) -> None:
    assert values.dollars(text) == cents


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("355", "AMOUNT_AMBIGUOUS"),
        ("1,234", "AMOUNT_AMBIGUOUS"),
        ("1.5", "AMOUNT_AMBIGUOUS"),
        ("1 234", "AMOUNT_AMBIGUOUS"),
        ("12,3,4", "AMOUNT_NOT_READABLE"),
        ("1,23,456.00", "AMOUNT_NOT_READABLE"),
        ("12 34,50", "AMOUNT_NOT_READABLE"),
        ("douze", "AMOUNT_NOT_READABLE"),
        ("٣٥٥,00", "AMOUNT_NOT_READABLE"),
        ("-12,00", "AMOUNT_NEGATIVE"),
        ("(12,00)", "AMOUNT_NEGATIVE"),
    ],
)
def test_other_amounts_are_not_guessed(text: str, why: str) -> None:
    assert reason(values.dollars, text) == why


def test_cents_are_digits_alone() -> None:
    assert values.cents("107120") == 107120
    assert reason(values.cents, "1071,20") == "AMOUNT_AMBIGUOUS"
    assert reason(values.cents, "-5") == "AMOUNT_NEGATIVE"
    assert reason(values.cents, "1e3") == "AMOUNT_NOT_READABLE"


@pytest.mark.parametrize(
    ("parse", "text", "day"),
    [
        (values.day, "2024-02-29", "2024-02-29"),
        (values.day, "2024-02-29 00:00:00", "2024-02-29"),
        (values.day, "25/03/2024", "2024-03-25"),
        (values.day, "03/03/2024", "2024-03-03"),
        (values.day_first, "03/02/2025", "2025-02-03"),
        (values.day_first, "3/2/2025", "2025-02-03"),
        (values.day_first, "2025-02-03", "2025-02-03"),
    ],
)
def test_days_are_read(parse, text: str, day: str) -> None:  # type: ignore[no-untyped-def]
    assert parse(text) == day


@pytest.mark.parametrize(
    ("parse", "text", "why"),
    [
        (values.day, "2025-02-30", "DAY_NOT_REAL"),
        (values.day, "2025-2-3", "DAY_NOT_REAL"),
        (values.day, "03/02/2025", "DAY_AMBIGUOUS"),
        (values.day, "20250203", "DAY_NOT_REAL"),
        (values.day, "0202-03-01", "DAY_NOT_REAL"),
        (values.day_first, "03/25/2025", "DAY_NOT_REAL"),
        (values.day_first, "30/02/2025", "DAY_NOT_REAL"),
        (values.month, "2025-13", "MONTH_NOT_REAL"),
        (values.month, "2025-1", "MONTH_NOT_REAL"),
    ],
)
def test_days_and_months_that_are_none(parse, text: str, why: str) -> None:  # type: ignore[no-untyped-def]
    assert reason(parse, text) == why


def test_codes_of_a_list() -> None:
    parse = values.codes_of(["A", "B"])
    assert parse("B | A|B") == ("B", "A")
    assert reason(parse, "A|C") == "CODE_UNKNOWN"
    assert reason(parse, "|") == "MISSING"
    assert reason(values.code_of(["A"]), "a") == "CODE_UNKNOWN"


@pytest.mark.parametrize("text", ["Île-aux-Pins", "w09", "eo-07", "legal aid", "CA-2024", "2025-1"])
def test_words_of_open_lists(text: str) -> None:
    assert values.word(text) == text


@pytest.mark.parametrize("text", ["FAX?", "??", "-", "a;b", "x" * 200])
def test_what_is_no_word(text: str) -> None:
    assert reason(values.word, text) == "CODE_UNKNOWN"
