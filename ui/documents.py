"""The pages' GraphQL documents: a closed list, read and validated once, when the program starts.

Each page has one document, ``pages/<page>.graphql``: a ``query Page`` that feeds its template, and
where the page has a form, a ``mutation Submit`` that its post runs. What several documents share
stands as fragments in ``pages/fragments.graphql``.
"""

from dataclasses import dataclass
from pathlib import Path

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    Visitor,
    parse,
    print_ast,
    type_from_ast,
    validate,
    visit,
)

PAGES = Path(__file__).parent / "pages"


class BadDocument(Exception):
    """A page's document does not fit the schema: the program must not start."""


@dataclass(frozen=True)
class Document:
    """A page's document, each operation ready to send with just the fragments that it uses."""

    page: str
    operations: dict[str, str]
    input_type: GraphQLInputObjectType | None
    """The type of ``Submit``'s ``$input``: it says how the form's fields are read."""


def load(schema: GraphQLSchema, folder: Path = PAGES) -> dict[str, Document]:
    """Every page's document by the page's name. Raises ``BadDocument``."""
    shared = folder / "fragments.graphql"
    fragments = _fragments(parse(shared.read_text("utf-8"))) if shared.exists() else {}
    return {
        path.relative_to(folder).with_suffix("").as_posix(): _load(schema, path, folder, fragments)
        for path in sorted(folder.rglob("*.graphql"))
        if path != shared
    }


def _load(
    schema: GraphQLSchema,
    path: Path,
    folder: Path,
    shared: dict[str, FragmentDefinitionNode],
) -> Document:
    page = path.relative_to(folder).with_suffix("").as_posix()
    parsed = parse(path.read_text("utf-8"))
    fragments = shared | _fragments(parsed)
    operations: dict[str, str] = {}
    input_type = None
    for node in parsed.definitions:
        if not isinstance(node, OperationDefinitionNode):
            continue
        if node.name is None:
            raise BadDocument(f"{page}: an operation has no name")
        whole = DocumentNode(definitions=(node, *_used(node, fragments)))
        if problems := validate(schema, whole):
            raise BadDocument(f"{page}: " + "; ".join(str(problem) for problem in problems))
        operations[node.name.value] = print_ast(whole)
        input_type = _input_type(schema, node) or input_type
    return Document(page, operations, input_type)


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    found = (node for node in document.definitions if isinstance(node, FragmentDefinitionNode))
    return {node.name.value: node for node in found}


def _used(
    node: OperationDefinitionNode, fragments: dict[str, FragmentDefinitionNode]
) -> list[FragmentDefinitionNode]:
    names: list[str] = []

    class Spreads(Visitor):
        def enter_fragment_spread(self, spread: FragmentSpreadNode, *_: object) -> None:
            name = spread.name.value
            if name not in names and name in fragments:
                names.append(name)
                visit(fragments[name], Spreads())

    visit(node, Spreads())
    return [fragments[name] for name in names]


def _input_type(
    schema: GraphQLSchema, node: OperationDefinitionNode
) -> GraphQLInputObjectType | None:
    for variable in node.variable_definitions or ():
        if variable.variable.name.value == "input":
            kind = type_from_ast(schema, variable.type)
            kind = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
            if isinstance(kind, GraphQLInputObjectType):
                return kind
    return None
