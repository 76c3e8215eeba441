"""What an operator sees: what follows from events, and tables that are made beside."""

import pytest

from tests.support.pages import VIEWER
from ui.texts import text

KEY = "00000000-0000-5000-8000-00000000000a"
OPERATOR = VIEWER | {"canCommand": [], "role": {"code": "OPERATOR", "label": "Operator"}}
EFFECT = {
    "key": KEY,
    "processLabel": "Word to partners",
    "kindLabel": "Tell of a referral",
    "recipientLabel": "Emploi Nord",
    "position": 1042,
    "madeAt": "2026-11-20T12:00:00Z",
    "state": "DEAD",
    "attempts": 20,
    "dueAt": "2026-11-21T00:00:00Z",
    "error": "ConnectError",
    "errorLabel": "The partner’s server cannot be reached.",
    "endedAt": "2026-11-21T00:00:00Z",
    "endedBy": None,
    "reason": None,
}
PROCESS = {
    "name": "partners",
    "label": "Word to partners",
    "position": 1050,
    "lagEvents": 2,
    "heartbeatAgeSeconds": 0.4,
    "healthy": True,
    "error": None,
    "errorLabel": None,
    "timers": 3,
    "nextTimerOn": "2026-12-01",
}
BUILD = {
    "name": "timeline",
    "build": 3,
    "version": 2,
    "state": "building",
    "position": 450,
    "progress": 0.45,
    "secondsLeft": 185.0,
    "switches": True,
    "parkedStreams": 0,
    "error": None,
    "madeAt": "2026-11-22T12:00:00Z",
    "switchedAt": None,
}


PROJECTION = {
    "name": "timeline",
    "version": 2,
    "position": 900,
    "lagEvents": 100,
    "lagSeconds": 12.5,
    "parkedStreams": 1,
    "parkedEvents": 3,
    "heartbeatAgeSeconds": 2.0,
    "healthy": False,
    "trouble": "FAILING",
    "error": "UndefinedColumn",
    "owner": "north:812:5f0c",
}


def listed(backend, *effects, more=False):
    found = {"processes": [PROCESS], "counts": [], "effects": list(effects), "hasMore": more}
    found["counts"] = [{"process": "partners", "state": "DEAD", "count": 4}]
    backend.query = {"viewer": OPERATOR, "effects": found}


def one(backend, **changes):
    backend.query = {"viewer": OPERATOR, "effect": EFFECT | changes}


def answered(typename, **more):
    return {"dropEffect": {"__typename": typename, "code": typename, "field": None, **more}}


def test_what_failed_says_why_and_leads_to_what_can_be_done(client, backend):
    waits = EFFECT | {"state": "WAITING", "key": KEY[:-1] + "b"}
    listed(backend, EFFECT, waits, more=True)
    html = client.get("/effects").text
    assert "cannot be reached. <code>ConnectError</code>" in html
    assert f'href="/effects/{KEY}/retry"' in html and f'href="/effects/{KEY}/drop"' in html
    assert f'href="/effects/{waits["key"]}/retry"' not in html, "it is tried again anyway"
    assert f"after={waits['key']}" in html, "the next page begins after the last one shown"


def test_the_reason_of_a_drop_is_asked_for_and_sent(client, backend):
    one(backend)
    page = f"/effects/{KEY}/drop"
    token = client.get(page).text.split('name="csrf" value="')[1].split('"')[0]
    empty = client.post(page, data={"csrf": token, "reason": " "})
    assert (empty.status_code, backend.sent) == (422, [])
    assert '<a href="#f-reason">' in empty.text
    backend.mutation = answered("EffectSettled")
    answer = client.post(page, data={"csrf": token, "reason": "Told by telephone"})
    assert answer.headers["location"] == "/effects?done=drop"
    assert backend.sent == [{"key": KEY, "reason": "Told by telephone"}]


def test_a_refusal_keeps_what_was_typed(client, backend):
    one(backend)
    page = f"/effects/{KEY}/drop"
    token = client.get(page).text.split('name="csrf" value="')[1].split('"')[0]
    backend.mutation = answered("RuleRefused", message="It came to an end already.")
    answer = client.post(page, data={"csrf": token, "reason": "Told by telephone"})
    assert answer.status_code == 422
    assert "It came to an end already." in answer.text and "Told by telephone</text" in answer.text
    assert client.post(page, data={"csrf": "forged", "reason": "x"}).status_code == 403
    assert len(backend.sent) == 1


@pytest.mark.parametrize(("slug", "state"), [("retry", "WAITING"), ("drop", "DONE")])
def test_what_has_moved_on_offers_no_form(client, backend, slug, state):
    one(backend, state=state)
    answer = client.get(f"/effects/{KEY}/{slug}")
    assert answer.status_code == 409 and "<form id=" not in answer.text


