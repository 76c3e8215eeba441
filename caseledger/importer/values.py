"""What a cell can hold, and how it is read. What can be read in two ways is refused."""

import re
from collections.abc import Callable, Collection
from datetime import date
from functools import lru_cache

Value = str | int | tuple[str, ...] | None
Parse = Callable[[str], Value]

FIRST_YEAR, LAST_YEAR = 1850, 2199
"""Years that a case file can speak of; anything else is a slip of the pen, and no day."""

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_CENTS = re.compile(r"\d{1,13}", re.ASCII)
_NUMBER = re.compile(r"[^\s,;\x00-\x1f]{1,80}")
_WORD = re.compile(r"[^\W_](?:[\w .'’/-]{0,78}[\w.])?")
_SPACES = "[ \u00a0\u202f\u2009]"
_DECIMAL_COMMA = re.compile(
    rf"(\d{{1,10}}|\d{{1,3}}(?:{_SPACES}\d{{3}})+|\d{{1,3}}(?:\.\d{{3}})+),(\d\d)", re.ASCII
)
_DECIMAL_POINT = re.compile(
    rf"(\d{{1,10}}|\d{{1,3}}(?:{_SPACES}\d{{3}})+|\d{{1,3}}(?:,\d{{3}})+)\.(\d\d)", re.ASCII
)
_DOLLAR = re.compile(rf"^\$?{_SPACES}*(.*?){_SPACES}*\$?$")
MOST_CHARACTERS = 2000


class Unreadable(Exception):
    """A cell, or a row, that cannot be read: the code of why (``domain.reject_texts``)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@lru_cache(maxsize=1 << 16)
def day(text: str) -> str:
    """``YYYY-MM-DD``. With slashes only where no other order of day and month is possible."""
    if found := _DAY.fullmatch(text):
        return _real(int(found[1]), int(found[2]), int(found[3]))
    if found := _SLASHED.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if first <= 12 and second <= 12 and first != second:
            raise Unreadable("DAY_AMBIGUOUS")
        return _real(year, second, first)
    raise Unreadable("DAY_NOT_REAL")


@lru_cache(maxsize=1 << 16)
def day_first(text: str) -> str:
    """A column whose days are day/month/year; ISO is as clear and is read too."""
    if found := _SLASHED.fullmatch(text):
        return _real(int(found[3]), int(found[2]), int(found[1]))
    return day(text)


def _real(year: int, month: int, day_of_month: int) -> str:
    try:
        found = date(year, month, day_of_month)
    except ValueError:
        raise Unreadable("DAY_NOT_REAL") from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable("DAY_NOT_REAL")
    return found.isoformat()


@lru_cache(maxsize=1 << 12)
def month(text: str) -> str:
    """``YYYY-MM``."""
    found = _MONTH.fullmatch(text)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise Unreadable("MONTH_NOT_REAL")
    return text


def cents(text: str) -> int:
    """Whole cents, digits only: with a comma or a point they could be dollars."""
    if _CENTS.fullmatch(text):
        return int(text)
    raise Unreadable(_amount_reason(text))


@lru_cache(maxsize=1 << 14)
def dollars(text: str) -> int:
    """Dollars with two decimals, as cents: ``355,00``, ``1 234,50``, ``1234.50``, ``1,234.50``.

    Without two decimals it is refused: ``355`` could be cents, ``1,234`` a thousand or one dollar.
    """
    bare = _DOLLAR.sub(r"\1", text)
    found = _DECIMAL_COMMA.fullmatch(bare) or _DECIMAL_POINT.fullmatch(bare)
    if not found:
        raise Unreadable(_amount_reason(bare))
    return int(re.sub(r"\D", "", found[1])) * 100 + int(found[2])


def _amount_reason(text: str) -> str:
    if re.fullmatch(r"[-−(].*\d.*", text):
        return "AMOUNT_NEGATIVE"
    if re.fullmatch(rf"\d+(?:[.,]\d+)?|\d{{1,3}}(?:{_SPACES}\d{{3}})+", text, re.ASCII):
        return "AMOUNT_AMBIGUOUS"
    return "AMOUNT_NOT_READABLE"


def number(text: str) -> str:
    """A reference of the old system: anything without spaces, commas and semicolons."""
    if _NUMBER.fullmatch(text):
        return text
    raise Unreadable("NOT_A_REFERENCE")


@lru_cache(maxsize=1 << 14)
def word(text: str) -> str:
    """A code or a short name of a list that each office keeps for itself."""
    if _WORD.fullmatch(text):
        return text
    raise Unreadable("CODE_UNKNOWN")


def text(value: str) -> str:
    """Words, as they stand."""
    if len(value) > MOST_CHARACTERS:
        raise Unreadable("TEXT_TOO_LONG")
    return value


_FLAGS = {"Y": "Y", "N": "N"}


def flag(value: str) -> str:
    """``Y`` or ``N``."""
    if value in _FLAGS:
        return value
    raise Unreadable("CODE_UNKNOWN")


def code_of(codes: Collection[str]) -> Parse:
    """Reads a code of a closed list."""
    known = {each: each for each in codes}

    def parse(value: str) -> str:
        if value in known:
            return known[value]
        raise Unreadable("CODE_UNKNOWN")

    return parse


def codes_of(codes: Collection[str]) -> Parse:
    """Reads codes of a closed list, separated by ``|``; each counts once."""
    known = frozenset(codes)

    @lru_cache(maxsize=1 << 12)
    def parse(value: str) -> tuple[str, ...]:
        given = tuple(dict.fromkeys(part.strip() for part in value.split("|") if part.strip()))
        if not given:
            raise Unreadable("MISSING")
        if not known.issuperset(given):
            raise Unreadable("CODE_UNKNOWN")
        return given

    return parse
