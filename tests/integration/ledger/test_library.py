"""The `eventsourcing` library on our ledger: a stock application and our own path meet in one store."""

from collections.abc import AsyncIterator, Iterator
from datetime import date
from uuid import uuid4

import psycopg.conninfo
import pytest
from eventsourcing.application import Application
from eventsourcing.persistence import IntegrityError

from domain.case.events import CaseAssigned, NoteAdded
from domain.case.state import CaseState
from domain.event import Actor, Metadata
from domain.private import Clear, Sealed, Text
from domain.streams import case_stream
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from ledger.mapper import LedgerMapper, LedgerRecord
from tests.support.databases import Database

KEK = KeyEncryptionKey(bytes(range(32)))
METADATA = Metadata(
    actor=Actor(id=uuid4(), kind="SYSTEM", role="SYSTEM", organisation="riviere-nord")
)


@pytest.fixture
async def ledger(database: Database) -> AsyncIterator[Ledger]:
    async with Ledger(database.url("writer"), "test", KEK) as opened:
        yield opened


@pytest.fixture
def application(database: Database, ledger: Ledger) -> Iterator[Application[str]]:
    address = psycopg.conninfo.conninfo_to_dict(database.url("writer"))
    with Application[str](
        env={
            "PERSISTENCE_MODULE": "ledger.recorder",
            "MAPPER_TOPIC": "ledger.mapper:LedgerMapper",
            "CASELEDGER_TENANT": "test",
            "POSTGRES_DBNAME": str(address["dbname"]),
            "POSTGRES_HOST": str(address["host"]),
            "POSTGRES_PORT": str(address.get("port", "5432")),
            "POSTGRES_USER": str(address["user"]),
            "POSTGRES_PASSWORD": str(address["password"]),
            "POSTGRES_ORIGINATOR_ID_TYPE": "text",
        }
    ) as made:
        assert isinstance(made.mapper, LedgerMapper)
        made.mapper.keys = ledger.keys
        yield made


def assigned(stream: str, version: int) -> LedgerRecord:
    case_id = stream.removeprefix("case-")
    return LedgerRecord(
        originator_id=stream,
        originator_version=version,
        event=CaseAssigned(
            case_id=case_id, office="centre", caseworker_id=uuid4(), assigned_on=date(2026, 5, 4)
        ),
        effective_on=date(2026, 5, 4),
        metadata=METADATA,
    )


async def test_what_the_library_saves_our_path_reads(
    application: Application[str], ledger: Ledger
) -> None:
    case_id, person_id = uuid4(), uuid4()
    note = LedgerRecord(
        originator_id=case_stream(case_id),
        originator_version=1,
        event=NoteAdded(
            case_id=case_id,
            note_id=uuid4(),
            person_id=person_id,
            text=Text("fr", Clear("Appelle le mardi", person_id, own_key=True)),
        ),
        effective_on=date(2026, 5, 4),
        metadata=METADATA,
    )
    [recording] = application.save(note)
    [read] = await ledger.load(case_stream(case_id))
    assert read.position == recording.notification.id
    assert isinstance(read.event.text.body, Sealed)
    [opened] = await ledger.unseal([read])
    assert opened.event == note.event
    assert (read.event_id, read.metadata) == (note.event_id, METADATA)


async def test_the_library_folds_into_the_state_that_deciders_see(
    application: Application[str],
) -> None:
    stream = case_stream(uuid4())
    first = assigned(stream, 1)
    application.save(first, assigned(stream, 2))
    state = application.repository.get(stream)
    assert isinstance(state, CaseState)
    assert state.version == 2
    assert application.repository.get(stream, version=1).caseworker_id == first.event.caseworker_id


async def test_the_library_meets_our_conflicts_as_its_own(application: Application[str]) -> None:
    stream = case_stream(uuid4())
    application.save(assigned(stream, 1))
    with pytest.raises(IntegrityError):
        application.save(assigned(stream, 1))


async def test_the_librarys_subscription_reads_our_events_in_order(
    application: Application[str],
) -> None:
    stream = case_stream(uuid4())
    start = application.recorder.max_notification_id()
    application.save(*(assigned(stream, version) for version in range(1, 6)))
    with application.recorder.subscribe(gt=start) as subscription:
        read = [application.mapper.to_domain_event(next(subscription)) for _ in range(5)]
    assert [record.originator_version for record in read] == [1, 2, 3, 4, 5]
