"""Commands against a real ledger: decided, sealed, appended once, however often they are sent."""

from collections.abc import AsyncIterator
from uuid import uuid4

import psycopg
import pytest

from domain.consent import GrantConsent
from domain.decision import Refusal
from domain.event import Actor
from domain.person import RegisterPerson
from domain.policy_data import load_policy_data
from domain.private import Clear, Disposed, Sealed
from ledger.commands import Accepted
from ledger.ids import uuid7
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from tests.support.databases import Database
from tests.support.days import local_day
from tests.support.policies import published

SYSTEM = Actor(id=uuid4(), kind="SYSTEM", role="SYSTEM", organisation="riviere-nord")
INTAKE = Actor(
    id=uuid4(), kind="STAFF", role="INTAKE", organisation="riviere-nord", office="centre"
)

KEK = KeyEncryptionKey(bytes(range(32)))


@pytest.fixture
async def ledger(database: Database) -> AsyncIterator[Ledger]:
    async with Ledger(database.url("writer"), "test", KEK) as opened:
        await published(opened)
        yield opened


def registration(**changes: str) -> RegisterPerson:
    given = {
        "given_name": "Zoé",
        "family_name": "Tremblay-O’Neil",
        "birth_date": "1990-02-28",
        "official_language": "fr",
        "safe_contact": "Ne jamais appeler le soir.",
        "text_language": "fr",
    }
    return RegisterPerson(**(given | changes))


async def test_a_person_is_sealed_in_the_store_and_opens_with_the_key(ledger: Ledger) -> None:
    answer = await ledger.execute(registration(), command_id=uuid7(), actor=INTAKE)
    assert isinstance(answer, Accepted)
    person = answer.result["person_id"]
    [row] = await ledger.store.load("test", f"person-{person}")
    assert b"Tremblay" not in row.state and b"soir" not in row.state
    [sealed] = await ledger.load(f"person-{person}")
    assert isinstance(sealed.event.family_name, Sealed)
    assert sealed.event.safe_contact.body.item is not None, "free text has a key of its own"
    [opened] = await ledger.unseal([sealed])
    assert opened.event.family_name == Clear("Tremblay-O’Neil", opened.event.person_id)
    assert opened.event.safe_contact.body.value == "Ne jamais appeler le soir."


async def test_a_destroyed_key_leaves_disposed_and_nothing_else(
    ledger: Ledger, database: Database
) -> None:
    answer = await ledger.execute(registration(), command_id=uuid7(), actor=INTAKE)
    stream = f"person-{answer.result['person_id']}"
    [sealed] = await ledger.load(stream)
    person = sealed.event.person_id
    with psycopg.connect(database.url("migrator"), autocommit=True) as admin:
        admin.execute(
            "update keys.person_key set state = 'destroyed', wrapped = null where person_id = %s",
            (person,),
        )
    ledger.keys.forget(person)
    [opened] = await ledger.unseal([sealed])
    assert opened.event.family_name == Disposed(person)
    assert opened.event.safe_contact.body == Disposed(person)


async def test_the_same_command_twice_is_one_event_and_one_answer(ledger: Ledger) -> None:
    command_id = uuid7()
    first = await ledger.execute(registration(), command_id=command_id, actor=INTAKE)
    again = await ledger.execute(registration(), command_id=command_id, actor=INTAKE)
    assert isinstance(again, Accepted) and again.replayed and not first.replayed
    assert (again.position, again.result) == (first.position, first.result)


async def test_another_body_under_the_same_command_id_is_refused(ledger: Ledger) -> None:
    command_id = uuid7()
    await ledger.execute(registration(), command_id=command_id, actor=INTAKE)
    before = await ledger.head()
    answer = await ledger.execute(
        registration(given_name="Léa"), command_id=command_id, actor=INTAKE
    )
    assert answer == Refusal("COMMAND_ID_REUSED")
    assert await ledger.head() == before


async def test_a_social_insurance_number_belongs_to_one_person(ledger: Ledger) -> None:
    first = await ledger.execute(registration(sin="046454286"), command_id=uuid7(), actor=INTAKE)
    assert isinstance(first, Accepted), first
    second = await ledger.execute(
        registration(sin="046454286", given_name="Luc"), command_id=uuid7(), actor=INTAKE
    )
    assert isinstance(second, Refusal) and second.field == "sin"


async def test_a_consent_for_nobody_is_refused(ledger: Ledger) -> None:
    command = GrantConsent(
        person_id=uuid4(),
        categories=("IDENTITY",),
        recipients=("EO",),
        purposes=("REFERRAL",),
        signed_on=local_day(),
        language="fr",
        method="WRITTEN",
    )
    vouched = {command.person_id}
    answer = await ledger.execute(command, command_id=uuid7(), actor=INTAKE, vouched=vouched)
    assert isinstance(answer, Refusal) and answer.code == "PERSON_UNKNOWN", answer
    answer = await ledger.execute(command, command_id=uuid7(), actor=INTAKE)
    assert answer == Refusal("NOT_PERMITTED"), "nobody found that it is theirs to name them"


async def test_policy_is_published_once(ledger: Ledger) -> None:
    before = await ledger.head()
    for command in load_policy_data():
        answer = await ledger.execute(command, command_id=uuid7(), actor=SYSTEM)
        assert isinstance(answer, Accepted) and answer.position is None
    assert await ledger.head() == before
    assert (await ledger.policy()).code("offices", "centre", local_day()) is not None
