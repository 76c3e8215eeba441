"""Disclosures by a statute: what a section lets go out, the notice it owes, and who is told when."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.consent import ConsentState, DisclosureMade, DisclosureNoticeGiven
from domain.disclosure import GiveDisclosureNotice, RecordDisclosure, notice_due
from domain.private import Clear
from domain.same_person import MergePersons
from tests.support.days import WINTER_AND_SUMMER
from tests.support.world import DAY, World, actor, published_policy


def disclose(person: UUID, **changes: Any) -> RecordDisclosure:
    """To an emergency service, of which the person is to be told."""
    given: dict[str, Any] = {
        "section": "MFIPPA_32_H",
        "recipient_kind": "EMERGENCY_SERVICE",
        "recipient": "Ambulance of the Nord",
        "categories": ("IDENTITY", "CONTACT"),
        "given": "Name and address",
        "disclosed_on": DAY,
        "notice": "OWED",
    }
    return RecordDisclosure(person_id=person, **(given | changes))


def told(person: UUID, disclosure: UUID, on: date = DAY, method: str = "LETTER") -> Any:
    return GiveDisclosureNotice(
        person_id=person, disclosure_id=disclosure, given_on=on, method=method
    )


def test_it_names_its_section_and_seals_who_got_what() -> None:
    world = World()
    person = world.person()
    [new] = world.accepts(disclose(person)).events
    made = new.event
    assert isinstance(made, DisclosureMade)
    assert (made.authority_kind, made.authority_reference) == ("STATUTE", "MFIPPA s. 32 (h)")
    assert new.authority is not None and new.authority.reference == "MFIPPA s. 32 (h)"
    assert (made.recipient, made.purpose, made.notice) == ("EMERGENCY_SERVICE", "SAFETY", "OWED")
    assert made.case_id is made.referral_id is None and made.made_at == world.now
    assert isinstance(made.recipient_name, Clear) and made.recipient_name.subject == person
    assert made.given is not None and isinstance(made.given.body, Clear) and made.given.body.own_key


def test_of_an_earlier_day_it_is_of_that_day() -> None:
    world = World()
    earlier = DAY - timedelta(days=3)
    [new] = world.accepts(disclose(world.person(), disclosed_on=earlier)).events
    assert new.effective_on == earlier and isinstance(new.event, DisclosureMade)
    assert new.event.made_at == datetime(earlier.year, earlier.month, earlier.day, 17, tzinfo=UTC)
    world.refuses("DAY_IN_FUTURE", disclose(world.person(), disclosed_on=DAY + timedelta(days=1)))


def test_nothing_goes_out_that_the_section_does_not_name() -> None:
    world = World()
    person = world.person()
    for changes, field in (
        ({"recipient_kind": "MINISTRY"}, "recipient_kind"),
        ({"recipient_kind": None}, "recipient_kind"),  # it names two: say which
        ({"categories": ("IDENTITY", "INCOME")}, "categories"),
        ({"purpose": "REFERRAL"}, "purpose"),
    ):
        assert world.refuses("NOT_UNDER_SECTION", disclose(person, **changes)).field == field
    world.refuses("CODE_NOT_VALID", disclose(person, section="MFIPPA_99"))
    world.refuses("NOTHING_CHOSEN", disclose(person, categories=()))
    for field in ("given", "recipient"):
        assert world.refuses("TEXT_EMPTY", disclose(person, **{field: " "})).field == field


def test_a_section_that_owes_no_notice_takes_none() -> None:
    world = World()
    person = world.person()
    child = {"section": "CYFSA_125", "recipient_kind": None, "notice": None}
    [new] = world.accepts(disclose(person, **child)).events
    assert isinstance(new.event, DisclosureMade)
    assert (new.event.notice, new.event.recipient) == ("NONE", "CHILD_PROTECTION")
    world.refuses("NOTICE_NOT_OWED", disclose(person, **child | {"notice": "OWED"}))
    world.refuses("NOTICE_NOT_OWED", told(person, new.event.disclosure_id))


def test_where_a_notice_is_owed_somebody_says_what_becomes_of_it() -> None:
    world = World()
    person = world.person()
    until = DAY + timedelta(days=30)
    world.refuses("NOTICE_TO_SETTLE", disclose(person, notice=None))
    world.refuses("CODE_NOT_VALID", disclose(person, notice="LATER"))
    world.refuses("CODE_NOT_VALID", disclose(person, notice="GIVEN"))
    world.refuses("NOTICE_NOT_WITHHELD", disclose(person, withheld_until=until))
    held = {"notice": "WITHHELD", "withheld_for": "INVESTIGATION"}
    world.refuses("NOTICE_WITHHELD_UNTIL", disclose(person, **held))
    world.refuses("CODE_NOT_VALID", disclose(person, notice="WITHHELD", withheld_until=until))
    too_long = DAY + timedelta(days=366)
    world.refuses("DAY_TOO_LATE", disclose(person, **held, withheld_until=too_long))
    made, notice = world.accepts(disclose(person, notice="GIVEN", notice_method="IN_PERSON")).events
    assert isinstance(notice.event, DisclosureNoticeGiven) and notice.event.given_on == DAY
    assert isinstance(made.event, DisclosureMade)
    world.refuses(
        "NOTICE_GIVEN_ALREADY", told(person, made.event.disclosure_id, method="TELEPHONE")
    )


def test_a_notice_waits_while_it_is_withheld_and_is_given_once() -> None:
    world = World()
    person, until = world.person(), DAY + timedelta(days=2)
    held = {"notice": "WITHHELD", "withheld_for": "DANGER", "withheld_until": until}
    disclosure = UUID(world.accepts(disclose(person, **held)).result["disclosure_id"])
    world.refuses("NOTICE_STILL_WITHHELD", told(person, disclosure))
    world.now += timedelta(days=2)
    world.accepts(told(person, disclosure, until))
    world.says_nothing_new(told(person, disclosure, until))
    world.refuses("DISCLOSURE_UNKNOWN", told(person, world.person()))
    state: ConsentState = world.consents(person)
    assert state.notices[disclosure].method == "LETTER"


@pytest.mark.parametrize("day", WINTER_AND_SUMMER)
def test_of_an_evening_the_person_is_told_on_that_day_and_not_before(day: date) -> None:
    world = World().evening(day)
    person = world.person()
    made = world.accepts(disclose(person, disclosed_on=day))
    disclosure = UUID(made.result["disclosure_id"])
    world.refuses("DAY_TOO_EARLY", told(person, disclosure, day - timedelta(days=1)))
    world.on(day + timedelta(days=1)).accepts(told(person, disclosure, day))


def test_the_person_is_told_under_whichever_number() -> None:
    world = World()
    person, other = world.person(), world.person()
    disclosure = UUID(world.accepts(disclose(other)).result["disclosure_id"])
    world.refuses("DISCLOSURE_UNKNOWN", told(person, disclosure))
    world.accepts(MergePersons(survivor_id=person, merged_id=other, reason="DOCUMENTS_AGREE"))
    [new] = world.accepts(told(person, disclosure)).events
    assert isinstance(new.event, DisclosureNoticeGiven) and new.event.person_id == other


def test_the_clock_starts_when_the_notice_may_be_given() -> None:
    policy = published_policy()
    monday = date(2026, 3, 2)
    assert notice_due(policy, monday, None) == date(2026, 3, 9), "five business days"
    assert notice_due(policy, monday, date(2026, 6, 1)) == date(2026, 6, 8)


def test_partners_and_reception_record_none() -> None:
    world = World()
    for role in ("EMPLOYMENT_PARTNER", "INTAKE", "REPORTING"):
        world.refuses("NOT_PERMITTED", disclose(world.person()), who=actor(role))
    world.accepts(disclose(world.person()), who=actor("PRIVACY_OFFICER"))
