"""An export's events in another ledger: the same but for positions, taken once, in an empty one only."""

import csv
import hashlib
import json
from datetime import date

import pytest

from caseledger.demo.fill import fill
from caseledger.importer.errors import ExtractError, ImportStopped
from caseledger.importer.exported import folder as exported_folder
from caseledger.importer.progress import Watch
from caseledger.policies import publish_policies
from domain.decision import Refusal
from domain.person import PersonRegistered, RegisterPerson
from domain.private import Clear, Disposed
from ledger.ids import uuid7
from ledger.ledger import Ledger
from ledger.sealing import private_values
from tests.integration.exporter.moves import (
    Moving,
    events,
    events_into,
    figures,
    lines,
    quarters,
)
from tests.support.databases import Database
from tests.support.extracts import generate
from tests.support.imported import KEK
from tests.support.world import actor

TOWN = "baie-verte"
NEW = ("position", "appended_at", "tenant")


def same(line: dict) -> dict:  # type: ignore[type-arg]
    return {name: value for name, value in line.items() if name not in NEW}


async def demonstration(moving: Moving) -> Database:
    database = moving.new()
    async with Ledger(database.url("writer"), "demo", KEK) as ledger:
        await publish_policies(ledger)
        await fill(ledger, today=date(2026, 11, 2), cases=12)
    return database


async def test_events_come_back_as_they_were(moving: Moving) -> None:
    database = await moving.imported(generate(51, 20))
    there = moving.new()
    await moving.register(there, "somebody-else")
    others = len(await events(there, "somebody-else"))
    out = await moving.out(database, TOWN, "out", "events")
    report = await events_into(there, "ville-neuve", out, Watch())
    back = await moving.out(there, "ville-neuve", "back", "events")
    assert [same(line) for line in lines(back)] == [same(line) for line in lines(out)]
    assert {line["tenant"] for line in lines(back)} == {"ville-neuve"}
    assert (report.events, report.there) == (len(lines(out)), 0)
    assert report.was == (1, len(lines(out))) and report.now == (
        others + 1,
        others + len(lines(out)),
    )
    with (out.parent / "positions.csv").open() as file:
        cited = list(csv.DictReader(file))
    assert [int(row["exported_position"]) for row in cited] == [e["position"] for e in lines(out)]
    assert [int(row["position"]) for row in cited] == [e["position"] for e in lines(back)]
    last = date(2025, 6, 30)
    here, again = await events(database, TOWN), await events(there, "ville-neuve")
    one = figures(here, last, quarters(last))
    assert one == figures(again, last, quarters(last)) and len(one) > 200
    with there.connect("migrator") as admin:
        kept = admin.execute("select kind, finished_at is not null, report from import.run")
        assert [(kind, done) for kind, done, _ in kept] == [("EVENTS", True)]


async def test_what_was_written_here_opens_there_and_what_was_disposed_of_does_not(
    moving: Moving,
) -> None:
    database = await demonstration(moving)
    before = await events(database, "demo")
    gone = next(e.event for e in before if isinstance(e.event, PersonRegistered)).person_id
    with database.connect("migrator") as admin:
        admin.execute(
            "update keys.person_key set state = 'destroyed', wrapped = null where person_id = %s",
            [gone],
        )
    out = await moving.out(database, "demo", "out", "events")
    there = moving.new()
    await events_into(there, "demo", out, Watch())
    again = await events(there, "demo")
    told = {each.event_id: each for each in await events(database, "demo")}
    assert all(told[each.event_id].event == each.event for each in again)
    notes = [each for each in again if each.event.wire_name == "note.added"]
    assert any(isinstance(note.event.text.body, Clear) for note in notes)  # type: ignore[attr-defined]
    [left] = [e.event for e in again if getattr(e.event, "given_name", None) == Disposed(gone)]
    assert isinstance(left, PersonRegistered) and left.person_id == gone
    with there.connect("migrator") as admin:
        [(keys,)] = admin.execute("select count(*) from keys.item_key").fetchall()
    own = [
        value
        for each in again
        for value in private_values(each.event)
        if isinstance(value, Clear) and value.own_key
    ]
    assert keys == len(own) > 0


