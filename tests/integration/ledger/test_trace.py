"""What led to what, from any id of a chain, read from the ledger as it stands."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
import psycopg
import pytest

from caseledger.policies import publish_policies
from domain.case.events import CaseExited, CaseReopened
from domain.event import Actor, Cause, Correction, Event, Metadata, Recorded
from domain.person import RegisterPerson
from domain.streams import case_stream
from ledger import trace as traces
from ledger.commands import Accepted
from ledger.ids import uuid7
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from ledger.stored import Append, LedgerEvent
from ledger.trace import Trace, TracedCommand, trace
from tests.integration.projections.town import append
from tests.support.databases import Database

TENANT = "riviere-nord"
CANARY = "Zanzibar"
INTAKE = Actor(id=uuid4(), kind="STAFF", role="INTAKE", organisation=TENANT, office="centre")


@pytest.fixture
async def ledger(database: Database) -> AsyncIterator[Ledger]:
    async with Ledger(database.url("writer"), TENANT, KeyEncryptionKey(bytes(32))) as opened:
        await publish_policies(opened)
        yield opened


@pytest.fixture
def auditor(database: Database) -> Iterator[psycopg.Connection[Any]]:
    with database.connect("auditor") as connection:
        yield connection


async def done(ledger: Ledger, cause: Cause | None = None) -> Recorded:
    """The event of one more command."""
    command = RegisterPerson(
        given_name=CANARY, family_name="Doe", birth_date="1990-02-28", official_language="en"
    )
    answer = await ledger.execute(
        command, command_id=uuid7(), actor=INTAKE, channel="TEST", cause=cause
    )
    assert isinstance(answer, Accepted), answer
    [recorded] = await ledger.load(f"person-{answer.result['person_id']}")
    return recorded


def told(auditor: psycopg.Connection[Any], asked: UUID | int) -> Trace:
    found = trace(auditor, TENANT, asked)
    assert found is not None
    return found


def causes(found: Trace) -> dict[UUID | None, UUID | None]:
    return {command.command_id: command.causation for command in found.commands}


async def test_a_chain_is_told_whole_from_any_id_in_it(
    ledger: Ledger, auditor: psycopg.Connection[Any]
) -> None:
    first = await done(ledger)
    await done(ledger)
    second = await done(ledger, first.cause)
    third = await done(ledger, second.cause)
    other = await done(ledger, Cause(first.metadata.command, first.metadata.command))
    chain = [first, second, third, other]
    for recorded in chain:
        for asked in (recorded.event_id, recorded.metadata.command, recorded.position):
            found = told(auditor, asked)
            assert found.asked == (asked if isinstance(asked, UUID) else recorded.event_id)
            assert found.origin == first.metadata.command
            assert causes(found) == {
                first.metadata.command: None,
                second.metadata.command: first.event_id,
                third.metadata.command: second.event_id,
                other.metadata.command: first.metadata.command,
            }
            assert [e.event_id for c in found.commands for e in c.events] == [
                r.event_id for r in chain
            ]
            assert found.complete and found.position == await ledger.head()


async def test_an_event_is_told_by_its_envelope_and_nothing_private_with_it(
    ledger: Ledger, auditor: psycopg.Connection[Any]
) -> None:
    recorded = await done(ledger)
    found = told(auditor, recorded.event_id)
    [command] = found.commands
    [event] = command.events
    assert (event.position, event.type, event.stream, event.version) == (
        recorded.position,
        "person.registered",
        recorded.stream,
        1,
    )
    assert (event.effective_on, event.known_at) == (recorded.effective_on, recorded.known_at)
    assert (event.actor, event.channel) == (INTAKE, "TEST")
    assert command.accepted_at == recorded.appended_at
    shown = msgspec.json.encode(found)
    assert CANARY.encode() not in shown and b'["s"' not in shown


async def test_corrections_are_told_at_both_ends(
    ledger: Ledger, auditor: psycopg.Connection[Any]
) -> None:
    case_id = uuid4()
    exited = CaseExited(case_id=case_id, reason="NO_CONTACT", exited_on=date(2026, 5, 4))
    wrong = at(1, exited, case_id)
    reopened = CaseReopened(case_id=case_id, reopened_on=date(2026, 5, 5), reason="WRONG_CASE")
    why = Correction("SOURCE_CHANGED", "SOURCE_SYSTEM")
    right = at(2, reopened, case_id, corrects=wrong.event_id, correction=why)
    await append(ledger, [wrong, right])
    [event] = [e for c in told(auditor, wrong.event_id).commands for e in c.events]
    assert event.corrected_by == (right.event_id,) and event.corrects is None
    [event] = [e for c in told(auditor, right.event_id).commands for e in c.events]
    assert (event.corrects, event.correction, event.corrected_by) == (wrong.event_id, why, ())
    assert told(auditor, right.event_id).commands[0].command_id is None


def at(version: int, event: Event, case_id: UUID, **more: Any) -> Recorded:
    now = datetime(2026, 5, 5, 14, tzinfo=UTC)
    return Recorded(
        position=0,
        tenant=TENANT,
        stream=case_stream(case_id),
        version=version,
        event_id=uuid7(),
        event=event,
        effective_on=date(2026, 5, 4),
        known_at=now,
        appended_at=now,
        metadata=Metadata(actor=INTAKE, **more),
    )


async def test_a_run_is_told_with_all_its_commands_and_one_of_them_without_the_others(
    ledger: Ledger, auditor: psycopg.Connection[Any]
) -> None:
    run = Cause(correlation=uuid7())
    one, two, three = [await done(ledger, run) for _ in range(3)]
    led_to = await done(ledger, two.cause)
    and_to = await done(ledger, led_to.cause)
    expected = {
        run.correlation: [one, two, three, led_to, and_to],
        three.event_id: [three],
        two.event_id: [two, led_to, and_to],
        and_to.event_id: [two, led_to, and_to],
    }
    for asked, chain in expected.items():
        found = told(auditor, asked)
        assert found.origin == run.correlation and found.complete
        assert list(causes(found)) == [recorded.metadata.command for recorded in chain]


async def test_the_policy_of_one_start_is_one_run(
    ledger: Ledger, auditor: psycopg.Connection[Any]
) -> None:
    found = told(auditor, told(auditor, 1).origin)
    types = {event.type for command in found.commands for event in command.events}
    assert types == {"policy.published"} and len(found.commands) > 5
    assert found.origin not in causes(found)


async def test_a_command_that_had_nothing_left_to_do_is_told_without_events(
    ledger: Ledger, auditor: psycopg.Connection[Any], database: Database
) -> None:
    await publish_policies(ledger)
    [empty] = (
        auditor.execute(
            "select command_id from ledger.commands where first_position is null limit 1"
        ).fetchone()
        or ()
    )
    found = told(auditor, empty)
    assert [(c.command_id, c.events) for c in found.commands] == [(empty, [])]
    assert isinstance(found.commands[0], TracedCommand) and found.complete


async def test_what_newer_code_wrote_is_told_too(
    ledger: Ledger, auditor: psycopg.Connection[Any]
) -> None:
    newer = LedgerEvent(
        originator_id=f"dragon-{uuid4()}",
        originator_version=1,
        topic="dragon.seen",
        state=b'{"colour":"red"}',
        event_id=uuid7(),
        schema_version=7,
        effective_on=None,
        known_at=datetime(2026, 5, 5, 14, tzinfo=UTC),
        metadata=b"{}",
    )
    await ledger.store.append(Append(TENANT, [newer]))
    [command] = told(auditor, newer.event_id).commands
    assert [(e.type, e.schema_version, e.actor) for e in command.events] == [
        ("dragon.seen", 7, None)
    ]


async def test_a_long_chain_is_cut_and_still_holds_what_was_asked_for_and_why(
    ledger: Ledger, auditor: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traces, "LIMIT", 3)
    first = await done(ledger)
    for _ in range(4):
        await done(ledger, first.cause)
    late = await done(ledger, first.cause)
    last = await done(ledger, late.cause)
    found = told(auditor, last.event_id)
    shown = [event.event_id for command in found.commands for event in command.events]
    assert not found.complete
    assert len(shown) == 5 and {first.event_id, late.event_id, last.event_id} <= set(shown)


async def test_what_is_not_there_or_another_tenants_is_not_told(
    ledger: Ledger, auditor: psycopg.Connection[Any]
) -> None:
    recorded = await done(ledger)
    assert trace(auditor, TENANT, uuid4()) is None
    assert trace(auditor, TENANT, recorded.position + 1_000_000) is None
    for asked in (recorded.event_id, recorded.metadata.command, recorded.position):
        assert trace(auditor, "elsewhere", asked) is None
