"""Sealing: nothing private is written in clear, and a box opens only where it was written."""

from datetime import date
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.events import ActionPlanCreated, NoteAdded, PlanItem
from domain.event import Event, event_types
from domain.person import PersonRegistered
from domain.private import Clear, Disposed, Sealed, clear_text
from ledger.codec import decode_event, encode_event
from ledger.ids import uuid7
from ledger.keys.kek import WrongKey
from ledger.keys.keyring import PersonKeys
from ledger.sealing import (
    NotSealed,
    SubjectDisposed,
    holds_private,
    private_values,
    unseal,
)
from tests.unit.ledger.keys import KeysInMemory


def person(person_id: UUID, family_name: str = "Keïta") -> PersonRegistered:
    def private(value: str) -> Clear:
        return Clear(value, person_id)

    return PersonRegistered(
        person_id=person_id,
        given_name=private("Aïcha"),
        family_name=private(family_name),
        birth_date=private("1988-07-01"),
        official_language="fr",
        safe_contact=clear_text("Textos seulement", "fr", person_id),
    )


def plan(one: UUID, two: UUID) -> ActionPlanCreated:
    def item(subject: UUID, words: str) -> PlanItem:
        return PlanItem(
            item_id=uuid4(),
            kind="STABILITY",
            domain="HEALTH",
            owner="PERSON",
            description=clear_text(words, "en", subject),
        )

    return ActionPlanCreated(
        case_id=uuid4(),
        plan_id=uuid4(),
        person_id=one,
        created_on=date(2026, 5, 4),
        review_on=date(2026, 6, 3),
        items=(item(one, "See a doctor"), item(two, "Find a quiet place")),
    )


@given(st.text(min_size=1, max_size=200).filter(lambda text: "\ud800" not in text))
def test_what_is_sealed_opens_as_it_was(name: str) -> None:
    keys, event_id = KeysInMemory(), uuid7()
    event = person(uuid4(), name)
    sealed = keys.seal(event, event_id)
    assert all(isinstance(value, Sealed) for value in private_values(sealed))
    stored = decode_event(event.wire_name, event.schema_version, encode_event(sealed))
    assert unseal(stored, event_id, keys.everything()) == event


def test_an_event_in_clear_is_never_encoded() -> None:
    with pytest.raises(NotSealed):
        encode_event(person(uuid4()))


def test_words_of_two_people_in_one_event_are_each_under_their_own_key() -> None:
    keys, event_id, one, two = KeysInMemory(), uuid7(), uuid4(), uuid4()
    sealed = keys.seal(plan(one, two), event_id)
    keys.persons[two] = PersonKeys({})
    opened = unseal(sealed, event_id, keys.everything())
    assert opened.items[0].description.body.value == "See a doctor"
    assert opened.items[1].description.body == Disposed(two)


def test_one_text_can_be_disposed_of_alone() -> None:
    keys, event_id, subject = KeysInMemory(), uuid7(), uuid4()
    sealed = keys.seal(plan(subject, subject), event_id)
    keys.items[sealed.items[0].description.body.item] = None
    opened = unseal(sealed, event_id, keys.everything())
    assert opened.items[0].description.body == Disposed(subject)
    assert opened.items[1].description.body.value == "Find a quiet place"


def test_a_box_moved_to_another_event_field_or_person_does_not_open() -> None:
    keys, event_id, subject = KeysInMemory(), uuid7(), uuid4()
    sealed = keys.seal(person(subject), event_id)
    with pytest.raises(WrongKey):
        unseal(sealed, uuid7(), keys.everything())
    swapped = msgspec.structs.replace(
        sealed, given_name=sealed.family_name, family_name=sealed.given_name
    )
    with pytest.raises(WrongKey):
        unseal(swapped, event_id, keys.everything())
    other = uuid4()
    keys.persons[other] = keys.persons[subject]
    moved = msgspec.structs.replace(
        sealed, given_name=msgspec.structs.replace(sealed.given_name, subject=other)
    )
    with pytest.raises(WrongKey):
        unseal(moved, event_id, keys.everything())


def test_nothing_is_sealed_for_a_person_whose_key_was_destroyed() -> None:
    keys, subject = KeysInMemory(), uuid4()
    keys.persons[subject] = PersonKeys({})
    with pytest.raises(SubjectDisposed):
        keys.seal(person(subject), uuid7())


def test_every_free_text_of_every_event_is_private() -> None:
    """A plain ``str`` may hold a code, a month or a reference: the names that do are listed."""
    plain = {
        "case_number", "programme", "channel", "received_by", "office", "decided_by", "reason",
        "tool", "tool_version", "readiness", "status", "to_type", "recipient", "origin", "purpose",
        "answer", "outcome", "benefit_type", "month", "method", "organisation", "notice",
        "notice_version", "notice_hash", "language", "capacity", "recipient_kind",
        "authority_kind", "authority_reference", "official_language", "policy_id", "version",
        "source", "content", "content_hash", "role", "participant_class", "cause", "entry",
        "consequence_version", "consequence_hash", "authority", "reference",
        "at", "mode", "means", "kind", "institution", "measure",
    }  # fmt: skip
    unlisted = {
        f"{name}.{field.encode_name}"
        for name, event_type in event_types().items()
        for field in msgspec.structs.fields(event_type)
        if field.type is str and field.encode_name not in plain
    }
    assert unlisted == set()
    assert holds_private(NoteAdded) and holds_private(ActionPlanCreated)
    assert not holds_private(Event)