async def test_what_streams_hold_alone_is_held_there_too(moving: Moving) -> None:
    database = await demonstration(moving)
    out = await moving.out(database, "demo", "out", "events")
    there = moving.new()
    await events_into(there, "demo", out, Watch())
    held = []
    for each in (database, there):
        with each.connect("migrator") as admin:
            held.append(
                set(admin.execute("select kind, stream from ledger.claims where tenant = 'demo'"))
            )
    assert held[0] == held[1] and {kind for kind, _ in held[1]} == {"sin", "case_number", "member"}
    sin = next(
        e.event.sin.value
        for e in await events(there, "demo")
        if isinstance(e.event, PersonRegistered) and isinstance(e.event.sin, Clear)
    )
    command = RegisterPerson(
        given_name="A", family_name="B", birth_date="1990-02-03", official_language="fr", sin=sin
    )
    async with Ledger(there.url("writer"), "demo", KEK) as ledger:
        answer = await ledger.execute(command, command_id=uuid7(), actor=actor("INTAKE"))
    assert isinstance(answer, Refusal) and answer.code == "SIN_TAKEN"


class Stopping(Watch):
    """Stops the import after so many events."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._after = after

    def events(self, done: int, total: int) -> None:
        if done >= self._after:
            raise KeyboardInterrupt


async def test_interrupted_and_sent_again_it_goes_on(
    moving: Moving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exported_folder, "AT_ONCE", 40)
    database = await moving.imported(generate(52, 8))
    out = await moving.out(database, TOWN, "out", "events")
    there = moving.new()
    with pytest.raises(KeyboardInterrupt):
        await events_into(there, TOWN, out, Stopping(100))
    assert len(await events(there, TOWN)) == 120
    report = await events_into(there, TOWN, out, Watch())
    assert (report.there, report.events) == (120, len(lines(out)) - 120)
    again = await events_into(there, TOWN, out, Watch())
    assert (again.there, again.events) == (len(lines(out)), 0)
    back = await moving.out(there, TOWN, "back", "events")
    assert [same(line) for line in lines(back)] == [same(line) for line in lines(out)]


async def test_it_mixes_with_nothing(moving: Moving) -> None:
    database = await moving.imported(generate(53, 2))
    out = await moving.out(database, TOWN, "out")
    there = moving.new()
    await moving.register(there, TOWN)
    with pytest.raises(ExtractError, match="is not empty"):
        await events_into(there, TOWN, out, Watch())
    assert not any(e.metadata.source_hash for e in await events(there, TOWN))
    other = moving.new()
    await events_into(other, TOWN, out, Watch())
    await moving.register(other, TOWN)
    await moving.register(database, TOWN)
    newer = await moving.out(database, TOWN, "newer", "events")
    with pytest.raises(ExtractError, match="is not empty"):
        await events_into(other, TOWN, newer, Watch())


async def test_what_cannot_be_taken_in_is_refused_and_nothing_is_written(moving: Moving) -> None:
    database = await moving.imported(generate(54, 2))
    there = moving.new()

    async def refused(folder, words: str) -> None:  # type: ignore[no-untyped-def]
        with pytest.raises(ImportStopped, match=words):
            await events_into(there, TOWN, folder, Watch())
        assert await events(there, TOWN) == []

    sealed = await moving.out(database, TOWN, "sealed", "events", sealed=True)
    await refused(sealed, "sealed export")
    await refused(await moving.out(database, TOWN, "csv-only", "csv"), "holds no events")
    damaged = await moving.out(database, TOWN, "damaged", "events")
    whole = (damaged / "events.ndjson").read_bytes()
    (damaged / "events.ndjson").write_bytes(whole + b"\n")
    await refused(damaged, "no longer the one")
    said = json.loads((damaged / "manifest.json").read_text())
    for line, words in (
        (b"not json\n", "line 1: this is no event"),
        (_changed(whole, type="case.teleported"), "newer version of this program"),
        (_changed(whole, payload={"policy_id": 3}), "cannot be read"),
    ):
        (damaged / "events.ndjson").write_bytes(line)
        said["files"][0]["sha256"] = _digest(line)
        (damaged / "manifest.json").write_text(json.dumps(said))
        await refused(damaged, words)


def _changed(whole: bytes, **fields: object) -> bytes:
    line = json.loads(whole.splitlines()[0]) | fields
    return json.dumps(line).encode() + b"\n"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
