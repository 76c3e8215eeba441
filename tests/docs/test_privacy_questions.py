"""Every document on the page of the privacy officer's questions can be asked, and none is left out."""

import re

from graphql import GraphQLObjectType, parse, validate

from api.schema.build import build
from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "privacy-questions.md").read_text(encoding="utf-8")
DOCUMENTS = re.findall(r"```graphql\n(.*?)```", PAGE, re.DOTALL)


def test_every_document_on_the_page_is_of_the_schema() -> None:
    schema = build()._schema
    assert [validate(schema, parse(document)) for document in DOCUMENTS] == [[]] * len(DOCUMENTS)


def test_every_question_is_on_the_page() -> None:
    questions = build()._schema.get_type("PrivacyQuestions")
    assert isinstance(questions, GraphQLObjectType)
    asked = " ".join(DOCUMENTS)
    assert [name for name in questions.fields if not re.search(rf"\b{name}\b", asked)] == []
    numbers = {int(number) for number in re.findall(r"^(\d+)\. \*\*", PAGE, re.MULTILINE)}
    assert numbers == set(range(1, 16))
