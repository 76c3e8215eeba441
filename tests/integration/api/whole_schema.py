"""Questions that ask for all that the schema has, and a walk over what came back."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_required_argument,
)

from api.asked import category_of
from api.schema.build import build
from api.schema.category import REFERENCE

SCHEMA: GraphQLSchema = build()._schema
WITHHELD = ("Not shown", "Non affiché")
OWNERS = {"Person": "Person", "Case": "Case"}


def everything(type_name: str, depth: int = 6, above: tuple[str, ...] = ()) -> str:
    """A selection of every field of this type that needs no argument, none inside itself."""
    type_ = SCHEMA.type_map[type_name]
    if isinstance(type_, GraphQLUnionType | GraphQLInterfaceType):
        inner = [
            f"... on {one.name} {everything(one.name, depth, above)}"
            for one in SCHEMA.get_possible_types(type_)
            if one.name not in above
        ]
        return f"{{ __typename {' '.join(inner)} }}"
    if not isinstance(type_, GraphQLObjectType):
        return ""
    fields = ["__typename"]
    for name, field in type_.fields.items():
        inner_type = get_named_type(field.type)
        if any(is_required_argument(argument) for argument in field.args.values()):
            continue
        if not hasattr(inner_type, "fields") and not hasattr(inner_type, "types"):
            fields.append(name)
        elif depth and inner_type.name not in above:
            fields.append(f"{name} {everything(inner_type.name, depth - 1, (*above, type_name))}")
    return "{ " + " ".join(fields) + " }"


def held(value: Any, owner: str | None = None) -> Iterator[tuple[str | None, str, str, Any]]:
    """Each value told of somebody: whose (a global id), its category, ``Type.field``, and it."""
    if isinstance(value, list):
        for one in value:
            yield from held(one, owner)
        return
    if not isinstance(value, dict):
        return
    type_name = value.get("__typename", "")
    if type_name in OWNERS:
        owner = value.get("id", owner)
    elif isinstance(about := value.get("person"), dict):
        owner = about.get("id", owner)
    for name, inner in value.items():
        category = category_of(SCHEMA, type_name, name)
        if category not in (None, REFERENCE) and not _nothing(inner):
            yield owner, str(category), f"{type_name}.{name}", inner
        yield from held(inner, owner)


def _nothing(value: Any) -> bool:
    if isinstance(value, dict) and "code" in value:
        return value["code"] in ("", "UNKNOWN")
    if isinstance(value, dict) and "edges" in value:
        return not value["edges"]
    return value in (None, "", False, [], 0, *WITHHELD)
