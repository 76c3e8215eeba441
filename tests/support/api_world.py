"""The whole API over a real ledger and its projections, with somebody of each role signed in."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
from litestar import Litestar

from api.access.accounts import create_account
from api.app import Api
from api.settings import Settings
from domain.event import Actor
from ledger.ids import uuid7
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from projections.engine.model import ReadModel
from projections.registry import READ_MODELS
from projections.run import Projections
from tests.support.databases import Database
from tests.support.policies import published

TENANT = "test"
SYSTEM = Actor(id=uuid4(), kind="SYSTEM", role="SYSTEM", organisation=TENANT)
PEOPLE = {
    "intake": ("INTAKE", "centre", TENANT),
    "worker": ("CASEWORKER", "centre", TENANT),
    "colleague": ("CASEWORKER", "centre", TENANT),
    "elsewhere": ("CASEWORKER", "east", TENANT),
    "supervisor": ("SUPERVISOR", "centre", TENANT),
    "partner": ("EMPLOYMENT_PARTNER", None, "eo-01"),
    "rival": ("EMPLOYMENT_PARTNER", None, "eo-02"),
    "privacy": ("PRIVACY_OFFICER", None, TENANT),
    "reporting": ("REPORTING", None, TENANT),
    "operator": ("OPERATOR", None, TENANT),
}


@dataclass
class World:
    """What the tests act on. ``ids`` and ``tokens`` are by the names of ``PEOPLE``."""

    api: Api
    ledger: Ledger
    projections: Projections
    database: Database
    http: httpx.AsyncClient
    ids: dict[str, UUID] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    async def post(self, who: str | None, body: Any, language: str = "en") -> httpx.Response:
        headers = {"accept-language": language}
        if who is not None:
            headers["authorization"] = f"Bearer {self.tokens[who]}"
        return await self.http.post("/graphql", json=body, headers=headers)

    async def ask(
        self, who: str | None, query: str, language: str = "en", **variables: Any
    ) -> dict[str, Any]:
        """The data of a query that must succeed."""
        answer = (await self.post(who, {"query": query, "variables": variables}, language)).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def refused(
        self, who: str | None, query: str, language: str = "en", **variables: Any
    ) -> dict[str, Any]:
        """The first error of a query that must fail."""
        answer = (await self.post(who, {"query": query, "variables": variables}, language)).json()
        return answer["errors"][0]

    async def send(
        self, who: str, mutation: str, language: str = "en", /, **given: Any
    ) -> dict[str, Any]:
        """The payload of a mutation, whatever became of it."""
        name = f"{mutation[0].upper()}{mutation[1:]}Input"
        given.setdefault("commandId", str(uuid7()))
        answer = await self.ask(who, SEND % (name, mutation), language, input=given)
        return answer[mutation]

    async def do(self, who: str, mutation: str, /, **given: Any) -> dict[str, str]:
        """The ids that a mutation made, which must be accepted."""
        payload = await self.send(who, mutation, **given)
        assert payload["__typename"] == "CommandAccepted", payload
        self.position = payload["position"] or self.position
        return {found["name"]: found["id"] for found in payload["ids"]}

    position: int = 0

    async def settle(self, seconds: float = 10.0) -> None:
        """Wait until the read side holds all that was done."""
        head = await self.ledger.head()
        assert await self.projections.wait_for(None, head, seconds)

    def looks(self) -> list[dict[str, Any]]:
        """Every recorded look, oldest first."""
        with psycopg.connect(
            self.database.url("migrator"), row_factory=psycopg.rows.dict_row
        ) as admin:
            return admin.execute("select * from access.look order by at").fetchall()


SEND = """
mutation M($input: %s!) {
  %s(input: $input) {
    __typename
    ... on CommandAccepted { commandId position replayed ids { name id } }
    ... on Refusal { code message field }
    ... on InvalidInput { problems { field message } }
    ... on ConcurrentChange { expectedVersion actualVersion }
    ... on TemporarilyUnavailable { retryAfterSeconds }
  }
}
"""


def settings(database: Database, tenant: str = TENANT, **changes: Any) -> Settings:
    return Settings(
        tenant=tenant,
        reader_url=database.url("reader"),
        auth_url=database.url("auth"),
        auditor_url=database.url("auditor"),
        demo=True,
        **changes,
    )


async def prepare(database: Database, tenant: str = TENANT) -> None:
    """Leave in a migrated database what every world of a tenant begins with: policy, read models."""
    async with Ledger(database.url("writer"), tenant, KeyEncryptionKey(bytes(range(32)))) as ledger:
        await published(ledger)
        async with Projections(ledger, database.url("projector")) as projections:
            assert await projections.wait_for(None, await ledger.head(), 60)


@asynccontextmanager
async def opened_world(
    database: Database,
    tenant: str = TENANT,
    models: Sequence[ReadModel] = READ_MODELS,
    seconds: float = 10.0,
    **changes: Any,
) -> AsyncIterator[World]:
    """A world of a tenant on a migrated database; what is in its ledger is folded within so long.

    ``changes`` are settings of its API.
    """
    ids = {name: uuid4() for name in PEOPLE}
    async with await psycopg.AsyncConnection.connect(database.url("auth"), autocommit=True) as auth:
        for name, (role, office, organisation) in PEOPLE.items():
            await create_account(
                auth,
                tenant=tenant,
                account_id=ids[name],
                display_name=name.title(),
                roles=[role],
                office=office,
                organisation=tenant if organisation == TENANT else organisation,
            )
    kek = KeyEncryptionKey(bytes(range(32)))
    async with Ledger(database.url("writer"), tenant, kek) as ledger:
        await published(ledger)
        async with Projections(ledger, database.url("projector"), models=models) as projections:
            api = Api(ledger, projections, settings(database, tenant, **changes))
            await api.open()
            app = Litestar(api.handlers(), middleware=[api.middleware])
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
                made = World(api, ledger, projections, database, http, ids)
                for name, account in ids.items():
                    secret = await api.services.sessions.open_for(account)
                    assert secret is not None
                    made.tokens[name] = secret
                await made.settle(seconds)
                yield made
            await api.close()
