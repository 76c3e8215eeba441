"""Whatever is done to the past, the audit finds it, and names the first row that is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from ledger.log import rows
from ledger.log.audit.findings import Finding, Report
from ledger.log.audit.run import audit
from ledger.log.checkpoint import Checkpoint
from ledger.log.growth import Growth, StoredTiles
from ledger.log.names import LOGS
from ledger.log.note import Cosigner, Note, Signer, parse
from ledger.log.origins import begin, reopen
from ledger.log.rows import read_events
from ledger.log.tiles import Edge
from tests.integration.log.conftest import BASE, World, key
from tests.support.databases import PgServer, new_database

WITNESS = Cosigner("witness.example", bytes(32))
EVENTS, LOOKS = f"{BASE}/events", f"{BASE}/looks"
KEYS = [key(EVENTS).verifier]
# Sizes of the checkpoints that are kept, the second with a witness's countersignature.
FIRST, SECOND, LAST = 300, 600, 700
STREAM = """
    insert into ledger.events
    select position + 1, 't', 'case-long', %s, 'case.noted', 1, gen_random_uuid(), null, now(),
        now(), '{}', '{}' from ledger.head
"""


def grow(world: World) -> None:
    with rows.connect(world.url) as connection:
        begin(connection, BASE)
        for log in LOGS:
            one = Growth(connection, log, key, "test")
            while one.step():
                pass


def note_of(world: World, size: int) -> str:
    return world.one(f"select note from log.checkpoint where log = 'events' and size = {size}")[0]


@pytest.fixture(scope="module")
def kept(pg_server: PgServer, migrated_template: str) -> Iterator[World]:
    """700 events, 5 looks; what is done to them in a test is rolled back."""
    with new_database(pg_server, migrated_template) as made:
        world = World(made)
        world.events(FIRST - 3)
        for version in (1, 2, 3):
            world.admin.execute(STREAM, (version,))
        grow(world)
        world.looks(5)
        world.events(SECOND - FIRST)
        grow(world)
        note = parse(note_of(world, SECOND))
        line = WITNESS.cosign(note.text, 1_800_000_000).line().removesuffix("\n")
        world.admin.execute(
            "insert into log.cosignature (log, sequence, size, witness, line)"
            " values ('events', 1, %s, %s, %s)",
            (SECOND, str(WITNESS.verifier), line),
        )
        world.events(LAST - SECOND)
        grow(world)
        world.events(2)
        yield world
        world.admin.close()


@contextmanager
def undone(world: World) -> Iterator[psycopg.Connection]:
    """A superuser's connection with the triggers off, where nothing is kept."""
    connection = rows.connect(world.database.url("migrator"))
    with connection, connection.transaction(force_rollback=True):
        connection.execute("set local session_replication_role = replica")
        yield connection


def audited(world: World, statements: str = "", **options: Any) -> Report:
    """What an audit finds where a superuser did this with the triggers off."""
    with undone(world) as connection:
        for statement in filter(str.strip, statements.split(";")):
            connection.execute(statement)  # type: ignore[arg-type]
        return audit(connection, **options)


def test_what_nobody_touched_holds(kept: World) -> None:
    found = audited(kept, known=[note_of(kept, SECOND)], keys=KEYS)
    assert found.findings == []
    events, looks = found.checked
    assert (events.origin, events.leaves, events.rows, events.unsigned) == (EVENTS, 700, 702, 2)
    assert (events.checkpoints, events.cosignatures) == (3, {str(WITNESS.verifier): SECOND})
    assert (looks.origin, looks.leaves, looks.rows, looks.unsigned) == (LOOKS, 5, 5, 0)
    with rows.connect(kept.database.url("auditor"), "test") as auditor:
        assert audit(auditor).sound, "the auditor's role suffices"


# Rows from a position on, each one further (or back), as who slips one in has to.
FURTHER = """
    update ledger.events set position = -position where position {0};
    update ledger.events set position = 1 - position where position < 0
"""
BACK = """
    update ledger.events set position = -position where position {0};
    update ledger.events set position = -1 - position where position < 0
"""
SWAP = """
    update ledger.events as e set {0} = o.{0} from ledger.events as o
    where (e.position, o.position) in ((40, 41), (41, 40))
"""


