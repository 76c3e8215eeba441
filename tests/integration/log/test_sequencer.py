"""From rows to signed checkpoints, whatever happens on the way, and never over what was altered."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from ledger.log import growth, rows, sequencer
from ledger.log.canonical import encode_row
from ledger.log.growth import Faulty, Fenced, Growth, StoredTiles
from ledger.log.note import Signer
from ledger.log.origins import begin, reopen
from ledger.log.proof import (
    prove_consistency,
    prove_inclusion,
    verify_consistency,
    verify_inclusion,
)
from ledger.log.tree import leaf_hash
from tests.integration.log.conftest import BASE, World, key
from tests.support.databases import PgServer, new_database


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "BATCH", 300)
    monkeypatch.setattr(sequencer, "FAULT_PAUSE", 0.2)
    monkeypatch.setattr(sequencer, "STANDBY", 0.1)
    monkeypatch.setattr(sequencer, "LONGEST_PAUSE", 0.3)


def grown(world: World, owner: str = "test", log: str = "events") -> Growth:
    """A log in the hands of this test alone: as far as it goes, then held."""
    connection = rows.connect(world.url)
    begin(connection, BASE)
    one = Growth(connection, log, key, owner)
    while one.step():
        pass
    return one


def row(world: World, table: str, where: str) -> dict[str, Any]:
    """A stored row as a stranger would read it, without the sequencer's code."""
    with psycopg.connect(world.database.url("migrator"), autocommit=True) as connection:
        connection.execute("set timezone = 'UTC'")
        rows.adapt(connection)
        cursor = connection.cursor(binary=True, row_factory=psycopg.rows.dict_row)
        found = cursor.execute(f"select * from {table} where {where}").fetchone()
    assert found is not None
    return found


def test_every_row_is_the_leaf_of_its_position(world: World) -> None:
    world.events(700)
    world.looks(5)
    with world.sequencing():
        world.until(lambda: world.size() == 700 and world.size("looks") == 5)
        old = world.signed()
        assert old is not None and old.origin == f"{BASE}/events"
        # while it runs: within two seconds of the append
        with psycopg.connect(world.database.url("writer"), autocommit=True) as writer:
            world.events(1)
            writer.execute("select pg_notify('caseledger', '701')")
        assert world.until(lambda: world.size() == 701) < 2
        world.looks(1)
        assert world.until(lambda: world.size("looks") == 6) < 2
    new = world.signed()
    assert new is not None
    tiles = StoredTiles(rows.connect(world.url), "events", 1)
    verify_consistency(700, old.root, 701, new.root, prove_consistency(tiles, 700, 701))
    for position in (1, 255, 256, 257, 701):
        leaf = leaf_hash(
            encode_row("ledger.events", row(world, "ledger.events", f"position = {position}"))
        )
        proof = prove_inclusion(tiles, position - 1, 701)
        verify_inclusion(leaf, position - 1, 701, proof, new.root)
    looks = world.signed("looks")
    assert looks is not None
    tiles = StoredTiles(rows.connect(world.url), "looks", 1)
    for leaf in range(6):
        [look_id] = world.one(f"select look_id from log.look where leaf = {leaf}")
        found = row(world, "access.look", f"look_id = '{look_id}'")
        hashed = leaf_hash(encode_row("access.look", found))
        verify_inclusion(hashed, leaf, 6, prove_inclusion(tiles, leaf, 6), looks.root)


def test_an_empty_log_is_signed_as_such_and_what_comes_last_before_the_stop(world: World) -> None:
    with world.sequencing():
        world.until(lambda: world.size() == 0 and world.size("looks") == 0)
        world.events(700)
    assert world.size() == 700


def test_two_sequencers_and_a_lost_connection(world: World) -> None:
    """One of them is active; when its session is killed, again and again, the work goes on."""
    with world.sequencing(), world.sequencing():
        for count in range(1, 6):
            world.events(200)
            world.admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name = 'caseledger sequencer' and datname = current_database()"
            )
            world.until(lambda count=count: world.size() == 200 * count)
    assert grown(world).size == 1000, "rows, tiles and checkpoint go together"


