"""The forms of a restricted circle and of leaving a household."""

import re

from tests.support.pages import CASE, KEY, PERSON, VIEWER

ROLE = {"code": "SUPERVISOR", "label": "Supervisor"}
CENTRE, EAST = ({"code": code, "label": code.title()} for code in ("centre", "east"))
HERE = {"id": "Staff:1", "name": "Ana", "role": ROLE, "office": CENTRE}
THERE = {"id": "Staff:2", "name": "Léa", "role": ROLE, "office": EAST}
NOWHERE = {"id": "Staff:3", "name": "Odile", "role": ROLE, "office": None}
REASONS = [{"code": "SHELTER", "label": "Shelter", "description": None, "group": None}]


def asked(backend, commands, **more):
    viewer = VIEWER | {"canCommand": commands}
    backend.query = {"viewer": viewer, "case": CASE | more, "kinds": REASONS, "reasons": REASONS}
    backend.query |= {"workers": [HERE, THERE], "reviewing": [HERE, NOWHERE]}


def test_who_restricts_a_file_stays_in_as_its_reviewer(client, backend):
    asked(backend, ["sealFile"], caseworker={"id": "Staff:2"}, seals=[])
    page = client.get(f"/cases/{KEY}/seal").text
    chosen = re.findall(r'name="(circle|reviewers)" value="(Staff:\d)" checked', page)
    assert chosen == [("circle", "Staff:2"), ("reviewers", "Staff:1")]
    assert re.search(r"<details[^>]* open>.*Léa", page, re.S), "a colleague who is chosen is seen"


def test_a_circle_is_set_once_and_then_changed(client, backend):
    seal = {"kind": ROLE, "since": "2026-11-01", "ofPerson": False}
    seal |= {"circle": [THERE], "reviewers": [NOWHERE]}
    asked(backend, ["sealFile", "changeCircle"], caseworker=None, seals=[seal])
    assert client.get(f"/cases/{KEY}/seal").status_code == 409
    page = client.get(f"/cases/{KEY}/circle").text
    chosen = re.findall(r'name="(circle|reviewers)" value="(Staff:\d)" checked', page)
    assert chosen == [("circle", "Staff:2"), ("reviewers", "Staff:3")]


def test_the_last_of_a_household_does_not_leave_it(client, backend):
    asked(backend, ["endMembership"])
    assert client.get(f"/cases/{KEY}/leave").status_code == 409
    other = CASE["members"][0] | {"person": PERSON | {"id": "Person:2"}}
    asked(backend, ["endMembership"], members=[*CASE["members"], other])
    page = client.get(f"/cases/{KEY}/leave?person=Person:2").text
    assert re.search(r'name="personId" value="Person:2" checked', page)
