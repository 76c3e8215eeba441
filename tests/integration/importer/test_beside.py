"""Beside live work: what somebody writes meanwhile is seen, and neither is lost."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from caseledger.demo.standing import Demonstration, begin
from caseledger.importer.errors import ExtractError, ImportStopped
from caseledger.importer.past import Past
from caseledger.importer.progress import Watch
from caseledger.importer.run import import_extract
from caseledger.importer.runs import only_import
from caseledger.importer.send import Sender
from caseledger.importer.units import Work
from caseledger.policies import SETUP, publish_policies
from domain.person import RegisterPerson, UpdateContact
from domain.source_ids import source_id
from domain.streams import person_stream
from ledger.commands import Accepted
from ledger.ids import uuid7
from ledger.ledger import Ledger
from ledger.store_errors import StoreUnavailable
from tests.integration.importer.ledgers import told
from tests.support.databases import Database
from tests.support.extracts import Extract, generate
from tests.support.imported import KEK

TOWN = "baie-verte"
SYSTEM = SETUP


async def bring(ledger: Ledger, database: Database, extract: Extract, folder: Path) -> Any:
    report, _ = await import_extract(
        ledger, database.url("writer"), KEK, extract.write(folder), "test", Watch()
    )
    return report


async def test_a_command_between_the_look_and_the_append_is_not_lost(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract = generate(51, 4)
    number = extract.rows["residents"][0]["resident_no"]
    person = source_id(TOWN, "old-system", "person", number)
    look = Sender._past
    written = []

    async with Ledger(empty.url("writer"), TOWN, KEK) as ledger:
        await publish_policies(ledger)
        await bring(ledger, empty, extract, tmp_path / "one")

        async def and_somebody_writes(sender: Sender, works: Sequence[Work]) -> dict[str, Past]:
            found = await look(sender, works)
            if person_stream(person) in found and not written:
                answer = await ledger.execute(
                    UpdateContact(person_id=person, telephone="613-555-0100"),
                    command_id=uuid7(),
                    actor=SYSTEM,
                )
                assert isinstance(answer, Accepted)
                written.append(answer.position)
            return found

        monkeypatch.setattr(Sender, "_past", and_somebody_writes)
        extract.rows["residents"][0]["family_name"] = "Nouveau-Nom"
        report = await bring(ledger, empty, extract, tmp_path / "two")
        assert written and report.totals["corrected"] == 1
        events = await ledger.load(person_stream(person))
    assert [e.event.wire_name for e in events] == [
        "person.registered",
        "person.contact_updated",
        "person.registered",
    ]
    assert events[2].metadata.corrects == events[0].event_id


async def test_a_number_that_somebody_here_has_is_shared_not_taken(
    empty: Database, tmp_path: Path
) -> None:
    extract = generate(52, 3)
    resident = next(row for row in extract.rows["residents"] if row["sin"])
    async with Ledger(empty.url("writer"), TOWN, KEK) as ledger:
        await publish_policies(ledger)
        answer = await ledger.execute(
            RegisterPerson(
                given_name="A",
                family_name="B",
                birth_date="1990-01-01",
                official_language="fr",
                sin=resident["sin"],
            ),
            command_id=uuid7(),
            actor=SYSTEM,
        )
        assert isinstance(answer, Accepted)
        report = await bring(ledger, empty, extract, tmp_path / "one")
    assert report.irregular["SIN_SHARED"] == 1
    [marked] = [e for e in await told(empty, TOWN) if "SIN_SHARED" in e.metadata.irregularities]
    assert marked.metadata.source.reference == f"residents/{resident['resident_no']}"


async def test_one_import_at_a_time(empty: Database, tmp_path: Path) -> None:
    async with Ledger(empty.url("writer"), TOWN, KEK) as ledger:
        await publish_policies(ledger)
        with only_import(empty.url("writer"), TOWN), pytest.raises(ImportStopped) as stopped:
            await bring(ledger, empty, generate(53, 1), tmp_path / "one")
    assert "under way" in stopped.value.en and "en cours" in stopped.value.fr


async def test_a_count_that_is_wrong_writes_nothing(empty: Database, tmp_path: Path) -> None:
    folder = generate(54, 2).write(tmp_path / "one")
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"rows": 2,', '"rows": 3,', 1))
    async with Ledger(empty.url("writer"), TOWN, KEK) as ledger:
        await publish_policies(ledger)
        head = await ledger.head()
        with pytest.raises(ExtractError) as stopped:
            await import_extract(ledger, empty.url("writer"), KEK, folder, "test", Watch())
        assert "the manifest says 3" in stopped.value.en
        assert await ledger.head() == head


async def test_invented_and_real_files_are_never_mixed(empty: Database, tmp_path: Path) -> None:
    async with Ledger(empty.url("writer"), TOWN, KEK) as ledger:
        await publish_policies(ledger)
        await begin(ledger, Demonstration(1, 1, date(2025, 1, 1)))
        head = await ledger.head()
        with pytest.raises(ExtractError) as stopped:
            await bring(ledger, empty, generate(55, 1), tmp_path / "one")
        assert "demonstration" in stopped.value.en and "démonstration" in stopped.value.fr
        assert await ledger.head() == head


async def test_who_was_disposed_of_does_not_come_back(empty: Database, tmp_path: Path) -> None:
    extract = generate(56, 6)
    number = extract.rows["assessments"][0]["resident_no"]
    person = source_id(TOWN, "old-system", "person", number)
    async with Ledger(empty.url("writer"), TOWN, KEK) as ledger:
        await publish_policies(ledger)
        ledger.keys.fetch([person], make=True)
        with empty.connect("migrator") as connection:
            connection.execute(
                "update keys.person_key set state = 'destroyed', wrapped = null"
                " where person_id = %s",
                (person,),
            )
        ledger.keys.forget(person)
        report = await bring(ledger, empty, extract, tmp_path / "one")
        about = sum(
            row["resident_no"] == number
            for file in ("residents", "assessments", "deferrals")
            for row in extract.rows[file]
        )
        assert report.totals["disposed"] == about
        assert report.totals["taken"] == report.totals["rows"] - about
        assert await ledger.load(person_stream(person)) == []


async def test_a_database_that_is_away_is_said_so(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Ledger(empty.url("writer"), TOWN, KEK) as ledger:
        await publish_policies(ledger)

        async def away(*_: object, **__: object) -> None:
            raise StoreUnavailable("away", outcome_known=True)

        monkeypatch.setattr(ledger.store, "append", away)
        with pytest.raises(StoreUnavailable):
            await bring(ledger, empty, generate(57, 2), tmp_path / "one")