def test_another_takes_over_when_the_first_stops(world: World) -> None:
    with world.sequencing() as first:
        world.until(lambda: world.size() == 0)
        [owner] = world.one("select owner from log.state where log = 'events'")
        assert owner == first.owner
        with world.sequencing() as second:
            first.stop()
            world.events(10)
            world.until(lambda: world.size() == 10)
            assert world.one("select owner from log.state where log = 'events'") == (second.owner,)


def test_of_two_that_grow_it_at_once_one_gets_in(world: World) -> None:
    """A sequencer that lost its lease without noticing finds the size moved on, or the owner."""
    world.events(10)
    first = grown(world, "first")
    second = grown(world, "second")
    world.events(5)
    with pytest.raises(Fenced):
        first.step()
    second.step()
    assert second.size == 15 and world.size() == 15
    barrier = threading.Barrier(4)
    won: list[int] = []

    def race(one: Growth) -> None:
        barrier.wait()
        try:
            one.step()
            won.append(one.size)
        except Fenced:
            pass

    racers = [grown(world, "same") for _ in range(4)]
    world.events(40)
    threads = [threading.Thread(target=race, args=(one,)) for one in racers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == [55] and world.size() == 55
    assert grown(world).size == 55


def test_a_crash_at_any_step_is_mended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for step, statement, tree in (
        ("_GROW", "select 1 / 0 from (select %s, %s, %s, %s, %s)", 100),
        ("_TILES", "select 1 / 0 from (select %s, %s, %s::text, %s::text, %s::text)", 500),
        ("_SIGN", "select 1 / 0, %(log)s, %(sequence)s, %(size)s, %(note)s, %(owner)s", 1200),
    ):
        before = world.size() if step != "_GROW" else 0
        world.events(100)
        one = grown(world)
        world.events(300)
        with monkeypatch.context() as patch:
            patch.setattr(growth, step, statement)
            with pytest.raises(psycopg.DatabaseError):
                one.step()
                time.sleep(growth.SIGN_EVERY)
                one.step()
        assert world.one("select size, signed from log.state where log = 'events'") == (
            tree,
            before + 100,
        ), step
        assert grown(world, "next").size == world.size() == before + 400


@pytest.fixture(scope="module")
def three_hundred(pg_server: PgServer, migrated_template: str) -> Iterator[World]:
    """A log of three hundred events; whoever alters it rolls back."""
    with new_database(pg_server, migrated_template) as made:
        one = World(made)
        one.events(300)
        grown(one)
        yield one
        one.admin.close()


REWRITE = "update ledger.events set state = 'other' where position = {}"


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (REWRITE.format(300), "ROW_ALTERED leaf 299"),
        (REWRITE.format(260), "ROW_ALTERED leaf 259"),
        ("delete from ledger.events where position = 300", "ROW_MISSING leaf 299"),
        ("delete from ledger.events where position > 200", "ROW_MISSING leaf 256"),
        ("delete from ledger.events where position = 280", "ROW_MISSING leaf 279"),
        (
            "update ledger.events as e set state = o.state"
            " from ledger.events as o where (e.position, o.position) in ((290, 291), (291, 290))",
            "ROW_ALTERED leaf 289",
        ),
        ("update log.tile set hashes = sha256('x') where level = 1", "TREE_ALTERED"),
        ("delete from log.tile where level = 0 and index = 1", "TREE_ALTERED"),
        ("delete from log.checkpoint where log = 'events'", "CHECKPOINT_ALTERED"),
        (
            "update log.checkpoint set note = replace(note, '300', '299') where log = 'events'",
            "CHECKPOINT_ALTERED",
        ),
        (
            "update log.state set size = 299, signed = 299 where log = 'events'",
            "CHECKPOINT_ALTERED",
        ),
    ],
)
def test_it_never_goes_on_from_what_was_altered(
    three_hundred: World, statement: str, fault: str
) -> None:
    connection = three_hundred.admin
    with connection.transaction(force_rollback=True):
        connection.execute("set local session_replication_role = replica")
        connection.execute(statement)  # type: ignore[arg-type]
        with pytest.raises(Faulty, match=f"^{fault}$"):
            Growth(connection, "events", key, "test")
    assert Growth(connection, "events", key, "test").size == 300


