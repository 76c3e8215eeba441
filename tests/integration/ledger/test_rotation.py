"""Rotation: nothing that is sealed is lost, whoever is killed, and what was wrapped before is dead."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from caseledger.policies import publish_policies
from domain.private import Clear
from ledger.answers import Accepted
from ledger.ids import uuid7
from ledger.keys import news, rewrapping
from ledger.keys.bound import of_item, of_person
from ledger.keys.folder import KeyFolder
from ledger.keys.kek import KeyEncryptionKey
from ledger.keys.keyring import peeled
from ledger.keys.rotation import RotationRuns, rotate, status, unlayered
from ledger.keys.sources import GivenKeys, KeySource, MissingKek, NoNextKek
from ledger.ledger import Ledger
from tests.support.databases import Database, wait_until
from tests.support.kill_writer import INTAKE, REGISTRATION, SAFE_CONTACT

Opened = Callable[[], Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def tenant(request: pytest.FixtureRequest) -> str:
    """A ledger of its own for each test."""
    return request.node.name.removeprefix("test_").replace("_", "-")[:40].strip("-")


@asynccontextmanager
async def opened(database: Database, tenant: str, keys: KeySource) -> AsyncIterator[Ledger]:
    async with Ledger(database.url("writer"), tenant, keys) as ledger:
        await publish_policies(ledger)
        yield ledger


@pytest.fixture
async def ledger(database: Database, folder: Path, tenant: str) -> AsyncIterator[Ledger]:
    async with opened(database, tenant, KeyFolder(folder)) as made:
        yield made


@pytest.fixture
def writer(database: Database) -> Iterator[psycopg.Connection]:
    with database.connect("writer") as connection:
        yield connection


async def register(ledger: Ledger) -> UUID:
    answer = await ledger.execute(REGISTRATION, command_id=uuid7(), actor=INTAKE)
    assert isinstance(answer, Accepted), answer
    return UUID(answer.result["person_id"])


async def contact_of(ledger: Ledger, person: UUID) -> str:
    [event] = await ledger.unseal(await ledger.load(f"person-{person}"))
    assert isinstance(event.event.family_name, Clear)
    return event.event.safe_contact.body.value


@contextmanager
def elsewhere(database: Database, folder: Path, tenant: str) -> Iterator[Ledger]:
    """The ledger in another process, as it were: nothing of this one's memory is in it."""
    ledger = Ledger(database.url("writer"), tenant, KeyFolder(folder))
    yield ledger
    ledger.keys.close()


def wrapped(connection: psycopg.Connection, tenant: str) -> list[tuple[UUID, bytes, str]]:
    """Persons' and texts' keys as they stand, hence as a backup has them."""
    return connection.execute(
        "select person_id, wrapped, kek_id from keys.person_key where tenant = %(tenant)s"
        " union all select item_id, wrapped, kek_id from keys.item_key where tenant = %(tenant)s",
        {"tenant": tenant},
    ).fetchall()


async def test_what_was_wrapped_before_opens_no_more_and_all_else_does(
    ledger: Ledger, folder: Path, tenant: str, writer: psycopg.Connection
) -> None:
    person = await register(ledger)
    [first] = [path.stem for path in folder.iterdir()]
    before = wrapped(writer, tenant)
    assert {kek_id for *_, kek_id in before} == {first}

    done = rotate(writer, KeyFolder(folder))
    assert done.destroyed == [first] and not (done.left or done.waiting)
    assert done.rewrapped == len(before) + 2, "and the two secrets"
    assert [path.stem for path in folder.iterdir()] == [done.kek_id]

    after = wrapped(writer, tenant)
    assert {kek_id for *_, kek_id in after} == {done.kek_id}
    left = KeyFolder(folder)
    for identifier, old, kek_id in before:
        with pytest.raises(MissingKek):
            left.get(kek_id)
        if old[0] == 1:
            with pytest.raises(MissingKek):
                peeled(old, left.get, of_item(tenant, identifier))
    assert await contact_of(ledger, person) == SAFE_CONTACT
    now, was = (
        {each.kek_id: each for each in status(writer, left) if each.tenant == tenant}[kek_id]
        for kek_id in (done.kek_id, first)
    )
    assert (now.state, now.keys, now.here) == ("current", len(after) + 2, True)
    assert (was.state, was.keys, was.here) == ("destroyed", 0, False)


