"""Consent is given, refused and withdrawn; it counts by instants, and late paper covers no past."""

from datetime import date, timedelta

import pytest

from domain.access import in_force
from domain.consent import (
    ConsentGranted,
    ConsentRefused,
    ConsentWithdrawn,
    GrantConsent,
    WithdrawConsent,
)
from tests.support.world import World, uuid


def test_a_consent_counts_from_when_it_was_received_whenever_it_was_signed() -> None:
    world = World()
    person = world.person()
    signed = world.today - timedelta(days=20)
    [event] = world.records(world.consent(person, signed_on=signed), ConsentGranted)
    assert (event.signed_on, event.valid_from) == (signed, world.now)
    assert (event.notice, event.notice_version) == ("integrated-consent", "2025-1")
    notice = world.policy.notice("integrated-consent", "2025-1")
    assert notice is not None and event.notice_hash == notice.hash_fr != notice.hash_en


def test_the_same_consent_again_is_the_same_consent() -> None:
    world = World()
    command = world.consent(world.person(), expires_on=date(2027, 3, 2))
    [event] = world.records(command, ConsentGranted)
    assert world.says_nothing_new(command).result == {"consent_id": str(event.consent_id)}


def test_a_consent_withdrawn_and_given_again_is_a_new_one() -> None:
    world = World()
    person = world.person()
    [first] = world.records(world.consent(person), ConsentGranted)
    world.records(
        WithdrawConsent(person_id=person, consent_id=first.consent_id, method="VERBAL"),
        ConsentWithdrawn,
    )
    world.on(date(2026, 3, 2), hour=16)
    [again] = world.records(world.consent(person), ConsentGranted)
    assert again.consent_id != first.consent_id


def test_a_form_signed_before_a_withdrawal_says_nothing_about_after_it() -> None:
    world = World()
    person = world.person()
    signed = world.today
    [first] = world.records(world.consent(person), ConsentGranted)
    world.on(signed + timedelta(days=3))
    world.records(
        WithdrawConsent(person_id=person, consent_id=first.consent_id, method="VERBAL"),
        ConsentWithdrawn,
    )
    world.refuses("SIGNED_BEFORE_WITHDRAWAL", world.consent(person, signed_on=signed))
    world.records(world.consent(person, signed_on=world.today), ConsentGranted)


def test_a_notice_of_the_day_is_cited() -> None:
    world = World()
    command = world.consent(world.person(), signed_on=date(2024, 12, 31), language="en")
    [event] = world.records(command, ConsentGranted)
    assert event.notice_version == "2023-1"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"categories": ()}, "NOTHING_CHOSEN", "categories"),
        ({"recipients": ()}, "NOTHING_CHOSEN", "recipients"),
        ({"purposes": ()}, "NOTHING_CHOSEN", "purposes"),
        ({"categories": ("SECRETS",)}, "CODE_NOT_VALID", "categories"),
        ({"recipients": ("PRESS",)}, "CODE_NOT_VALID", "recipients"),
        ({"purposes": ("GOSSIP",)}, "CODE_NOT_VALID", "purposes"),
        ({"method": "NOD"}, "CODE_NOT_VALID", "method"),
        ({"recipients": ("INTERNAL",)}, "RECIPIENT_NEEDS_NAME", "recipients"),
        ({"purposes": ("THREE_WAY_CONTACT",)}, "ONE_OFF_NEEDS_END", "expires_on"),
        ({"purposes": ("THREE_WAY_CONTACT", "REFERRAL")}, "ONE_OFF_STANDS_ALONE", "purposes"),
        (
            {"purposes": ("THREE_WAY_CONTACT",), "expires_on": date(2026, 5, 1)},
            "DAY_TOO_LATE",
            "expires_on",
        ),
        ({"capacity": "FRIEND"}, "CODE_NOT_VALID", "capacity"),
        ({"capacity": "TRUSTEE"}, "CAPACITY_CONSENTS_TO_NOTHING", "capacity"),
        ({"supersedes_id": uuid(5)}, "CONSENT_UNKNOWN", "supersedes_id"),
        ({"consent_id": uuid(5)}, "CONSENT_UNKNOWN", "consent_id"),
        ({"language": "oj"}, "NOTICE_NOT_IN_LANGUAGE", "language"),
        ({"notice": "other"}, "NOTICE_UNKNOWN", "notice"),
        ({"signed_on": date(2026, 3, 3)}, "DAY_IN_FUTURE", "signed_on"),
        ({"expires_on": date(2026, 3, 1)}, "DAY_TOO_EARLY", "expires_on"),
        ({"expires_on": date(2036, 3, 1)}, "DAY_TOO_LATE", "expires_on"),
        ({"method": "VERBAL"}, "WITNESS_MISSING", "witness"),
        ({"capacity": "PARENT"}, "GRANTOR_MISSING", "grantor_id"),
        ({"capacity": "PARENT", "grantor_id": uuid(5)}, "PERSON_UNKNOWN", "grantor_id"),
        ({"grantor_id": uuid(5)}, "GRANTOR_WITHOUT_CAPACITY", "capacity"),
    ],
)
def test_a_consent_that_cannot_stand_is_refused(changes: dict, code: str, field: str) -> None:
    world = World()
    assert world.refuses(code, world.consent(world.person(), **changes)).field == field


