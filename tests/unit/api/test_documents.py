"""Broken and hostile documents: a short answer in the reader's language, and nothing is run."""

from typing import Any

import pytest

from api.execute import Executor, Result
from api.settings import Limits


class Reader:
    """Stands for a request's context: a document that reaches a resolver would need more of it."""

    request_id = "r-1"
    document = None

    def __init__(self, language: str = "en") -> None:
        self.language = language


@pytest.fixture(scope="module")
def executor() -> Executor:
    return Executor(Limits(), introspection=False)


async def run(executor: Executor, text: str, language: str = "en", **variables: Any) -> Result:
    return await executor.execute(Reader(language), text=text, variables=variables)  # type: ignore[arg-type]


def deep(levels: int) -> str:
    inner = "id"
    for _ in range(levels):
        inner = f"cases {{ applicant {{ {inner} }} }}"
    return f'{{ person(id: "x") {{ ... on Person {{ {inner} }} }} }}'


DOUBLING = (
    "query { ...F0 }"
    + "".join(
        f" fragment F{n} on Query {{ a{n}: status {{ tenant }} ...F{n + 1} ...F{n + 1} }}"
        for n in range(12)
    )
    + " fragment F12 on Query { caseload(first: 100) { edges { node { id } } } }"
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "GRAPHQL_PARSE_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ status { tenant }", "GRAPHQL_PARSE_FAILED"),
        ("\x00", "GRAPHQL_PARSE_FAILED"),
        ("{ " + "a " * 5000, "TOO_LONG"),
        ("{ " + "viewer { name } " * 400 + "}", "TOO_LONG"),
        ("{ " + "[" * 900, "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("fragment F on Query { viewer { name } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ ...F } fragment F on Query { ...F }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { viewer { name } } query B { viewer { name } }", "OPERATION_NOT_FOUND"),
        (deep(5), "TOO_DEEP"),
        ("{ " + " ".join(f"a{n}: viewer {{ name }}" for n in range(16)) + " }", "TOO_MANY_ALIASES"),
        (DOUBLING, "TOO_MANY_ALIASES"),
        ("{ __schema { types { name } } }", "INTROSPECTION_OFF"),
        ('{ __type(name: "Case") { name } }', "INTROSPECTION_OFF"),
        (
            """{ caseload(first: 100) { edges { node { timeline(first: 100) { edges { node {
            id title summary } } } } } } }""",
            "TOO_COSTLY",
        ),
    ],
)
async def test_a_document_that_cannot_be_run_is_refused(
    executor: Executor, text: str, code: str
) -> None:
    english, french = await run(executor, text), await run(executor, text, "fr")
    for result in (english, french):
        assert not result.executed and result.errors and len(result.errors) == 1
        assert result.errors[0]["extensions"]["code"] == code
        assert len(str(result.errors[0])) < 600
        assert "Traceback" not in str(result.errors)
    assert english.errors and french.errors
    assert english.errors[0]["message"] != french.errors[0]["message"]


async def test_no_field_is_suggested(executor: Executor) -> None:
    result = await run(executor, "{ viewr { name } }")
    assert "viewer" not in str(result.errors) and "Did you mean" not in str(result.errors)
    result = await run(executor, '{ outcome(measur: "x") { figure { value } } }')
    assert "Did you mean" not in str(result.errors)


async def test_page_sizes_count_also_when_they_come_as_variables(executor: Executor) -> None:
    text = """query ($n: Int) { caseload(first: 100) { edges { node { timeline(first: $n) {
        edges { node { id title } } } } } } }"""
    refused = await run(executor, text, n=100)
    assert refused.errors and refused.errors[0]["extensions"]["code"] == "TOO_COSTLY"
    document = executor.documents.prepared(text)
    executor._measure(document, None, {"n": 5})


async def test_bad_variables_name_the_place_and_repeat_nothing(executor: Executor) -> None:
    text = "mutation ($input: AddNoteInput!) { addNote(input: $input) { __typename } }"
    given = {"commandId": "1", "caseId": "2", "personId": "3", "body": {"secret": "Zoé"}}
    result = await run(executor, text, input=given)
    assert result.errors and not result.data
    [error] = result.errors
    assert error["extensions"] == {"code": "INVALID_VARIABLES", "field": "input.body"}
    assert "Zoé" not in str(error)


async def test_what_breaks_inside_is_masked_and_logged_without_data(
    executor: Executor, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Reader):
        async def session(self) -> None:
            raise RuntimeError("Zoé Tremblay, 613-555-0199")

    result = await executor.execute(Broken(), text="{ viewer { name } }")  # type: ignore[arg-type]
    assert result.errors and result.errors[0]["extensions"] == {"code": "INTERNAL"}
    assert "r-1" in result.errors[0]["message"] and "Zoé" not in str(result.errors)
    assert "RuntimeError" in caplog.text and "Zoé" not in caplog.text


async def test_introspection_is_for_development() -> None:
    open_ = Executor(Limits(), introspection=True)
    result = await run(open_, "{ __schema { queryType { name } } }")
    assert result.data == {"__schema": {"queryType": {"name": "Query"}}}


async def test_a_slow_request_is_stopped() -> None:
    class Slow(Reader):
        async def session(self) -> None:
            import asyncio

            await asyncio.sleep(5)

    hasty = Executor(Limits(seconds=0.05), introspection=False)
    result = await hasty.execute(Slow(), text="{ viewer { name } }")  # type: ignore[arg-type]
    assert result.errors and result.errors[0]["extensions"]["code"] == "TIMEOUT"


def test_only_so_many_documents_are_kept(executor: Executor) -> None:
    for n in range(520):
        executor.documents.prepared(f"query Q{n} {{ status {{ tenant }} }}")
    assert len(executor.documents._kept) == 500