@pytest.mark.parametrize(
    ("statements", "wrong"),
    [
        pytest.param(
            "update ledger.events set state = set_byte(state, 0, 1) where position = 42",
            {"code": "ROW_ALTERED", "position": 42, "stream": "case-42", "column": None},
            id="changed byte",
        ),
        pytest.param(
            "update ledger.events set state = set_byte(state, 0, 1) where position in (9, 650)",
            {"code": "ROW_ALTERED", "position": 9, "stream": "case-9"},
            id="the first of two",
        ),
        pytest.param(
            "delete from ledger.events where position = 42",
            {"code": "ROW_MISSING", "position": 42, "leaf": 41},
            id="deleted row",
        ),
        pytest.param(
            "delete from ledger.events where position = 42;" + BACK.format("> 42"),
            {"code": "ROW_MISSING", "position": 42, "stream": "case-43", "belongs_at": 43},
            id="deleted row and the others moved up",
        ),
        pytest.param(
            FURTHER.format(">= 42")
            + ";insert into ledger.events select 42, 't', 'case-new', 1, type,"
            " 1, gen_random_uuid(), null, known_at, appended_at, metadata, state"
            " from ledger.events where position = 41",
            {"code": "ROW_INSERTED", "position": 42, "stream": "case-new", "stands_at": 43},
            id="inserted row",
        ),
        pytest.param(
            "update ledger.events set position = -1 where position = 40;"
            "update ledger.events set position = 40 where position = 41;"
            "update ledger.events set position = 41 where position = -1",
            {"code": "ROW_MOVED", "position": 40, "belongs_at": 41, "stands_at": 41},
            id="swapped order",
        ),
        pytest.param(
            SWAP.format("state"),
            {"code": "ROW_ALTERED", "position": 40, "column": "state", "column_of": 41},
            id="swapped ciphertexts",
        ),
        pytest.param(
            "delete from ledger.events where position > 690",
            {"code": "ROW_MISSING", "position": 691},
            id="truncated tail",
        ),
        pytest.param(
            "update ledger.events set version = 5 where stream = 'case-long' and version = 3",
            {"code": "ROW_ALTERED", "position": 300, "version": 5},
            id="another version",
        ),
        pytest.param(
            "update ledger.events set version = 4 where position = 702",
            {"code": "VERSION_GAP", "position": 702, "version": 4},
            id="a gap in what is not signed yet",
        ),
        pytest.param(
            "update ledger.events set appended_at = '2020-01-01' where position = 702",
            {"code": "TIME_BACK", "position": 702},
            id="time goes back in what is not signed yet",
        ),
        pytest.param(
            "delete from ledger.events where position = 701",
            {"code": "ROW_MISSING", "position": 701},
            id="a row gone that is not signed yet",
        ),
        pytest.param(
            "update log.tile set hashes = set_byte(hashes, 64, 1) where log = 'events'"
            " and level = 0 and index = 1",
            {"code": "TILE_ALTERED", "detail": "tile/0/001", "leaf": 258},
            id="a tile, and not the rows",
        ),
        pytest.param(
            "update log.tile set hashes = set_byte(hashes, 0, 1) where log = 'events'"
            " and level = 1",
            {"code": "TILE_ALTERED", "detail": "tile/1/000.p/2"},
            id="an upper tile",
        ),
        pytest.param(
            "delete from log.tile where log = 'events' and level = 0 and index = 2",
            {"code": "TILE_MISSING", "detail": "tile/0/002.p/188", "leaf": 512},
            id="a tile gone",
        ),
        pytest.param(
            f"update log.checkpoint set note = (select note from log.checkpoint where log = 'events'"
            f" and size = {FIRST}) where log = 'events' and size = {LAST}",
            {"code": "BAD_CHECKPOINT", "until": LAST, "detail": f"{EVENTS} {FIRST}"},
            id="replayed checkpoint",
        ),
        pytest.param(
            f"delete from log.checkpoint where log = 'events' and size = {LAST}",
            {"code": "CHECKPOINT_MISSING", "detail": str(LAST)},
            id="checkpoint gone",
        ),
        pytest.param(
            "update log.cosignature set line = replace(line, 'A', 'B')",
            {"code": "BAD_COSIGNATURE", "until": SECOND, "detail": str(WITNESS.verifier)},
            id="a witness's signature",
        ),
        pytest.param(
            f"update log.origin set verifier = '{Signer(EVENTS, bytes(32)).verifier}'"
            " where log = 'events'",
            {"code": "OTHER_KEY"},
            id="another key than the auditor knows",
        ),
        pytest.param(
            "update access.look set purpose = 'AUDIT' where look_id = (select look_id from log.look"
            " where leaf = 3)",
            {"code": "ROW_ALTERED", "log": "looks", "leaf": 3},
            id="a look altered",
        ),
        pytest.param(
            "delete from access.look where look_id = (select look_id from log.look where leaf = 3)",
            {"code": "ROW_MISSING", "log": "looks", "leaf": 3},
            id="a look deleted",
        ),
        pytest.param(
            "insert into access.look select (jsonb_populate_record(l, jsonb_build_object('look_id',"
            " gen_random_uuid()))).* from access.look as l limit 1",
            {"code": "LOOK_WITHOUT_LEAF", "log": "looks"},
            id="a look slipped past the log",
        ),
    ],
)
def test_each_fault_is_found_and_named(
    kept: World, statements: str, wrong: dict[str, object]
) -> None:
    found = audited(kept, statements, keys=KEYS)
    assert found.findings, "nothing was found"
    said = found.findings[0]
    assert {name: getattr(said, name) for name in wrong} == wrong


