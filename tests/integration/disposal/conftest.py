"""A ledger with its read models, and disposals carried out only when a test says so."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from domain.decision import Command
from domain.event import Actor
from domain.naming import named
from ledger.commands import Accepted
from ledger.ids import uuid7
from ledger.keys.kek import KeyEncryptionKey
from ledger.keys.sources import Keks
from ledger.ledger import Ledger
from projections.effects.carrying_out import CarryingOut
from projections.effects.disposals import Disposals
from projections.run import Projections
from tests.integration.projections.town import append
from tests.support.api_world import prepare
from tests.support.canaries import Life, life
from tests.support.databases import Database, PgServer, new_database
from tests.support.policies import published
from tests.support.world import actor

TENANT = "riviere-nord"
KEK = KeyEncryptionKey(bytes(range(32)))
SYSTEM = Actor(UUID(int=1), "SYSTEM", "SYSTEM", TENANT)
OFFICER = actor("PRIVACY_OFFICER", number=905, office=None)
RECORDS = actor("SUPERVISOR", number=906)


@dataclass
class Town:
    """What the tests act on."""

    ledger: Ledger
    projections: Projections
    disposals: Disposals

    async def lives(self, **changes: Any) -> Life:
        """Somebody whose file was closed years ago, in the ledger and folded."""
        made = life(TENANT, **changes)
        await append(self.ledger, made.events)
        await self.settle()
        return made

    async def do(self, command: Command, who: Actor = OFFICER) -> Any:
        """What the ledger answers to a command that was filled in."""
        filled = await self.disposals.fill(command)
        answer = await self.ledger.execute(
            filled, command_id=uuid7(), actor=who, vouched=named(filled)
        )
        if isinstance(answer, Accepted):
            await self.settle()
        return answer

    async def made(self, command: Command, who: Actor = OFFICER) -> UUID:
        """The id of the disposal or hold that a command, which must be accepted, is about."""
        answer = await self.do(command, who)
        assert isinstance(answer, Accepted), answer
        return UUID(answer.result.get("disposal_id") or answer.result["hold_id"])

    async def settle(self) -> None:
        head = await self.ledger.head()
        assert await self.projections.wait_for(None, head, 60)

    async def carry_out(self) -> None:
        """Until nothing is outstanding."""
        carrying = CarryingOut(self.ledger, self.projections)
        async with asyncio.timeout(20):
            while True:
                await carrying.once()
                await self.settle()
                if await self.disposals.outstanding() == []:
                    return


@asynccontextmanager
async def opened(database: Database, keys: Keks = KEK) -> AsyncIterator[Town]:
    async with (
        Ledger(database.url("writer"), TENANT, keys) as ledger,
        Projections(ledger, database.url("projector")) as projections,
    ):
        yield Town(ledger, projections, Disposals(ledger, projections))


@pytest.fixture(scope="session")
def prepared(pg_server: PgServer, migrated_template: str) -> Iterator[str]:
    """The name of a database to copy, with the town's policy published and its read models made."""
    with new_database(pg_server, migrated_template) as made:
        asyncio.run(prepare(made, TENANT))
        yield made.name


@pytest.fixture(scope="module")
def database(pg_server: PgServer, prepared: str) -> Iterator[Database]:
    """A fresh database for this test module, in which only policy is known."""
    with new_database(pg_server, prepared) as made:
        yield made


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    async with opened(database) as made:
        await published(made.ledger)
        yield made
