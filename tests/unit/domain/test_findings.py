"""What surfaces of looks by itself: given a look and what is known of who looked, these kinds."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from domain.finding_review import FindingReviewed, Found, ReviewFinding
from domain.findings import Look, findings
from tests.support.world import World, actor, published_policy, uuid

TORONTO = ZoneInfo("America/Toronto")
NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)
WHO, WHOSE = uuid(1), uuid(2)


def look(**named: Any) -> Look:
    given: dict[str, Any] = {
        "look_id": uuid(3),
        "at": NOON,
        "account_id": WHO,
        "role": "CASEWORKER",
        "office": "centre",
        "task": "CASE",
        "allowed": True,
        "codes": ("ASSIGNED_CASEWORKER",),
        "persons": (WHOSE,),
        "tells_work": True,
        "work": "CASELOAD",
        "persons_before": 1,
    }
    return Look(**(given | named))


def kinds(one: Look) -> list[str]:
    return [found.kind for found in findings(one, TORONTO, published_policy())]


def test_work_that_somebody_was_given_surfaces_nothing() -> None:
    assert kinds(look()) == []
    assert kinds(look(task="CASELOAD", persons=tuple(map(uuid, range(50))))) == []


@pytest.mark.parametrize("kind", ["OWN_FILE", "FAMILY", "COLLEAGUE", "SAME_ADDRESS", "SAME_NAME"])
@pytest.mark.parametrize("allowed", [True, False])
def test_a_tie_surfaces_whether_or_not_the_file_opened(kind: str, allowed: bool) -> None:
    assert kinds(look(tied={kind: (WHOSE,)}, allowed=allowed)) == [kind]


def test_of_several_ties_to_one_person_the_closest_is_told() -> None:
    tied = {"SAME_ADDRESS": (WHOSE,), "SAME_NAME": (WHOSE, uuid(9)), "FAMILY": (WHOSE,)}
    found = findings(look(tied=tied), TORONTO, published_policy())
    assert [(f.kind, f.person_id) for f in found] == [("FAMILY", WHOSE), ("SAME_NAME", uuid(9))]


def test_a_list_in_which_a_neighbour_stands_surfaces_nothing_but_ones_own_row_does() -> None:
    tied = {"OWN_FILE": (uuid(8),), "SAME_ADDRESS": (WHOSE,)}
    assert kinds(look(task="SEARCH", tied=tied)) == ["OWN_FILE"]


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        ({"work": None}, "NO_TASK"),
        ({"codes": ()}, "NO_AUTHORITY"),
        ({"codes": ("NO_ASSIGNMENT",)}, "NO_AUTHORITY"),
        ({"persons_before": 151}, "BULK"),
        ({"allowed": False, "codes": ("FILE_SEALED",)}, "SEALED_TRIED"),
        ({"allowed": False, "codes": ("NO_ASSIGNMENT",), "denied_before": 5}, "DENIED"),
        ({"at": datetime(2026, 3, 2, 8, tzinfo=UTC)}, "AFTER_HOURS"),  # three in the morning
        ({"at": datetime(2026, 3, 1, 17, tzinfo=UTC)}, "AFTER_HOURS"),  # Sunday
        ({"at": datetime(2026, 2, 16, 17, tzinfo=UTC)}, "AFTER_HOURS"),  # Family Day
    ],
)
def test_each_of_these_surfaces(named: dict[str, Any], kind: str) -> None:
    assert kinds(look(**named)) == [kind]


@pytest.mark.parametrize(
    "named",
    [
        {"work": None, "tells_work": False},  # of before looks said what led to them
        {"work": None, "task": "CASELOAD"},
        {"work": None, "task": "EFFECT", "role": "OPERATOR", "codes": ("OPERATES",)},
        {"persons_before": 150},
        {"allowed": False, "denied_before": 4},
        {"at": datetime(2026, 3, 3, 1, 59, tzinfo=UTC)},  # one minute to nine in the evening
        {"at": datetime(2026, 3, 1, 17, tzinfo=UTC), "role": "COMMUNITY_PARTNER"},
        {"at": datetime(2026, 3, 1, 17, tzinfo=UTC), "persons": ()},
    ],
)
def test_each_of_these_is_near_and_surfaces_nothing(named: dict[str, Any]) -> None:
    assert kinds(look(**named)) == []


def test_a_finding_is_one_for_a_person_and_a_day() -> None:
    tied = {"FAMILY": (WHOSE,)}

    def ids(**named: Any) -> list:
        one = look(tied=tied, **named)
        return [found.finding_id for found in findings(one, TORONTO, published_policy())]

    later = NOON.replace(hour=20)
    assert ids() == ids(look_id=uuid(7), at=later)
    assert ids() != ids(at=NOON.replace(day=3))
    assert ids() != ids(account_id=uuid(5))


FOUND = Found("FAMILY", WHO, "CASEWORKER", "centre", NOON, uuid(3))
OFFICER = actor("PRIVACY_OFFICER", number=23, office=None)
SUPERVISOR = actor("SUPERVISOR", number=22, office="east")


def review(**named: Any) -> ReviewFinding:
    given = {"finding_id": uuid(60), "outcome": "NOT_EXPLAINED", "found": FOUND} | named
    return ReviewFinding(**given)


def test_the_privacy_office_reviews_and_what_is_explained_says_how() -> None:
    world = World()
    world.refuses("NOT_PERMITTED", review(), who=SUPERVISOR)
    world.refuses("EXPLANATION_NEEDED", review(outcome="EXPLAINED"), who=OFFICER)
    world.refuses("CODE_NOT_VALID", review(explanation="X"), who=OFFICER)
    world.refuses("FINDING_UNKNOWN", review(found=None), who=OFFICER)
    world.records(review(), FindingReviewed, who=OFFICER)
    world.records(
        review(outcome="EXPLAINED", explanation="NOT_RELATED"), FindingReviewed, who=OFFICER
    )


def test_nobody_reviews_their_own_and_a_privacy_officers_goes_to_another_office() -> None:
    world = World()
    own = msgspec.structs.replace(FOUND, account_id=OFFICER.id)
    world.refuses("REVIEW_OF_OWN", review(found=own), who=OFFICER)
    of_officer = msgspec.structs.replace(FOUND, role="PRIVACY_OFFICER", office=None)
    world.refuses("NOT_PERMITTED", review(found=of_officer), who=OFFICER)
    world.accepts(review(found=of_officer), who=SUPERVISOR)
    in_east = msgspec.structs.replace(of_officer, office="east")
    world.refuses("REVIEW_OF_OWN_UNIT", review(found=in_east), who=SUPERVISOR)
