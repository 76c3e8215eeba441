"""Somebody becomes known, and how to reach them changes."""

import pytest

from domain.person import ContactUpdated, PersonRegistered, RegisterPerson, UpdateContact, sin_valid
from domain.private import Clear
from tests.support.world import World, uuid


def registration(**changes: str | None) -> RegisterPerson:
    given = {
        "given_name": "  Zoé ",
        "family_name": "Tremblay-O’Neil",
        "birth_date": "1990-02-28",
        "official_language": "fr",
    }
    return RegisterPerson(**(given | changes))


def test_a_person_is_registered_with_private_values_under_their_own_key() -> None:
    [event] = World().records(
        registration(sin="046 454 286", safe_contact="Pas le soir", text_language="fr"),
        PersonRegistered,
    )
    assert event.given_name == Clear("Zoé", event.person_id)
    assert event.sin == Clear("046454286", event.person_id)
    assert event.safe_contact.language == "fr"
    assert event.safe_contact.body == Clear("Pas le soir", event.person_id, own_key=True)
    assert event.email is None


def test_the_same_number_twice_is_one_person_only() -> None:
    world = World()
    world.records(registration(sin="046454286"), PersonRegistered)
    refusal = world.refuses("SIN_TAKEN", registration(sin="046454286", given_name="Luc"))
    assert refusal.field == "sin"


def test_without_a_number_two_people_may_share_a_name_and_a_birthday() -> None:
    world = World()
    first = world.accepts(registration()).result
    assert world.accepts(registration()).result != first


@pytest.mark.parametrize("sin", ["046454286", "099446130", "055293013", "130692544"])
def test_a_number_with_its_check_digit_passes(sin: str) -> None:
    assert sin_valid(sin)


@pytest.mark.parametrize("sin", ["046454287", "04645428", "0464542866", "04645428x", "٠٤٦٤٥٤٢٨٦"])
def test_a_mistyped_number_is_refused(sin: str) -> None:
    World().refuses("SIN_NOT_VALID", registration(sin=sin))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"given_name": "  "}, "NAME_EMPTY", "given_name"),
        ({"family_name": "x" * 201}, "TEXT_TOO_LONG", "family_name"),
        ({"birth_date": "2026-02-30"}, "DATE_NOT_REAL", "birth_date"),
        ({"birth_date": "28/02/1990"}, "DATE_NOT_REAL", "birth_date"),
        ({"birth_date": "2024-W01-1"}, "DATE_NOT_REAL", "birth_date"),
        ({"birth_date": "2026-03-03"}, "BORN_IN_FUTURE", "birth_date"),
        ({"birth_date": "1890-01-01"}, "TOO_OLD", "birth_date"),
        ({"official_language": "oj"}, "LANGUAGE_NOT_VALID", "official_language"),
        ({"spoken_language": "français"}, "LANGUAGE_NOT_VALID", "spoken_language"),
        ({"email": "zoe"}, "EMAIL_NOT_VALID", "email"),
        ({"telephone": "12"}, "TELEPHONE_NOT_VALID", "telephone"),
        ({"address": "x" * 4001}, "TEXT_TOO_LONG", "address"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(changes: dict, code: str, field: str) -> None:
    assert World().refuses(code, registration(**changes)).field == field


def test_contact_is_replaced_whole_each_time() -> None:
    world = World()
    person_id = world.person(telephone="613-555-0199", email="zoe@example.ca")
    command = UpdateContact(person_id=person_id, telephone="613-555-0121")
    [event] = world.records(command, ContactUpdated)
    assert event.telephone == Clear("613-555-0121", person_id)
    assert event.email is None
    # The old values are sealed: that nothing changed cannot be seen.
    world.records(command, ContactUpdated)


def test_contact_of_nobody_is_refused() -> None:
    World().refuses("PERSON_UNKNOWN", UpdateContact(person_id=uuid(1), email="a@example.ca"))
