"""What was learned between two days: of a case and of a person, on pages alike."""

import re
from typing import Any

import pytest

from tests.support.pages import CASE, KEY, PERSON, VIEWER

ENTRY = {
    "id": "Event:1", "position": 9, "type": "person.registered", "title": "Registered", "summary": "",
    "text": None, "textLanguage": None, "effectiveOn": "2026-10-02", "actor": "Léa",
    "knownAt": "2026-11-22T12:00:00Z", "appendedAt": "2026-11-22T12:00:00Z", "organisation": "RN",
    "role": {"code": "CASEWORKER", "label": "Caseworker"}, "authority": None, "source": None,
    "details": [], "corrects": "Event:0", "correctedBy": None, "correctedAt": None,
    "correction": {"position": 4, "cause": "Typing error", "party": None}, "recordedLate": True,
    "aboutEarlier": True, "irregularities": [], "disagreements": [],
}  # fmt: skip
FOUND = {
    "totalCount": 1,
    "pageInfo": {
        "hasNextPage": False,
        "hasPreviousPage": False,
        "startCursor": "a",
        "endCursor": "a",
    },
    "edges": [{"node": ENTRY}],
}
PAGES = {
    "case": (f"/cases/{KEY}/learned", {"case": CASE | {"learned": FOUND}}),
    "person": (
        f"/people/{KEY}/learned",
        {"person": PERSON | {"__typename": "Person", "cases": [CASE], "learned": FOUND}},
    ),
}


@pytest.mark.parametrize("whose", PAGES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_entries_are_marked_and_days_can_be_chosen(
    client: Any, backend: Any, whose: str, language: str
) -> None:
    path, data = PAGES[whose]
    may = VIEWER | {"canCommand": ["requestCorrection"]}
    backend.query = {"viewer": may} | data
    client.cookies.set("lang", language)
    html = client.get(f"{path}?from=2026-10-01&to=2026-11-22").text
    assert f'lang="{language}"' in html and f'action="{path}"' in html
    assert [f'value="{day}"' in html for day in ("2026-10-01", "2026-11-22")] == [True, True]
    earlier = {"en": "Concerns an earlier day", "fr": "Concerne un jour antérieur"}[language]
    assert earlier in html and "Typing error" in html
    assert f'href="/cases/{KEY}"' in html, "the way back"
    about = f"case={KEY}" if whose == "case" else "person=1"
    assert f"/office/new/correction?entry=1&amp;{about}" in html
    assert (f"/cases/{KEY}/then?position=9" in html) is (whose == "case")


def test_what_came_later_than_it_was_known_leads_to_the_day_on_which_it_was(
    client: Any, backend: Any
) -> None:
    brought = {**ENTRY, "knownAt": "2026-08-20T20:17:44Z", "appendedAt": "2026-11-23T00:41:05Z"}
    found = FOUND | {"edges": [{"node": brought}]}
    backend.query = {"viewer": VIEWER, "case": CASE | {"learned": found}}
    html = client.get(f"/cases/{KEY}/learned").text
    assert f"/cases/{KEY}/then?known=2026-08-20" in html
    assert f"/cases/{KEY}/then?position=" not in html


def test_somebody_who_is_not_open_has_no_such_page(client: Any, backend: Any) -> None:
    closed = {"__typename": "NotAvailable", "message": "Not open to you."}
    backend.query = {"viewer": VIEWER, "person": closed}
    answer = client.get(f"/people/{KEY}/learned")
    assert (answer.status_code, "Not open to you." in answer.text) == (404, True)


def test_a_correction_of_an_entry_of_a_person_is_about_that_person(
    client: Any, backend: Any
) -> None:
    viewer = VIEWER | {"canCommand": ["requestCorrection"]}
    person = PERSON | {"__typename": "Person"}
    backend.query = {"viewer": viewer, "person": person, "one": [], "two": [], "three": []}
    backend.query |= {"four": [], "staff": []}
    html = client.get("/office/new/correction?entry=1&person=1").text
    assert 'name="ofEvent" value="Event:1"' in html
    assert re.search(r'name="personId" value="Person:1" checked', html)
