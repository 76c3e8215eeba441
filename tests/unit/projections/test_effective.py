"""A case on a day, by the days of what is known of it."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from domain.case.events import Member
from projections.case_file.effective import Known, on_day
from projections.case_file.rows import (
    NEVER,
    ApplicationRow,
    CaseRow,
    ExitRow,
    MembershipRow,
    ResponsibleRow,
)

CASE, WORKER = uuid4(), uuid4()
FIRST, SECOND = uuid4(), uuid4()
HERE: dict[str, Any] = {"tenant": "t", "case_id": CASE}


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


ROW = CaseRow(
    **HERE,
    status="EXITED",
    office="est",
    last_activity_on=day("09-01"),
    version=9,
    position=90,
)


def told(on: str, **changes: Any) -> tuple[CaseRow, list[UUID]]:
    application = ApplicationRow(
        **HERE,
        application_id=uuid4(),
        programme="OW",
        submitted_on=day("02-10"),
        completed_on=day("02-20"),
        members=(Member(FIRST, "APPLICANT", "OW_ADULT"),),
        outcome="GRANTED",
        decided_on=day("03-15"),
        effective_on=day("03-01"),
        position=1,
    )
    known = {
        "applications": [application],
        "exits": [
            ExitRow(**HERE, event_id=uuid4(), reason="MOVED", exited_on=day("08-01"), position=7)
        ],
        "memberships": [],
        "responsible": [
            ResponsibleRow(
                **HERE, taken_id=uuid4(), on_day=day("02-10"), office="centre", position=1
            ),
            ResponsibleRow(
                **HERE,
                taken_id=uuid4(),
                on_day=day("04-01"),
                office="est",
                caseworker_id=WORKER,
                position=5,
            ),
        ],
    }
    row, members = on_day(ROW, Known(**known | changes), day(on))
    return row, [member.person_id for member in members]


def test_the_status_goes_by_the_days_of_assistance_not_by_those_of_the_acts() -> None:
    stood = {on: told(on)[0].status for on in ("01-31", "02-10", "03-01", "07-31", "08-01")}
    assert stood == {
        "01-31": None,
        "02-10": "APPLIED",
        "03-01": "GRANTED",
        "07-31": "GRANTED",
        "08-01": "EXITED",
    }
    assert told("01-31")[0].submitted_on is None
    assert told("02-15")[0].completed_on is None


def test_a_grant_for_days_before_it_was_asked_for_holds_on_them() -> None:
    early = ApplicationRow(
        **HERE,
        application_id=uuid4(),
        submitted_on=day("05-10"),
        outcome="GRANTED",
        decided_on=day("05-12"),
        effective_on=day("05-01"),
        position=2,
    )
    assert told("05-02", applications=[early], exits=[])[0].status == "GRANTED"
    assert told("04-30", applications=[early], exits=[])[0].status is None


def test_who_was_of_the_unit_and_who_was_responsible_on_a_day() -> None:
    joined = {"role": "APPLICANT", "participant_class": "OW_ADULT", "position": 1}
    stays = [
        MembershipRow(**HERE, membership_id=uuid4(), person_id=FIRST, joined_on=day("02-10"),
                      **joined),
        MembershipRow(**HERE, membership_id=uuid4(), person_id=SECOND, joined_on=day("03-01"),
                      left_on=day("06-01"), **{**joined, "role": "SPOUSE"}),
    ]  # fmt: skip
    units = {on: told(on, memberships=stays)[1] for on in ("02-20", "03-01", "05-31", "06-01")}
    assert units == {
        "02-20": [FIRST],
        "03-01": [FIRST, SECOND],
        "05-31": [FIRST, SECOND],
        "06-01": [FIRST],
    }
    assert told("02-20")[1] == [FIRST], "without memberships, whom the application names"
    before, after = told("03-31")[0], told("04-01")[0]
    assert (before.office, before.caseworker_id) == ("centre", None)
    assert (after.office, after.caseworker_id) == ("est", WORKER)
    assert after.attention_on == NEVER
