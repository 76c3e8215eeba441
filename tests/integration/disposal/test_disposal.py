"""Disposal that is real: asked for by one, agreed to by another, and then nothing can be read."""

import asyncio
import subprocess
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from caseledger.embedded import binaries
from domain.decision import Refusal
from domain.disposal.commands import (
    ApproveDisposal,
    LiftHold,
    PlaceHold,
    RequestDisposal,
    RequestItemDisposal,
)
from domain.disposal.events import PersonDisposed
from domain.person import UpdateContact
from domain.private import Clear, Disposed
from domain.same_person import SuspectDuplicate
from domain.sameness import Sign
from domain.streams import case_stream, person_stream
from ledger.ids import uuid7
from ledger.keys.bound import of_item, of_person
from ledger.keys.folder import KeyFolder
from ledger.keys.kek import WrongKey
from ledger.keys.keyring import peeled
from ledger.keys.rotation import KekStatus, rotate, status
from ledger.keys.sources import MissingKek
from ledger.sealing import private_values
from projections.effects import carrying_out
from projections.effects.carrying_out import CarryingOut
from projections.mending import mending
from projections.person_directory.project import PERSON_DIRECTORY
from projections.registry import READ_MODELS
from projections.retention.rows import DisposalRow
from tests.integration.disposal.conftest import (
    OFFICER,
    RECORDS,
    SYSTEM,
    TENANT,
    Town,
    opened,
)
from tests.integration.projections.town import dump, rebuilt
from tests.support.canaries import files_of, found_in, write_ahead_log
from tests.support.databases import Database, PgServer, new_database
from tests.support.policies import published

DUE = {"reason": "SCHEDULE", "authority": "BYLAW", "reference": "RN-2026-7"}


def names(admin: psycopg.Connection) -> list[str]:
    """The tables that hold something in clear."""
    live = admin.execute(
        "select tables from read.build where name = 'person_directory' and state = 'live'"
    ).fetchone()
    assert live is not None
    return [f"read.{table}" for table in live[0] if not table.startswith("person_seal")]


async def dispose(town: Town, person: UUID) -> UUID:
    disposal = await town.made(RequestDisposal(person_id=person, **DUE))
    await town.made(ApproveDisposal(disposal_id=disposal, person_id=person), RECORDS)
    await town.carry_out()
    return disposal


def dump_of(database: Database) -> bytes:
    """Everything that a dump by hand holds, the unlogged tables too."""
    return subprocess.run(
        [binaries.find().path("pg_dump"), "--dbname", database.url("migrator")],
        capture_output=True,
        check=True,
    ).stdout


def status_of(database: Database, keys: KeyFolder) -> list[KekStatus]:
    with database.connect("writer") as writer:
        return status(writer, keys)


def clear_words(events) -> set[str]:
    return {v.value for r in events for v in private_values(r.event) if isinstance(v, Clear)}


async def test_nothing_of_a_disposed_person_stands_in_clear_or_opens(
    town: Town, database: Database
) -> None:
    gone, stays = await town.lives(), await town.lives()
    with database.connect("migrator") as admin:
        figures = admin.execute("select count(*) from read.outcome_fact").fetchone()

    await dispose(town, gone.person)

    streams = {r.stream for r in gone.events}
    opened = [e for s in streams for e in await town.ledger.unseal(await town.ledger.load(s))]
    assert clear_words(opened) == set()
    assert {type(v) for r in opened for v in private_values(r.event)} == {Disposed}
    kept = await town.ledger.unseal(await town.ledger.load(case_stream(stays.case)))
    assert clear_words(kept) <= set(stays.canaries.values()) and clear_words(kept)

    dumped = dump_of(database)
    assert found_in(dumped, gone.canaries) == set()
    assert "person.registered given_name" in found_in(dumped, stays.canaries)
    with database.connect("migrator") as admin:
        tables = files_of(admin, names(admin))
        assert found_in(tables, gone.canaries) == set()
        assert "person.registered given_name" in found_in(tables, stays.canaries)
        admin.execute("create table read.control as select %s as word", (stays.person.hex,))
        admin.execute("analyze")  # statistics are copies, in a table that is logged
        log = write_ahead_log(admin)
        assert found_in(log, {"control": stays.person.hex}) == {"control"}, "the search works"
        admin.execute("drop table read.control")
        # Not even of somebody whose data stands: names never come into the write-ahead log.
        assert found_in(log, gone.canaries | stays.canaries) == set()
        assert admin.execute("select count(*) from read.outcome_fact").fetchone() == figures
        sealed = admin.execute(
            "select (select count(*) from read.timeline where payload::text like %(box)s),"
            " (select count(*) from read.consent as c where c::text like %(box)s),"
            " (select count(*) from read.case_assessment as a where a::text like %(box)s),"
            " (select count(*) from ledger.claims where stream = %(stream)s)",
            {"box": f'%["s", "{gone.person}"%', "stream": f"person-{gone.person}"},
        ).fetchone()
        assert sealed == (0, 0, 0, 0)


