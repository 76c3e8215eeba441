"""Who may consent for whom, and until when: ages by the birth date, custody, a document, a term."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.access import in_force
from domain.capacity import birthday
from domain.consent import (
    ConsentGranted,
    ConsentLapseMoved,
    ConsentReaffirmed,
    ConsentRefused,
    ReaffirmConsent,
)
from domain.consent_life import state_of
from domain.lapses import ReviewLapses
from domain.person import PersonRegistered
from domain.private import Clear, Disposed
from domain.streams import person_stream
from tests.support.world import World, correct_birth_date, uuid

ORDER = {"evidence": "Order 2025-118", "authority_ends_on": date(2027, 6, 30)}


def child(world: World, born: str = "2012-07-15") -> UUID:
    return world.person(birth_date=born)


def for_another(world: World, capacity: str = "PARENT", **more: object) -> dict:
    return {"capacity": capacity, "grantor_id": world.person(), "custody": True} | more


def test_a_parent_with_custody_consents_until_the_sixteenth_birthday() -> None:
    world = World()
    person = child(world)
    [event] = world.records(world.consent(person, **for_another(world)), ConsentGranted)
    assert event.lapses_on == date(2028, 7, 15)
    grant = world.consents(person).grants[event.consent_id]
    assert in_force(grant, world.now, date(2028, 7, 14))
    assert not in_force(grant, world.now, date(2028, 7, 15))
    states = [
        state_of(world.consents(person), event.consent_id, world.now, day)
        for day in (date(2028, 7, 14), date(2028, 7, 15))
    ]
    assert states == ["GIVEN", "NEEDS_REAFFIRMATION"]


@pytest.mark.parametrize(
    ("born", "says", "code", "field"),
    [
        ("2012-07-15", {"custody": False}, "CUSTODY_NOT_STATED", "custody"),
        ("2010-03-02", {}, "CAPACITY_HAS_ENDED", "capacity"),
        ("1990-02-28", {}, "CAPACITY_HAS_ENDED", "capacity"),
        ("2012-07-15", {"capacity": "GUARDIAN"}, "EVIDENCE_MISSING", "evidence"),
        (
            "1990-02-28",
            {"capacity": "GUARDIAN", "evidence": "Order 7"},
            "AUTHORITY_END_MISSING",
            "authority_ends_on",
        ),
        (
            "1990-02-28",
            {"capacity": "GUARDIAN"} | ORDER | {"authority_ends_on": date(2026, 3, 1)},
            "CAPACITY_HAS_ENDED",
            "authority_ends_on",
        ),
        (
            "2012-07-15",
            {"capacity": "ATTORNEY_PERSONAL_CARE"} | ORDER,
            "TOO_YOUNG_FOR_CAPACITY",
            "capacity",
        ),
        ("2012-07-15", {"capacity": "TRUSTEE"}, "CAPACITY_CONSENTS_TO_NOTHING", "capacity"),
    ],
)
def test_who_has_no_such_authority_is_refused(born: str, says: dict, code: str, field: str) -> None:
    world = World()
    command = world.consent(child(world, born), **for_another(world) | says)
    assert world.refuses(code, command).field == field


def test_a_child_cannot_consent_alone_but_can_say_no() -> None:
    world = World()
    person = child(world)
    command = world.consent(person)
    refusal = world.refuses("TOO_YOUNG_TO_CONSENT", command)
    assert refusal.details == {"age": 16, "day": date(2028, 7, 15)}
    world.records(world.refusal(person), ConsentRefused)


@pytest.mark.parametrize(
    ("born", "ends", "lapses"),
    [
        ("2012-07-15", date(2027, 6, 30), date(2027, 7, 1)),
        ("2012-07-15", date(2040, 1, 1), date(2030, 7, 15)),
        ("2012-07-15", None, date(2030, 7, 15)),
        ("1990-02-28", date(2027, 6, 30), date(2027, 7, 1)),
    ],
)
def test_a_guardian_consents_until_the_order_ends_and_for_a_minor_until_eighteen(
    born: str, ends: date | None, lapses: date
) -> None:
    world = World()
    says = for_another(world, "GUARDIAN") | ORDER | {"authority_ends_on": ends}
    [event] = world.records(world.consent(child(world, born), **says), ConsentGranted)
    assert event.lapses_on == lapses
    assert isinstance(event.evidence, Clear) and event.evidence.value == "Order 2025-118"


def test_a_birthday_on_february_29_is_march_1_of_other_years() -> None:
    assert birthday(date(2012, 2, 29), 16) == date(2028, 2, 29)
    assert birthday(date(2012, 2, 29), 18) == date(2030, 3, 1)


def test_somebody_whose_birth_date_was_destroyed_gives_nothing_more() -> None:
    world = World()
    person = world.person()
    history = world.streams[person_stream(person)]
    gone = {name: Disposed(person) for name in ("given_name", "family_name", "birth_date")}
    event = PersonRegistered(person_id=person, official_language="fr", **gone)
    history[0] = replace(history[0], event=event)
    world.refuses("PERSON_DISPOSED", world.consent(person))


def lapsed(world: World) -> tuple[UUID, UUID]:
    """A child who turned 16 after a parent had consented, and that consent."""
    person = world.person(birth_date="2010-03-10")
    [event] = world.records(
        world.consent(person, "IDENTITY", "INCOME", **for_another(world)), ConsentGranted
    )
    world.on(date(2026, 3, 20))
    return person, event.consent_id


def reaffirm(world: World, person: UUID, consent: UUID, **changes: object) -> ReaffirmConsent:
    given = {
        "person_id": person,
        "consent_id": consent,
        "signed_on": world.today,
        "language": "fr",
        "method": "WRITTEN",
    }
    return ReaffirmConsent(**(given | changes))


def test_at_sixteen_the_person_reaffirms_what_a_parent_let_be_shared() -> None:
    world = World()
    person, consent = lapsed(world)
    made = world.accepts(reaffirm(world, person, consent))
    [reaffirmed, granted] = [new.event for new in made.events]
    assert isinstance(reaffirmed, ConsentReaffirmed) and isinstance(granted, ConsentGranted)
    assert (granted.capacity, granted.grantor_id, granted.lapses_on) == ("SELF", None, None)
    assert (granted.supersedes, reaffirmed.reaffirmed_by) == (consent, granted.consent_id)
    consents = world.consents(person)
    assert state_of(consents, consent, world.now, world.today) == "SUPERSEDED"
    # Nothing rested on either between the birthday and the reaffirmation.
    between = world.now - timedelta(days=3)
    assert not any(in_force(g, between, between.date()) for g in consents.grants.values())
    world.refuses("CONSENT_ENDED", reaffirm(world, person, consent))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"categories": ("HEALTH",)}, "NOT_IN_CONSENT"),
        ({"signed_on": date(2026, 3, 9)}, "DAY_TOO_EARLY"),
        ({"consent_id": uuid(5)}, "CONSENT_UNKNOWN"),
        ({"capacity": "PARENT", "grantor_id": uuid(5)}, "PERSON_UNKNOWN"),
        ({"language": "oj"}, "NOTICE_NOT_IN_LANGUAGE"),
        ({"method": "VERBAL"}, "WITNESS_MISSING"),
    ],
)
def test_a_reaffirmation_that_cannot_stand_is_refused(changes: dict, code: str) -> None:
    world = World()
    person, consent = lapsed(world)
    world.refuses(code, reaffirm(world, person, consent, **changes))


def moved(world: World, person: UUID, born: str) -> list[date]:
    """The days on which what was consented to for them lapses, by a corrected birth date."""
    correct_birth_date(world, person, born)
    made = world.accepts(ReviewLapses(person_id=person))
    assert all(isinstance(new.event, ConsentLapseMoved) for new in made.events)
    return [new.event.lapses_on for new in made.events]


def test_a_corrected_birth_date_moves_the_day_on_which_a_consent_lapses() -> None:
    world = World()
    person = child(world)
    [given] = world.records(world.consent(person, **for_another(world)), ConsentGranted)
    assert moved(world, person, "2010-03-01") == [date(2026, 3, 1)]
    grant = world.consents(person).grants[given.consent_id]
    assert not in_force(grant, world.now, world.today), "they are 16 already"
    assert state_of(world.consents(person), given.consent_id, world.now, world.today) == (
        "NEEDS_REAFFIRMATION"
    )
    assert moved(world, person, "2012-07-16") == [date(2028, 7, 16)]
    assert in_force(world.consents(person).grants[given.consent_id], world.now, world.today)
    assert moved(world, person, "2012-07-16") == [], "said before"
    assert moved(world, person, "") == [], "of a birth date that nobody knows nothing follows"


def test_a_guardians_order_counts_beside_a_corrected_birth_date() -> None:
    world = World()
    person = child(world)
    world.accepts(world.consent(person, **for_another(world, "GUARDIAN") | ORDER))
    assert moved(world, person, "2011-01-01") == [], "the order ends before"
    assert moved(world, person, "2009-01-01") == [date(2027, 1, 1)]
    assert moved(world, person, "1990-01-01") == [date(2027, 7, 1)], "no minor when it was signed"


def test_what_has_ended_keeps_its_day_though_the_birth_date_is_corrected() -> None:
    world = World()
    person, consent = lapsed(world)
    world.accepts(reaffirm(world, person, consent))
    assert moved(world, person, "2012-07-15") == []


def test_what_has_not_lapsed_needs_no_reaffirmation() -> None:
    world = World()
    person = world.person()
    [event] = world.records(world.consent(person), ConsentGranted)
    world.refuses("REAFFIRM_NOT_DUE", reaffirm(world, person, event.consent_id))
