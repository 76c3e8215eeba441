"""Assignment, notes, assessments and action plans."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.case.commands import (
    AddActionPlanItem,
    AddNote,
    AssignCase,
    ExitCase,
    NewPlanItem,
    ProgressActionPlanItem,
)
from domain.case.events import (
    ActionPlanCreated,
    ActionPlanItemAdded,
    ActionPlanItemProgressed,
    AssessmentCompleted,
    CaseAssigned,
    Member,
    NoteAdded,
)
from tests.support.world import DAY, World, uuid

STEP = NewPlanItem("STABILITY", "HEALTH", "CASEWORKER", "Find a family doctor")


def exited(world: World, case_id: UUID) -> UUID:
    world.accepts(ExitCase(case_id=case_id, reason="NO_CONTACT", exited_on=world.today))
    return case_id


# --- Assignment -----------------------------------------------------------------------------


def test_a_case_is_assigned_to_one_office_and_caseworker() -> None:
    world = World()
    command = AssignCase(case_id=world.applied_case(), office="east", caseworker_id=uuid(7))
    world.records(command, CaseAssigned)
    state = world.case(command.case_id)
    assert (state.office, state.caseworker_id) == ("east", uuid(7))
    world.says_nothing_new(command)


def test_a_closed_case_an_unknown_one_and_an_unknown_office_are_not_assigned() -> None:
    world = World()
    case_id = exited(world, world.granted_case())
    refusal = world.refuses(
        "CASE_CLOSED", AssignCase(case_id=case_id, office="east", caseworker_id=uuid(7))
    )
    assert refusal.details == {"exited_on": DAY}
    world.refuses("CASE_UNKNOWN", AssignCase(case_id=uuid(1), office="east", caseworker_id=uuid(7)))
    world.refuses(
        "CODE_NOT_VALID",
        AssignCase(case_id=world.applied_case(), office="moon", caseworker_id=uuid(7)),
    )


# --- Notes ----------------------------------------------------------------------------------


def test_a_note_is_about_a_member_and_under_a_key_of_its_own() -> None:
    world = World()
    case_id = world.granted_case()
    person = world.applicant(case_id)
    command = AddNote(case_id=case_id, person_id=person, body=" Called. ")
    [event] = world.records(command, NoteAdded)
    assert (event.text.body.value, event.text.body.subject) == ("Called.", person)
    assert event.text.body.own_key
    [again] = world.records(command, NoteAdded)
    assert again.note_id != event.note_id, "sealed: the same words cannot be seen again"


def test_a_note_about_somebody_else_without_words_or_too_long_is_refused() -> None:
    world = World()
    case_id = world.granted_case()
    person = world.applicant(case_id)
    stranger = world.person()
    world.refuses("NOT_A_MEMBER", AddNote(case_id=case_id, person_id=stranger, body="x"))
    world.refuses("TEXT_EMPTY", AddNote(case_id=case_id, person_id=person, body=" \n "))
    long = AddNote(case_id=case_id, person_id=person, body="x" * 20001)
    assert world.refuses("TEXT_TOO_LONG", long).details == {"limit": 20000}


# --- Assessment -----------------------------------------------------------------------------


def test_an_assessment_may_be_completed_during_the_application() -> None:
    world = World()
    command = world.assess(world.applied_case(), summary="Prête à travailler")
    [event] = world.records(command, AssessmentCompleted)
    assert (event.tool, event.tool_version) == ("COMMON_ASSESSMENT", "CA-2024")
    world.says_nothing_new(command)


def test_a_newer_assessment_supersedes_and_both_stay() -> None:
    world = World()
    case_id = world.granted_case()
    world.records(world.assess(case_id, readiness="NOT_READY"), AssessmentCompleted)
    world.on(date(2026, 4, 7))
    world.records(world.assess(case_id), AssessmentCompleted)
    state, person = world.case(case_id), world.applicant(case_id)
    assert len(state.assessments) == 2
    assert state.assessed(person, world.today).readiness == "READY"
    assert state.assessed(person, DAY).readiness == "NOT_READY"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"needs": ("MAGIC",)}, "CODE_NOT_VALID"),
        ({"strengths": ("MAGIC",)}, "CODE_NOT_VALID"),
        ({"readiness": "SOON"}, "CODE_NOT_VALID"),
        ({"completed_on": date(2026, 3, 3)}, "DAY_IN_FUTURE"),
        ({"completed_on": date(2026, 3, 1)}, "DAY_TOO_EARLY"),
        ({"text_language": "?"}, "LANGUAGE_NOT_VALID"),
    ],
)
def test_an_assessment_that_cannot_be_is_refused(changes: dict, code: str) -> None:
    world = World()
    world.refuses(code, world.assess(world.granted_case(), **changes))


def test_who_has_no_participation_requirements_is_not_assessed() -> None:
    world = World()
    child = Member(world.person(), "DEPENDENT", "DEPENDENT_CHILD")
    case_id = world.granted_case(Member(world.person(), "APPLICANT", "OW_ADULT"), child)
    world.refuses("TAKES_NO_PART", world.assess(case_id, person_id=child.person_id))
    world.refuses("NOT_A_MEMBER", world.assess(case_id, person_id=world.person()))
    world.refuses("CASE_CLOSED", world.assess(exited(world, case_id)))


# --- Action plan ----------------------------------------------------------------------------


def test_a_plan_follows_an_assessment_and_is_reviewed_in_thirty_days() -> None:
    world = World()
    case_id = world.granted_case()
    world.refuses("ASSESSMENT_FIRST", world.plan(case_id))
    world.accepts(world.assess(case_id))
    command = world.plan(case_id)
    [event] = world.records(command, ActionPlanCreated)
    assert event.review_on == DAY + timedelta(days=30)
    assert event.items[0].description.body.own_key
    world.refuses("PLAN_UNDER_WAY", command)


def test_a_plan_with_all_steps_ended_gives_way_to_a_new_one() -> None:
    world = World()
    case_id = world.granted_case()
    world.accepts(world.assess(case_id))
    [event] = world.records(world.plan(case_id), ActionPlanCreated)
    world.accepts(progress(case_id, event.plan_id, event.items[0].item_id, "DROPPED"))
    world.records(world.plan(case_id), ActionPlanCreated)


def test_a_plan_from_before_the_present_grant_gives_way() -> None:
    world = World()
    case_id = world.granted_case()
    world.accepts(world.assess(case_id))
    world.accepts(world.plan(case_id))
    members = tuple(world.case(case_id).members(world.today).values())
    exited(world, case_id)
    world.refuses("CASE_CLOSED", world.plan(case_id))
    world.on(date(2026, 6, 1)).applied_case(*members, case_id=case_id)
    world.accepts(world.grant(case_id))
    world.records(world.plan(case_id), ActionPlanCreated)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"items": ()}, "STEPS_MISSING"),
        ({"items": (STEP,) * 51}, "TOO_MANY_STEPS"),
        ({"items": (NewPlanItem("JOB", "HEALTH", "PERSON", "x"),)}, "CODE_NOT_VALID"),
        ({"items": (NewPlanItem("STABILITY", "LUCK", "PERSON", "x"),)}, "CODE_NOT_VALID"),
        ({"items": (NewPlanItem("STABILITY", "HEALTH", "CAT", "x"),)}, "CODE_NOT_VALID"),
        ({"items": (NewPlanItem("STABILITY", "HEALTH", "PERSON", " "),)}, "TEXT_EMPTY"),
        (
            {"items": (NewPlanItem("STABILITY", "HEALTH", "PERSON", "x", date(2026, 1, 1)),)},
            "DAY_TOO_EARLY",
        ),
        ({"created_on": date(2026, 3, 1)}, "DAY_TOO_EARLY"),
        ({"created_on": date(2026, 3, 3)}, "DAY_IN_FUTURE"),
        ({"review_on": DAY}, "DAY_TOO_EARLY"),
        ({"review_on": date(2026, 12, 1)}, "DAY_TOO_LATE"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(changes: dict, code: str) -> None:
    world = World()
    case_id = world.granted_case()
    world.accepts(world.assess(case_id))
    world.refuses(code, world.plan(case_id, **changes))


def planned(world: World) -> tuple[UUID, UUID, UUID]:
    case_id = world.granted_case()
    world.accepts(world.assess(case_id))
    [event] = world.records(world.plan(case_id), ActionPlanCreated)
    return case_id, event.plan_id, event.items[0].item_id


def progress(case_id: UUID, plan_id: UUID, item_id: UUID, status: str, **more: str):
    return ProgressActionPlanItem(
        case_id=case_id, plan_id=plan_id, item_id=item_id, status=status, **more
    )


def test_a_step_is_added_to_a_plan() -> None:
    world = World()
    case_id, plan_id, _ = planned(world)
    command = AddActionPlanItem(case_id=case_id, plan_id=plan_id, item=STEP)
    [event] = world.records(command, ActionPlanItemAdded)
    assert world.case(case_id).plans[plan_id].items[event.item.item_id] == "PLANNED"
    [again] = world.records(command, ActionPlanItemAdded)
    assert again.item.item_id != event.item.item_id
    world.refuses("PLAN_UNKNOWN", AddActionPlanItem(case_id=case_id, plan_id=uuid(1), item=STEP))


def test_a_step_moves_as_the_policy_allows() -> None:
    world = World()
    ids = planned(world)
    world.records(progress(*ids, "IN_PROGRESS"), ActionPlanItemProgressed)
    world.says_nothing_new(progress(*ids, "IN_PROGRESS"))
    world.records(progress(*ids, "IN_PROGRESS", note="Half way"), ActionPlanItemProgressed)
    world.refuses("STEP_CANNOT_MOVE", progress(*ids, "PLANNED"))
    world.records(progress(*ids, "DONE"), ActionPlanItemProgressed)
    world.refuses("STEP_CANNOT_MOVE", progress(*ids, "DROPPED"))
    world.refuses("CODE_NOT_VALID", progress(*ids, "FORGOTTEN"))
    world.refuses("STEP_UNKNOWN", progress(ids[0], ids[1], uuid(1), "DONE"))
    world.refuses("PLAN_UNKNOWN", progress(ids[0], uuid(1), ids[2], "DONE"))
    exited(world, ids[0])
    world.refuses("CASE_CLOSED", progress(*ids, "IN_PROGRESS"))