async def test_rebuilt_read_models_are_those_that_lived_through_it(
    town: Town, database: Database
) -> None:
    gone, other = await town.lives(), await town.lives()
    pair = {"person_id": gone.person, "other_id": other.person}
    alike = SuspectDuplicate(**pair, likeness=(Sign("SAME_NAME", 40),), score=40)
    await town.ledger.execute(alike, command_id=uuid7(), actor=SYSTEM)
    await town.settle()
    with database.connect("migrator") as admin:
        assert sealed_versions(admin, gone.person), "what stood before is kept, sealed as it was"
    await dispose(town, gone.person)
    note = other.of("note.added")
    item = await town.made(
        RequestItemDisposal(of_event=note.event_id, reason="MISFILED", authority="MFIPPA_30")
    )
    await town.made(ApproveDisposal(disposal_id=item, person_id=other.person), RECORDS)
    await town.carry_out()
    with database.connect("migrator") as admin:
        lived = dump(admin)
        assert not sealed_versions(admin, gone.person), "the past lost it too"
        assert not any(str(gone.person) in row for row in lived["person_pair"])
    await rebuilt(town.projections)
    with database.connect("migrator") as admin:
        assert dump(admin) == lived


def sealed_versions(admin: psycopg.Connection, person: UUID) -> list[str]:
    """Twins in which versions of rows still hold something sealed of this person."""
    found = []
    for model in READ_MODELS:
        for table in (table for table in model.tables if table.history and table.sealed):
            [name] = [n for n in names_of(admin) if n.startswith(f"{table.name}_v")][-1:]
            columns = [f"{c} <> ledger.without_sealed({c}, %(gone)s, '{{}}')" for c in table.sealed]
            query = f"select count(*) from read.{name} where {' or '.join(columns)}"
            [[count]] = admin.execute(query, {"gone": [person]}).fetchall()
            found += [name] if count else []
    return found


async def test_it_is_not_done_while_somebody_reads_by_a_snapshot_from_before(
    town: Town, database: Database
) -> None:
    """For them the file that is written anew holds the rows that were emptied, too."""
    gone = await town.lives()
    with database.connect("migrator") as reader:
        reader.execute("begin isolation level repeatable read")
        reader.execute("select 1")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3):
                await dispose(town, gone.person)
        assert len(await town.disposals.outstanding()) == 1
        reader.execute("rollback")
    await town.carry_out()
    with database.connect("migrator") as admin:
        assert found_in(files_of(admin, names(admin)), gone.canaries) == set()


def names_of(admin: psycopg.Connection) -> list[str]:
    """The twins of all read tables."""
    rows = admin.execute(
        "select relname::text from pg_class where relnamespace = 'read'::regnamespace"
        " and relkind = 'r' and relname ~ '_past$'"
    )
    return [row[0] for row in rows]


async def test_one_note_goes_and_everything_around_it_stays(town: Town) -> None:
    person = await town.lives()
    note = person.of("note.added")
    ask = RequestItemDisposal(of_event=note.event_id, reason="MISFILED", authority="MFIPPA_30")
    disposal = await town.made(ask)
    assert (await town.do(ask)).code == "DISPOSAL_WAITS"
    await town.made(ApproveDisposal(disposal_id=disposal, person_id=person.person), RECORDS)
    await town.carry_out()

    word = person.canaries["note.added text.body"]
    streams = {r.stream for r in person.events}
    opened = [e for s in streams for e in await town.ledger.unseal(await town.ledger.load(s))]
    assert clear_words(opened) >= set(person.canaries.values()) - {word}
    assert word not in clear_words(opened)
    assert (await town.do(ask)).code == "ITEM_DISPOSED"
    granted = person.of("consent.granted")
    alone = RequestItemDisposal(of_event=granted.event_id, reason="MISFILED", authority="ORDER")
    assert (await town.do(alone)).code == "ITEM_NOT_ALONE", "its witness goes with the person"
    nothing = RequestItemDisposal(of_event=person.person, reason="MISFILED", authority="ORDER")
    assert (await town.do(nothing)).code == "ITEM_NOT_ALONE"