async def test_others_write_and_read_while_it_runs(
    database: Database,
    ledger: Ledger,
    folder: Path,
    tenant: str,
    writer: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rewrapping, "BATCH", 20)
    persons: list[UUID] = []
    stop = asyncio.Event()
    async with opened(database, tenant, KeyFolder(folder)) as other:

        async def work(on: Ledger) -> None:
            while not stop.is_set():
                persons.append(await register(on))

        async def rotations() -> str:
            try:
                for _ in range(3):
                    begun = len(persons)
                    done = await asyncio.to_thread(rotate, writer, KeyFolder(folder))
                    assert done.destroyed and not done.waiting
                    while len(persons) < begun + 20:
                        await asyncio.sleep(0.01)
            finally:
                stop.set()
            return done.kek_id

        workers = [work(each) for each in (ledger, other) for _ in range(3)]
        kek_id, *_ = await asyncio.gather(rotations(), *workers)
    assert [path.stem for path in folder.iterdir()] == [kek_id]
    assert {under for *_, under in wrapped(writer, tenant)} == {kek_id}
    with elsewhere(database, folder, tenant) as fresh:
        ring = await asyncio.to_thread(fresh.keys.fetch, persons)
        assert not ring.lacks(persons)
        items = writer.execute(
            "select item_id from keys.item_key where tenant = %s", [tenant]
        ).fetchall()
        ring = await asyncio.to_thread(fresh.keys.fetch, persons, [item for (item,) in items])
        assert len(items) == len(persons)
        assert all(ring.cipher(persons[0], 1, item) for (item,) in items)


