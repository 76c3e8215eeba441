"""Languages, signing in, applications, and the page for each failure."""

import re
from typing import Any

import pytest

from tests.support.pages import (
    KEY,
    MARKUP,
    NOTE,
    VIEWER,
    typed,
)
from ui.inprocess import failure
from ui.routes.signin import DemoAccount, cards
from ui.site import NotAllowed, NotOpen, NotUnderstood, OutOfReach, QueryFailed, SignInNeeded


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
    lists = (
        "programmes",
        "channels",
        "receivers",
        "offices",
        "roles",
        "classes",
        "languages",
        "means",
    )
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
    lists = (
        "programmes",
        "channels",
        "receivers",
        "offices",
        "roles",
        "classes",
        "languages",
        "means",
    )
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
    assert str(failure(errors("INTERNAL", "BEING_REBUILT"))) == "BEING_REBUILT"
    assert isinstance(failure(errors("NOT_PERMITTED")), NotAllowed)
    assert isinstance(failure(errors("BAD_CURSOR")), NotUnderstood)
    of_a_field = [{"message": "No day.", "extensions": {"code": "BAD_DATE", "field": "knownOn"}}]
    problem = failure(of_a_field)
    assert isinstance(problem, NotUnderstood)
    assert (str(problem), problem.field) == ("No day.", "knownOn")
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
