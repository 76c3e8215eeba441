"""The shape of a type in words: what its JSON may hold, whatever its classes are called.

    shape(CaseReopened)  # {case_id:UUID,reopened_on:date,reason:str}

Two types of one shape read each other's bytes. A test pins it for every event, for a changed shape
is a new schema version; a snapshot is only read by the shape that it was written with.
"""

from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from domain.private import Private

_PRIVATE = frozenset(get_args(Private))


@cache
def shape(kind: Any) -> str:
    """Fields with their types, ``=`` where they may be left out, nested structs in place."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return "{" + ",".join(_fields(kind)) + "}"
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return "|".join(repr(part) for part in parts)
    if origin in (Union, UnionType):
        private = set(parts) >= _PRIVATE
        others = [part for part in parts if not (private and part in _PRIVATE)]
        return "|".join([*(["private"] if private else []), *map(shape, others)])
    if origin is not None:
        inside = ("..." if part is ... else shape(part) for part in parts)
        return f"{origin.__name__}[{','.join(inside)}]"
    return "null" if kind is NoneType else kind.__name__


def _fields(kind: type[msgspec.Struct]) -> list[str]:
    hints = get_type_hints(kind)
    return [
        f"{field.encode_name}:{shape(hints[field.name])}{'' if field.required else '='}"
        for field in msgspec.structs.fields(kind)
    ]
