"""Forms: what was typed, what is wrong with it, and how it becomes the input of a mutation.

The schema's input type says how each field is read, so a form needs no second description. Only
what GraphQL could not carry is refused here (an amount that is no amount, a required field left
empty); everything else is the command's to refuse, at its field and in the reader's language.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from graphql import (
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
)

from ui.formats import Language
from ui.texts import text

Typed = Mapping[str, list[str]]

_ROW = re.compile(r"(\w+)\.(\d{1,2})\.(\w+)")
_DAY = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", re.ASCII)


@dataclass(frozen=True)
class Problem:
    """What is wrong, and at which field; no field where it concerns the whole form."""

    message: str
    field: str | None = None


@dataclass
class Form:
    """A form as it stands: typed values (or first ones), problems, and the id of its command.

    ``shown`` collects the fields that the template really shows, each with its label, so that the
    summary of problems names those and links to them.
    """

    typed: Typed = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    first: Mapping[str, Any] = field(default_factory=dict)
    command_id: str = field(default_factory=lambda: str(uuid4()))
    changed: bool = False
    """Whether somebody else changed the case since the form was opened."""
    preview: bool = False
    """Whether the reader asked to see what the form would do, and not to send it."""
    shown: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        if name in self.typed:
            return next(iter(self.typed[name]), "")
        first = self.first.get(name)
        return "" if first is None else str(first)

    def values(self, name: str) -> list[str]:
        if self.typed:
            return self.typed.get(name, [])
        return [str(value) for value in self.first.get(name, ())]

    def error(self, name: str) -> str | None:
        """The field's problem, if it has one."""
        return next((p.message for p in self.problems if p.field == name), None)

    def show(self, name: str, label: str) -> str:
        """Says that the page has this field, or this row of fields; writes nothing itself."""
        self.shown[name] = label
        return ""

    def called(self, name: str) -> str:
        """What a field that is shown is called: its label, after that of the row that it stands in."""
        row = self.shown.get(name.rpartition(".")[0], "")
        return ", ".join(label for label in (row, self.shown[name]) if label)

    def rows(self, name: str, at_least: int) -> range:
        """Indices of the rows of a repeated group, one empty row beyond what was typed."""
        typed = _indices(self.typed or self.first, name)
        return range(max(at_least, (max(typed) + 1) if typed else 0))

    @property
    def refused(self) -> bool:
        return bool(self.problems)


def typed_values(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[str]]:
    """A posted form's text values by name; files and control characters are dropped.

    Rows of a repeated group that were left empty close up, so that a row's number here is its
    number in the command too.
    """
    typed: dict[str, list[str]] = {}
    for name, value in pairs:
        if isinstance(value, str):
            typed.setdefault(name, []).append(_clean(value))
    filled: dict[str, set[int]] = {}
    for name, values in typed.items():
        if (match := _ROW.fullmatch(name)) and any(values):
            filled.setdefault(match[1], set()).add(int(match[2]))
    closed: dict[str, list[str]] = {}
    for name, values in typed.items():
        match = _ROW.fullmatch(name)
        if not match:
            closed[name] = values
        elif int(match[2]) in (rows := sorted(filled.get(match[1], ()))):
            closed[f"{match[1]}.{rows.index(int(match[2]))}.{match[3]}"] = values
    return closed


def read_input(
    kind: GraphQLInputObjectType,
    typed: Typed,
    language: Language,
    given: Mapping[str, Any],
) -> tuple[dict[str, Any], list[Problem]]:
    """A mutation's input out of typed values; ``given`` is what the page knows itself (ids)."""
    problems: list[Problem] = []
    values = _object(kind, typed, "", language, problems, given)
    return values, problems


def day(typed: str) -> str:
    """A typed day as YYYY-MM-DD where it looks like one, else as typed, to be refused by name."""
    match = _DAY.fullmatch(typed.strip())
    return "{}-{:0>2}-{:0>2}".format(*match.groups()) if match else typed.strip()


def cents(typed: str) -> int | None:
    """Cents of CAD from an amount as either language writes it; ``None`` where it is no amount."""
    bare = re.sub(r"[\s\u00a0\u202f$]", "", typed)
    match = re.fullmatch(r"(\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:[.,](\d{1,2}))?", bare, re.ASCII)
    if not match:
        return None
    whole, part = match.groups()
    return int(whole.replace(",", "")) * 100 + int((part or "0").ljust(2, "0"))


def _object(
    kind: GraphQLInputObjectType,
    typed: Typed,
    prefix: str,
    language: Language,
    problems: list[Problem],
    given: Mapping[str, Any],
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, input_field in kind.fields.items():
        if name in given:
            values[name] = given[name]
            continue
        value = _field(prefix + name, input_field, typed, language, problems)
        if value is not None:
            values[name] = value
    return values


def _field(
    path: str,
    input_field: GraphQLInputField,
    typed: Typed,
    language: Language,
    problems: list[Problem],
) -> Any:
    required = isinstance(input_field.type, GraphQLNonNull)
    kind: GraphQLInputType = input_field.type
    kind = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if isinstance(kind, GraphQLInputObjectType):
        return _object(kind, typed, f"{path}.", language, problems, {})
    if isinstance(kind, GraphQLList):
        return _list(path, kind, typed, language, problems)
    value = _scalar(path, getattr(kind, "name", ""), typed, language, problems)
    if value is None and required:
        problems.append(Problem(text(language, "form.required"), path))
    return value


def _list(
    path: str,
    kind: GraphQLList[Any],
    typed: Typed,
    language: Language,
    problems: list[Problem],
) -> list[Any]:
    inner = kind.of_type
    inner = inner.of_type if isinstance(inner, GraphQLNonNull) else inner
    if not isinstance(inner, GraphQLInputObjectType):
        return [value for value in typed.get(path, []) if value]
    rows = []
    for index in _indices(typed, path):
        row = f"{path}.{index}."
        if any(any(values) for name, values in typed.items() if name.startswith(row)):
            rows.append(_object(inner, typed, row, language, problems, {}))
    return rows


def _scalar(path: str, kind: str, typed: Typed, language: Language, problems: list[Problem]) -> Any:
    raw = next((value.strip() for value in typed.get(path, []) if value.strip()), "")
    if kind == "Boolean":
        return raw in ("true", "on", "1")
    if not raw:
        return None
    if kind == "Int":
        return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else None
    if kind == "Cents":
        amount = cents(raw)
        if amount is None:
            problems.append(Problem(text(language, "form.not_an_amount"), path))
            return 0
        return amount
    return day(raw) if kind == "Date" else raw


def _indices(typed: Iterable[str], name: str) -> list[int]:
    pattern = re.compile(rf"{re.escape(name)}\.(\d{{1,2}})\.")
    return sorted({int(match[1]) for key in typed if (match := pattern.match(key))})


def _clean(value: str) -> str:
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in value if c in "\n\t" or (c.isprintable() or ord(c) >= 0xA0))
