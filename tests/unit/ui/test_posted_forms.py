"""What becomes of a posted form: recorded, refused with its words kept, or kept for later."""

import re

import pytest

from tests.support.pages import CASE, KEY, NEWS, NOTE, VIEWER, accepted, fields, refused, typed
from ui.formats import in_words
from ui.site import OutOfReach, SignInNeeded

OVERPAYMENT = f"/cases/{KEY}/overpayment"


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
    assert '<a href="#f-body">Note: Too long a note.</a>' in answer.text
    assert 'aria-describedby="h-body e-body" aria-invalid="true"' in answer.text
    assert "kept words</textarea>" in answer.text
    assert "<title>Problem: " in answer.text


def test_each_problem_of_bad_input_is_told(client, backend):
    problems = [{"field": "body", "message": "One."}, {"field": "personId", "message": "Two."}]
    backend.mutation = refused("InvalidInput", "Check.", problems=problems)
    html = client.post(NOTE, data=typed(client)).text
    assert 'href="#f-body">Note: One.' in html
    assert 'href="#f-personId">The note is about: Two.' in html


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


@pytest.mark.parametrize(("status", "offered"), [("APPLIED", False), ("GRANTED", True)])
def test_an_overpayment_is_offered_once_assistance_was_granted(client, backend, status, offered):
    viewer = VIEWER | {"canCommand": ["establishOverpayment"]}
    backend.query = {"viewer": viewer, "case": CASE | {"status": status}, "causes": []}
    answer = client.get(OVERPAYMENT)
    assert answer.status_code == (200 if offered else 409)
    assert ('name="amountCents"' in answer.text) is offered


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_overpayment_can_be_of_somebody_who_has_left(client, backend, language):
    viewer = VIEWER | {"canCommand": ["establishOverpayment"]}
    left = {"joinedOn": "2026-01-05", "person": {"id": "Person:2", "displayName": "Ève Parti"}}
    left |= {"leftOn": "2026-10-20"}
    stays = {"joinedOn": "2026-01-05", "leftOn": None, "person": CASE["members"][0]["person"]}
    again = stays | {"leftOn": "2026-02-20"}
    memberships = {"memberships": [left, again, stays]}
    backend.query = {"viewer": viewer, "case": CASE | memberships, "causes": []}
    client.cookies.set("lang", language)
    html = client.get(OVERPAYMENT).text
    assert re.findall(r'name="personId" value="(Person:\d)"( checked)?', html) == [
        ("Person:1", " checked"),
        ("Person:2", ""),
    ]
    left_on = in_words("2026-10-20", language, short=True)
    until = {"en": f"until {left_on}, has left", "fr": f"au {left_on}, n’en fait plus partie"}
    assert html.count("choice__more") == 1 and until[language] in html


def test_an_overpayment_that_came_to_light_after_the_end_is_sent_in_cents(client, backend):
    viewer = VIEWER | {"canCommand": ["establishOverpayment"]}
    causes = [{"code": "AGENCY_ERROR", "label": "Error", "description": None, "group": None}]
    ended = CASE | {"status": "EXITED", "exitedOn": "2026-10-31"}
    backend.query = {"viewer": viewer, "case": ended, "causes": causes}
    data = fields(client.get(OVERPAYMENT).text)
    data |= {"personId": "Person:1", "month": "2026-09", "cause": "AGENCY_ERROR"}
    data |= {"establishedOn": "2026-11-02", "amountCents": "abc"}
    refused = client.post(OVERPAYMENT, data=data)
    assert refused.status_code == 422 and '<a href="#f-amountCents">' in refused.text
    backend.mutation = {"establishOverpayment": accepted()["addNote"]}
    assert client.post(OVERPAYMENT, data=data | {"amountCents": "1 043,17"}).status_code == 303
    [sent] = backend.sent
    assert (sent["amountCents"], sent["month"], sent["caseId"]) == (104317, "2026-09", CASE["id"])
