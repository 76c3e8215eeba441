"""The logs over HTTP: what anybody may fetch, and what a witness may hand in."""

import base64
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from litestar import Litestar

from api.database import Database as Pool
from api.health import health_handlers
from api.logs import log_handlers
from ledger.log import store
from ledger.log.checkpoint import Checkpoint
from ledger.log.logs import Logs
from ledger.log.note import Cosigner, Note, Signer, open_note, parse, verified
from ledger.log.origins import reopen
from ledger.log.proof import (
    consistency_spans,
    inclusion_spans,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from ledger.log.rows import connect, read_stored
from ledger.log.tiles import Tile, tiles_of
from projections.status import ProjectionStatus
from tests.integration.log.conftest import BASE, World, key
from tests.support import go_verifier

WITNESS = Cosigner("witness.example", bytes(32))
STRANGER = Cosigner("stranger.example", bytes(range(1, 33)))


class Served:
    """Both logs of a world behind HTTP, and the reader's own connections."""

    def __init__(self, world: World, logs: Logs, readers: Pool, http: httpx.AsyncClient) -> None:
        self.world = world
        self.logs = logs
        self.readers = readers
        self.http = http

    async def bytes(self, path: str) -> bytes:
        answer = await self.http.get(path)
        assert answer.status_code == 200, answer.text
        return answer.content

    async def status(self, path: str) -> int:
        return (await self.http.get(path)).status_code

    async def hand_in(self, note: Note, path: str = "/log/events/cosignatures") -> Any:
        answer = await self.http.post(path, content=note.write().encode())
        return answer.status_code, answer.json()


@pytest.fixture
async def served(world: World) -> AsyncIterator[Served]:
    world.events(700)
    world.looks(3)
    readers = Pool(world.database.url("reader"), size=2, statement_ms=5000, name="test reader")
    await readers.open()
    async with Logs(world.url, key, BASE, [WITNESS.verifier]) as logs:
        services: Any = SimpleNamespace(
            readers=readers, logs=logs, projections=SimpleNamespace(status=_no_projections)
        )
        app = Litestar([*log_handlers(services), *health_handlers(services)], openapi_config=None)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            world.until(lambda: world.size() == 700 and world.size("looks") == 3)
            yield Served(world, logs, readers, http)
    await readers.close()


async def _no_projections() -> list[Any]:
    return [ProjectionStatus(name="x", version=1, heartbeat_age=0.1)]


async def test_a_stranger_checks_the_log_from_what_is_served(served: Served) -> None:
    note = open_note(
        (await served.bytes("/log/events/checkpoint")).decode(), [key(f"{BASE}/events").verifier]
    )
    checkpoint = Checkpoint.parse(note.text)
    held = {t[:2]: await served.bytes(f"/log/events/{t.path}") for t in tiles_of(checkpoint.size)}
    assert root_of(store.Tiles(held), checkpoint.size) == checkpoint.root
    assert await served.bytes("/log/events/tile/0/000.p/7") == held[0, 0][:224], "every partial one"
    full = await served.http.get("/log/events/tile/0/001")
    assert "immutable" in full.headers["cache-control"]
    last = await served.http.get("/log/events/checkpoint")
    assert last.headers["cache-control"] == "no-cache"
    looks = Checkpoint.parse(parse((await served.bytes("/log/looks/checkpoint")).decode()).text)
    assert (looks.origin, looks.size) == (f"{BASE}/looks", 3)
    listed = (await served.http.get("/log")).json()
    assert [(one["path"], one["ended"]) for one in listed] == [
        ("/log/events", False),
        ("/log/looks", False),
    ]
    assert listed[0]["verifier"] == str(key(f"{BASE}/events").verifier)


async def test_nothing_else_is_there(served: Served) -> None:
    for path in (
        *("events", "events/1/checkpoint", "events/2/checkpoint", "people/checkpoint"),
        *("events/witnessed", "events/cosignatures", "events/tile/0/002.p/189"),
        *("events/tile/0/003", "events/tile/0/0", "events/tile/entries/000", "events/tile/9/000"),
        *(f"events/tile/63/{'x999/' * n}999" for n in (5, 6, 9)),
    ):
        assert await served.status(f"/log/{path}") in (404, 405), path


async def test_a_known_witness_hands_in_its_signature(served: Served) -> None:
    note = parse((await served.bytes("/log/events/checkpoint")).decode())
    mine, other = WITNESS.cosign(note.text, 1_800_000_000), STRANGER.cosign(note.text, 5)
    assert await served.hand_in(Note(note.text, (*note.signatures, other, mine))) == (
        200,
        {"taken": 1},
    )
    for path in ("/log/events/checkpoint", "/log/events/witnessed"):
        shown = parse((await served.bytes(path)).decode())
        assert verified(shown, [WITNESS.verifier]) == [(WITNESS.verifier, 1_800_000_000)]
        assert len(shown.signatures) == 2
    served.world.events(1)
    served.world.until(lambda: served.world.size() == 701)
    assert (await served.bytes("/log/events/witnessed")).decode() == shown.write()
    [status, _] = await served.logs.status()
    assert (status.size, status.witnessed, status.lag, status.healthy) == (701, 700, 0, True)
    late = WITNESS.cosign(note.text, 1_800_000_009)
    assert await served.hand_in(Note(note.text, (late,))) == (200, {"taken": 1}), "once more"


async def test_what_is_not_taken(served: Served) -> None:
    note = parse((await served.bytes("/log/events/checkpoint")).decode())
    false = WITNESS.cosign(note.text.replace("700", "600"), 5)
    other = note.text.replace("700", "699")
    big = note.text.replace("700", "9" * 18)
    fork = Checkpoint(f"{BASE}/events", 700, bytes(32)).text()
    for handed, status, error in (
        (Note(note.text, (STRANGER.cosign(note.text, 5),)), 403, "UNKNOWN_WITNESS"),
        (Note(note.text, (false,)), 400, "BAD_SIGNATURE"),
        (Note(other, (WITNESS.cosign(other, 5),)), 404, "UNKNOWN_CHECKPOINT"),
        (Note(fork, (WITNESS.cosign(fork, 5),)), 404, "UNKNOWN_CHECKPOINT"),
        (Note(big, (WITNESS.cosign(big, 5),)), 404, "UNKNOWN_CHECKPOINT"),
        (Note("nonsense\n", (WITNESS.cosign("nonsense\n", 5),)), 400, "NOT_A_NOTE"),
    ):
        assert await served.hand_in(handed) == (status, {"error": error})
    for body in (b"", b"\xff", b"x" * 10):
        answer = await served.http.post("/log/events/cosignatures", content=body)
        assert (answer.status_code, answer.json()) == (400, {"error": "NOT_A_NOTE"})
    answer = await served.http.post("/log/events/cosignatures", content=b"x" * 1_000_001)
    assert answer.status_code == 413
    good = Note(note.text, (WITNESS.cosign(note.text, 5),))
    assert (await served.hand_in(good, "/log/looks/cosignatures"))[0] == 404
    assert served.world.one("select count(*) from log.cosignature") == (0,)


async def test_proofs_come_from_one_query(served: Served) -> None:
    async with served.readers.connection() as connection:
        published = await store.latest(connection, "events")
        assert published is not None
        checkpoint = published.checkpoint
        proof = await store.prove(connection, published.place, inclusion_spans(600, 700), 700)
        tile = await store.tile(connection, published.place, Tile(0, 2, 700 - 512))
        assert tile is not None
        leaf = tile[(600 - 512) * 32 :][:32]
        verify_inclusion(leaf, 600, 700, proof, checkpoint.root)
        old = await store.prove(connection, published.place, consistency_spans(300, 700), 700)
        held = await store.tiles(connection, published.place, list(tiles_of(700)))
        verify_consistency(300, root_of(held, 300), 700, checkpoint.root, old)
        with pytest.raises(LookupError):
            await store.prove(connection, published.place, inclusion_spans(700, 701), 701)


async def test_the_proofs_of_others_agree(served: Served) -> None:
    """Go's ``x/mod/sumdb``: what is served is right there too, and what was altered is not."""
    note = parse((await served.bytes("/log/events/checkpoint")).decode())
    mine = WITNESS.cosign(note.text, 1_800_000_000)
    await served.hand_in(Note(note.text, (*note.signatures, mine)))
    keys = {"Key": str(key(f"{BASE}/events").verifier), "Witness": str(WITNESS.verifier)}
    with connect(served.world.url) as connection:
        stored = read_stored(connection, "events", 0, 700)
        leaves = [base64.b64encode(stored.canonical(row)).decode() for row in stored.rows]
    good: list[dict[str, Any]] = []
    for index in (0, 1, 255, 256, 511, 512, 698, 699):
        head, hashes, signed = read_proof(await served.bytes(f"/log/events/proof/{index}"))
        assert head == ["c2sp.org/tlog-proof@v1", f"index {index}"]
        leaf = {"Record": leaves[index], "Index": index, "Hashes": hashes}
        good.append(keys | leaf | {"Note": signed})
    async with served.readers.connection() as connection:
        for old in (1, 2, 255, 256, 300, 512, 699, 700):
            head, hashes, signed = read_proof(await served.bytes(f"/log/events/consistency/{old}"))
            assert head == [f"old {old}"]
            held = await store.tiles(connection, store.Place("events", 1), list(tiles_of(700)))
            root = base64.b64encode(root_of(held, old)).decode()
            good.append(keys | {"Old": old, "OldRoot": root, "Hashes": hashes, "Note": signed})
    assert set(go_verifier.verified(good)) == {"ok"}
    other = base64.b64encode(bytes(32)).decode()
    bad = [
        good[0] | {"Record": leaves[1]},
        good[2] | {"Index": 254},
        good[3] | {"Hashes": [*good[3]["Hashes"][:-1], other]},
        good[4] | {"Note": good[4]["Note"].replace("\n700\n", "\n701\n")},
        good[5] | {"Witness": str(STRANGER.verifier)},
        good[6] | {"Key": str(key(f"{BASE}/looks").verifier)},
        good[12] | {"OldRoot": other},
        good[13] | {"Hashes": good[12]["Hashes"]},
    ]
    assert "ok" not in go_verifier.verified(bad)


def read_proof(text: bytes) -> tuple[list[str], list[str], str]:
    """What stands before the hashes, the hashes, and the checkpoint."""
    first, _, note = text.decode().partition("\n\n")
    lines = first.split("\n")
    head = [line for line in lines if " " in line or line.startswith("c2sp")]
    return head, lines[len(head) :], note


async def test_what_cannot_be_proved_is_not_there(served: Served) -> None:
    for path in ("proof/700", "proof/-1", "proof/01", "proof/x", "consistency/701", "proof/"):
        assert await served.status(f"/log/events/{path}") == 404, path
    assert await served.status("/log/looks/proof/2") == 200
    assert await served.status("/log/looks/proof/3") == 404
    empty = read_proof(await served.bytes("/log/events/consistency/0"))
    assert empty[:2] == (["old 0"], [])


async def test_after_a_restore_each_origin_keeps_its_address(served: Served) -> None:
    before = await served.bytes("/log/events/checkpoint")
    with connect(served.world.url) as connection:
        reopen(connection, "restore")
    served.world.until(lambda: served.world.size() == 700)
    assert await served.bytes("/log/events/checkpoint") == before
    note = parse((await served.bytes("/log/events/2/checkpoint")).decode())
    assert verified(note, [Signer(f"{BASE}/events/2", bytes(range(32))).verifier])
    assert (
        Checkpoint.parse(note.text).previous
        == Checkpoint.parse(parse(before.decode()).text).cited()
    )
    assert [one["ended"] for one in (await served.http.get("/log")).json()] == [
        True,
        False,
        True,
        False,
    ]


async def test_a_log_that_stands_still_is_not_healthy(served: Served) -> None:
    assert (await served.http.get("/health")).status_code == 200
    served.world.tampering("update ledger.events set state = '' where position = 700")
    served.world.until(lambda: served.world.fault() is not None)
    answer = await served.http.get("/health")
    assert answer.status_code == 503
    told = answer.json()["logs"]
    assert told["events"]["fault"] == "ROW_ALTERED leaf 699" and not told["events"]["healthy"]
    assert told["looks"]["healthy"]
    served.world.events(1)
    [status, _] = await served.logs.status()
    assert status.lag == 1 and status.lag_age is not None and status.lag_age >= 0
