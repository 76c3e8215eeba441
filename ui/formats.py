"""How each language writes dates, times, money and numbers, and which plural it takes.

Canadian usage (Office québécois de la langue française; Canadian Style): ``22 novembre 2026``,
``14 h 05``, ``1 234,56 $`` against ``November 22, 2026``, ``2:05 p.m.``, ``$1,234.56``.
"""

from datetime import date, datetime, tzinfo
from typing import Literal

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, Language] = ("en", "fr")
NBSP = "\u00a0"

_MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
}
_SHORT = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "fr": [
        "janv.",
        "févr.",
        "mars",
        "avr.",
        "mai",
        "juin",
        "juill.",
        "août",
        "sept.",
        "oct.",
        "nov.",
        "déc.",
    ],
}


def plural(count: float, language: Language) -> Literal["one", "other"]:
    """The plural form for a count: French takes the singular below two, English for one alone."""
    if language == "fr":
        return "one" if abs(count) < 2 else "other"
    return "one" if count == 1 else "other"


def in_words(day: date | str, language: Language, *, short: bool = False) -> str:
    """A local day in words; ``short`` for tables."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    month = (_SHORT if short else _MONTHS)[language][day.month - 1]
    if language == "fr":
        number = "1er" if day.day == 1 else str(day.day)
        return f"{number}{NBSP}{month} {day.year}"
    return f"{month}{NBSP}{day.day}, {day.year}"


def month_in_words(month: str, language: Language, *, short: bool = False) -> str:
    """``2026-03`` as a month in words."""
    year, number = month.split("-")
    name = (_SHORT if short else _MONTHS)[language][int(number) - 1]
    return name if short else f"{name} {year}"


def moment(instant: datetime | str, language: Language, zone: tzinfo) -> str:
    """A UTC instant as local day and time in words."""
    instant = _instant(instant).astimezone(zone)
    day = in_words(instant.date(), language)
    if language == "fr":
        return f"{day}, {instant.hour}{NBSP}h{NBSP}{instant.minute:02d}"
    half = "a.m." if instant.hour < 12 else "p.m."
    return f"{day}, {(instant.hour - 1) % 12 + 1}:{instant.minute:02d}{NBSP}{half}"


def local_day(instant: datetime | str, zone: tzinfo) -> date:
    """The local day of a UTC instant."""
    return _instant(instant).astimezone(zone).date()


def number(value: float, language: Language, places: int = 0) -> str:
    """A number with the language's separators."""
    text = f"{value:,.{places}f}"
    if language == "en":
        return text
    return text.translate(str.maketrans({",": NBSP, ".": ","}))


def money(cents: int, language: Language) -> str:
    """Cents of CAD as an amount of money."""
    sign = "\u2212" if cents < 0 else ""
    amount = number(abs(cents) / 100, language, 2)
    return f"{sign}{amount}{NBSP}$" if language == "fr" else f"{sign}${amount}"


def percent(share: float, language: Language) -> str:
    """A share between 0 and 1 as a whole percentage."""
    return f"{round(share * 100)}{NBSP}%" if language == "fr" else f"{round(share * 100)}%"


def _instant(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