def test_a_consent_for_nobody_is_refused() -> None:
    world = World()
    world.refuses("PERSON_UNKNOWN", world.consent(uuid(1)))
    world.refuses("PERSON_UNKNOWN", world.refusal(uuid(1)))


def test_a_parent_consents_for_a_child() -> None:
    world = World()
    child, parent = world.person(birth_date="2017-01-01"), world.person()
    for_child = {"capacity": "PARENT", "grantor_id": parent, "custody": True}
    world.refuses("WITNESS_MISSING", world.consent(child, **for_child, method="VERBAL"))
    [event] = world.records(world.consent(child, **for_child), ConsentGranted)
    assert (event.capacity, event.grantor_id, event.custody) == ("PARENT", parent, True)
    assert event.lapses_on == date(2033, 1, 1)


def test_a_refusal_is_recorded_once() -> None:
    world = World()
    command = world.refusal(world.person())
    [event] = world.records(command, ConsentRefused)
    assert world.says_nothing_new(command).result == {"consent_id": str(event.consent_id)}


def test_a_withdrawal_acts_from_its_receipt_and_leaves_the_past() -> None:
    world = World()
    person = world.person()
    [given] = world.records(world.consent(person), ConsentGranted)
    before = world.now
    world.on(date(2026, 4, 1))
    command = WithdrawConsent(
        person_id=person, consent_id=given.consent_id, method="WRITTEN", reason="Plus envie"
    )
    [event] = world.records(command, ConsentWithdrawn)
    assert event.received_at == world.now and event.reason.body.own_key
    grant = world.consents(person).grants[given.consent_id]
    assert in_force(grant, before, before.date())
    assert not in_force(grant, world.now, world.today)
    world.says_nothing_new(command)


def test_a_consent_that_was_never_given_cannot_be_withdrawn() -> None:
    world = World()
    person, other = world.person(), world.person()
    [given] = world.records(world.consent(other), ConsentGranted)
    for consent_id in (uuid(1), given.consent_id):
        command = WithdrawConsent(person_id=person, consent_id=consent_id, method="VERBAL")
        world.refuses("CONSENT_UNKNOWN", command)


def test_who_consents_for_themselves_is_not_their_own_grantor() -> None:
    world = World()
    person = world.person()
    [event] = world.records(world.consent(person, grantor_id=person), ConsentGranted)
    assert isinstance(world.consent(person), GrantConsent) and event.grantor_id is None
