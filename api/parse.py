"""From a mutation's input to its command, with every problem found, each in the reader's words."""

import re
from datetime import date
from typing import Any, Literal, get_args, get_origin
from uuid import UUID

import msgspec
from strawberry.utils.str_converters import to_camel_case

from api.errors import Fault
from api.ids import BadId, kind_of, parse_uuid, uuid_of
from api.schema.commands import DAYS_AS_TEXT, MONTHS, filled, unwrap
from api.texts import text
from domain.decision import Command

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
LARGEST = 10**15
LONGEST_TEXT = 100_000
WRITTEN_LANGUAGE = "text_language"


class Invalid(Exception):
    """What was found wrong, as (field in camelCase, message in the reader's language)."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("invalid input")
        self.problems = problems


class _Wrong(Exception):
    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def read_day(value: Any) -> date:
    """A day that exists. Raises ``ValueError``."""
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        return date.fromisoformat(value.strip())
    raise ValueError("not a day")


def day_argument(value: Any, field: str) -> date | None:
    """A day given as an argument of a query, or nothing. Raises ``Fault``."""
    if value in (None, ""):
        return None
    try:
        return read_day(value)
    except ValueError:
        raise Fault("BAD_DATE", field=field) from None


def id_argument(value: Any, kind: str, field: str) -> UUID | None:
    """An id given as an argument of a query, or nothing. Raises ``Fault``."""
    if value in (None, ""):
        return None
    try:
        return uuid_of(value, kind)
    except BadId:
        raise Fault("BAD_ID", field=field, kind=kind) from None


def read_command(command: type[Command], given: Any, language: str) -> tuple[UUID, Command]:
    """The command id and the command. Raises ``Invalid`` with all that is wrong."""
    reading = _Reading(language)
    command_id = reading.value("commandId", str(given.command_id), "command_id", UUID)
    made = reading.struct("", command, given)
    if reading.problems:
        raise Invalid(reading.problems)
    return command_id, made


class _Reading:
    def __init__(self, language: str) -> None:
        self._language = language
        self.problems: list[tuple[str, str]] = []

    def struct(self, path: str, struct: type[msgspec.Struct], given: Any) -> Any:
        values: dict[str, Any] = {}
        for field in msgspec.structs.fields(struct):
            if field.name in filled(struct):
                continue
            at = f"{path}{to_camel_case(field.name)}"
            value = getattr(given, field.name)
            kind, optional = unwrap(field.type)
            if isinstance(value, str) and not value.strip():
                value = None
            if value is None and (optional or not field.required):
                if field.name == WRITTEN_LANGUAGE:
                    values[field.name] = self._language
                continue
            values[field.name] = self.value(at, value, field.name, kind)
        if self.problems:
            return None
        return struct(**values)

    def value(self, at: str, value: Any, name: str, kind: Any) -> Any:
        if value is None:
            return self._wrong(at, _Wrong("NEEDED"))
        if get_origin(kind) is tuple:
            inner = get_args(kind)[0]
            return tuple(self.value(f"{at}.{i}", v, name, inner) for i, v in enumerate(value))
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return self.struct(f"{at}.", kind, value)
        try:
            return _scalar(value, name, kind)
        except _Wrong as wrong:
            return self._wrong(at, wrong)

    def _wrong(self, at: str, wrong: _Wrong) -> None:
        self.problems.append((at, text(wrong.code, self._language, **wrong.values)))


def _scalar(value: Any, name: str, kind: Any) -> Any:
    if kind is UUID:
        return _uuid(value, name)
    if kind is date or name in DAYS_AS_TEXT:
        try:
            day = read_day(value)
        except ValueError:
            raise _Wrong("BAD_DATE") from None
        return day if kind is date else day.isoformat()
    if kind is int:
        return _whole(value)
    if kind is bool:
        return value
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            raise _Wrong("BAD_CHOICE", choices=", ".join(get_args(kind)))
        return value
    if not isinstance(value, str) or not _can_be_kept(value):
        raise _Wrong("BAD_TEXT")
    if name in MONTHS and not _MONTH.fullmatch(value):
        raise _Wrong("BAD_MONTH")
    return value


def _uuid(value: Any, name: str) -> UUID:
    try:
        if name == "command_id":
            return parse_uuid(value)
        return uuid_of(value, kind_of(name))
    except BadId:
        if name == "command_id":
            raise _Wrong("BAD_UUID") from None
        raise _Wrong("BAD_ID", kind=kind_of(name)) from None


def _whole(value: Any) -> int:
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST:
        raise _Wrong("BAD_NUMBER")
    return value


def _can_be_kept(value: str) -> bool:
    if len(value) > LONGEST_TEXT or "\x00" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