def rewritten(connection: psycopg.Connection, *, resigned: bool) -> None:
    """The tail rewritten from position 500 on, with a tree of its own that fits it."""
    connection.execute("update ledger.events set state = 'x' where position >= 500")
    edge = Edge()
    for tile, hashes in edge.append(b"".join(h for _, h in read_events(connection, 0, LAST))):
        connection.execute(
            "update log.tile set hashes = %s where log = 'events' and level = %s and index = %s",
            (hashes, tile.level, tile.index),
        )
    assert edge.root() != b"" and StoredTiles(connection, "events", 1).tile(0, 0, 256)
    if resigned:
        text = Checkpoint(EVENTS, LAST, edge.root()).text()
        connection.execute("delete from log.cosignature")
        connection.execute(f"delete from log.checkpoint where log = 'events' and size = {SECOND}")
        connection.execute(
            "update log.checkpoint set note = %s where log = 'events' and size = %s",
            (Note(text, (key(EVENTS).sign(text),)).write(), LAST),
        )


def after_rewriting(world: World, *, resigned: bool, known: list[str]) -> list[Finding]:
    with undone(world) as connection:
        rewritten(connection, resigned=resigned)
        return list(audit(connection, known=known).findings)


def test_a_rewritten_tail_with_a_new_tree(kept: World) -> None:
    [said] = after_rewriting(kept, resigned=False, known=[])
    assert (said.code, said.since, said.until) == ("OTHER_TREE", FIRST, SECOND)
    # Whoever has the log's key as well deceives everybody but those who kept a checkpoint.
    assert after_rewriting(kept, resigned=True, known=[]) == []
    [said] = after_rewriting(kept, resigned=True, known=[note_of(kept, SECOND)])
    assert (said.code, said.since, said.until) == ("FORK", FIRST, SECOND)


def test_a_database_put_back_to_an_earlier_point(kept: World) -> None:
    back = f"""
        delete from ledger.events where position > {SECOND};
        delete from log.checkpoint where log = 'events' and size > {SECOND};
        update log.tile set hashes = substr(hashes, 1, 32 * ({SECOND} - 512))
            where log = 'events' and level = 0 and index = 2;
        update log.state set size = {SECOND}, signed = {SECOND} where log = 'events'
    """
    assert audited(kept, back).sound, "by itself it cannot know"
    [said] = audited(kept, back, known=[note_of(kept, LAST)]).findings
    assert (said.code, said.since, said.until) == ("ROLLED_BACK", SECOND, LAST)
    [said] = audited(kept, known=[note_of(kept, LAST).replace(EVENTS, "other/events")]).findings
    assert (said.code, said.origin) == ("UNKNOWN_ORIGIN", "other/events")


def test_after_a_restore_both_origins_are_checked(world: World) -> None:
    world.events(300)
    grow(world)
    later = world.signed()
    with rows.connect(world.url) as connection:
        reopen(connection, "restore")
    world.events(10)
    grow(world)
    sound = audited(world)
    assert sound.findings == []
    assert [(one.origin, one.leaves, one.ended) for one in sound.checked] == [
        (EVENTS, 300, True),
        (f"{EVENTS}/2", 310, False),
        (LOOKS, 0, True),
        (f"{LOOKS}/2", 0, False),
    ]
    assert later is not None
    for statement, code in (
        ("update log.origin set cites = null where name like '%/events/2'", "BAD_CITATION"),
        (
            "update log.tile set hashes = set_byte(hashes, 5, 1) where log = 'events'"
            " and sequence = 1 and level = 0 and index = 0",
            "OTHER_TREE",
        ),
    ):
        assert audited(world, statement).findings[0].code == code
