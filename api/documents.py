"""GraphQL documents: parsed and validated once, kept, refused when broken or hostile."""

from collections import OrderedDict
from collections.abc import Mapping

import msgspec
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import NoSchemaIntrospectionCustomRule

from api.errors import Fault
from api.settings import Limits

KEPT = 500
LONGEST_KEPT = 20_000


class Prepared(msgspec.Struct, frozen=True):
    """A valid document and its operations by name."""

    text: str
    document: DocumentNode
    operations: Mapping[str, OperationDefinitionNode]

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation named, or the only one. Raises ``Fault``."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is None or name not in self.operations:
            raise Fault("OPERATION_NOT_FOUND")
        return self.operations[name]


class Documents:
    """The documents most recently used: those of the pages, and ad hoc ones of signed-in tools."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, *, introspection: bool) -> None:
        self._schema = schema
        self._limits = limits
        self._introspection = introspection
        self._kept: OrderedDict[str, Prepared] = OrderedDict()

    def prepared(self, text: str) -> Prepared:
        """A document that somebody sent. Raises ``Fault`` where it cannot be run."""
        if found := self._kept.get(text):
            self._kept.move_to_end(text)
            return found
        prepared = self._prepare(text)
        if len(text) <= LONGEST_KEPT:
            self._kept[text] = prepared
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return prepared

    def _prepare(self, text: str) -> Prepared:
        document = self._parse(text)
        errors = validate(
            self._schema, document, specified_rules, max_errors=5, hide_suggestions=True
        )
        if errors:
            raise Fault("GRAPHQL_VALIDATION_FAILED", detail=errors[0].message[:200])
        if not self._introspection and validate(
            self._schema, document, [NoSchemaIntrospectionCustomRule], max_errors=1
        ):
            raise Fault("INTROSPECTION_OFF")
        operations = {
            d.name.value if d.name else "": d
            for d in document.definitions
            if isinstance(d, OperationDefinitionNode)
        }
        if not operations:
            raise Fault("OPERATION_NOT_FOUND")
        return Prepared(text, document, operations)

    def _parse(self, text: str) -> DocumentNode:
        try:
            return parse(text, no_location=True, max_tokens=self._limits.tokens)
        except GraphQLError as error:
            if "more than" in error.message and "tokens" in error.message:
                raise Fault("TOO_LONG", limit=self._limits.tokens) from None
            raise Fault("GRAPHQL_PARSE_FAILED", detail=error.message[:200]) from None
        except RecursionError:
            raise Fault("TOO_DEEP", found="?", limit=self._limits.depth) from None
