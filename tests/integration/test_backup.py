"""Backups: whole or not at all; and a restore from which nobody comes back who was disposed of."""

import asyncio
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import msgspec
import psycopg
import pytest

from caseledger.backup import restore as restoring
from caseledger.backup import take
from caseledger.backup.errors import BackupStopped, RestoreStopped
from caseledger.backup.manifest import DISPOSALS, KEYS, LEDGER, Manifest, read
from caseledger.backup.restore import Restored, restore
from caseledger.backup.take import back_up
from caseledger.embedded import binaries
from caseledger.migrate import MigrationError
from caseledger.migrate import migrate as migrate_database
from caseledger.place import NotMigrated, require_migrated_at
from caseledger.policies import publish_policies
from domain.private import Clear, Disposed
from ledger.answers import Accepted
from ledger.ids import uuid7
from ledger.keys.folder import KeyFolder
from ledger.keys.journal import DisposalJournal
from ledger.keys.rotation import rotate
from ledger.keys.sources import MissingKek
from ledger.ledger import Ledger
from ledger.log.origins import begin
from tests.support.databases import Database, PgServer, new_database
from tests.support.kill_writer import INTAKE, REGISTRATION, SAFE_CONTACT


class Town:
    """A ledger with three people, its key folder and its journal, backed up once."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.journal = DisposalJournal(folder / "disposals.jsonl")
        self.people: list[UUID] = []
        self.events: list[tuple] = []

    @property
    def url(self) -> str:
        return self.database.url("migrator")

    def keys(self) -> KeyFolder:
        return KeyFolder(self.folder / "keys", journal=self.journal)

    def ledger(self, database: Database | None = None) -> Ledger:
        return Ledger((database or self.database).url("writer"), "town", self.keys())

    async def begin(self) -> None:
        async with self.ledger() as ledger:
            await publish_policies(ledger)
            with self.database.connect("sequencer") as connection:
                begin(connection, "town.example")
            for sin in ("046454286", "130692544", "193456787"):
                command = msgspec.structs.replace(REGISTRATION, sin=sin)
                answer = await ledger.execute(command, command_id=uuid7(), actor=INTAKE)
                assert isinstance(answer, Accepted), answer
                self.people.append(UUID(answer.result["person_id"]))
        with self.database.connect("migrator") as admin:
            self.events = admin.execute("select * from ledger.events order by position").fetchall()

    async def dispose(self) -> None:
        async with self.ledger() as ledger:
            for step in (ledger.keys.request_shred, ledger.keys.destroy):
                await asyncio.to_thread(step, [self.people[0]])
                await asyncio.to_thread(step, [], [self.item_of(self.people[1])])

    def item_of(self, person: UUID) -> UUID:
        with self.database.connect("writer") as connection:
            [(item,)] = connection.execute(
                "select item_id from keys.item_key where person_id = %s", [person]
            ).fetchall()
        return item

    def restore(self, into: Database, folder: Path, keys_of: Path | None = None) -> Restored:
        return restore(into.url("migrator"), folder, self.keys(), keys_of=keys_of)


@pytest.fixture(scope="module")
def town(
    pg_server: PgServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    with new_database(pg_server, migrated_template) as database:
        made = Town(database, tmp_path_factory.mktemp("town"))
        asyncio.run(made.begin())
        yield made


TO_COME = (
    "insert into effects.timer select 'town', 'partners', p::text, 'infinity', 'infinity', '{}', p,"
    " null, gen_random_uuid(), 1, gen_random_uuid() from unnest(%(people)s::uuid[]) as p",
    "insert into effects.fact select 'town', 'partners', p::text, '[]', p"
    " from unnest(%(people)s::uuid[]) as p",
    "insert into effects.outbox (tenant, key, process, kind, effect, person_id, event_id, position,"
    " correlation) select 'town', gen_random_uuid(), 'partners', 'WEBHOOK', '{}', p,"
    " gen_random_uuid(), 1, gen_random_uuid() from unnest(%(people)s::uuid[]) as p",
)


@pytest.fixture(scope="module")
def backup(town: Town) -> Path:
    """The town as it was before the first person and a text of the second were disposed of."""
    folder = town.folder / "backups" / "one"
    with town.database.connect("migrator") as admin:
        for statement in TO_COME:
            admin.execute(statement, {"people": town.people})
    back_up(town.url, folder, town.journal)
    asyncio.run(town.dispose())
    return folder


@pytest.fixture
def empty(pg_server: PgServer) -> Iterator[Database]:
    with new_database(pg_server) as made:
        yield made


async def opened(town: Town, database: Database) -> dict[UUID, tuple[object, object]]:
    """The name and the contact note of each person, as this ledger opens them."""
    found = {}
    async with town.ledger(database) as ledger:
        for person in town.people:
            [event] = await ledger.unseal(await ledger.load(f"person-{person}"))
            found[person] = (event.event.family_name, event.event.safe_contact.body)
    return found


def test_it_is_one_moment_without_keys_in_the_ledgers_file(town: Town, backup: Path) -> None:
    manifest = read(backup)
    assert manifest.position == len(town.events) and manifest.tenants == ["town"]
    assert manifest.keks == [path.stem for path in (town.folder / "keys").iterdir()]
    assert sorted(path.name for path in backup.iterdir()) == sorted(
        [LEDGER, KEYS, DISPOSALS, "manifest.json"]
    )
    assert all(path.stat().st_mode & 0o077 == 0 for path in [backup, *backup.iterdir()])
    with town.database.connect("writer") as connection:
        wrapped = connection.execute(
            "select wrapped from keys.person_key where wrapped is not null"
        ).fetchall()
    keys = (backup / KEYS).read_text()
    assert len(wrapped) == 2 and all(bytes(key).hex() in keys for (key,) in wrapped)
    listed = subprocess.run(
        [binaries.find().path("pg_restore"), "--list", backup / LEDGER],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    with_data = set(re.findall(r"TABLE DATA (\w+) (\w+)", listed))
    assert ("ledger", "events") in with_data and ("access", "look") in with_data
    assert not {name for name in with_data if name[0] in ("keys", "read")}
    assert ("access", "session") not in with_data


def test_it_replaces_nothing_and_leaves_nothing_half_done(
    town: Town, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in backup.iterdir()}
    with pytest.raises(BackupStopped, match="exists already"):
        back_up(town.url, backup, town.journal)
    assert {path: path.read_bytes() for path in backup.iterdir()} == before

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(take.keys, "write", full)
    with pytest.raises(BackupStopped, match="No space left"):
        back_up(town.url, backup.parent / "two", town.journal)
    assert [path.name for path in backup.parent.iterdir()] == ["one"]


async def test_who_was_disposed_of_after_the_backup_does_not_come_back(
    town: Town, backup: Path, empty: Database
) -> None:
    gone, one_text, whole = town.people
    restored = await asyncio.to_thread(town.restore, empty, backup)
    assert (restored.position, restored.disposals, restored.later) == (len(town.events), 2, 2)

    with empty.connect("migrator") as admin:
        assert (
            admin.execute("select * from ledger.events order by position").fetchall() == town.events
        )
        claims = admin.execute("select stream from ledger.claims where kind = 'sin'").fetchall()
        assert {stream for (stream,) in claims} == {f"person-{one_text}", f"person-{whole}"}
        marker = admin.execute("select position, disposals from ledger.restored").fetchall()
        assert marker == [(len(town.events), 2)]
        for come in ("timer", "fact", "outbox where state = 'WAITING'"):
            left = admin.execute(f"select person_id from effects.{come}").fetchall()  # type: ignore[arg-type]
            assert {person for (person,) in left} == {one_text, whole}, come
        origins = admin.execute("select name, sequence, reason from log.origin").fetchall()
    reason = f"restore {restored.restore_id}"
    for log in ("events", "looks"):
        assert (f"town.example/{log}/2", 2, reason) in origins, "what was signed since is denied"
    names = await opened(town, empty)
    assert names[gone] == (Disposed(gone), Disposed(gone))
    assert isinstance(names[one_text][0], Clear) and names[one_text][1] == Disposed(one_text)
    assert isinstance(names[whole][1], Clear) and names[whole][1].value == SAFE_CONTACT
    assert len(town.journal.read()) == 2, "the journal has each of them once"


async def test_a_lost_journal_is_followed_from_the_backup(
    town: Town, backup: Path, empty: Database, tmp_path: Path
) -> None:
    later = tmp_path / "later"
    back_up(town.url, later, town.journal)
    keys = KeyFolder(town.folder / "keys", journal=DisposalJournal(tmp_path / "new.jsonl"))
    restored = await asyncio.to_thread(restore, empty.url("migrator"), later, keys)
    assert restored.disposals == 2 and restored.later == 0
    assert len(DisposalJournal(tmp_path / "new.jsonl").read()) == 2


def test_what_was_altered_or_is_missing_is_refused_before_anything_is_done(
    town: Town, backup: Path, empty: Database, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    whole = {path.name: path.read_bytes() for path in backup.iterdir()}
    for name in (LEDGER, KEYS, DISPOSALS):
        for file, content in whole.items():
            (copy / file).write_bytes(content)
        (copy / name).write_bytes(whole[name] + b"x")
        with pytest.raises(RestoreStopped, match=name):
            town.restore(empty, copy)
        (copy / name).unlink()
        with pytest.raises(RestoreStopped, match=name):
            town.restore(empty, copy)
    with pytest.raises(RestoreStopped, match="no backup"):
        town.restore(empty, tmp_path)
    with pytest.raises(MissingKek):
        restore(empty.url("migrator"), backup, KeyFolder(tmp_path / "no keys"))
    with pytest.raises(RestoreStopped, match="holds a ledger"):
        restore(town.url, backup, town.keys())
    (tmp_path / "bad.jsonl").write_text("nothing\n")
    with pytest.raises(RestoreStopped, match="journal of disposals"):
        restore(empty.url("migrator"), backup, town.keys(), journals=[tmp_path / "bad.jsonl"])
    (tmp_path / "bad.note").write_text("somewhere\n")
    with pytest.raises(RestoreStopped, match="no checkpoint"):
        restore(empty.url("migrator"), backup, town.keys(), checkpoints=[tmp_path / "bad.note"])
    with empty.connect("migrator") as admin:
        assert admin.execute("select to_regnamespace('ledger')").fetchone() == (None,)
    (tmp_path / "other.note").write_text("elsewhere.example/events\n1\nAAAA\n")
    with pytest.raises(RestoreStopped, match="none of this ledger"):
        restore(empty.url("migrator"), backup, town.keys(), checkpoints=[tmp_path / "other.note"])
    with pytest.raises(NotMigrated):
        require_migrated_at(empty.url("writer"))


async def test_an_interrupted_restore_opens_nothing_and_begins_again(
    town: Town, backup: Path, empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "_dispose_again", killed)
        with pytest.raises(Killed):
            town.restore(empty, backup)
    with empty.connect("migrator") as admin:
        assert admin.execute("select count(*) from ledger.events").fetchone() == (len(town.events),)
        assert admin.execute("select count(*) from keys.person_key").fetchone() == (0,)
    with pytest.raises(NotMigrated):
        require_migrated_at(empty.url("writer"))
    with pytest.raises(MigrationError):
        migrate_database(empty.url("migrator"))
    await asyncio.to_thread(town.restore, empty, backup)
    require_migrated_at(empty.url("writer"))
    assert isinstance((await opened(town, empty))[town.people[2]][0], Clear)


async def test_after_a_rotation_an_older_ledger_needs_newer_keys(
    town: Town, backup: Path, empty: Database, tmp_path: Path
) -> None:
    [key] = (town.folder / "keys").iterdir()
    escrowed = key.read_bytes()
    with psycopg.connect(town.database.url("writer"), autocommit=True) as connection:
        assert rotate(connection, town.keys()).destroyed
    with pytest.raises(MissingKek):
        town.restore(empty, backup)
    newer = tmp_path / "newer"
    manifest: Manifest = back_up(town.url, newer, town.journal)
    assert manifest.keks != read(backup).keks
    with pytest.raises(RestoreStopped, match="older than the ledger"):
        town.restore(empty, newer, keys_of=backup)
    await asyncio.to_thread(town.restore, empty, backup, newer)
    names = await opened(town, empty)
    assert isinstance(names[town.people[2]][1], Clear)
    assert isinstance(names[town.people[0]][0], Disposed)
    key.write_bytes(escrowed)