def test_an_unknown_effect_is_no_page(client, backend):
    backend.query = {"viewer": OPERATOR, "effect": None}
    assert client.get(f"/effects/{KEY}/drop").status_code == 404
    one(backend)
    assert client.get(f"/effects/{KEY}/other").status_code == 404


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_projection_that_stands_still_says_by_what_where_and_what_to_do(
    client, backend, language
):
    def page(viewer=OPERATOR, **changes):
        status = {"position": 1000, "projections": [PROJECTION | changes], "builds": []}
        backend.query = {"viewer": viewer, "status": status}
        return client.get("/status").text

    def words(key, **places):
        return text(language, f"status.{key}", **places)

    client.cookies.set("lang", language)
    html = page()
    assert f"{words('trouble_failing')} <code>UndefinedColumn</code>" in html
    assert f"{words('owner')} <code>north:812:5f0c</code>" in html
    assert f"{words('parked', n=1)}, {words('parked_entries', n=3)}" in html
    assert words("unpark") in html and words("unpark") not in page(VIEWER)
    assert words("never") not in html
    unheard = page(trouble="NEVER_STARTED", heartbeatAgeSeconds=-1.0, owner=None, error=None)
    assert words("never") in unheard and words("owner") not in unheard
    well = page(healthy=True, trouble=None, error=None, parkedStreams=0, parkedEvents=0)
    assert words("healthy") in well and words("owner") not in well and words("unpark") not in well


def test_builds_beside_say_how_far_they_are_and_what_comes_then(client, backend):
    stands = BUILD | {"name": "letters", "secondsLeft": None, "switches": False}
    stands |= {"error": "UndefinedColumn", "parkedStreams": 2}
    kept = BUILD | {"name": "meetings", "state": "kept", "switchedAt": "2026-11-01T12:00:00Z"}
    status = {"position": 1000, "projections": [], "builds": [BUILD, stands, kept]}
    backend.query = {"viewer": OPERATOR, "status": status}
    html = client.get("/status").text
    assert "45%" in html and "About 4 minutes left" in html
    assert "Is put in place by itself" in html
    assert "<code>UndefinedColumn</code>" in html and "2 files set aside" in html
    assert "Waits for an operator" in html and "Time left not known yet" in html
    assert "can go back to it" in html and html.count("45%") == 2, "what is kept has no progress"
    assert 'href="/effects"' in html


def test_only_an_operator_is_shown_the_way_to_effects_and_to_what_differs(client, backend):
    ready = BUILD | {"state": "ready"}
    status = {"position": 1000, "projections": [], "builds": [BUILD, ready | {"name": "letters"}]}
    ways = ("/effects", "/status/differences/letters", "/status/differences/timeline")
    for viewer, shown in ((VIEWER, [False] * 3), (OPERATOR, [True, True, False])):
        backend.query = {"viewer": viewer, "status": status}
        html = client.get("/status").text
        assert [f'href="{way}"' in html for way in ways] == shown, "of what has caught up"


TABLE = {"table": "case_file", "comparable": True, "onlyLive": 0, "onlyNew": 0, "different": 0,
         "keys": [], "untold": []}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_differs_is_told_by_counts_and_keys(client, backend, language):
    def page(*tables, **changes):
        found = {"seconds": 10, "givenUp": False, "even": True, "tables": list(tables)} | changes
        backend.query = {"viewer": OPERATOR, "buildDifferences": found}
        return client.get("/status/differences/case_file").text

    def words(key, **places):
        return text(language, f"differences.{key}", **places)

    client.cookies.set("lang", language)
    html = page(TABLE | {"different": 1234, "keys": ["case_id=7"]}, TABLE | {"table": "member"})
    assert "<code>case_id=7</code>" in html and html.count('<th scope="row"') == 1
    number = "1,234" if language == "en" else "1\u00a0234"
    assert f'<td class="amount" data-label="{words("different")}">{number}</td>' in html
    assert words("keys_some", n=1, all=number) in html, "not as if these were all"
    assert words("keys", n=1) in page(TABLE | {"onlyNew": 1, "keys": ["case_id=7"]})
    assert words("uneven") not in html
    assert words("same") in page(TABLE)
    assert words("uneven") in page(TABLE | {"onlyNew": 1}, even=False)
    assert words("incomparable") in page(TABLE | {"comparable": False})
    assert "office" in page(TABLE | {"untold": ["office"]})
    assert words("given_up", n=10, name="case_file") in page(givenUp=True, even=False)
    backend.query = {"viewer": OPERATOR, "buildDifferences": None}
    none = client.get("/status/differences/case_file").text
    assert words("none", name="case_file") in none
