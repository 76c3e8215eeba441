"""The form of an extract: its files, their columns and codes. Data, in ``form.json``."""

from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

Kind = Literal[
    "number",
    "text",
    "word",
    "day",
    "day_first",
    "month",
    "cents",
    "dollars",
    "flag",
    "code",
    "codes",
]


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column: what its cells hold, and when one must not be empty.

    ``number`` is a reference of the old system, ``word`` a code of an open list (offices, workers,
    causes), ``code`` and ``codes`` are of the closed list ``of``. ``day_first`` is day/month/year.
    ``refers`` says that the reference must exist: ``residents`` or ``cases``.
    """

    name: str
    kind: Kind
    of: str = ""
    required: bool = False
    required_with: str = ""
    required_for: dict[str, list[str]] = {}
    refers: str = ""


class KeyFor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows with that code in that column are told apart by other columns than the file's others."""

    column: str
    code: str
    key: tuple[str, ...]


class FileForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file: its columns in order, those that name a row, and those that say since when it is known.

    The first of ``known`` that is filled counts. ``amounts`` are the columns of money.
    """

    columns: tuple[Column, ...]
    key: tuple[str, ...]
    known: tuple[str, ...] = ()
    key_for: KeyFor | None = None
    amounts: tuple[str, ...] = ()

    def place(self, column: str) -> int:
        """Where a column stands in the form, from 0."""
        return next(at for at, each in enumerate(self.columns) if each.name == column)

    def has(self, column: str) -> bool:
        return any(each.name == column for each in self.columns)


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole form. ``files`` are named without their ending, in the order in which they are read."""

    codes: dict[str, tuple[str, ...]]
    files: dict[str, FileForm]


@cache
def form() -> Form:
    """The form that this program reads."""
    return msgspec.json.decode(files(__package__).joinpath("form.json").read_bytes(), type=Form)