async def test_a_hold_keeps_what_is_due_until_it_is_lifted(town: Town) -> None:
    person = await town.lives()
    found = [due async for due in town.disposals.due() if due.subject.person_id == person.person]
    assert [due.standing.record_class for due in found] == ["FINANCIAL"]
    hold = await town.made(
        PlaceHold(
            scope="CASE",
            case_id=person.case,
            reason="LITIGATION",
            authority="ORDER",
            reference="CV-26-114",
        )
    )
    refused = await town.do(RequestDisposal(person_id=person.person, **DUE))
    assert isinstance(refused, Refusal) and refused.code == "DISPOSAL_HELD"
    assert refused.details["reference"] == "CV-26-114"
    [due] = [d async for d in town.disposals.due() if d.subject.person_id == person.person]
    assert due.holds == (hold,)
    await town.made(LiftHold(hold_id=hold, reason="MATTER_ENDED"))
    disposal = await town.made(RequestDisposal(person_id=person.person, **DUE))
    by_class = PlaceHold(
        scope="CLASS",
        record_class="FINANCIAL",
        reason="AUDIT",
        authority="ORDER",
        reference="A-1",
    )
    hold = await town.made(by_class)
    approve = ApproveDisposal(disposal_id=disposal, person_id=person.person)
    assert (await town.do(approve, RECORDS)).code == "DISPOSAL_HELD", "placed since it was asked"
    await town.made(LiftHold(hold_id=hold, reason="MATTER_ENDED"))
    assert (await town.do(approve, OFFICER)).code == "DISPOSAL_BY_ONE_PERSON"
    await town.made(approve, RECORDS)
    late = PlaceHold(
        scope="PERSON", person_id=person.person, reason="AUDIT", authority="ORDER", reference="A-2"
    )
    assert (await town.do(late)).code == "HOLD_TOO_LATE"
    await town.carry_out()
    assert (await town.do(RequestDisposal(person_id=person.person, **DUE))).code == (
        "PERSON_DISPOSED"
    )
    more = UpdateContact(person_id=person.person, telephone="613-555-0100")
    assert (
        await town.ledger.execute(
            more, command_id=person.case, actor=RECORDS, vouched={person.person}
        )
    ).code == "PERSON_DISPOSED"


async def test_a_disposal_that_only_the_journal_knew_is_put_on_record_again(town: Town) -> None:
    """A restore destroys keys of which the restored ledger says nothing."""
    person = await town.lives()
    for act in (town.ledger.keys.request_shred, town.ledger.keys.destroy):
        await asyncio.to_thread(act, [person.person])
    assert person.person in [due.subject.person_id async for due in town.disposals.due()]
    await dispose(town, person.person)
    assert person.person not in [due.subject.person_id async for due in town.disposals.due()]
    told = await town.ledger.load(person_stream(person.person))
    assert isinstance(told[-1].event, PersonDisposed)


async def test_a_crash_of_the_server_leaves_names_to_be_filled_again(database: Database) -> None:
    """What a crash does to unlogged tables is done here by hand: they and their mark are emptied."""
    async with opened(database) as town:
        person = await town.lives()
        name = person.canaries["person.registered given_name"]
        with database.connect("migrator") as admin:
            before = dump(admin, [PERSON_DIRECTORY])
            assert any(name in row for row in before["person_directory"])
            unlogged = admin.execute(
                "select array_agg(relname::text order by relname) from pg_class"
                " where relpersistence = 'u' and relkind = 'r'"
            ).fetchone()
            assert unlogged == (
                sorted([*(n.removeprefix("read.") for n in names(admin)), "filled"]),
            )
    with database.connect("migrator") as admin:
        for table in (*names(admin), "read.filled"):
            admin.execute(f"truncate {table}")
    async with opened(database) as town:
        async with asyncio.timeout(30):
            while "person_directory" not in town.projections._positions_here():
                await asyncio.sleep(0.02)
        await town.settle()
        with database.connect("migrator") as admin:
            assert dump(admin, [PERSON_DIRECTORY]) == before