def test_a_row_altered_under_a_running_sequencer_stops_it_and_mended_lets_it_go_on(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.events(10)
    with world.sequencing():
        world.until(lambda: world.size() == 10)
        [state] = world.one("select state from ledger.events where position = 10")
        world.tampering(REWRITE.format(10))
        world.until(lambda: world.fault() == "ROW_ALTERED leaf 9")
        world.events(1)
        time.sleep(1)
        assert world.size() == 10
        assert "not signed any further: ROW_ALTERED leaf 9" in caplog.text
        world.tampering(f"update ledger.events set state = '\\x{state.hex()}' where position = 10")
        world.until(lambda: world.size() == 11)
        assert world.fault() is None


def test_a_look_that_vanished_is_found(world: World) -> None:
    world.looks(4)
    with world.sequencing():
        world.until(lambda: world.size("looks") == 4)
        world.tampering(
            "delete from access.look where look_id = (select look_id from log.look where leaf = 3)"
        )
        world.until(lambda: world.fault("looks") == "ROW_MISSING leaf 3")
        assert world.fault() is None


def test_another_key_signs_nothing(world: World) -> None:
    with world.sequencing():
        world.until(lambda: world.size() == 0)
    world.events(1)
    with world.sequencing(bytes(32)):
        world.until(lambda: world.fault() == "OTHER_KEY")
    assert world.size() == 0


def test_after_a_restore_a_new_origin_cites_the_last_known_checkpoint(world: World) -> None:
    world.events(20)
    world.looks(2)
    with world.sequencing():
        world.until(lambda: world.size() == 20 and world.size("looks") == 2)
        lost = world.signed()
        assert lost is not None
        world.tampering("delete from ledger.events where position > 15")
        with rows.connect(world.url) as connection:
            names = reopen(connection, "restore 1")
            assert names == [f"{BASE}/events/2", f"{BASE}/looks/2"]
            assert reopen(connection, "restore 1") == names
        world.until(lambda: world.size() == 15)
        made = world.signed()
        assert made is not None and made.origin == f"{BASE}/events/2"
        assert made.previous == lost.cited()
        world.until(lambda: world.size("looks") == 2)
        assert world.fault() is None
        assert world.one("select count(*) from log.origin") == (4,)


def test_a_checkpoint_known_from_elsewhere_is_cited_where_it_is_later(world: World) -> None:
    world.events(20)
    one = grown(world)
    [early] = world.one("select note from log.checkpoint where log = 'events' and size = 20")
    world.events(5)
    one.step()
    [late] = world.one("select note from log.checkpoint where log = 'events' and size = 25")
    with rows.connect(world.url) as connection:
        for wrong in ("nonsense", late.replace("25", "26"), early.replace("/events", "/looks")):
            with pytest.raises(ValueError, match="not a checkpoint"):
                reopen(connection, "bad", {"events": wrong})
        assert world.one("select count(*) from log.origin where reason = 'bad'") == (0,)
        reopen(connection, "a", {"events": early})
        assert world.one("select cites from log.origin where reason = 'a' and log = 'events'") == (
            late,
        )
        grown(world)
        other = Signer(f"{BASE}/events/2", bytes(32))
        text = f"{BASE}/events/2\n99\n" + late.split("\n")[2] + "\n"
        forged = f"{text}\n{other.sign(text).line()}"
        with pytest.raises(ValueError, match="not a checkpoint"):
            reopen(connection, "b", {"events": forged})
        foreign = text.replace("/events/2", "/events/3")
        misnamed = f"{foreign}\n{key(other.verifier.name).sign(foreign).line()}"
        with pytest.raises(ValueError, match="not of"):
            reopen(connection, "b", {"events": misnamed})
        known = f"{text}\n{key(other.verifier.name).sign(text).line()}"
        reopen(connection, "b", {"events": known})
    made = grown(world)
    assert world.signed() is not None and world.signed().previous.size == 99  # type: ignore[union-attr]
    assert made.origin == f"{BASE}/events/3"


def test_old_checkpoints_that_nobody_countersigned_are_let_go(world: World) -> None:
    one = grown(world)
    for _ in range(3):
        world.events(1)
        one.step()
    world.admin.execute("insert into log.cosignature values ('events', 1, 1, 'w', 'line')")
    world.admin.execute("update log.checkpoint set signed_at = now() - interval '2 days'")
    one.thin_out()
    left = world.admin.execute("select size from log.checkpoint order by size").fetchall()
    assert left == [(1,), (3,)]
