"""The contract of the store: what is appended is read back, in one order, or nothing is written."""

import asyncio
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from eventsourcing.persistence import IntegrityError, RecordConflictError
from psycopg import sql

from ledger.store import Store
from ledger.store_errors import (
    AppendFailed,
    AppendTooLarge,
    ClaimConflict,
    CommandReused,
    EventIdUsed,
    GuardConflict,
    StoreUnavailable,
    VersionConflict,
)
from ledger.stored import Append, Claim, Guard
from tests.support.databases import Database
from tests.support.events import command, event, events, new_stream

TENANT = "brantwood"


async def test_an_event_is_read_back_as_it_was_written(store: Store) -> None:
    stream = new_stream()
    before = await store.head()
    written = event(stream, 1, effective_on=date(1999, 12, 31))
    done = await store.append(Append(TENANT, [written]))

    [read] = await store.load(TENANT, stream)
    for field in written.__dataclass_fields__:
        assert getattr(read, field) == getattr(written, field), field
    assert (read.position, read.appended_at, read.tenant) == (before + 1, done.appended_at, TENANT)
    assert done.appended_at.utcoffset().total_seconds() == 0
    assert await store.head() == before + 1


async def test_a_stream_may_have_no_effective_day(store: Store) -> None:
    stream = new_stream()
    await store.append(Append(TENANT, [event(stream, 1, effective_on=None)]))
    assert (await store.load(TENANT, stream))[0].effective_on is None


async def test_an_append_spans_streams_and_positions_follow_its_order(store: Store) -> None:
    case, consent = new_stream(), new_stream("consent")
    mixed = [event(case, 1), event(consent, 1), event(case, 2)]
    done = await store.append(Append(TENANT, mixed))
    read = await store.read(done.first_position - 1, 10)
    assert [(e.originator_id, e.originator_version) for e in read] == [
        (case, 1),
        (consent, 1),
        (case, 2),
    ]
    assert done.last_position - done.first_position == 2


async def test_load_and_read_start_after_what_is_known(store: Store) -> None:
    stream = new_stream()
    done = await store.append(Append(TENANT, events(stream, 1, 5)))
    assert [e.originator_version for e in await store.load(TENANT, stream, 3)] == [4, 5]
    assert await store.load(TENANT, new_stream()) == []
    page = await store.read(done.first_position - 1, 2)
    assert [e.originator_version for e in page] == [1, 2]
    assert await store.read(done.last_position, 10) == []


async def test_tenants_do_not_see_each_other(store: Store) -> None:
    stream = new_stream()
    done = await store.append(Append(TENANT, [event(stream, 1)]))
    other = await store.append(Append("elsewhere", [event(stream, 1)]))
    assert len(await store.load("elsewhere", stream)) == 1
    read = await store.read(done.first_position - 1, 10, "elsewhere")
    assert [e.position for e in read] == [other.first_position]


@pytest.mark.parametrize("version", [1, 2, 4, 5, 99])
async def test_only_last_plus_one_is_accepted(store: Store, version: int) -> None:
    stream = new_stream()
    await store.append(Append(TENANT, events(stream, 1, 2)))
    with pytest.raises(VersionConflict) as refused:
        await store.append(Append(TENANT, [event(stream, version)]))
    assert (refused.value.stream, refused.value.expected, refused.value.actual) == (
        stream,
        version - 1,
        2,
    )
    assert isinstance(refused.value, IntegrityError | RecordConflictError)
    assert len(await store.load(TENANT, stream)) == 2


@pytest.mark.parametrize("versions", [(1, 3), (1, 1), (2, 1), (2,), (7, 8)])
async def test_a_new_stream_starts_at_one_without_a_gap(
    store: Store, versions: tuple[int, ...]
) -> None:
    stream = new_stream()
    before = await store.head()
    with pytest.raises(VersionConflict):
        await store.append(Append(TENANT, [event(stream, v) for v in versions]))
    assert await store.load(TENANT, stream) == []
    assert await store.head() == before