async def test_who_did_not_hear_of_it_is_refused_and_does_it_again(
    ledger: Ledger, folder: Path, writer: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await register(ledger)
    told = ledger.keys._news
    monkeypatch.setattr(told, "_heard", lambda news: None)
    before = ledger.keys.wraps
    done = rotate(writer, KeyFolder(folder))
    assert ledger.keys.wraps is before, "it still wraps under the key that is gone"
    person = await register(ledger)
    assert ledger.keys.wraps is not None and ledger.keys.wraps.id == done.kek_id
    assert await contact_of(ledger, person) == SAFE_CONTACT


async def test_killed_at_every_step_it_loses_nothing_and_ends_at_last(
    database: Database, ledger: Ledger, folder: Path, tenant: str, writer: psycopg.Connection
) -> None:
    persons = [await register(ledger)]
    for step in range(1, 20):
        command = ["-m", "tests.support.rotate_and_die", database.url("writer"), folder, step]
        ended = subprocess.run([sys.executable, *map(str, command)], check=False).returncode
        persons.append(await register(ledger))
        with elsewhere(database, folder, tenant) as fresh:
            ring = await asyncio.to_thread(fresh.keys.fetch, persons)
            assert not ring.lacks(persons), step
        if ended == 0:
            break
    assert ended == 0 and step > 6
    [left] = [path.stem for path in folder.iterdir()]
    mine = [each for each in status(writer, KeyFolder(folder)) if each.tenant == tenant]
    assert [each.kek_id for each in mine if each.state == "current"] == [left]
    assert all(each.state == "destroyed" for each in mine if each.kek_id != left)
    assert {kek_id for *_, kek_id in wrapped(writer, tenant)} == {left}
    for person in persons:
        assert await contact_of(ledger, person) == SAFE_CONTACT


async def test_a_text_of_a_time_without_the_outer_layer_gets_it(
    ledger: Ledger, folder: Path, tenant: str, writer: psycopg.Connection, database: Database
) -> None:
    person = await register(ledger)
    [(item, layered)] = writer.execute(
        "select item_id, wrapped from keys.item_key where tenant = %s", [tenant]
    ).fetchall()
    inner = peeled(layered, KeyFolder(folder).get, of_item(tenant, item))
    writer.execute(
        "update keys.item_key set wrapped = %s, kek_id = 'person' where item_id = %s", [inner, item]
    )
    assert unlayered(writer) == 1
    with elsewhere(database, folder, tenant) as fresh:
        ring = await asyncio.to_thread(fresh.keys.fetch, [person], [item])
        assert ring.cipher(person, 1, item), "it opens until then"
    rotate(writer, KeyFolder(folder))
    assert unlayered(writer) == 0
    with elsewhere(database, folder, tenant) as fresh:
        ring = await asyncio.to_thread(fresh.keys.fetch, [person], [item])
        assert ring.cipher(person, 1, item)


async def test_what_is_destroyed_in_the_midst_of_it_stays_so(
    ledger: Ledger, folder: Path, tenant: str, writer: psycopg.Connection, monkeypatch: Any
) -> None:
    gone, other = await register(ledger), await register(ledger)
    rewrap = rewrapping.Kind.rewrap

    def between(self: Any, tenant: str, key: tuple, *more: Any) -> bytes:
        if key[0] == gone:
            ledger.keys.request_shred([gone])
            ledger.keys.destroy([gone])
        return rewrap(self, tenant, key, *more)

    monkeypatch.setattr(rewrapping.Kind, "rewrap", between)
    assert rotate(writer, KeyFolder(folder)).destroyed
    states = writer.execute(
        "select person_id, state, wrapped is null from keys.person_key where tenant = %s", [tenant]
    ).fetchall()
    assert sorted(states) == sorted([(gone, "destroyed", True), (other, "active", False)])


async def test_keys_that_others_keep_are_left_alone(
    database: Database, folder: Path, tenant: str, writer: psycopg.Connection
) -> None:
    first, second = (KeyEncryptionKey(bytes([n]) * 32) for n in (1, 2))
    async with opened(database, tenant, GivenKeys(first)) as ledger:
        person = await register(ledger)
        rotate(writer, KeyFolder(folder))
        with pytest.raises(NoNextKek):
            rotate(writer, GivenKeys(first))
        assert {kek_id for *_, kek_id in wrapped(writer, tenant)} == {first.id}
        given = rotate(writer, GivenKeys(second, first))
        assert (given.destroyed, given.left) == ([], [first.id]), "it says who must do the rest"
        with pytest.raises(MissingKek):
            await register(ledger)
    async with opened(database, tenant, GivenKeys(second)) as ledger:
        assert await contact_of(ledger, person) == SAFE_CONTACT


def test_one_rotation_at_a_time(
    database: Database, folder: Path, writer: psycopg.Connection
) -> None:
    def meanwhile(_step: str, _done: int) -> None:
        with database.connect("writer") as other, pytest.raises(RotationRuns):
            rotate(other, KeyFolder(folder))

    rotate(writer, KeyFolder(folder), meanwhile)


async def test_a_persons_further_key_seals_and_the_older_opens(
    ledger: Ledger, database: Database, folder: Path, tenant: str
) -> None:
    person = await register(ledger)
    with elsewhere(database, folder, tenant) as other:
        await asyncio.to_thread(other.keys.fetch, [person])
        assert ledger.keys.renew(person) == 2
        wait_until(lambda: other.keys.cached([person]) is None, news.TRUST)
        ring = await asyncio.to_thread(other.keys.fetch, [person])
        assert ring.current_version(person) == 2
    assert await contact_of(ledger, person) == SAFE_CONTACT
    ledger.keys.request_shred([person])
    assert ledger.keys.renew(person) is None and ledger.keys.renew(uuid7()) is None
    with psycopg.connect(database.url("writer"), autocommit=True) as connection:
        row = connection.execute(
            "select keys.add_version(%s, %s, 3, '', 'k')", [tenant, person]
        ).fetchone()
    assert row == (False,), "nor by a race with the disposal"
    assert of_person(tenant, person, 1) != of_person(tenant, person, 2)
