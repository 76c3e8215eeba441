"""What the caseload says of a case: its status, its people, and why it waits."""

from datetime import date
from typing import Any

import pytest

from domain.case import events as e
from domain.private import Sealed, Text
from projections.case_file.project import CASE_FILE
from projections.case_file.rows import (
    NEVER,
    ApplicationRow,
    CaseRow,
    MemberRow,
    PlanItemRow,
    ReferralRow,
)
from tests.unit.projections.told import ANN, BEN, CASE, Story, an_id

DAY = date(2024, 3, 4)


def after(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)


def case_of(story: Story) -> CaseRow:
    [row] = story.rows(CASE_FILE, CaseRow)
    return row


def test_an_application_waits_from_the_day_it_was_complete() -> None:
    story = Story()
    story.submitted(DAY)
    row = case_of(story)
    assert (row.status, row.attention_on, row.members) == ("APPLIED", DAY, 2)
    assert (row.applicant_id, row.programme, row.office) == (ANN, "OW", "centre")
    story.completed(after(DAY, 2))
    assert case_of(story).attention_on == after(DAY, 2)


@pytest.mark.parametrize("outcome", ["REFUSED", "WITHDRAWN"])
def test_a_case_that_was_never_granted_waits_for_nobody(outcome: str) -> None:
    story = Story()
    story.submitted(DAY)
    if outcome == "REFUSED":
        story.decided(DAY, outcome="REFUSED")
    else:
        story.tell(
            e.ApplicationWithdrawn(
                case_id=CASE, application_id=an_id("first"), withdrawn_on=DAY, reason="MOVED"
            )
        )
    row = case_of(story)
    assert (row.status, row.granted_on, row.attention_on) == (outcome, None, NEVER)
    [application] = story.rows(CASE_FILE, ApplicationRow)
    assert application.outcome == outcome


def test_a_granted_case_waits_for_a_caseworker_then_a_plan_then_its_review() -> None:
    story = Story()
    story.submitted(DAY)
    story.decided(after(DAY, 3), effective_on=date(2024, 3, 1))
    row = case_of(story)
    assert (row.status, row.granted_on) == ("GRANTED", after(DAY, 3))
    assert (row.participants_without_plan, row.attention_on) == (1, after(DAY, 3)), (
        "a child needs none"
    )
    story.assigned(after(DAY, 3))
    assert case_of(story).attention_on == after(DAY, 3)
    story.planned(after(DAY, 5), review_on=after(DAY, 35))
    row = case_of(story)
    assert (row.participants_without_plan, row.attention_on) == (0, after(DAY, 35))
    story.planned(after(DAY, 30), review_on=after(DAY, 120))
    assert case_of(story).plan_review_on == after(DAY, 120), "the newer plan is the one to review"


def test_a_reply_is_waited_for_until_it_comes() -> None:
    story = Story()
    story.submitted(DAY)
    story.decided(DAY)
    story.assigned(DAY)
    story.planned(DAY, review_on=after(DAY, 30))
    story.referred(DAY, reply_due_on=after(DAY, 10))
    assert (case_of(story).attention_on, case_of(story).recipients) == (after(DAY, 10), ("eo-01",))
    story.answered(after(DAY, 4))
    assert case_of(story).attention_on == after(DAY, 30)


def test_an_exit_ends_it_a_correction_undoes_it_and_a_return_begins_again() -> None:
    story = Story()
    story.submitted(DAY)
    story.decided(DAY)
    wrong = story.exited(after(DAY, 20), "NO_CONTACT")
    row = case_of(story)
    assert (row.status, row.exited_on, row.exit_reason) == ("EXITED", after(DAY, 20), "NO_CONTACT")
    assert row.attention_on == NEVER
    story.reopened(after(DAY, 22), corrects=wrong)
    row = case_of(story)
    assert (row.status, row.exited_on, row.exit_reason) == ("GRANTED", None, None)
    story.exited(after(DAY, 60))
    story.submitted(after(DAY, 90), "return", office="est")
    row = case_of(story)
    assert (row.status, row.submitted_on, row.office) == ("APPLIED", after(DAY, 90), "est")
    assert (row.exited_on, row.caseworker_id) == (None, None)
    story.decided(after(DAY, 91), "return", outcome="REFUSED")
    assert case_of(story).status == "REFUSED"


def test_what_is_learned_late_changes_nothing_of_what_came_after() -> None:
    in_order, late = Story(), Story()
    for story in (in_order, late):
        story.submitted(DAY)
        story.decided(DAY)
    in_order.exited(after(DAY, 10))
    in_order.submitted(after(DAY, 20), "return")
    in_order.decided(after(DAY, 21), "return")
    late.submitted(after(DAY, 20), "return")
    late.decided(after(DAY, 21), "return")
    late.exited(after(DAY, 10))
    for story in (in_order, late):
        row = case_of(story)
        assert (row.status, row.granted_on) == ("GRANTED", after(DAY, 21))


def test_who_left_is_no_member_once_a_new_application_was_granted() -> None:
    story = Story()
    story.submitted(DAY)
    story.decided(DAY)
    story.exited(after(DAY, 5))
    only_ann = (e.Member(ANN, "APPLICANT", "OW_ADULT"),)
    story.submitted(after(DAY, 40), "return", members=only_ann)
    assert [m.person_id for m in story.rows(CASE_FILE, MemberRow)] == [ANN]
    assert BEN not in {m.person_id for m in story.rows(CASE_FILE, MemberRow)}


def test_an_answer_before_its_referral_is_kept_and_completed() -> None:
    story = Story()
    story.submitted(DAY)
    story.answered(after(DAY, 9), "DECLINED")
    [row] = story.rows(CASE_FILE, ReferralRow)
    assert (row.state, row.made_on) == ("DECLINED", None)
    story.referred(after(DAY, 2), reply_due_on=after(DAY, 12))
    [row] = story.rows(CASE_FILE, ReferralRow)
    assert (row.state, row.made_on, row.recipient) == ("DECLINED", after(DAY, 2), "eo-01")
    assert case_of(story).referral_reply_due_on is None


def test_a_step_keeps_its_status_when_it_is_told_of_later() -> None:
    story = Story()
    story.submitted(DAY)
    here: dict[str, Any] = {"case_id": CASE, "plan_id": an_id("plan"), "person_id": ANN}
    item = an_id("item")
    day = after(DAY, 9)
    done = e.ActionPlanItemProgressed(**here, item_id=item, status="DONE", progressed_on=day)
    story.tell(done)
    [row] = story.rows(CASE_FILE, PlanItemRow)
    assert (row.status, row.kind) == ("DONE", None)
    text = Text("fr", Sealed(ANN, 1, b"box"))
    added = e.PlanItem(item, "STABILITY", "HOUSING", "CLIENT", text, day)
    story.tell(e.ActionPlanItemAdded(**here, item=added, added_on=DAY))
    [row] = story.rows(CASE_FILE, PlanItemRow)
    assert (row.status, row.kind, row.progressed_on) == ("DONE", "STABILITY", day)
    assert row.description.path == "item.description.body" and row.description.body == text.body
