"""A primary with two standbys and a migrated database, whole again before each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from caseledger.embedded import ROLES
from caseledger.embedded.roles import ensure_roles, login
from caseledger.migrate import migrate
from ledger.address import to_primary
from tests.support.cluster import Cluster
from tests.support.databases import Database

NAME = "ledger"
PASSWORD = "not looked at: the sockets are trusted"


def a_database(cluster: Cluster, name: str) -> Database:
    """One more migrated database; its addresses lead to whichever of the three takes writes."""
    with cluster.primary.connect() as boss:
        boss.execute(f"create database {name} owner caseledger_owner")
    urls = {
        role: to_primary(cluster.url(user=login(role), password=PASSWORD, dbname=name))
        for role in ROLES
    }
    migrate(urls["migrator"])
    return Database(name, urls, Path())


@pytest.fixture(scope="session")
def built() -> Iterator[tuple[Cluster, Database]]:
    cluster = Cluster.create()
    try:
        with cluster.primary.connect() as boss:
            ensure_roles(boss, dict.fromkeys(ROLES, PASSWORD))
        yield cluster, a_database(cluster, NAME)
    finally:
        cluster.discard()


@pytest.fixture
def cluster(built: tuple[Cluster, Database]) -> Cluster:
    cluster, _ = built
    cluster.heal()
    return cluster


@pytest.fixture
def database(built: tuple[Cluster, Database]) -> Database:
    """Its addresses lead to whichever of the three takes writes."""
    return built[1]


@pytest.fixture
def reader_url(cluster: Cluster) -> str:
    """The address of the three, as the reader's login."""
    return cluster.url(user=login("reader"), dbname=NAME)