async def test_no_key_that_an_old_log_holds_of_a_disposed_person_opens_once_rotated(
    pg_server: PgServer, migrated_template: str, tmp_path: Path
) -> None:
    keys = KeyFolder(tmp_path / "keys")
    with new_database(pg_server, migrated_template) as database:
        async with opened(database, keys) as town:
            await published(town.ledger)
            person = await town.lives()
            old = keys.initial()
            with database.connect("migrator") as admin, database.connect("writer") as writer:
                wrapped = {
                    of_person(TENANT, person.person, 1): bytes(row[0])
                    for row in admin.execute(
                        "select wrapped from keys.person_key where person_id = %s", [person.person]
                    )
                }
                assert len(wrapped) == 1
                items = {
                    of_item(TENANT, row[0]): bytes(row[1])
                    for row in admin.execute(
                        "select item_id, wrapped from keys.item_key where person_id = %s",
                        [person.person],
                    )
                }
                assert len(items) > 3
                disposal = await dispose(town, person.person)
                [row] = await town.disposals.disposals(ids=[disposal])
                [before] = await town.disposals.progress([row])
                assert before.outstanding == () and not before.beyond_recovery
                assert old.unwrap(*reversed(next(iter(wrapped.items())))), "an old copy opens it"

                rotate(writer, keys)
                [after] = await town.disposals.progress([row])
                assert after.beyond_recovery
                log, dumped = write_ahead_log(admin), dump_of(database)
            for bound, box in (wrapped | items).items():
                assert box in log, "the log has it, and keeps it"
                assert box.hex().encode() not in dumped
                with pytest.raises(MissingKek):
                    keys.get(old.id)
                for kek_id in [each.kek_id for each in status_of(database, keys) if each.here]:
                    with pytest.raises((MissingKek, WrongKey)):
                        if bound in wrapped:
                            keys.get(kek_id).unwrap(box, bound)
                        else:
                            peeled(box, keys.get, bound)


async def test_one_disposal_that_fails_keeps_no_other_waiting_and_is_done_in_its_turn(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    approved = []
    for _ in range(2):
        person = (await town.lives()).person
        disposal = await town.made(
            RequestDisposal(person_id=person, reason="SCHEDULE", authority="BYLAW")
        )
        await town.made(ApproveDisposal(disposal_id=disposal, person_id=person), RECORDS)
        approved.append(disposal)
    carrying = CarryingOut(town.ledger, town.projections)
    tell, failing = carrying._tell, {approved[0]: RuntimeError("told nobody")}

    async def told(row: DisposalRow) -> int | None:
        if row.disposal_id in failing:
            raise failing[row.disposal_id]
        return await tell(row)

    monkeypatch.setattr(carrying, "_tell", told)
    monkeypatch.setattr(carrying_out, "POLL", 0.02)
    work = asyncio.create_task(carrying.run())
    try:
        await _left(town, [approved[0]])
        failing[approved[0]] = WrongKey("another")
        await asyncio.sleep(0.1)
        assert not work.done(), "whatever it is, the next turn comes"
        failing.clear()
        await _left(town, [])
    finally:
        work.cancel()
    told_of = [r.getMessage() for r in caplog.records if r.name == carrying_out.__name__]
    assert f"disposal {approved[0]} waits: RuntimeError" in told_of
    assert not any("told nobody" in words for words in told_of)


async def _left(town: Town, disposals: list[UUID]) -> None:
    async with asyncio.timeout(20):
        while [p.disposal.disposal_id for p in await town.disposals.outstanding()] != disposals:
            await asyncio.sleep(0.05)


async def test_an_erasure_is_carried_out_though_the_person_is_parked(
    town: Town, database: Database
) -> None:
    lived = await town.lives()
    person = lived.person
    stream = person_stream(person)
    disposal = await town.made(
        RequestDisposal(person_id=person, reason="SCHEDULE", authority="BYLAW")
    )
    with database.connect("migrator") as connection:
        # As if something of theirs had not been folded: whatever names them would wait.
        connection.execute(
            "insert into read.parked (tenant, name, build, stream, position, error)"
            " select p.tenant, p.name, p.build, %s, p.position, 'ValueError'"
            " from read.projection as p join read.build as b using (name, build)"
            " where b.state = 'live' and p.name <> 'retention'",
            (stream,),
        )
        connection.execute("update read.projection set refolds = refolds + 1")
        await town.made(ApproveDisposal(disposal_id=disposal, person_id=person), RECORDS)
        await town.carry_out()
        waiting = connection.execute("select count(*) from read.parked").fetchone()
        assert waiting and waiting[0] > 0, "theirs waits still, and held nothing back"
        assert found_in(repr(dump(connection)).encode(), lived.canaries) == set()
    async with mending(town.ledger, database.url("projector")) as mend:
        assert all(not mended.still for mended in await mend.unpark())
        assert await mend.parked() == []
    with database.connect("migrator") as connection:
        unparked = dump(connection)
        assert found_in(repr(unparked).encode(), lived.canaries) == set()
        await rebuilt(town.projections)
        assert dump(connection) == unparked
