"""Why a case is here now: what waits, by which day, in real words of both languages."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from api.attention import _WORDS, attention_of
from api.labels import Labels
from domain.policy import Policy, PolicyPublished
from domain.policy_data import load_policy_data
from projections.case_file.rows import CaseRow

TODAY = date(2026, 10, 14)
POLICY = Policy(
    PolicyPublished(
        policy_id=command.policy_id,
        version=command.version,
        effective_from=command.effective_from,
        public_on=command.public_on,
        source=command.source,
        content=command.content,
        content_hash="",
    )
    for command in load_policy_data()
)


def told(language: str = "en", **row: Any) -> list[Any]:
    known = {
        "tenant": "t",
        "case_id": UUID(int=1),
        "caseworker_id": UUID(int=2),
        "last_activity_on": TODAY,
        "version": 1,
        "position": 1,
    }
    return attention_of(CaseRow(**(known | row)), POLICY, Labels(POLICY, language), TODAY)


def test_a_complete_application_waits_for_its_legal_clock() -> None:
    [entry] = told(status="APPLIED", submitted_on=TODAY, completed_on=date(2026, 10, 5))
    assert (entry.code, entry.due_on, entry.overdue) == ("DECISION_DUE", "2026-10-09", True)
    [entry] = told("fr", status="APPLIED", submitted_on=date(2026, 10, 1))
    assert entry.code == "APPLICATION_INCOMPLETE" and "1er octobre 2026" in entry.why


def test_what_is_due_first_stands_first_and_what_has_no_day_last() -> None:
    entries = told(
        status="GRANTED",
        caseworker_id=None,
        participants_without_plan=1,
        plan_review_on=date(2026, 11, 1),
        referral_reply_due_on=date(2026, 10, 14),
    )
    codes = [entry.code for entry in entries]
    assert codes == ["REFERRAL_REPLY", "PLAN_REVIEW", "UNASSIGNED", "PLAN_MISSING"]
    assert [entry.overdue for entry in entries] == [False, False, False, False]


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [("en", "Somebody", "2 people"), ("fr", "Une personne", "2 personnes")],
)
def test_one_and_many_have_their_own_words(language: str, one: str, many: str) -> None:
    [single] = told(language, status="GRANTED", participants_without_plan=1)
    [several] = told(language, status="GRANTED", participants_without_plan=2)
    assert single.why.startswith(one) and several.why.startswith(many)
    assert single.code == several.code == "PLAN_MISSING"


def test_a_case_that_has_ended_waits_for_nobody() -> None:
    assert told(status="EXITED", participants_without_plan=2, caseworker_id=None) == []


def test_every_reason_is_told_in_both_languages() -> None:
    for english, french in _WORDS.values():
        assert all(english) and all(french) and english != french
