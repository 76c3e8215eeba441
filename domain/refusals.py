"""Every "no" in words: what is wrong and what to do, in the reader's language.

The particulars of a refusal are values (days, cents, months, counts, or a label in both languages);
here they become words. The words themselves: ``domain.refusal_texts``.
"""

import re
from datetime import date
from typing import Any

from domain.decision import Refusal
from domain.private import Language
from domain.refusal_texts import TEXTS

_MONTHS = {
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
}
_NARROW = "\u202f"
_FIXED = "\u00a0"


def text(refusal: Refusal, lang: Language) -> str:
    """The refusal as one or two plain sentences, in French or English."""
    known = TEXTS.get(refusal.code)
    if known is None:
        unknown = "Ceci n’a pas été accepté ({}).", "This was not accepted ({})."
        return unknown[lang == "en"].format(refusal.code)
    template = known[lang == "en"]
    words = {name: _words(name, value, lang) for name, value in refusal.details.items()}
    if lang == "fr":
        template = _spaces(template)
    return re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], "—"), template)


def day_in_words(day: date, lang: Language) -> str:
    """``5 mars 2026`` (and ``1er mars 2026``); ``March 5, 2026``."""
    month = _MONTHS[lang][day.month - 1]
    if lang == "fr":
        return f"{'1er' if day.day == 1 else day.day}{_FIXED}{month}{_FIXED}{day.year}"
    return f"{month}{_FIXED}{day.day}, {day.year}"


def month_in_words(month: str, lang: Language) -> str:
    """``mars 2026``, ``March 2026`` for ``2026-03``; anything else stays as it is."""
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", month, re.ASCII)
    return f"{_MONTHS[lang][int(found[2]) - 1]}{_FIXED}{found[1]}" if found else month


def money_in_words(cents: int, lang: Language) -> str:
    """Cents of CAD as ``1 234,50 $`` or ``$1,234.50``."""
    amount = f"{abs(cents) // 100:,}.{abs(cents) % 100:02d}"
    sign = "−" if cents < 0 else ""
    if lang == "fr":
        return f"{sign}{amount.replace(',', _NARROW).replace('.', ',')}{_FIXED}$"
    return f"{sign}${amount}"


def _words(name: str, value: Any, lang: Language) -> str:
    if isinstance(value, dict):
        return str(value.get(lang, ""))
    if isinstance(value, date):
        return day_in_words(value, lang)
    if name.endswith("_cents"):
        return money_in_words(value, lang)
    if name == "month":
        return month_in_words(str(value), lang)
    if isinstance(value, int):
        return f"{value:,}".replace(",", _NARROW if lang == "fr" else ",")
    return str(value)


def _spaces(template: str) -> str:
    """French puts a space that never breaks inside « » and before : ; ? !"""
    return re.sub(r"(?<=«) | (?=[»:;?!])", _FIXED, template)
