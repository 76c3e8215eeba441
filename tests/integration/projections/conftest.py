"""A ledger with a random history in it, and what is needed to look at read tables from outside."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest
from psycopg import AsyncConnection

from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from projections.engine.builds import install
from projections.engine.tables import connect
from projections.registry import READ_MODELS
from projections.run import Projections
from tests.integration.projections.reading import EVENTS, Reader
from tests.integration.projections.town import KEK, append
from tests.support.databases import Database, PgServer, new_database
from tests.unit.projections.histories import REVIEWER, TENANT


@pytest.fixture(scope="session")
def installed(pg_server: PgServer, migrated_template: str) -> Iterator[str]:
    """The name of a database to copy, with the read tables of no tenant yet."""

    async def install_all(database: Database) -> None:
        async with await connect(database.url("projector")) as connection:
            for model in READ_MODELS:
                await install(connection, model)

    with new_database(pg_server, migrated_template) as made:
        asyncio.run(install_all(made))
        yield made.name


@pytest.fixture(scope="module")
def database(pg_server: PgServer, installed: str) -> Iterator[Database]:
    """A fresh database for this test module."""
    with new_database(pg_server, installed) as made:
        yield made


@pytest.fixture
def fresh(pg_server: PgServer, installed: str) -> Iterator[Database]:
    """A database for one test alone."""
    with new_database(pg_server, installed) as made:
        yield made


@pytest.fixture
async def ledger(fresh: Database) -> AsyncIterator[Ledger]:
    """An empty ledger of the town."""
    async with Ledger(fresh.url("writer"), TENANT, KeyEncryptionKey(KEK)) as opened:
        yield opened


@pytest.fixture(scope="module")
def town(database: Database) -> None:
    """The town's history, folded."""

    async def fill() -> None:
        async with Ledger(database.url("writer"), TENANT, KeyEncryptionKey(KEK)) as ledger:
            last = await append(ledger, EVENTS)
            async with Projections(ledger, database.url("projector")) as projections:
                assert await projections.wait_for(None, last, 20)

    asyncio.run(fill())
    with database.connect("migrator") as admin:
        admin.execute("analyze")  # as autovacuum does at some moment of its own


@pytest.fixture
async def stranger(database: Database) -> AsyncIterator[Reader]:
    """A connection of the reader's role, and nothing more."""
    async with await AsyncConnection.connect(database.url("reader"), autocommit=True) as made:
        yield made


@pytest.fixture
async def reader(stranger: Reader, secret: str) -> Reader:
    """A reader's connection that holds a session: it is given ids, and no rows."""
    await stranger.execute("select set_config('caseledger.session', %s, false)", (secret,))
    return stranger


@pytest.fixture
async def searcher(reader: Reader, secret: str) -> Reader:
    """A reader who has said that they search: they find names, too."""
    await reader.execute(
        "select set_config('caseledger.look', access.record_look("
        "%s, 'SERVICE', 'SEARCH', '{}', '{}', '{}', 'allowed', '{}', null)::text, false)",
        (secret,),
    )
    return reader


@pytest.fixture
def secret(database: Database) -> str:
    """The secret of a session of somebody to whom every seal of the town opens."""
    return sign_in(database)


@pytest.fixture(scope="module")
def signed_in(database: Database) -> str:
    """The same, for all of a module that ends no sessions."""
    return sign_in(database)


def sign_in(database: Database) -> str:
    secret, account = secrets.token_urlsafe(), REVIEWER
    with database.connect("auth") as auth:
        auth.execute(
            "insert into access.account (tenant, account_id, display_name, roles, organisation)"
            " values (%s, %s, 'Invented Name', '{CASEWORKER}', %s) on conflict do nothing",
            (TENANT, account, TENANT),
        )
        auth.execute(
            "insert into access.session (session_id, secret_hash, tenant, account_id, role,"
            " organisation, expires_at)"
            " values (%s, %s, %s, %s, 'CASEWORKER', %s, now() + interval '1 hour')",
            (uuid4(), hashlib.sha256(secret.encode()).digest(), TENANT, account, TENANT),
        )
    return secret
