"""Break-glass: who may open a file in an emergency, for how long, and who says that it was right."""

from datetime import timedelta
from typing import Any

import pytest

from domain.access import Emergency, Moment, Subject, Viewer, decide
from domain.emergencies import BreakGlassOpened, BreakGlassReviewed
from domain.emergency_decisions import BreakGlass, ReviewBreakGlass
from domain.private import Clear
from domain.reviewing import queue_of, queues_for
from domain.sealed_decisions import SealFile
from tests.support.world import DAY, World, actor, published_policy, uuid

WORKER = actor("CASEWORKER", number=21)
SUPERVISOR = actor("SUPERVISOR", number=22, office="east")
OFFICER = actor("PRIVACY_OFFICER", number=23, office=None)
OTHER_OFFICER = actor("PRIVACY_OFFICER", number=24, office=None)


def opening(person: Any, **named: Any) -> BreakGlass:
    given = {"reason": "MEDICAL", "words": "Collapsed; whom to call?"} | named
    return BreakGlass(person_id=person, **given)


def reviewing(world: World, person: Any, **named: Any) -> ReviewBreakGlass:
    [emergency] = world.consents(person).emergencies
    given = {"outcome": "JUSTIFIED", "words": "An ambulance was called"} | named
    return ReviewBreakGlass(person_id=person, emergency_id=emergency, **given)


def test_it_opens_one_person_for_the_minutes_of_policy_and_says_when_it_is_due() -> None:
    world = World()
    person = world.person()
    [event] = world.records(opening(person), BreakGlassOpened, who=WORKER)
    assert event.until - event.opened_at == timedelta(minutes=30)
    assert event.opened_at == world.now and event.review_by == DAY + timedelta(days=2)
    assert event.words.body == Clear("Collapsed; whom to call?", person, own_key=True)
    assert "HEALTH" in event.categories and "INCOME" not in event.categories


def test_it_is_not_renewed_and_opens_again_with_words_of_its_own_once_it_is_over() -> None:
    world = World()
    person = world.person()
    world.accepts(opening(person), who=WORKER)
    world.now += timedelta(minutes=29)
    world.refuses("BREAK_GLASS_OPEN", opening(person, reason="CHILD"), who=WORKER)
    world.accepts(opening(person), who=SUPERVISOR)
    world.accepts(opening(world.person()), who=WORKER)
    world.now += timedelta(minutes=1)
    world.refuses("TEXT_EMPTY", opening(person, words="  "), who=WORKER)
    world.accepts(opening(person, words="Unconscious again"), who=WORKER)


@pytest.mark.parametrize(
    "role",
    ["EMPLOYMENT_PARTNER", "COMMUNITY_PARTNER", "PROGRAMME", "PRIVACY_OFFICER", "OPERATOR"],
)
def test_who_has_no_such_right_is_refused(role: str) -> None:
    world = World()
    world.refuses("NOT_PERMITTED", opening(world.person()), who=actor(role, number=30))


@pytest.mark.parametrize("on_case", [True, False])
def test_a_sealed_file_opens_to_whom_policy_trusts_with_it_and_its_circle_hears(
    on_case: bool,
) -> None:
    world = World()
    case_id = world.granted_case()
    person = world.applicant(case_id)
    file = {"case_id": case_id} if on_case else {"person_id": person}
    circle = {"circle": (uuid(40),), "reviewers": (uuid(41),)}
    world.accepts(SealFile(kind="VIOLENCE", reason="VIOLENCE_TOLD", **file, **circle))
    asked = opening(person, case_ids=(case_id,))
    world.refuses("NOT_PERMITTED", asked, who=WORKER)
    [event] = world.records(asked, BreakGlassOpened, who=SUPERVISOR)
    assert event.seals == ("VIOLENCE",) and event.alerted == (uuid(40), uuid(41))


def test_a_colleagues_file_opens_to_nobody_outside_its_circle() -> None:
    world = World()
    person = world.person()
    circle = {"circle": (WORKER.id,), "reviewers": (uuid(41),)}
    world.accepts(SealFile(person_id=person, kind="STAFF", reason="WORKS_HERE", **circle))
    world.refuses("NOT_PERMITTED", opening(person), who=SUPERVISOR)
    [event] = world.records(opening(person), BreakGlassOpened, who=WORKER)
    assert event.seals == () and event.alerted == ()


