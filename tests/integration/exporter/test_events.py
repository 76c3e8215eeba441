"""The events of an export: every one, in the promised form, as of one position, whole or not at all."""

import asyncio
import hashlib
import json
import stat
from pathlib import Path

import jsonschema
import psycopg
import pytest

from caseledger.exporter import reading
from caseledger.exporter.errors import ExportStopped
from caseledger.exporter.folder import Folder
from caseledger.exporter.run import export
from domain.person import PersonRegistered, RegisterPerson
from ledger.answers import Accepted
from ledger.ids import uuid7
from ledger.ledger import Ledger
from tests.integration.exporter.moves import Moving, events, lines, rows
from tests.support.extracts import generate
from tests.support.imported import KEK
from tests.support.world import actor

TOWN = "baie-verte"
INTAKE = actor("INTAKE")
SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "export.schema.json").read_text())


async def test_every_event_is_a_line_of_the_promised_form(moving: Moving) -> None:
    database = await moving.imported(generate(31, 10))
    folder = await moving.out(database, TOWN, "out", "events")
    told, written = await events(database, TOWN), lines(folder)
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for line in written:
        validator.validate(line)
    assert [line["position"] for line in written] == [each.position for each in told]
    assert moving.manifest.position == told[-1].position
    assert moving.manifest.events == len(told) > 200
    registered = next(line for line in written if line["type"] == "person.registered")
    name = next(e.event.family_name for e in told if e.position == registered["position"])  # type: ignore[attr-defined]
    assert registered["payload"]["family_name"][:2] == ["c", name.value]


def test_the_schema_refuses_what_is_no_line() -> None:
    line = {
        "position": 7,
        "tenant": "t",
        "stream": "case-01890a5d-ac96-774b-bcce-b302099a8057",
        "version": 1,
        "type": "case.exited",
        "schema_version": 1,
        "event_id": "01890a5d-ac96-774b-bcce-b302099a8057",
        "effective_on": "2026-05-04",
        "known_at": "2026-05-04T16:00:00Z",
        "appended_at": "2026-05-04T16:00:00Z",
        "metadata": {
            "actor": {
                "id": "01890a5d-ac96-774b-bcce-b302099a8057",
                "kind": "STAFF",
                "role": "CASEWORKER",
                "organisation": "t",
            }
        },
        "payload": {
            "case_id": "01890a5d-ac96-774b-bcce-b302099a8057",
            "reason": "EMPLOYMENT",
            "exited_on": "2026-05-04",
        },
    }
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert validator.is_valid(line)
    for change in (
        {"position": 0},
        {"stream": "case-1"},
        {"payload": line["payload"] | {"reason": 3}},
        {"payload": {}},
        {"metadata": {}},
        {"more": 1},
    ):
        assert not validator.is_valid(line | change), change


async def test_files_are_closed_to_others_and_are_what_the_manifest_says(moving: Moving) -> None:
    database = await moving.imported(generate(32, 3))
    folder = await moving.out(database, TOWN, "out")
    assert (
        stat.S_IMODE(folder.stat().st_mode)
        == stat.S_IMODE((folder / "csv").stat().st_mode)
        == 0o700
    )
    said = json.loads((folder / "manifest.json").read_text())
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert found == {each["file"] for each in said["files"]} | {"manifest.json"}
    for each in said["files"]:
        path = folder / each["file"]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert hashlib.sha256(path.read_bytes()).hexdigest() == each["sha256"]
        assert path.stat().st_size == each["bytes"]


async def test_a_sealed_export_tells_nothing_private(moving: Moving) -> None:
    extract = generate(33, 4)
    database = await moving.imported(extract)
    folder = await moving.out(database, TOWN, "out", "events", sealed=True)
    text = (folder / "events.ndjson").read_text()
    for resident in extract.rows["residents"]:
        assert resident["address"] not in text
        assert not resident["sin"] or resident["sin"] not in text
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for line in lines(folder):
        validator.validate(line)
    assert '["s","' in text and not (folder / "csv").exists()
    assert len(lines(folder)) == len(await events(database, TOWN))