async def test_of_two_writers_one_wins_and_the_other_is_told(store: Store) -> None:
    stream = new_stream()
    answers = await asyncio.gather(
        *[store.append(Append(TENANT, [event(stream, 1)])) for _ in range(10)],
        return_exceptions=True,
    )
    assert sum(isinstance(a, VersionConflict) for a in answers) == 9
    assert len(await store.load(TENANT, stream)) == 1


async def test_a_guard_holds_or_nothing_is_written(store: Store) -> None:
    case, consent = new_stream(), new_stream("consent")
    await store.append(Append(TENANT, events(consent, 1, 2)))
    await store.append(Append(TENANT, [event(case, 1)], guards=[Guard(consent, 2)]))
    await store.append(Append(TENANT, [event(consent, 3)]))
    with pytest.raises(GuardConflict) as refused:
        await store.append(Append(TENANT, [event(case, 2)], guards=[Guard(consent, 2)]))
    assert (refused.value.stream, refused.value.expected, refused.value.actual) == (consent, 2, 3)
    assert len(await store.load(TENANT, case)) == 1


async def test_guard_zero_says_the_stream_must_not_exist(store: Store) -> None:
    case, person = new_stream(), new_stream("person")
    await store.append(Append(TENANT, [event(case, 1)], guards=[Guard(person, 0)]))
    await store.append(Append(TENANT, [event(person, 1)]))
    with pytest.raises(GuardConflict):
        await store.append(Append(TENANT, [event(case, 2)], guards=[Guard(person, 0)]))
    with pytest.raises(GuardConflict):
        await store.append(
            Append(TENANT, [event(case, 2)], guards=[Guard(new_stream("person"), 1)])
        )


async def test_a_guard_sees_what_an_earlier_append_of_the_same_call_wrote(store: Store) -> None:
    case, consent = new_stream(), new_stream("consent")
    await store.append(Append(TENANT, [event(consent, 1)]))
    withdrawn, referred = await asyncio.gather(
        store.append(Append(TENANT, [event(consent, 2)])),
        store.append(Append(TENANT, [event(case, 1)], guards=[Guard(consent, 1)])),
        return_exceptions=True,
    )
    assert not isinstance(withdrawn, Exception)
    assert isinstance(referred, GuardConflict)


async def test_appends_of_one_call_build_on_each_other(store: Store) -> None:
    stream = new_stream()
    parts = [events(stream, 1, 2), events(stream, 3, 1), events(stream, 4, 3)]
    answers = await asyncio.gather(*[store.append(Append(TENANT, part)) for part in parts])
    assert answers[0].appended_at == answers[2].appended_at  # it was one call
    assert [e.originator_version for e in await store.load(TENANT, stream)] == [1, 2, 3, 4, 5, 6]


async def test_a_claim_is_held_by_one_stream(store: Store) -> None:
    holder, other = new_stream("person"), new_stream("person")
    sin = uuid4().bytes
    await store.append(Append(TENANT, [event(holder, 1)], claims=[Claim("sin", sin, holder)]))
    with pytest.raises(ClaimConflict) as refused:
        await store.append(Append(TENANT, [event(other, 1)], claims=[Claim("sin", sin, other)]))
    assert (refused.value.kind, refused.value.holder) == ("sin", holder)
    assert await store.load(TENANT, other) == []
    # its own claim again, another kind, and another tenant are no conflict
    await store.append(Append(TENANT, [event(holder, 2)], claims=[Claim("sin", sin, holder)]))
    await store.append(Append(TENANT, [event(other, 1)], claims=[Claim("case", sin, other)]))
    await store.append(Append("elsewhere", [event(other, 1)], claims=[Claim("sin", sin, other)]))


async def test_only_its_holder_releases_a_claim(store: Store) -> None:
    holder, other = new_stream(), new_stream()
    key = uuid4().bytes
    await store.append(Append(TENANT, [event(holder, 1)], claims=[Claim("no", key, holder)]))
    release = Claim("no", key, other, "release")
    await store.append(Append(TENANT, [event(other, 1)], claims=[release]))
    with pytest.raises(ClaimConflict):
        await store.append(Append(TENANT, [event(other, 2)], claims=[Claim("no", key, other)]))
    release = Claim("no", key, holder, "release")
    await store.append(Append(TENANT, [event(holder, 2)], claims=[release]))
    await store.append(Append(TENANT, [event(other, 2)], claims=[Claim("no", key, other)]))


