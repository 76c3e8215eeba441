"""What pages do when all does not go well, by a site whose documents are answered by the test."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from graphql import build_schema
from litestar import Litestar
from litestar.datastructures import Cookie
from litestar.testing import TestClient

import api
from ui.app import create_pages
from ui.inprocess import failure
from ui.routes.signin import DemoAccount, SignIn, cards
from ui.site import NotAllowed, NotOpen, NotUnderstood, OutOfReach, QueryFailed, SignInNeeded, Site

VIEWER = {
    "id": "Staff:1",
    "name": "Ana",
    "organisation": "RN",
    "canCommand": ["addNote", "submitApplication", "registerPerson"],
    "role": {"code": "SUPERVISOR", "label": "Supervisor"},
    "office": {"code": "centre", "label": "Centre"},
}
KEY = "00000000-0000-7000-8000-000000000001"
MARKUP = "<b>Bobby</b> & <script>alert(1)</script>"
PERSON = {"id": "Person:1", "displayName": MARKUP, "disposed": False}
CASE = {
    "__typename": "Case",
    "id": f"Case:{KEY}",
    "number": "2026-ABCD-EFGH",
    "version": 3,
    "status": "GRANTED",
    "statusLabel": "Granted",
    "position": 7,
    "programme": {"code": "OW", "label": "Ontario Works"},
    "office": {"code": "centre", "label": "Centre"},
    "applicant": PERSON,
    "members": [
        {
            "role": {"code": "APPLICANT", "label": "Applicant"},
            "participantClass": {"code": "OW_ADULT", "label": "Adult"},
            "person": PERSON,
        }
    ],
    "timeline": {"edges": []},
}
NEWS = {
    "id": "Event:1",
    "position": 9,
    "title": "Note of a colleague",
    "summary": "",
    "actor": "Léa",
    "appendedAt": "2026-11-22T12:00:00Z",
}


class Backend:
    """Answers documents; ``answers`` holds data or an exception for a query and for a mutation."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.query: Any = {"viewer": VIEWER, "case": CASE}
        self.mutation: Any = None
        self.sent: list[dict[str, Any]] = []
        self.languages: list[str] = []

    async def __call__(
        self, request: Any, document: str, variables: dict[str, Any], language: str
    ) -> dict[str, Any]:
        self.languages.append(language)
        answer = self.query
        if document.startswith("mutation"):
            self.sent.append(variables["input"])
            answer = self.mutation
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(scope="module")
def schema() -> Any:
    return build_schema((Path(api.__file__).parent / "schema.graphql").read_text("utf-8"))


@pytest.fixture(scope="module")
def answering() -> Backend:
    return Backend()


@pytest.fixture(scope="module")
def browser(schema: Any, answering: Backend) -> Iterator[TestClient[Litestar]]:
    async def people(_language: str) -> list[DemoAccount]:
        return [DemoAccount("1", "Ana", "SUPERVISOR", "Supervisor", "centre", "Centre")]

    async def opened(*_: str) -> Cookie:
        return Cookie("session", value="secret", path="/")

    async def ended(_request: Any) -> Cookie:
        return Cookie("session", value="", max_age=0, path="/")

    site = Site(
        execute=answering,
        schema=schema,
        zone=ZoneInfo("America/Toronto"),
        demo=True,
        secret=lambda request: request.cookies.get("session"),
    )
    pages = create_pages(site, SignIn(people, opened, opened, ended))
    with TestClient(Litestar([pages.router], exception_handlers=pages.not_found)) as made:
        made.follow_redirects = False
        yield made


@pytest.fixture
def backend(answering: Backend) -> Backend:
    answering.reset()
    return answering


@pytest.fixture
def client(browser: TestClient[Litestar], backend: Backend) -> TestClient[Litestar]:
    """Somebody signed in, reading English."""
    browser.cookies.clear()
    browser.cookies.set("session", "secret")
    browser.cookies.set("lang", "en")
    return browser


NOTE = f"/cases/{KEY}/note"


def fields(html: str) -> dict[str, str]:
    """The hidden fields of the page's form."""
    form = html[html.index('id="act"') :]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def typed(client: TestClient[Litestar], **values: str) -> dict[str, str]:
    hidden = fields(client.get(NOTE).text)
    return {**hidden, "personId": "Person:1", "body": "kept words", "textLanguage": "en", **values}


def accepted(position: int = 12) -> dict[str, Any]:
    answer = {"__typename": "CommandAccepted", "commandId": "c", "position": position}
    return {"addNote": {**answer, "replayed": False, "ids": []}}


def refused(kind: str, message: str, field: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "addNote": {"__typename": kind, "code": kind, "message": message, "field": field, **more}
    }


def test_markup_in_a_name_is_text(client):
    html = client.get(NOTE).text
    assert "&lt;b&gt;Bobby&lt;/b&gt; &amp; &lt;script&gt;" in html
    assert "<script>alert" not in html


def test_a_form_sends_its_command_and_goes_on_to_the_position(client, backend):
    backend.mutation = accepted()
    answer = client.post(NOTE, data=typed(client))
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/cases/{KEY}?position=12"
    [sent] = backend.sent
    assert (sent["caseId"], sent["caseVersion"], sent["body"]) == (CASE["id"], 3, "kept words")


