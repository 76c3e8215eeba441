"""A stock application and a stock projection beside our asynchronous path, on the same streams."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.application import Application
from eventsourcing.persistence import IntegrityError, Tracking
from eventsourcing.popo import POPOTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner

from domain.event import Metadata
from domain.person import ContactUpdated, PersonRegistered, UpdateContact
from domain.private import Clear, Sealed
from ledger.commands import Accepted
from ledger.ids import uuid7
from ledger.ledger import Ledger
from ledger.mapper import LedgerMapper, LedgerRecord
from tests.support.databases import Database
from tests.support.kill_writer import FAMILY_NAME, INTAKE, KEK, PEOPLE, REGISTRATION
from tests.support.policies import publish_policy
from tests.support.stock import environment


@pytest.fixture
async def ledger(database: Database) -> AsyncIterator[Ledger]:
    url = database.url("writer")
    await publish_policy(url, PEOPLE, KEK)
    async with Ledger(url, PEOPLE, KEK) as opened:
        yield opened


@pytest.fixture
def env(database: Database) -> dict[str, str]:
    return environment(database.url("writer"), PEOPLE) | {
        "MAPPER_TOPIC": "ledger.mapper:LedgerMapper",
        "ORIGINATOR_ID_TYPE": "text",
    }


async def registered(ledger: Ledger) -> tuple[UUID, int]:
    """A person by our own path, and the position."""
    answer = await ledger.execute(REGISTRATION, command_id=uuid7(), actor=INTAKE)
    assert isinstance(answer, Accepted) and answer.position is not None
    return UUID(answer.result["person_id"]), answer.position


async def change(ledger: Ledger, person: UUID, telephone: str) -> Accepted:
    command = UpdateContact(person_id=person, telephone=telephone)
    answer = await ledger.execute(command, command_id=uuid7(), actor=INTAKE, vouched={person})
    assert isinstance(answer, Accepted)
    return answer


def contact(person: UUID, version: int, telephone: str) -> LedgerRecord:
    return LedgerRecord(
        originator_id=f"person-{person}",
        originator_version=version,
        event=ContactUpdated(person_id=person, telephone=Clear(telephone, person)),
        effective_on=date(2026, 5, 4),
        metadata=Metadata(actor=INTAKE),
    )


async def test_each_goes_on_from_what_the_other_wrote(ledger: Ledger, env: dict[str, str]) -> None:
    person, _ = await registered(ledger)
    stream = f"person-{person}"
    with Application[str](env=env) as stock:
        assert isinstance(stock.mapper, LedgerMapper)
        stock.mapper.keys = ledger.keys
        for version in range(2, 8, 2):
            assert stock.repository.get(stream).version == version - 1
            stock.save(contact(person, version, f"613555010{version}"))
            # ours has to learn of it first: what it remembers of the stream is old by now
            await change(ledger, person, f"613555010{version + 1}")
        with pytest.raises(IntegrityError):
            stock.save(contact(person, 3, "6135550199"))
        assert stock.repository.get(stream).version == 7
        opened = await ledger.unseal(await ledger.load(stream))
    assert [e.version for e in opened] == [1, 2, 3, 4, 5, 6, 7]
    assert opened[0].event.family_name.value == FAMILY_NAME
    assert [e.event.telephone.value for e in opened[1:]] == [f"613555010{v}" for v in range(2, 8)]


class Seen(POPOTrackingRecorder):
    def __init__(self) -> None:
        super().__init__()
        self.events: list[tuple[int, Any]] = []

    def add(self, tracking: Tracking, event: Any) -> None:
        with self._database_lock:
            self._insert_tracking(tracking)
            self.events.append((tracking.notification_id, event))


class Watching(Projection[Seen]):
    name = "watching"

    def process_event(self, domain_event: LedgerRecord, tracking: Tracking) -> None:
        self.view.add(tracking, domain_event.event)


async def test_a_stock_projection_follows_both(ledger: Ledger, env: dict[str, str]) -> None:
    env["WATCHING_PERSISTENCE_MODULE"] = "eventsourcing.popo"
    start = await ledger.head()
    first, position = await registered(ledger)  # before it runs, and then while it does
    with ProjectionRunner(
        application_class=Application[str], projection_class=Watching, view_class=Seen, env=env
    ) as runner:
        mapper = runner.app.mapper
        assert isinstance(mapper, LedgerMapper)
        mapper.keys = ledger.keys
        second, _ = await registered(ledger)
        [saved] = runner.app.save(contact(first, 2, "6135550102"))
        position = (await change(ledger, second, "6135550103")).position
        await asyncio.to_thread(runner.wait, position, timeout=30)
        seen = [(at, event) for at, event in runner.projection.view.events if at > start]
    assert [(at - start, type(event), event.person_id) for at, event in seen] == [
        (1, PersonRegistered, first),
        (2, PersonRegistered, second),
        (3, ContactUpdated, first),
        (4, ContactUpdated, second),
    ]
    assert saved.notification.id == start + 3
    assert all(isinstance(event.telephone, Sealed) for _, event in seen[2:])
