"""The bulk path: units written once and whole, with names and times of their own, beside live work."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.case.events import CaseAssigned, NoteAdded
from domain.decision import Claim, NewEvent, Refusal
from domain.event import Actor, SourceReference
from domain.private import Clear, Sealed, clear_text
from domain.streams import case_stream
from ledger.answers import Accepted
from ledger.bulk import MAX_EVENTS, BulkUnit, BulkWriter, StreamMoved
from ledger.flusher import Flusher
from ledger.ids import uuid7
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from ledger.stored import Append
from tests.support.databases import Database
from tests.support.events import events as stored_events
from tests.support.events import new_stream

KEK = KeyEncryptionKey(bytes(range(32)))
IMPORTER = Actor(id=uuid4(), kind="SYSTEM", role="SYSTEM", organisation="riviere-nord")
LEARNED = datetime(2019, 4, 5, 14, tzinfo=UTC)


@pytest.fixture
async def ledger(database: Database) -> AsyncIterator[Ledger]:
    async with Ledger(database.url("writer"), "test", KEK) as opened:
        yield opened


@pytest.fixture
def writer(ledger: Ledger) -> BulkWriter:
    return BulkWriter(ledger.store, ledger.keys, ledger.policies, "test", IMPORTER)


def assigned(case_id: UUID, **changes: Any) -> NewEvent:
    event = CaseAssigned(
        case_id=case_id, office="centre", caseworker_id=uuid4(), assigned_on=date(2019, 4, 1)
    )
    given = {
        "stream": case_stream(case_id),
        "event": event,
        "effective_on": date(2019, 4, 1),
        "known_at": LEARNED,
        "source": SourceReference("legacy", "assignment-17"),
    }
    return NewEvent(**(given | changes))


def unit(*events: NewEvent, **changes: Any) -> BulkUnit:
    return BulkUnit(**({"command_id": uuid7(), "body": b"row 17", "events": events} | changes))


async def test_events_keep_the_names_times_and_sources_they_came_with(
    ledger: Ledger, writer: BulkWriter
) -> None:
    case_id, person_id, event_id = uuid4(), uuid4(), uuid7()
    note = NoteAdded(
        case_id=case_id,
        note_id=uuid4(),
        person_id=person_id,
        text=clear_text("Vue au comptoir", "fr", person_id),
    )
    made = unit(
        assigned(case_id, event_id=event_id), assigned(case_id, event=note), result={"case_id": "1"}
    )
    answer = await writer.append(made)
    assert isinstance(answer, Accepted) and answer.result == {"case_id": "1"}
    first, second = await ledger.load(case_stream(case_id))
    assert (first.event_id, first.known_at) == (event_id, LEARNED)
    assert first.metadata.source == SourceReference("legacy", "assignment-17")
    assert first.metadata.actor == IMPORTER and first.metadata.command == made.command_id
    assert isinstance(second.event.text.body, Sealed)
    [opened] = await ledger.unseal([second])
    assert opened.event.text.body == Clear("Vue au comptoir", person_id, own_key=True)


async def test_a_unit_sent_again_changes_nothing(ledger: Ledger, writer: BulkWriter) -> None:
    made = unit(assigned(uuid4()))
    first = await writer.append(made)
    again = await writer.append(made)
    assert isinstance(first, Accepted) and isinstance(again, Accepted)
    assert (again.replayed, again.position) == (True, first.position)
    other = BulkUnit(command_id=made.command_id, body=b"row 18", events=[assigned(uuid4())])
    assert await writer.append(other) == Refusal("COMMAND_ID_REUSED")


async def test_a_stream_that_moved_is_told_and_nothing_written(
    ledger: Ledger, writer: BulkWriter
) -> None:
    written, read = uuid4(), uuid4()
    await writer.append(unit(assigned(written), assigned(read)))
    before = await ledger.head()
    stale = await writer.append(unit(assigned(written)))
    assert stale == StreamMoved(case_stream(written), expected=0, actual=1)
    versions = {case_stream(written): 1, case_stream(read): 5}
    guarded = await writer.append(unit(assigned(written), versions=versions))
    assert guarded == StreamMoved(case_stream(read), expected=5, actual=1)
    assert await ledger.head() == before
    versions[case_stream(read)] = 1
    assert isinstance(await writer.append(unit(assigned(written), versions=versions)), Accepted)


async def test_what_another_stream_holds_is_refused_with_the_claims_own_refusal(
    ledger: Ledger, writer: BulkWriter
) -> None:
    def claim(case_id: UUID) -> Claim:
        held = Refusal("SIN_IN_USE", field="sin")
        return Claim("sin", "046454286", case_stream(case_id), "claim", held)

    holder, other = uuid4(), uuid4()
    await writer.append(unit(assigned(holder), claims=[claim(holder)]))
    refused = await writer.append(unit(assigned(other), claims=[claim(other)]))
    assert refused == Refusal("SIN_IN_USE", {"holder": case_stream(holder)}, "sin")
    assert await ledger.load(case_stream(other)) == []


async def test_nothing_is_written_for_a_person_whose_key_was_destroyed(
    ledger: Ledger, writer: BulkWriter, database: Database
) -> None:
    person_id = uuid4()

    def noted() -> NewEvent:
        text = clear_text("Vue au comptoir", "fr", person_id)
        case_id = uuid4()
        note = NoteAdded(case_id=case_id, note_id=uuid4(), person_id=person_id, text=text)
        return assigned(case_id, event=note)

    assert isinstance(await writer.append(unit(noted())), Accepted)
    with database.connect("migrator") as admin:
        admin.execute(
            "update keys.person_key set state = 'destroyed', wrapped = null where person_id = %s",
            [person_id],
        )
    for _ in ("key cached", "key known to be gone"):
        assert await writer.append(unit(noted())) == Refusal("PERSON_DISPOSED")


async def test_a_unit_has_a_limit(writer: BulkWriter) -> None:
    case_id = uuid4()
    with pytest.raises(ValueError, match="limit"):
        await writer.append(unit(*(assigned(case_id) for _ in range(MAX_EVENTS + 1))))
    assert isinstance(
        await writer.append(unit(*(assigned(case_id) for _ in range(MAX_EVENTS)))), Accepted
    )


async def test_live_work_goes_by_and_bulk_work_is_not_held_up(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    call = Flusher._call

    async def noted(self: Flusher, batch: Any) -> Any:
        calls.append("bulk" if any(each.encoded.events > 1 for each in batch) else "live")
        return await call(self, batch)

    monkeypatch.setattr(Flusher, "_call", noted)
    bulk = [
        ledger.store.append(Append("test", stored_events(new_stream(), 1, 400)), bulk=True)
        for _ in range(6)
    ]

    async def live() -> None:
        for version in range(1, 5):
            await ledger.store.append(Append("test", stored_events(stream, version, 1)))

    stream = new_stream()
    await asyncio.gather(*bulk, live())
    assert calls == ["bulk", "live"] * 4 + ["bulk", "bulk"]


async def test_calls_of_bulk_work_are_short_while_there_is_live_work(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    call = Flusher._call

    async def noted(self: Flusher, batch: Any) -> Any:
        sizes.append(sum(each.encoded.events for each in batch))
        return await call(self, batch)

    async def bulk(units: int) -> None:
        made = (Append("test", stored_events(new_stream(), 1, 20)) for _ in range(units))
        await asyncio.gather(*(ledger.store.append(append, bulk=True) for append in made))

    monkeypatch.setattr(Flusher, "_call", noted)
    monkeypatch.setattr(ledger.store._flusher, "_last_live", float("-inf"))
    await bulk(50)
    assert sizes == [500, 500]
    await ledger.store.append(Append("test", stored_events(new_stream(), 1, 1)))
    sizes.clear()
    await bulk(10)
    assert sizes == [100, 100]


async def test_readers_are_woken_before_those_who_are_answered_go_on(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[Any] = []
    monkeypatch.setattr(ledger.store._notifier, "tell", order.append)

    async def append() -> None:
        done = await ledger.store.append(Append("test", stored_events(new_stream(), 1, 1)))
        order.append(("answered", done.last_position))

    await asyncio.gather(*(append() for _ in range(3)))
    told = [each for each in order if isinstance(each, int)]
    assert order[0] == told[0], "told first"
    assert told[-1] == max(position for _, position in set(order) - set(told))
