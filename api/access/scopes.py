"""Named scopes: which root fields a session of a tool may use, as policy says, whatever its role."""

from collections.abc import Iterator, Sequence
from datetime import date

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from api.errors import Fault
from domain.policy import Policy

ALWAYS = frozenset({"query.viewer", "query.__typename", "mutation.__typename"})


def check(
    scopes: Sequence[str],
    policy: Policy,
    today: date,
    document: DocumentNode,
    operation: OperationDefinitionNode,
) -> None:
    """Raises ``Fault`` OUT_OF_SCOPE where the operation uses a root field that no scope opens."""
    opened = set(ALWAYS)
    for scope in scopes:
        entry = policy.code("scopes", scope, today)
        for kind in ("query", "mutation", "subscription") if entry else ():
            names = entry.get(kind) or ()  # type: ignore[union-attr]
            opened |= {f"{kind}.{name}" for name in names}
    for name in root_fields(document, operation):
        if f"{operation.operation.value}.{name}" not in opened:
            raise Fault("OUT_OF_SCOPE", field=name)


def root_fields(document: DocumentNode, operation: OperationDefinitionNode) -> set[str]:
    """The names of the fields that an operation asks of its root, through fragments too."""
    fragments = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }

    def names(selected: SelectionSetNode) -> Iterator[str]:
        for node in selected.selections:
            if isinstance(node, FieldNode):
                yield node.name.value
            elif isinstance(node, FragmentSpreadNode):
                yield from names(fragments[node.name.value].selection_set)
            else:
                yield from names(node.selection_set)  # type: ignore[attr-defined]

    return set(names(operation.selection_set))
