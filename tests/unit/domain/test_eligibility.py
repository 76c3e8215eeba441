"""An application is granted or refused, by somebody who may, for a reason."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.case.commands import DecideApplication, ExitCase
from domain.case.events import ApplicationDecided, Member
from domain.event import Authority
from domain.policy import PublishPolicy
from domain.policy_data import load_policy_data
from tests.support.world import DAY, MINISTRY, World, policy_of, uuid


def test_a_grant_opens_the_case_and_rests_on_an_authority() -> None:
    world = World()
    case_id = world.applied_case()
    decision = world.accepts(world.grant(case_id, reasons=("ELIGIBLE",)))
    [new] = decision.events
    assert isinstance(new.event, ApplicationDecided)
    assert new.authority == Authority("DELEGATION", "RN-DELEGATION-2018")
    assert new.effective_on == DAY and new.programme == "OW"
    assert world.case(case_id).status_on(DAY) == "OPEN"


def test_the_same_decision_again_says_nothing_new_and_another_is_refused() -> None:
    world = World()
    case_id = world.applied_case()
    command = world.grant(case_id)
    world.records(command, ApplicationDecided)
    world.says_nothing_new(command)
    given = {f: getattr(command, f) for f in command.__struct_fields__}
    other = given | {"outcome": "REFUSED", "reasons": ("NOT_RESIDENT",)}
    world.refuses("APPLICATION_DECIDED", DecideApplication(**other))


def test_automation_grants_and_never_refuses() -> None:
    world = World()
    case_id = world.applied_case()
    reasons = ("INCOME_ABOVE_LIMIT",)
    command = world.grant(case_id, outcome="REFUSED", decided_by="AUTOMATED", reasons=reasons)
    world.refuses("AUTOMATION_NEVER_REFUSES", command)
    world.refuses("AUTOMATION_NEVER_REFUSES", command, source=MINISTRY)
    world.records(world.grant(case_id, decided_by="AUTOMATED"), ApplicationDecided)


def test_a_refusal_gives_its_reasons_and_closes_the_case() -> None:
    world = World()
    case_id = world.applied_case()
    world.refuses("REFUSAL_NEEDS_REASON", world.grant(case_id, outcome="REFUSED"))
    world.refuses(
        "REASON_NOT_FOR_OUTCOME", world.grant(case_id, outcome="REFUSED", reasons=("ELIGIBLE",))
    )
    command = world.grant(
        case_id,
        outcome="REFUSED",
        reasons=("ASSETS_ABOVE_LIMIT",),
        explanation="Le compte dépasse la limite.",
        text_language="fr",
    )
    [event] = world.records(command, ApplicationDecided)
    assert event.explanation.body.subject == world.applicant(case_id)
    assert world.case(case_id).status_on(DAY) == "CLOSED"
    world.says_nothing_new(command)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"outcome": "WITHDRAWN"}, "OUTCOME_NOT_A_DECISION", "outcome"),
        ({"outcome": "MAYBE"}, "CODE_NOT_VALID", "outcome"),
        ({"decided_by": "ORACLE"}, "CODE_NOT_VALID", "decided_by"),
        ({"reasons": ("BECAUSE",)}, "CODE_NOT_VALID", "reasons"),
        ({"decided_on": date(2026, 3, 1)}, "DAY_TOO_EARLY", "decided_on"),
        ({"decided_on": date(2026, 3, 3)}, "DAY_IN_FUTURE", "decided_on"),
        ({"effective_on": date(2025, 6, 1)}, "DAY_TOO_EARLY", "effective_on"),
        ({"effective_on": date(2026, 9, 1)}, "DAY_TOO_LATE", "effective_on"),
        ({"application_id": uuid(1)}, "APPLICATION_UNKNOWN", "application_id"),
        ({"case_id": uuid(1)}, "CASE_UNKNOWN", "case_id"),
        ({"case_version": 7}, "CASE_CHANGED", "case_version"),
        ({"organisation": "MINISTRY"}, "REPORT_WITHOUT_REFERENCE", "organisation"),
        ({"organisation": "COUSIN"}, "CODE_NOT_VALID", "organisation"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(changes: dict, code: str, field: str) -> None:
    world = World()
    case_id = world.applied_case()
    assert world.refuses(code, world.grant(case_id, **changes)).field == field


def test_what_the_ministry_decided_is_reported_under_its_reference() -> None:
    world = World()
    case_id = world.applied_case()
    [new] = world.accepts(world.grant(case_id, organisation="MINISTRY"), source=MINISTRY).events
    assert (new.source, new.authority, new.event.organisation) == (MINISTRY, None, "MINISTRY")


def without_authority(function: str, since: date) -> list[PublishPolicy]:
    """The policy, with a newer version in which the centre office no longer holds a function."""
    commands = load_policy_data()
    rows = [
        f'{{"site":"centre","function":"{f}","organisation":"LOCAL",'
        f'"from_on":"2018-10-01","instrument":"X"}}'
        for f in ("DECIDE", "PAY")
        if f != function
    ]
    newer = PublishPolicy(
        policy_id="authority",
        version="2",
        effective_from=since,
        public_on=since,
        source="test",
        content=f'{{"rows":[{",".join(rows)}]}}',
    )
    return [*commands, newer]


def test_an_office_that_no_longer_decides_is_told_so() -> None:
    world = World(policy_of(without_authority("DECIDE", date(2026, 3, 1))))
    case_id = world.applied_case()
    refusal = world.refuses("NO_AUTHORITY_TO_DECIDE", world.grant(case_id))
    assert refusal.details["office"]["fr"] == "Bureau du centre"
    world.accepts(world.grant(case_id, organisation="MINISTRY"), source=MINISTRY)


def test_nobody_is_in_two_granted_units_until_the_first_has_ended() -> None:
    world = World()
    person = Member(world.person(), "APPLICANT", "OW_ADULT")
    first, second = world.granted_case(person), world.applied_case(person)
    grant = world.grant(second)
    world.refuses("MEMBER_OF_ANOTHER_CASE", grant)
    world.accepts(ExitCase(case_id=first, reason="OTHER_INCOME", exited_on=DAY))
    world.records(grant, ApplicationDecided)


def test_a_return_starts_after_the_last_day_of_assistance() -> None:
    world = World()
    case_id = world.granted_case()
    members = tuple(world.case(case_id).members(world.today).values())
    world.accepts(ExitCase(case_id=case_id, reason="EMPLOYMENT", exited_on=DAY))
    world.on(DAY + timedelta(days=1))
    world.applied_case(*members, case_id=case_id)
    refusal = world.refuses("DAY_TOO_EARLY", world.grant(case_id, effective_on=DAY))
    assert refusal.details["earliest"] == DAY + timedelta(days=1)
    world.records(world.grant(case_id), ApplicationDecided)
    assert len(world.case(case_id).periods()) == 2


def test_the_version_that_was_seen_lets_the_decision_through() -> None:
    world = World()
    case_id = world.applied_case()
    version = world.case(case_id).version
    world.accepts(world.grant(UUID(str(case_id)), case_version=version))
