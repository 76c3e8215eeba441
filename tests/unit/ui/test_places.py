"""The ways that a role is shown are the ways that are open to it."""

from api.access import roles
from tests.support.world import DAY, published_policy
from ui import places as shown
from ui.places import places


def viewer(role: str) -> dict:
    return {"role": {"code": role}}


def test_the_ways_agree_with_what_the_api_opens():
    assert shown.CONSENTS == roles.CONSENT_LISTS
    assert shown.LOOKS == roles.AUDITS
    assert shown.OPERATES == roles.EFFECTS == roles.BUILDS
    assert shown.FIGURES == roles.FIGURES_OF_ALL | roles.FIGURES_OF_OFFICE
    assert shown.FIGURES_OF_ALL == roles.FIGURES_OF_ALL
    may = published_policy().codes("roles", DAY)
    assert {role.code for role in may if "MergePersons" in role.get("commands")} == shown.DOUBLES
    reviewing = {role.code for role in may if "ReviewFinding" in role.get("commands")}
    assert reviewing == shown.OVERSIGHT


def test_each_role_begins_where_its_work_is():
    first = {
        role: places(viewer(role))[0] for role in ("CASEWORKER", "PRIVACY_OFFICER", "REPORTING")
    }
    assert first == {
        "CASEWORKER": "/cases",
        "PRIVACY_OFFICER": "/consents",
        "REPORTING": "/outcomes",
    }
    assert places(viewer("OPERATOR")) == ["/status"]
    assert places(None) == []