def test_each_form_has_a_command_id_of_its_own_which_a_refusal_keeps(client, backend):
    first, second = (fields(client.get(NOTE).text)["commandId"] for _ in range(2))
    assert first != second
    backend.mutation = refused("RuleRefused", "Not so.", "body")
    data = typed(client)
    assert fields(client.post(NOTE, data=data).text)["commandId"] == data["commandId"]


def test_a_refusal_stands_in_the_summary_and_at_its_field_with_what_was_typed(client, backend):
    backend.mutation = refused("RuleRefused", "Too long a note.", "body")
    answer = client.post(NOTE, data=typed(client))
    assert answer.status_code == 422
    assert '<a href="#f-body">Too long a note.</a>' in answer.text
    assert 'aria-describedby="h-body e-body" aria-invalid="true"' in answer.text
    assert "kept words</textarea>" in answer.text
    assert "<title>Problem: " in answer.text


def test_each_problem_of_bad_input_is_told(client, backend):
    problems = [{"field": "body", "message": "One."}, {"field": "personId", "message": "Two."}]
    backend.mutation = refused("InvalidInput", "Check.", problems=problems)
    html = client.post(NOTE, data=typed(client)).text
    assert 'href="#f-body">One.' in html
    assert 'href="#f-personId">Two.' in html


def test_an_empty_required_field_is_told_before_anything_is_sent(client, backend):
    answer = client.post(NOTE, data=typed(client, body="  "))
    assert answer.status_code == 422
    assert backend.sent == []


def test_a_concurrent_change_shows_what_changed_and_then_takes_the_new_version(client, backend):
    data = typed(client)
    backend.mutation = refused("ConcurrentChange", "Somebody was faster.")
    newer = {**CASE, "version": 4, "position": 9, "timeline": {"edges": [{"node": NEWS}]}}
    backend.query = {"viewer": VIEWER, "case": newer}
    answer = client.post(NOTE, data=data)
    assert answer.status_code == 409
    assert "Note of a colleague" in answer.text
    assert "kept words" in answer.text
    assert fields(answer.text)["caseVersion"] == "4"


def test_another_refusal_keeps_the_version_that_its_author_saw(client, backend):
    data = typed(client)
    backend.mutation = refused("RuleRefused", "No.")
    backend.query = {"viewer": VIEWER, "case": {**CASE, "version": 4}}
    assert fields(client.post(NOTE, data=data).text)["caseVersion"] == "3"


def test_a_command_id_used_before_gives_the_form_a_new_one(client, backend):
    data = typed(client)
    backend.mutation = refused("CommandIdReused", "Already recorded.")
    assert fields(client.post(NOTE, data=data).text)["commandId"] != data["commandId"]


@pytest.mark.parametrize(
    ("away", "status", "words"),
    [(OutOfReach(), 503, "cannot be reached"), (SignInNeeded(), 401, "session has ended")],
)
def test_typed_work_comes_back_when_nothing_can_be_recorded(client, backend, away, status, words):
    data = typed(client)
    backend.mutation = backend.query = away
    answer = client.post(NOTE, data=data)
    assert answer.status_code == status
    assert words in answer.text
    assert "kept words</textarea>" in answer.text
    assert data["commandId"] in answer.text
    assert f'action="{NOTE}"' in answer.text


def test_a_session_that_ended_during_the_command_keeps_the_form_too(client, backend):
    data = typed(client)
    backend.mutation = refused("NotPermitted", "Sign in first.")
    backend.mutation["addNote"]["code"] = "NOT_SIGNED_IN"
    answer = client.post(NOTE, data=data)
    assert (answer.status_code, "kept words" in answer.text) == (401, True)


def test_a_form_of_another_session_is_not_sent_and_not_lost(client, backend):
    answer = client.post(NOTE, data=typed(client, csrf="forged"))
    assert answer.status_code == 403
    assert backend.sent == []
    assert "kept words" in answer.text
    backend.mutation = accepted()
    again = typed(client) | fields(answer.text)
    assert client.post(NOTE, data=again).status_code == 303


def test_a_form_that_is_not_possible_now_says_so(client, backend):
    backend.query = {"viewer": {**VIEWER, "canCommand": []}, "case": CASE}
    answer = client.get(NOTE)
    assert answer.status_code == 409
    assert "<form id=" not in answer.text


def test_switching_language_on_a_form_keeps_what_was_typed(client, backend):
    answer = client.post(NOTE, data=typed(client, **{"switch-language": "fr"}))
    assert answer.status_code == 200
    assert '<html lang="fr">' in answer.text
    assert "kept words" in answer.text
    assert answer.cookies["lang"] == "fr"
    assert backend.sent == []


def test_switching_language_stays_on_the_page_and_is_remembered(client, backend):
    answer = client.get(f"/cases/{KEY}/note?person=1&lang=fr")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/cases/{KEY}/note?person=1"
    assert answer.cookies["lang"] == "fr"
    assert '<html lang="fr">' in client.get(NOTE).text
    assert backend.languages[-1] == "fr"