async def test_a_claim_moves_in_one_append(store: Store) -> None:
    old, new, third = new_stream(), new_stream(), new_stream()
    key = uuid4().bytes
    await store.append(Append(TENANT, [event(old, 1)], claims=[Claim("no", key, old)]))
    moves = [Claim("no", key, new), Claim("no", key, old, "release")]
    await store.append(Append(TENANT, [event(new, 1)], claims=moves))
    with pytest.raises(ClaimConflict) as refused:
        await store.append(Append(TENANT, [event(third, 1)], claims=[Claim("no", key, third)]))
    assert refused.value.holder == new


async def test_two_streams_cannot_claim_one_key_in_one_append(store: Store) -> None:
    one, two = new_stream(), new_stream()
    both = [Claim("no", b"k" * 32, one), Claim("no", b"k" * 32, two)]
    with pytest.raises(ClaimConflict):
        await store.append(Append(TENANT, [event(one, 1), event(two, 1)], claims=both))


async def test_of_two_claims_at_once_one_wins(store: Store) -> None:
    key = uuid4().bytes
    streams = [new_stream() for _ in range(8)]
    answers = await asyncio.gather(
        *[
            store.append(Append(TENANT, [event(s, 1)], claims=[Claim("no", key, s)]))
            for s in streams
        ],
        return_exceptions=True,
    )
    assert sum(isinstance(a, ClaimConflict) for a in answers) == 7


async def test_a_command_sent_again_is_answered_as_the_first_time(store: Store) -> None:
    stream, sent = new_stream(), command()
    append = Append(TENANT, events(stream, 1, 2), command=sent)
    first = await store.append(append)
    again = await store.append(Append(TENANT, [event(stream, 9)], command=sent))
    assert again == replace(first, replayed=True)
    assert again.result == sent.result
    assert len(await store.load(TENANT, stream)) == 2
    found = await store.find_command(TENANT, sent.command_id)
    assert found is not None
    assert (found.first_position, found.body_hash) == (first.first_position, sent.body_hash)


async def test_a_command_sent_twice_in_one_call_is_done_once(store: Store) -> None:
    stream, sent = new_stream(), command()
    append = Append(TENANT, [event(stream, 1)], command=sent)
    one, two = await asyncio.gather(store.append(append), store.append(append))
    assert (one.replayed, two.replayed) == (False, True)
    assert one.last_position == two.last_position


async def test_another_body_under_the_same_command_id_is_refused(store: Store) -> None:
    stream, sent = new_stream(), command()
    await store.append(Append(TENANT, [event(stream, 1)], command=sent))
    with pytest.raises(CommandReused) as refused:
        other = replace(sent, body_hash=b"another")
        await store.append(Append(TENANT, [event(stream, 2)], command=other))
    assert refused.value.command_id == sent.command_id
    assert len(await store.load(TENANT, stream)) == 1
    await store.append(
        Append("elsewhere", [event(stream, 1)], command=replace(sent, body_hash=b"x"))
    )


async def test_a_command_without_events_is_remembered_too(store: Store) -> None:
    sent = command(result=b'{"nothing":"to do"}')
    before = await store.head()
    first = await store.append(Append(TENANT, command=sent))
    assert (first.first_position, first.last_position) == (None, None)
    again = await store.append(Append(TENANT, [event(new_stream(), 1)], command=sent))
    assert again == replace(first, replayed=True)
    assert await store.head() == before


async def test_a_rejected_command_is_not_remembered(store: Store) -> None:
    stream, sent = new_stream(), command()
    with pytest.raises(VersionConflict):
        await store.append(Append(TENANT, [event(stream, 5)], command=sent))
    assert await store.find_command(TENANT, sent.command_id) is None
    assert not (await store.append(Append(TENANT, [event(stream, 1)], command=sent))).replayed