async def test_it_is_of_one_position_while_commands_go_on(
    moving: Moving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "EVENTS_AT_ONCE", 20)
    database = await moving.imported(generate(34, 12))
    before = await events(database, TOWN)
    async with Ledger(database.url("writer"), TOWN, KEK) as ledger:
        stop = asyncio.Event()
        clerk = asyncio.create_task(_at_work(ledger, stop))
        await asyncio.sleep(0)
        manifest = await export(ledger, database.url("writer"), moving.folder / "x", "t")
        stop.set()
        await clerk
    after, written = await events(database, TOWN), lines(moving.folder / "x")
    assert len(after) > len(written) >= len(before)
    assert [line["event_id"] for line in written] == [
        str(each.event_id) for each in after if each.position <= manifest.position
    ]
    persons = sum(line["type"] == "person.registered" for line in written)
    assert sum(rows(moving.folder / "x" / "csv" / "residents.csv").values()) == persons


async def _at_work(ledger: Ledger, stop: asyncio.Event) -> None:
    """A clerk who registers people, one after the other."""
    while not stop.is_set():
        command = RegisterPerson(
            given_name="Ines", family_name="Roy", birth_date="1990-02-03", official_language="fr"
        )
        assert isinstance(await ledger.execute(command, command_id=uuid7(), actor=INTAKE), Accepted)


async def test_a_disposed_value_is_told_as_disposed(moving: Moving) -> None:
    database = await moving.imported(generate(35, 3))
    gone = next(e for e in await events(database, TOWN) if isinstance(e.event, PersonRegistered))
    person = gone.event.person_id  # type: ignore[attr-defined]
    with database.connect("migrator") as admin:
        admin.execute(
            "update keys.person_key set state = 'destroyed', wrapped = null where person_id = %s",
            [person],
        )
    folder = await moving.out(database, TOWN, "out")
    [line] = [line for line in lines(folder) if line["event_id"] == str(gone.event_id)]
    assert line["payload"]["family_name"] == ["d", str(person)]
    number = gone.metadata.source.reference.partition("/")[2]  # type: ignore[union-attr]
    [left] = [row for row in rows(folder / "csv" / "residents.csv") if row[0] == number]
    assert not any(left[1:])
    assert json.loads((folder / "not-in-csv.json").read_text())["only_numbers"] == {"residents": 1}
    # Their rows still stand where they were, so that no figure changes.
    _, report = await moving.csv_into(folder, "elsewhere")
    assert report.aside == {"MISSING": 1}


async def test_it_overwrites_nothing_and_goes_on_where_nothing_was_finished(moving: Moving) -> None:
    database = await moving.imported(generate(36, 2))
    folder = await moving.out(database, TOWN, "out")
    with pytest.raises(ExportStopped, match="not empty"):
        await moving.out(database, TOWN, "out")
    (folder / "manifest.json").unlink()
    (folder / ".csv.partial").touch()
    with pytest.raises(ExportStopped, match="not empty"):
        await moving.out(database, TOWN, "out")
    (folder / ".csv.partial").unlink()
    (folder / "events.ndjson.partial").touch()
    await moving.out(database, TOWN, "out")
    assert lines(folder) and (folder / "manifest.json").exists()
    with pytest.raises(ExportStopped, match="nothing to export"):
        await moving.out(database, "nobody", "empty")


def test_what_breaks_in_the_middle_leaves_nothing_half_written(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "out")
    folder.make({"a"})
    with pytest.raises(RuntimeError), folder.create("a") as out:
        out.write(b"half")
        raise RuntimeError
    assert list(folder.path.iterdir()) == [] and folder.files == {}


async def test_the_privacy_officer_sees_it_among_the_looks(moving: Moving) -> None:
    database = await moving.imported(generate(37, 2))
    await moving.out(database, TOWN, "out")
    with database.connect("auditor") as auditor:
        looks = auditor.execute(
            "select look_id, tenant, role, purpose, task, decision from access.look"
        ).fetchall()
        exports = auditor.execute("select export_id, form, position, started_by from access.export")
        [kept] = exports.fetchall()
    export_id, position = moving.manifest.export_id, moving.manifest.position
    assert looks == [(export_id, TOWN, "OPERATOR", "EXPORT", "EXPORT", "allowed")]
    assert kept == (export_id, "EXPORT", position, "tester")


async def test_nothing_is_written_where_it_cannot_be_recorded(moving: Moving) -> None:
    database = await moving.imported(generate(38, 2))
    with database.connect("migrator") as admin:
        admin.execute("alter table access.export add constraint shut check (false) not valid")
    with pytest.raises(psycopg.errors.CheckViolation):
        await moving.out(database, TOWN, "out")
    assert list((moving.folder / "out").iterdir()) == []
