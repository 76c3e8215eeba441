"""No event stands in the ledger without the keys it is sealed under, whatever happens next."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.case.events import NoteAdded
from domain.private import Text, clear_text
from domain.streams import case_stream
from ledger.codec import encode_event
from ledger.ids import uuid7
from ledger.keys import news
from ledger.keys.journal import DisposalJournal
from ledger.keys.kek import KeyEncryptionKey
from ledger.keys.sources import GivenKeys, MissingKek
from ledger.keys.store import KeyStore
from ledger.sealing import seal
from ledger.store import Store
from ledger.store_errors import KekRetired, KeyGone, StoreUnavailable, VersionConflict
from ledger.stored import Append, CommandRecord, LedgerEvent
from tests.support.databases import (
    Database,
    ServerByAddress,
    migrate,
    new_database,
    wait_until,
)
from tests.support.independent_server import IndependentServer

KEK = KeyEncryptionKey(bytes(range(32)))


@pytest.fixture
def keys(database: Database) -> Iterator[KeyStore]:
    made = KeyStore(database.url("writer"), "test", KEK)
    yield made
    made.close()


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    opened = Store(database.url("writer"))
    await opened.open()
    yield opened
    await opened.close()


def note(keys: KeyStore, person: UUID, version: int = 1) -> LedgerEvent:
    """A note sealed for a person, as it is appended."""
    text = clear_text("Rappeler lundi", "fr", person)
    assert isinstance(text, Text)
    event = NoteAdded(case_id=uuid4(), note_id=uuid4(), person_id=person, text=text)
    event_id = uuid7()
    sealed = seal(event, event_id, keys.fetch([person], make=True))
    return LedgerEvent(
        originator_id=case_stream(event.case_id),
        originator_version=version,
        topic=event.wire_name,
        state=encode_event(sealed.event),
        event_id=event_id,
        schema_version=event.schema_version,
        effective_on=date(2026, 5, 4),
        known_at=datetime.now(UTC),
        metadata=b"{}",
        keys=sealed.keys,
    )


def item_of(event: LedgerEvent) -> UUID:
    assert event.keys is not None
    [item] = event.keys.items
    return item.item_id


def written(database: Database) -> set[UUID]:
    with database.connect("writer") as connection:
        return {item for (item,) in connection.execute("select item_id from keys.item_key")}


async def test_the_key_of_a_text_is_written_with_its_event_alone(
    store: Store, keys: KeyStore, database: Database
) -> None:
    event = note(keys, uuid4())
    assert item_of(event) not in written(database)
    append = Append("test", [event], command=CommandRecord(uuid4(), b"body", b"{}"))
    await store.append(append)
    assert item_of(event) in written(database)
    assert (await store.append(append)).replayed, "and a command sent again writes no key again"

    late = replace(note(keys, uuid4()), originator_version=7)
    with pytest.raises(VersionConflict):
        await store.append(Append("test", [late]))
    assert item_of(late) not in written(database)


async def test_nothing_is_appended_under_a_key_that_went_meanwhile(
    store: Store, keys: KeyStore, database: Database
) -> None:
    person, other = uuid4(), uuid4()
    mine, theirs = note(keys, person), note(keys, other)
    before = await store.head()
    with database.connect("migrator") as admin:
        admin.execute(
            "update keys.person_key set state = 'shred_requested' where person_id = %s", [person]
        )
    refused, done = await asyncio.gather(
        store.append(Append("test", [mine])),
        store.append(Append("test", [theirs])),
        return_exceptions=True,
    )
    assert isinstance(refused, KeyGone) and refused.person == person
    assert not isinstance(done, BaseException), "another's append in the same call goes through"
    assert await store.head() == before + 1
    assert item_of(mine) not in written(database)


async def test_a_command_that_was_done_is_answered_though_the_key_went(
    store: Store, keys: KeyStore, database: Database
) -> None:
    person = uuid4()
    append = Append("test", [note(keys, person)], command=CommandRecord(uuid4(), b"body", b"{}"))
    first = await store.append(append)
    with database.connect("migrator") as admin:
        admin.execute(
            "update keys.person_key set state = 'destroyed', wrapped = null where person_id = %s",
            [person],
        )
    again = await store.append(append)
    assert again == replace(first, replayed=True)


@pytest.fixture
def elsewhere(database: Database) -> Iterator[KeyStore]:
    """The keys in another process, as it were."""
    made = KeyStore(database.url("writer"), "test", KEK)
    yield made
    made.close()


async def test_a_mark_stops_appends_at_once_and_reads_everywhere(
    store: Store, keys: KeyStore, elsewhere: KeyStore
) -> None:
    person, other = uuid4(), uuid4()
    written = note(keys, person)
    await store.append(Append("test", [written]))
    sealed, theirs = note(keys, person), note(keys, other)
    elsewhere.fetch([person, other], [item_of(written)])
    assert elsewhere.cached([person, other], [item_of(written)]) is not None

    assert keys.request_shred([person]) == 1
    assert keys.request_shred([person]) == 0, "again, it changes nothing"
    with pytest.raises(KeyGone):
        await store.append(Append("test", [sealed]))
    await store.append(Append("test", [theirs]))
    assert keys.cached([person]) is None
    wait_until(lambda: elsewhere.cached([person]) is None, news.TRUST)
    for each in (keys, elsewhere):
        ring = each.fetch([person, other], [item_of(written)], make=True)
        assert ring.current(person) is None and ring.current(other) is not None
        assert ring.cipher(person, 1, item_of(written)) is None


async def test_only_what_is_marked_is_destroyed(
    store: Store, keys: KeyStore, elsewhere: KeyStore, database: Database
) -> None:
    person, other = uuid4(), uuid4()
    mine, also_mine = note(keys, person), note(keys, person, 2)
    also_mine = replace(also_mine, originator_id=mine.originator_id)
    await store.append(Append("test", [mine, also_mine]))
    keys.fetch([other], make=True)
    elsewhere.fetch([person], [item_of(mine), item_of(also_mine)])

    assert keys.destroy([person, other], [item_of(mine)]) == 0
    assert keys.request_shred(items=[item_of(mine)]) == 1
    assert keys.destroy([person, other], [item_of(mine), item_of(also_mine)]) == 1
    assert keys.destroy([person], [item_of(mine)]) == 0
    wait_until(lambda: elsewhere.cached([person], [item_of(mine)]) is None, news.TRUST)
    ring = elsewhere.fetch([person], [item_of(mine), item_of(also_mine)])
    assert ring.cipher(person, 1, item_of(mine)) is None
    assert ring.cipher(person, 1, item_of(also_mine)) is not None

    assert keys.request_shred([person, other]) == 2
    assert keys.destroy([person, other]) == 2
    with database.connect("writer") as connection:
        left = connection.execute(
            "select count(*) from keys.person_key"
            " where person_id = any(%s) and (wrapped is not null or state <> 'destroyed')",
            [[person, other]],
        ).fetchone()
    assert left == (0,)


def test_who_was_disposed_of_without_a_key_never_gets_one(keys: KeyStore) -> None:
    person = uuid4()
    assert keys.request_shred([person]) == 0
    assert keys.fetch([person], make=True).lacks([person])


async def test_the_journal_has_what_is_destroyed_and_nothing_else(
    store: Store, database: Database, tmp_path: Path
) -> None:
    journal = DisposalJournal(tmp_path / "disposals.jsonl")
    keys = KeyStore(database.url("writer"), "test", GivenKeys(KEK, journal=journal))
    person, other, unknown = uuid4(), uuid4(), uuid4()
    written = note(keys, other)
    await store.append(Append("test", [written]))
    keys.fetch([person], make=True)
    item = item_of(written)

    keys.destroy([person, other], [item])
    assert journal.read() == [], "nothing was marked: a restore must not destroy it"
    keys.request_shred([person, unknown], [item])
    assert journal.read() == []
    keys.destroy([person, other, unknown], [item])
    keys.close()
    [told] = journal.read()
    assert (told.tenant, told.persons, told.items) == ("test", sorted([person, unknown]), [item])


def test_memory_is_not_trusted_while_nothing_could_be_heard(
    keys: KeyStore, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "PAUSE", 3.0)  # until it listens again
    person = uuid4()
    keys.fetch([person], make=True)
    assert keys.cached([person]) is not None
    with database.connect("migrator") as admin:
        admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'caseledger key news' and datname = current_database()"
        )
    wait_until(lambda: keys.cached([person]) is None, 2.5)
    assert not keys.fetch([person]).lacks([person]), "the table is asked meanwhile"

    def trusted_again() -> bool:
        keys.fetch([person])
        return keys.cached([person]) is not None

    wait_until(trusted_again, 10.0)


async def test_nothing_is_written_under_a_key_encryption_key_that_was_retired(
    store: Store, database: Database
) -> None:
    keys = KeyStore(database.url("writer"), "retired", KEK)
    person = uuid4()
    before, late, wrong = (note(keys, person) for _ in range(3))
    await store.append(Append("retired", [before]))
    command = CommandRecord(uuid4(), b"body", b"{}")
    done = Append("retired", [note(keys, person)], command=command)
    await store.append(done)
    with database.connect("writer") as connection:
        connection.execute("select keys.use_kek('retired', 'ffffffffffffffff')")
    mine, theirs = await asyncio.gather(
        store.append(Append("retired", [late])),
        store.append(Append("test", [wrong], command=CommandRecord(uuid4(), b"", b""))),
        return_exceptions=True,
    )
    assert isinstance(mine, KekRetired) and item_of(late) not in written(database)
    assert isinstance(theirs, KeyGone), "each is told its own reason"
    assert (await store.append(done)).replayed, "what was done is answered all the same"
    wait_until(lambda: keys.cached([person], to_seal=True) is None, news.TRUST)
    with pytest.raises(MissingKek, match="ffffffffffffffff"):
        keys.fetch([uuid4()], make=True)
    keys.close()


async def test_a_crash_of_the_server_leaves_no_event_without_its_keys(
    independent_server: IndependentServer, open_folder: Path
) -> None:
    """Neither a person's, made before, nor a text's: this process may even send again what it held."""
    server = ServerByAddress.prepare(independent_server.url, open_folder / "keys-key")
    with new_database(server) as database:
        migrate(database.url("migrator"))
        keys = KeyStore(database.url("writer"), "test", KEK)
        store = Store(database.url("writer"), patience=30)
        await store.open()
        try:
            persons = [uuid4() for _ in range(8)]
            keys.fetch(persons, make=True)
            acknowledged: list[UUID] = []

            async def write(person: UUID) -> None:
                for _ in range(40):
                    event = note(keys, person)
                    command = CommandRecord(uuid4(), b"body", b"{}")
                    try:
                        await store.append(Append("test", [event], command=command))
                    except StoreUnavailable:
                        continue  # not acknowledged: it may stand there or not, but whole
                    acknowledged.append(item_of(event))

            writers = [asyncio.create_task(write(person)) for person in persons]
            while len(acknowledged) < 40:
                await asyncio.sleep(0.001)
            await asyncio.to_thread(crash, independent_server)
            await asyncio.gather(*writers)

            after = KeyStore(database.url("writer"), "test", KEK)
            ring = await asyncio.to_thread(after.fetch, persons, written(database))
            assert not ring.lacks(persons)
            assert set(acknowledged) <= written(database)
            assert await store.head() == len(written(database))
            assert all(ring.cipher(persons[0], 1, item) for item in acknowledged)
            after.close()
        finally:
            keys.close()
            await store.close()


def crash(server: IndependentServer) -> None:
    """As a power cut does: nothing that was not flushed survives."""
    assert server.process is not None
    server.process.send_signal(signal.SIGQUIT)
    server.process.wait(30)
    server.start()
