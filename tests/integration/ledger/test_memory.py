"""Remembered states make commands quicker, and never make one wrong: other processes write too."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from domain.case.commands import AddNote, AssignCase, DecideApplication, ExitCase, SubmitApplication
from domain.case.events import Member
from domain.decision import Command, Refusal
from domain.event import Actor
from domain.person import RegisterPerson
from domain.streams import case_stream
from ledger.answers import Accepted
from ledger.ids import uuid7
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from tests.support.databases import Database
from tests.support.policies import published

SYSTEM = Actor(id=uuid4(), kind="SYSTEM", role="SYSTEM", organisation="riviere-nord")
KEK = KeyEncryptionKey(bytes(range(32)))


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Ledger]:
    async with Ledger(database.url("writer"), "test", KEK) as opened:
        await published(opened)
        yield opened


@pytest.fixture
async def elsewhere(here: Ledger, database: Database) -> AsyncIterator[Ledger]:
    """Another process: it shares the database and no memory."""
    async with Ledger(database.url("writer"), "test", KEK) as opened:
        yield opened


async def give(ledger: Ledger, command: Command) -> Any:
    return await ledger.execute(command, command_id=uuid7(), actor=SYSTEM)


async def accepted(ledger: Ledger, command: Command) -> dict[str, str]:
    answer = await give(ledger, command)
    assert isinstance(answer, Accepted), answer
    return answer.result


async def pending_case(ledger: Ledger) -> tuple[UUID, UUID, UUID]:
    """A case that waits for its decision: its id, its application's and its applicant's."""
    registered = await accepted(
        ledger,
        RegisterPerson(
            given_name="Zoé", family_name="Essai", birth_date="1990-02-28", official_language="fr"
        ),
    )
    person_id = UUID(registered["person_id"])
    opened = await accepted(
        ledger,
        SubmitApplication(
            programme="OW",
            channel="PHONE",
            received_by="LOCAL",
            office="centre",
            submitted_on=ledger.today(),
            members=(Member(person_id, "APPLICANT", "OW_ADULT"),),
            complete=True,
        ),
    )
    return UUID(opened["case_id"]), UUID(opened["application_id"]), person_id


def granted(case_id: UUID, application_id: UUID, on: date) -> DecideApplication:
    return DecideApplication(
        case_id=case_id,
        application_id=application_id,
        outcome="GRANTED",
        decided_on=on,
        effective_on=on,
        reasons=("ELIGIBLE",),
    )


def exited(case_id: UUID, on: date) -> ExitCase:
    return ExitCase(case_id=case_id, reason="EMPLOYMENT", exited_on=on)


def note(case_id: UUID, person_id: UUID) -> AddNote:
    return AddNote(case_id=case_id, person_id=person_id, body="Rappeler lundi")


async def test_a_busy_case_is_read_once(here: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[Any] = []
    load = here.store.load_rows

    async def counted(tenant: str, streams: Any, *limit: Any) -> Any:
        loads.append(streams)
        return await load(tenant, streams, *limit)

    case_id, _, person_id = await pending_case(here)
    monkeypatch.setattr(here.store, "load_rows", counted)
    for _ in range(5):
        await accepted(here, note(case_id, person_id))
    assert loads == [{case_stream(case_id): 0}]


async def test_what_is_remembered_is_what_the_ledger_would_give(
    here: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id, application_id, person_id = await pending_case(here)
    stream = case_stream(case_id)
    for command in (
        granted(case_id, application_id, here.today()),
        AssignCase(case_id=case_id, office="centre", caseworker_id=uuid4()),
        note(case_id, person_id),
        exited(case_id, here.today()),
    ):
        await accepted(here, command)
        remembered = here.commands._memory.recall([stream], 0)
        assert remembered is not None
        assert remembered == await here.commands.states.load_states([stream])


async def test_an_acceptance_decided_on_old_memory_is_decided_again(
    here: Ledger, elsewhere: Ledger
) -> None:
    case_id, application_id, person_id = await pending_case(here)
    await accepted(here, note(case_id, person_id))
    grant = granted(case_id, application_id, here.today())
    await accepted(elsewhere, grant)
    other = msgspec.structs.replace(grant, outcome="REFUSED", reasons=("NOT_ELIGIBLE",))
    refused = await give(here, other)
    assert isinstance(refused, Refusal) and refused.code == "APPLICATION_DECIDED"
    for ledger in (elsewhere, here, elsewhere, elsewhere, here):
        await accepted(ledger, note(case_id, person_id))
    versions = [e.version for e in await here.load(case_stream(case_id))]
    assert versions == list(range(1, len(versions) + 1))


async def test_a_refusal_decided_on_old_memory_is_decided_again(
    here: Ledger, elsewhere: Ledger
) -> None:
    case_id, application_id, _ = await pending_case(here)
    refused = await give(here, exited(case_id, here.today()))
    assert isinstance(refused, Refusal)
    await accepted(elsewhere, granted(case_id, application_id, here.today()))
    await accepted(here, exited(case_id, here.today()))


async def test_many_at_once_on_one_case_leave_no_gap_and_lose_nothing(
    here: Ledger, elsewhere: Ledger
) -> None:
    case_id, _, person_id = await pending_case(here)
    before = len(await here.load(case_stream(case_id)))
    commands = [(ledger, note(case_id, person_id)) for ledger in (here, elsewhere) * 4]
    await asyncio.gather(*(accepted(ledger, command) for ledger, command in commands))
    versions = [e.version for e in await here.load(case_stream(case_id))]
    assert versions == list(range(1, before + len(commands) + 1))
