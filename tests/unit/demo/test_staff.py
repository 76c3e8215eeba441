"""The demo's accounts fit the published policy, and are the same in every demo ledger."""

import json
from collections import Counter
from datetime import date

import pytest

from caseledger.demo.staff import MUNICIPALITY, STAFF, Account, of_role
from domain.policy_data import load_policy_data

CONTENT = {p.policy_id: json.loads(p.content) for p in load_policy_data()}


def codes(policy_id: str) -> set[str]:
    return {c["code"] for c in CONTENT[policy_id]["codes"]}


def test_every_role_has_its_accounts() -> None:
    assert Counter(a.role for a in STAFF) == {
        "INTAKE": 2,
        "CASEWORKER": 6,
        "SUPERVISOR": 2,
        "EMPLOYMENT_PARTNER": 2,
        "PROGRAMME": 1,
        "COMMUNITY_PARTNER": 1,
        "LIAISON": 1,
        "PRIVACY_OFFICER": 1,
        "REPORTING": 1,
        "OPERATOR": 1,
    }
    assert {a.role for a in STAFF} | {"SYSTEM"} == codes("roles")


@pytest.mark.parametrize("account", STAFF, ids=lambda a: a.display_name)
def test_an_account_names_known_places(account: Account) -> None:
    assert account.office is None or account.office in codes("offices")
    if account.role in ("EMPLOYMENT_PARTNER", "COMMUNITY_PARTNER"):
        assert account.organisation in codes("organisations")
        assert account.actor.kind == "PARTNER"
    elif account.role == "PROGRAMME":
        assert account.organisation in codes("organisations")
        assert account.actor.kind == "STAFF"
    else:
        assert account.organisation == MUNICIPALITY
        assert account.actor.kind == "STAFF"


def test_somebody_wears_two_hats() -> None:
    assert [(a.role, a.also) for a in STAFF if a.also] == [("CASEWORKER", ("INTAKE",))]


def test_every_office_has_a_caseworker_and_the_first_nation_s_site_a_liaison() -> None:
    staffed = {office for office in codes("offices") if of_role("CASEWORKER", office)}
    assert codes("offices") - staffed == {"nation"}
    assert [a.office for a in of_role("LIAISON")] == ["nation"]


def test_ids_are_the_same_everywhere_and_unlike_each_other() -> None:
    assert len({a.account_id for a in STAFF}) == len(STAFF)
    assert str(STAFF[0].account_id) == "15d37887-0675-5e93-a990-1a2ccb433a65"


def test_the_policies_of_the_demo_begin_long_before_its_cases() -> None:
    first = {}
    for document in load_policy_data():
        first[document.policy_id] = min(
            first.get(document.policy_id, date.max), document.effective_from
        )
    assert {p for p, day in first.items() if day > date(2020, 1, 1)} == {"fast_track"}