async def test_an_event_id_is_used_once(store: Store) -> None:
    stream, used = new_stream(), uuid4()
    await store.append(Append(TENANT, [event(stream, 1, event_id=used)]))
    with pytest.raises(EventIdUsed) as refused:
        await store.append(Append(TENANT, [event(new_stream(), 1, event_id=used)]))
    assert refused.value.event_id == used
    twice = [event(stream, 2, event_id=(same := uuid4())), event(stream, 3, event_id=same)]
    with pytest.raises(EventIdUsed):
        await store.append(Append(TENANT, twice))


async def test_an_append_has_a_limit(store: Store) -> None:
    stream = new_stream()
    with pytest.raises(AppendTooLarge) as refused:
        await store.append(Append(TENANT, events(stream, 1, 1001)))
    assert (refused.value.events, refused.value.limit) == (1001, 1000)
    done = await store.append(Append(TENANT, events(stream, 1, 1000)))
    assert done.last_position - done.first_position == 999


async def test_a_poisoned_append_rejects_only_itself(store: Store) -> None:
    streams = [new_stream() for _ in range(9)]
    appends = [Append(TENANT, [event(s, 1)], command=command()) for s in streams]
    poisoned = "case-\0"  # PostgreSQL holds no such text
    appends.insert(4, Append(TENANT, [event(poisoned, 1)], command=command()))
    answers = await asyncio.gather(*map(store.append, appends), return_exceptions=True)
    assert isinstance(answers.pop(4), AppendFailed)
    assert not any(isinstance(a, Exception) for a in answers)
    for stream in streams:
        assert len(await store.load(TENANT, stream)) == 1


async def test_a_value_that_cannot_be_sent_fails_in_the_callers_hands(store: Store) -> None:
    stream = new_stream()
    naive = replace(event(stream, 1), known_at=event(stream, 1).known_at.replace(tzinfo=None))
    with pytest.raises(TypeError):
        await store.append(Append(TENANT, [naive]))
    assert (await store.append(Append(TENANT, [event(stream, 1)]))).first_position


async def test_one_type_is_read_by_its_index_whatever_the_plan(
    store: Store, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    query = store._query

    async def noted(text: sql.Composed, *values: object) -> list:
        asked.append(text.as_string())
        return await query(text, *values)

    monkeypatch.setattr(store, "_query", noted)
    await store.read_type(TENANT, "policy.published", 0)
    statement = asked[0].replace("%s", "$1", 1).replace("%s", "$2", 1)
    with database.connect("migrator") as admin:
        plan = admin.execute(sql.SQL("explain (generic_plan) {}").format(sql.SQL(statement)))
        assert "events_policy" in str(plan.fetchall())


async def test_time_never_goes_back(store: Store, database: Database) -> None:
    await store.append(Append(TENANT, [event(new_stream(), 1)]))
    with database.connect("migrator") as admin:
        # as if the machine's clock had been an hour ahead at the last append
        admin.execute("set session_replication_role = replica")
        admin.execute(
            "update ledger.events set appended_at = appended_at + interval '1 hour'"
            " where position = (select position from ledger.head)"
        )
    [ahead] = await store.read(await store.head() - 1, 1)
    done = await store.append(Append(TENANT, [event(new_stream(), 1)]))
    assert done.appended_at == ahead.appended_at


async def test_a_closed_store_says_so(database: Database) -> None:
    closed = Store(database.url("writer"))
    with pytest.raises(StoreUnavailable) as refused:
        await closed.append(Append(TENANT, [event(new_stream(), 1)]))
    assert refused.value.outcome_known
    with pytest.raises(StoreUnavailable):
        await closed.load(TENANT, new_stream())


async def test_closing_finishes_what_waits(database: Database) -> None:
    closing = Store(database.url("writer"))
    await closing.open()
    streams = [new_stream() for _ in range(50)]
    tasks = [asyncio.create_task(closing.append(Append(TENANT, [event(s, 1)]))) for s in streams]
    await asyncio.sleep(0)
    await closing.close()
    assert all([(await task).first_position for task in tasks])
