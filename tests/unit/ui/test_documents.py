"""Every page's document fits the schema and stays within the API's limits."""

import pytest
from graphql import GraphQLSchema, get_named_type, parse

from api.documents import Documents
from api.limits import Measure, check
from api.settings import Limits
from ui.actions import ACTIONS
from ui.documents import PAGES, BadDocument, Document, load


@pytest.fixture(scope="module")
def documents(schema: GraphQLSchema) -> dict[str, Document]:
    return load(schema)


def test_each_page_has_one_document_and_one_template(documents):
    for page in documents:
        assert page == "home" or (PAGES / f"{page}.html").exists(), page


def test_each_action_has_its_page_and_sends_its_own_mutation(documents):
    for action in ACTIONS:
        document = documents[action.page]
        assert f"{action.mutation}(input: $input)" in document.operations["Submit"]
        assert document.input_type is not None


def test_each_document_is_within_the_limits(schema, documents):
    limits = Limits()
    accepted = Documents(schema, limits, introspection=False)
    for document in documents.values():
        for text in document.operations.values():
            prepared = accepted.prepared(text)
            measure = Measure(schema, prepared.document, {"first": 25}, limits)
            check(measure.operation(prepared.operation(None)), limits)


def test_an_operation_carries_only_the_fragments_that_it_uses(documents):
    operations = documents["act/note"].operations
    assert "fragment CaseHead" in operations["Page"]
    assert "fragment Answer" not in operations["Page"]
    assert "fragment CaseHead" not in operations["Submit"]


def test_a_document_that_does_not_fit_stops_the_start(schema, tmp_path):
    (tmp_path / "bad.graphql").write_text("query Page { caseload { surprise } }")
    with pytest.raises(BadDocument, match=r"bad: .*surprise"):
        load(schema, tmp_path)


def test_an_operation_needs_a_name(schema, tmp_path):
    (tmp_path / "bad.graphql").write_text("{ viewer { name } }")
    with pytest.raises(BadDocument, match="no name"):
        load(schema, tmp_path)


def test_no_operation_of_a_page_costs_more_than_one_look(schema, documents):
    """A root field that shows people records a look: one for each request is enough."""
    persons = {"Person", "Case", "Consent", "Disclosure", "PersonPair", "Look"}
    for page, document in documents.items():
        for name, text in document.operations.items():
            [operation] = [d for d in parse(text).definitions if d.kind == "operation_definition"]
            roots = [field.name.value for field in operation.selection_set.selections]
            fields = schema.query_type.fields | schema.mutation_type.fields
            fields |= schema.subscription_type.fields
            shown = [root for root in roots if reached(fields[root].type) & persons]
            assert len(shown) <= 1, (page, name, shown)


def reached(kind, seen=None):
    """The names of all types that a field of this type can lead to."""
    seen = set() if seen is None else seen
    kind = get_named_type(kind)
    if kind.name not in seen:
        seen.add(kind.name)
        for inner in getattr(kind, "types", ()):
            reached(inner, seen)
        for field in getattr(kind, "fields", {}).values():
            reached(field.type, seen)
    return seen
