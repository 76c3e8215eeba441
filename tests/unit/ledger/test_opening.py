"""What a decider declares is opened for it: that field, of that event, and nothing else."""

from typing import Any
from uuid import UUID

import pytest

from domain.decision import PrivateField, deciders
from domain.person import PersonRegistered
from domain.private import Clear, Disposed, Sealed
from ledger.keys.keyring import Keyring
from ledger.opening import open_fields
from tests.unit.ledger.keys import KEK, KeysInMemory

PERSON = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
EVENT = UUID("01890a5d-ac96-774b-bcce-b302099a8058")


class Keys:
    """A key store that remembers nothing, so that keys are fetched."""

    def __init__(self, ring: Keyring) -> None:
        self.ring = ring
        self.fetched: list[Any] = []

    def cached(self, persons: Any, items: Any = ()) -> None:
        return None

    def fetch(self, persons: Any, items: Any = ()) -> Keyring:
        self.fetched.append((set(persons), set(items)))
        return self.ring


def registered() -> tuple[PersonRegistered, KeysInMemory]:
    memory = KeysInMemory()
    event = PersonRegistered(
        person_id=PERSON,
        given_name=Clear("Zoé", PERSON),
        family_name=Clear("Roy", PERSON),
        birth_date=Clear("2012-07-15", PERSON),
        official_language="fr",
    )
    return memory.seal(event, EVENT), memory  # type: ignore[return-value]


async def test_the_declared_field_alone_is_opened() -> None:
    event, memory = registered()
    assert isinstance(event.birth_date, Sealed)
    keys = Keys(memory.everything())
    field = PrivateField("birth_date", EVENT, event, "birth_date")
    opened = await open_fields([field], keys)  # type: ignore[arg-type]
    assert opened == {"birth_date": Clear("2012-07-15", PERSON)}
    assert keys.fetched == [({PERSON}, set())]
    assert isinstance(event.given_name, Sealed), "what was read stays sealed"


async def test_a_field_whose_key_is_gone_is_disposed_and_an_empty_one_is_not_there() -> None:
    event, memory = registered()
    memory.persons[PERSON].by_version.clear()
    fields = [
        PrivateField("birth_date", EVENT, event, "birth_date"),
        PrivateField("sin", EVENT, event, "sin"),
    ]
    keys = Keys(Keyring("test", memory.persons, {}, KEK))
    assert await open_fields(fields, keys) == {"birth_date": Disposed(PERSON)}  # type: ignore[arg-type]


async def test_a_field_of_another_event_does_not_open() -> None:
    event, memory = registered()
    moved = PrivateField("birth_date", PERSON, event, "birth_date")
    with pytest.raises(Exception):  # noqa: B017  (whatever the cipher says)
        await open_fields([moved], Keys(memory.everything()))  # type: ignore[arg-type]


def test_only_what_needs_a_private_field_has_it_opened() -> None:
    declared = {kind.__name__ for kind, decider in deciders().items() if decider.opens}
    assert declared == {"GrantConsent", "ReaffirmConsent", "ReviewLapses", "MarkLetterSent"}
