"""What a GraphQL document would cost: depth, aliases, and fields times page sizes.

Each fragment is measured once and multiplied where it is spread, so that documents which double
with every line are measured in linear time.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_list_type,
    is_non_null_type,
)

from api.errors import Fault
from api.settings import Limits

LIST_GUESS = 5
"""Entries assumed in a list that has no pages."""


class Size(msgspec.Struct, frozen=True):
    """Levels of fields, aliases, and the number of fields that would be resolved."""

    depth: int = 0
    aliases: int = 0
    cost: int = 0


class Measure:
    """Measures one operation of a validated document."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        variables: Mapping[str, Any],
        limits: Limits,
    ) -> None:
        self._schema = schema
        self._variables = variables
        self._limits = limits
        self._fragments = {
            d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
        }
        self._measured: dict[str, Size] = {}

    def operation(self, operation: OperationDefinitionNode) -> Size:
        root = self._schema.get_root_type(operation.operation)
        return self._selections(operation.selection_set, root)

    def _selections(self, selections: SelectionSetNode | None, parent: Any) -> Size:
        depth = aliases = cost = 0
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                size = self._field(node, parent)
            elif isinstance(node, InlineFragmentNode):
                on = node.type_condition
                inner = self._schema.get_type(on.name.value) if on else parent
                size = self._selections(node.selection_set, inner)
            elif isinstance(node, FragmentSpreadNode):
                size = self._fragment(node.name.value)
            else:
                continue
            depth = max(depth, size.depth)
            aliases += size.aliases
            cost += size.cost
        return Size(depth, aliases, cost)

    def _fragment(self, name: str) -> Size:
        if name not in self._measured:
            fragment = self._fragments[name]
            on = self._schema.get_type(fragment.type_condition.name.value)
            self._measured[name] = self._selections(fragment.selection_set, on)
        return self._measured[name]

    def _field(self, node: FieldNode, parent: Any) -> Size:
        alias = 1 if node.alias else 0
        if node.name.value.startswith("__"):
            return Size(0, alias, 1)
        field: GraphQLField | None = None
        if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            field = parent.fields.get(node.name.value)
        if field is None or node.selection_set is None:
            return Size(1, alias, 1)
        inner = self._selections(node.selection_set, get_named_type(field.type))
        times = self._times(node, field)
        return Size(inner.depth + 1, inner.aliases + alias, 1 + times * inner.cost)

    def _times(self, node: FieldNode, field: GraphQLField) -> int:
        if "first" in field.args:
            asked = [
                self._number(argument.value)
                for argument in node.arguments or ()
                if argument.name.value in ("first", "last")
            ]
            sizes = [size for size in asked if size is not None]
            return max(sizes) if sizes else self._limits.default_page
        type_ = field.type.of_type if is_non_null_type(field.type) else field.type
        # The edges of a connection were counted by the page that holds them.
        return LIST_GUESS if is_list_type(type_) and node.name.value != "edges" else 1

    def _number(self, value: Any) -> int | None:
        if isinstance(value, IntValueNode):
            return max(0, int(value.value))
        if isinstance(value, VariableNode):
            given = self._variables.get(value.name.value)
            if isinstance(given, int):
                return max(0, given)
        return None


def check(size: Size, limits: Limits) -> None:
    """Raises ``Fault`` for the first limit that the size is beyond."""
    if size.depth > limits.depth:
        raise Fault("TOO_DEEP", found=size.depth, limit=limits.depth)
    if size.aliases > limits.aliases:
        raise Fault("TOO_MANY_ALIASES", found=size.aliases, limit=limits.aliases)
    if size.cost > limits.cost:
        raise Fault("TOO_COSTLY", found=size.cost, limit=limits.cost)
