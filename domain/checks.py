"""Checks that many decisions share. Each gives a ``Refusal``, or nothing where all is well."""

import re
from collections.abc import Iterable
from datetime import date

from domain.decision import Context, Refusal

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)


def code_valid(context: Context, name: str, code: str, on: date, field: str) -> Refusal | None:
    """The code stands in that policy list, and is valid on that day."""
    if context.policy.code(name, code, on):
        return None
    return Refusal("CODE_NOT_VALID", {"code": code, "on": on}, field)


def codes_valid(
    context: Context, name: str, codes: Iterable[str], on: date, field: str
) -> Refusal | None:
    """Every one of them is; see ``code_valid``."""
    found = (code_valid(context, name, code, on, field) for code in codes)
    return next((refusal for refusal in found if refusal), None)


def not_in_future(context: Context, day: date, field: str) -> Refusal | None:
    if day > context.today:
        return Refusal("DAY_IN_FUTURE", {"day": day}, field)
    return None


def not_before(day: date, earliest: date, field: str) -> Refusal | None:
    if day < earliest:
        return Refusal("DAY_TOO_EARLY", {"day": day, "earliest": earliest}, field)
    return None


def not_after(day: date, latest: date, field: str) -> Refusal | None:
    if day > latest:
        return Refusal("DAY_TOO_LATE", {"day": day, "latest": latest}, field)
    return None


def text_fits(
    context: Context, text: str | None, field: str, limit: str = "text_characters"
) -> Refusal | None:
    """The text is no longer than the limit of that name (characters)."""
    most = context.policy.limit(limit, context.today)
    if text is not None and len(text) > most:
        return Refusal("TEXT_TOO_LONG", {"limit": most}, field)
    return None


def language_valid(language: str | None, field: str) -> Refusal | None:
    """The language is written as BCP 47 has it (``fr``, ``en``, ``oj``, ``zh-Hant``)."""
    if language is None or _LANGUAGE.fullmatch(language):
        return None
    return Refusal("LANGUAGE_NOT_VALID", {"language": language}, field)
