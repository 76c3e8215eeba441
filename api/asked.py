"""Which categories of information a root field's selection asks for: what the look will name."""

from functools import cache
from typing import Any

import msgspec
from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
)

from api.context import Info
from api.schema.category import REFERENCE, Category


class Asked(msgspec.Struct, frozen=True):
    """Categories, and the fields selected as ``Type.field``."""

    categories: frozenset[str]
    fields: frozenset[str]


def asked(info: Info) -> Asked:
    """What the selection below this field asks for; ``@skip`` and ``@include`` are not looked at."""
    raw = info._raw_info
    walk = _Walk(raw.schema, raw.fragments)
    for node in raw.field_nodes:
        walk.selections(node.selection_set, get_named_type(raw.return_type))
    return Asked(frozenset(walk.categories - {REFERENCE}), frozenset(walk.fields))


@cache
def category_of(schema: GraphQLSchema, type_name: str, field_name: str) -> str | None:
    """The category that a field is tagged with, if it is."""
    type_ = schema.get_type(type_name)
    field = getattr(type_, "fields", {}).get(field_name)
    definition = field.extensions.get("strawberry-definition") if field else None
    for directive in definition.directives if definition else ():
        if isinstance(directive, Category):
            return directive.code
    return None


class _Walk:
    def __init__(self, schema: GraphQLSchema, fragments: Any) -> None:
        self._schema = schema
        self._fragments = fragments
        self._spread: set[str] = set()
        self.categories: set[str] = set()
        self.fields: set[str] = set()

    def selections(self, selected: SelectionSetNode | None, parent: GraphQLNamedType) -> None:
        for node in selected.selections if selected else ():
            if isinstance(node, FieldNode):
                self._field(node, parent)
            elif isinstance(node, InlineFragmentNode):
                on = node.type_condition
                inner = self._schema.get_type(on.name.value) if on else parent
                self.selections(node.selection_set, inner or parent)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in self._spread:
                self._spread.add(node.name.value)
                fragment = _fragment(self._fragments[node.name.value])
                inner = self._schema.get_type(fragment.type_condition.name.value)
                self.selections(fragment.selection_set, inner or parent)

    def _field(self, node: FieldNode, parent: GraphQLNamedType) -> None:
        name = node.name.value
        field = getattr(parent, "fields", {}).get(name)
        if field is None:
            return
        self.fields.add(f"{parent.name}.{name}")
        if category := category_of(self._schema, parent.name, name):
            self.categories.add(category)
        self.selections(node.selection_set, get_named_type(field.type))


def _fragment(found: Any) -> Any:
    # graphql-core keeps a fragment with its signature where fragment arguments are possible.
    return getattr(found, "definition", found)