def test_somebody_else_reviews_it_once_for_good() -> None:
    world = World()
    person = world.person()
    world.accepts(opening(person), who=SUPERVISOR)
    world.refuses("NOT_PERMITTED", reviewing(world, person), who=SUPERVISOR)
    world.refuses("NOT_PERMITTED", reviewing(world, person), who=WORKER)
    world.refuses("TEXT_EMPTY", reviewing(world, person, words=" "), who=OFFICER)
    world.accepts(reviewing(world, person, outcome="FOLLOW_UP"), who=OFFICER)
    world.refuses("EMERGENCY_REVIEWED", reviewing(world, person, outcome="FOLLOW_UP"), who=OFFICER)
    world.records(reviewing(world, person), BreakGlassReviewed, who=OTHER_OFFICER)
    world.refuses(
        "EMERGENCY_REVIEWED", reviewing(world, person, outcome="NOT_JUSTIFIED"), who=OFFICER
    )
    unknown = ReviewBreakGlass(
        person_id=person, emergency_id=uuid(1), outcome="JUSTIFIED", words="x"
    )
    world.refuses("EMERGENCY_UNKNOWN", unknown, who=OFFICER)


def test_whoever_changed_hats_does_not_review_what_they_did_in_the_other() -> None:
    world = World()
    person = world.person()
    world.accepts(opening(person), who=WORKER)
    same = actor("PRIVACY_OFFICER", number=21, office=None)
    world.refuses("REVIEW_OF_OWN", reviewing(world, person), who=same)
    next_door = actor("PRIVACY_OFFICER", number=25, office="centre")
    world.refuses("REVIEW_OF_OWN_UNIT", reviewing(world, person), who=next_door)


def test_what_is_not_justified_ends_there_and_then() -> None:
    world = World()
    person = world.person()
    world.accepts(opening(person), who=WORKER)
    world.now += timedelta(minutes=5)
    world.accepts(reviewing(world, person, outcome="NOT_JUSTIFIED"), who=OFFICER)
    [opened] = world.consents(person).emergencies.values()
    assert opened.until == world.now
    world.accepts(opening(person, words="Another day"), who=WORKER)


def test_the_decision_opens_what_the_emergency_names_and_no_more() -> None:
    """Given a break-glass, when somebody else, later, or for another category: no."""
    world, policy = World(), published_policy()
    emergency = Emergency(
        uuid(50),
        uuid(51),
        WORKER.id,
        world.now,
        world.now + timedelta(minutes=30),
        frozenset({"IDENTITY"}),
    )
    subject = Subject(uuid(51), emergencies=(emergency,))

    def asked(category: str, account: Any = WORKER.id, minutes: int = 0) -> str:
        viewer = Viewer(account, "CASEWORKER", "riviere-nord", "centre")
        moment = Moment(world.now + timedelta(minutes=minutes), DAY)
        return decide(viewer, subject, category, "X", moment, policy).code

    assert asked("IDENTITY") == asked("IDENTITY", minutes=29) == "BREAK_GLASS_OPEN"
    assert asked("INCOME") == asked("IDENTITY", minutes=30) == "NO_ASSIGNMENT"
    assert asked("IDENTITY", account=uuid(52)) == "NO_ASSIGNMENT"


def test_who_reviews_others_is_reviewed_by_another_office() -> None:
    policy = published_policy()
    assert [queue_of(policy, r, DAY) for r in ("CASEWORKER", "SUPERVISOR")] == ["PRIVACY"] * 2
    assert queue_of(policy, "PRIVACY_OFFICER", DAY) == queue_of(policy, "OPERATOR", DAY)
    assert queues_for(policy, OFFICER, DAY) == ("PRIVACY",)
    assert queues_for(policy, SUPERVISOR, DAY) == ("PRIVILEGED",)
    assert queues_for(policy, actor("SUPERVISOR", number=26, office="rural"), DAY) == ()