def test_without_a_choice_the_browser_decides(client):
    client.cookies.delete("lang")
    french = client.get(NOTE, headers={"accept-language": "de, fr-CA;q=0.8, en;q=0.5"})
    assert '<html lang="fr">' in french.text
    assert '<html lang="en">' in client.get(NOTE, headers={"accept-language": "x;q=z"}).text


def test_who_is_not_signed_in_is_led_there_and_back(client, backend):
    backend.query = SignInNeeded()
    answer = client.get("/cases?mine=1")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fcases%3Fmine%3D1"
    data = {"account": "1", "role": "SUPERVISOR", "next": "/cases?mine=1"}
    assert client.post("/sign-in", data=data).headers["location"] == "/cases?mine=1"


@pytest.mark.parametrize(
    "to", ["https://evil.test/", "//evil.test", "/\\evil.test", "/\t/evil", ""]
)
def test_signing_in_never_leads_elsewhere(client, to):
    data = {"account": "1", "role": "SUPERVISOR", "next": to}
    assert client.post("/sign-in", data=data).headers["location"] == "/"


@pytest.mark.parametrize(
    ("problem", "status", "words"),
    [
        (NotOpen("Neutral words."), 404, "Neutral words."),
        (NotAllowed(), 403, "not open to you"),
        (NotUnderstood("No such cursor."), 400, "No such cursor."),
        (OutOfReach(), 503, "cannot be reached"),
    ],
)
def test_each_failure_has_its_page(client, backend, problem, status, words):
    backend.query = problem
    answer = client.get(NOTE)
    assert answer.status_code == status
    assert words in answer.text
    assert answer.text.count("<h1>") == 1


@pytest.mark.parametrize("problem", [QueryFailed("secret name"), RuntimeError("secret name")])
def test_a_fault_of_ours_gives_a_reference_and_no_particulars(client, backend, caplog, problem):
    backend.query = problem
    answer = client.get(NOTE)
    assert answer.status_code == 500
    reference = re.search(r"<code>([0-9a-f-]{36})</code>", answer.text)
    assert reference and reference[1] in caplog.text
    assert "secret name" not in answer.text + caplog.text


def test_an_address_that_is_no_page_is_answered_by_one(client):
    for path in ("/nothing", "/cases/x/y/z", "/assets/none.css"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "</html>" in answer.text


def test_pages_are_kept_by_no_cache(client):
    assert client.get(NOTE).headers["cache-control"] == "no-store"


def test_registering_and_choosing_people_keeps_the_rest_of_an_application(client, backend):
    lists = ("programmes", "channels", "receivers", "offices", "roles", "classes", "languages")
    backend.query = {"viewer": VIEWER, **{name: [] for name in lists}}
    page = client.get("/applications/new").text
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token
    data = {"csrf": token[1], "submittedOn": "2026-11-02", "do": f"add:Person:7:{MARKUP}"}
    html = client.post("/applications/new", data=data).text
    assert 'name="members.0.personId" value="Person:7"' in html
    assert "&lt;b&gt;Bobby" in html
    assert 'value="2026-11-02"' in html
    twice = {**data, "members.0.personId": "Person:7", "members.0.name": "B"}
    assert "members.1.personId" not in client.post("/applications/new", data=twice).text
    gone = {**twice, "do": "remove:0"}
    assert "members.0.personId" not in client.post("/applications/new", data=gone).text


def test_an_application_for_nobody_is_refused_at_the_members(client, backend):
    lists = ("programmes", "channels", "receivers", "offices", "roles", "classes", "languages")
    backend.query = {"viewer": VIEWER, **{name: [] for name in lists}}
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/applications/new").text)
    assert token
    answer = client.post("/applications/new", data={"csrf": token[1], "programme": "OW"})
    assert answer.status_code == 422
    assert '<a href="#f-members">' in answer.text
    assert backend.sent == []


def test_the_most_telling_error_of_a_document_is_the_one_shown():
    def errors(*codes: str) -> list[dict[str, Any]]:
        return [{"message": code, "extensions": {"code": code}} for code in codes]

    assert isinstance(failure(errors("INTERNAL", "NOT_SIGNED_IN")), SignInNeeded)
    assert isinstance(failure(errors("INTERNAL", "TEMPORARILY_UNAVAILABLE")), OutOfReach)
    assert isinstance(failure(errors("NOT_PERMITTED")), NotAllowed)
    assert isinstance(failure(errors("BAD_CURSOR")), NotUnderstood)
    assert isinstance(failure(errors("INTERNAL")), QueryFailed)


def test_the_demo_s_cards_are_people_of_one_office():
    def account(name: str, role: str, office: str | None) -> DemoAccount:
        return DemoAccount(name, name, role, role, office, office)

    found = cards(
        [
            account("a", "SUPERVISOR", "east"),
            account("b", "CASEWORKER", "west"),
            account("c", "SUPERVISOR", "west"),
            account("d", "OPERATOR", None),
            account("e", "CASEWORKER", "east"),
            account("f", "INTAKE", "west"),
        ]
    )
    assert [one.name for one in found] == ["f", "b", "c", "d"]
