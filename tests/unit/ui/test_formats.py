"""Dates, times, money and numbers as each language writes them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from ui.formats import in_words, local_day, moment, money, month_in_words, number, percent

TORONTO = ZoneInfo("America/Toronto")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_days_are_in_words():
    assert plain(in_words("2026-11-22", "en")) == "November 22, 2026"
    assert plain(in_words(date(2026, 11, 22), "fr")) == "22 novembre 2026"
    assert plain(in_words("2026-03-01", "fr")) == "1er mars 2026"
    assert plain(in_words("2026-02-09", "fr", short=True)) == "9 févr. 2026"


def test_months_are_in_words():
    assert month_in_words("2026-08", "fr") == "août 2026"
    assert month_in_words("2026-08", "en", short=True) == "Aug"


def test_instants_are_told_in_local_time():
    late = datetime(2026, 7, 1, 3, 5, tzinfo=UTC)
    assert plain(moment(late, "en", TORONTO)) == "June 30, 2026, 11:05 p.m."
    assert plain(moment("2026-01-02T05:00:00.000Z", "fr", TORONTO)) == "2 janvier 2026, 0 h 00"
    assert plain(moment("2026-01-02T17:30:00Z", "en", TORONTO)) == "January 2, 2026, 12:30 p.m."
    assert local_day(late, TORONTO) == date(2026, 6, 30)


def test_money_is_written_by_the_language():
    assert money(123456, "en") == "$1,234.56"
    assert plain(money(123456, "fr")) == "1 234,56 $"
    assert money(-500, "en") == "\u2212$5.00"
    assert plain(money(0, "fr")) == "0,00 $"


def test_numbers_and_shares():
    assert number(1234567, "en") == "1,234,567"
    assert plain(number(1234567, "fr")) == "1 234 567"
    assert number(0.25, "fr", 1) == "0,2"
    assert percent(0.538, "en") == "54%"
    assert plain(percent(0.538, "fr")) == "54 %"


def test_spaces_inside_an_amount_never_break_a_line():
    assert " " not in money(123456, "fr")
    assert " " not in in_words("2026-11-22", "fr").removesuffix(" 2026")
