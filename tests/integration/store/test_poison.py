"""A poisoned append, of whatever kind, rejects itself alone: its neighbours in the call are written."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from ledger.store import Store
from ledger.store_errors import (
    AppendFailed,
    AppendTooLarge,
    ClaimConflict,
    CommandReused,
    EventIdUsed,
    GuardConflict,
    VersionConflict,
)
from ledger.stored import Append, Appended, Claim, CommandRecord, Guard
from tests.support.events import command, event, events, new_stream

TENANT = "poison"
TAKEN = {"stream": "case-taken", "key": b"taken" * 6, "event": uuid4(), "command": command()}


def broken(stream: str, **changes: object) -> Append:
    """Two streams, of which the second's event cannot be stored: the first must stay out as well."""
    bad = replace(event(new_stream(), 1), **changes)
    return Append(TENANT, [event(stream, 1), bad], command=command())


def with_claim(stream: str, claim: Claim) -> Append:
    return Append(TENANT, [event(stream, 1)], claims=[claim], command=command())


# What arrives in the database and is refused there; each of these breaks or loses its append.
POISONS: dict[str, tuple[type[Exception], Callable[[str], Append]]] = {
    "NUL in a stream": (AppendFailed, lambda s: broken(s, originator_id="case-\0")),
    "NUL in a type": (AppendFailed, lambda s: broken(s, topic="case.\0")),
    "NUL in a tenant": (AppendFailed, lambda s: replace(broken(s), tenant="\0")),
    "a stream too long for its index": (
        AppendFailed,
        lambda s: broken(s, originator_id=random.randbytes(5_000).hex()),
    ),
    "no payload": (AppendFailed, lambda s: broken(s, state=None)),
    "no envelope": (AppendFailed, lambda s: broken(s, metadata=None)),
    "a command without a hash": (
        AppendFailed,
        lambda s: replace(broken(s), command=CommandRecord(uuid4(), None, b"")),  # type: ignore
    ),
    "a claim without a key": (
        AppendFailed,
        lambda s: with_claim(s, Claim("sin", None, s)),  # type: ignore
    ),
    "an operation on a claim that there is not": (
        AppendFailed,
        lambda s: with_claim(s, Claim("sin", b"k", s, "steal")),  # type: ignore
    ),
    "a version below zero": (VersionConflict, lambda s: broken(s, originator_version=-1)),
    "a version of long ago": (
        VersionConflict,
        lambda s: Append(TENANT, [event(s, 1), event(TAKEN["stream"], 1)], command=command()),
    ),
    "a version to come": (VersionConflict, lambda s: Append(TENANT, [event(s, 7)])),
    "versions with a gap": (
        VersionConflict,
        lambda s: Append(TENANT, [event(s, 1), event(s, 3)], command=command()),
    ),
    "a guard that fell": (
        GuardConflict,
        lambda s: Append(TENANT, [event(s, 1)], guards=[Guard(TAKEN["stream"], 1)]),
    ),
    "what another holds": (ClaimConflict, lambda s: with_claim(s, Claim("sin", TAKEN["key"], s))),
    "an event id of long ago": (EventIdUsed, lambda s: broken(s, event_id=TAKEN["event"])),
    "an event id twice": (
        EventIdUsed,
        lambda s: Append(TENANT, [event(s, n, event_id=UUID(int=7)) for n in (1, 2)]),
    ),
    "a command id of long ago": (
        CommandReused,
        lambda s: Append(TENANT, [event(s, 1)], command=replace(TAKEN["command"], body_hash=b"x")),
    ),
    "too many events": (AppendTooLarge, lambda s: Append(TENANT, events(s, 1, 1_001))),
}

# What never leaves the caller's hands: it has no form on the wire.
UNSENDABLE: dict[str, Callable[[str], Append]] = {
    "half a character": lambda s: broken(s, topic="\ud800"),
    "a version beyond 64 bits": lambda s: broken(s, originator_version=2**63),
    "a schema version beyond 16 bits": lambda s: broken(s, schema_version=40_000),
    "a time without a zone": lambda s: broken(
        s, known_at=event(s, 1).known_at.replace(tzinfo=None)
    ),
    "no command id": lambda s: Append(TENANT, command=CommandRecord(None, b"", b"")),  # type: ignore
}


@pytest.fixture(autouse=True)
async def taken(store: Store) -> None:
    """What the poisons run into."""
    stream, sent = str(TAKEN["stream"]), TAKEN["command"]
    if await store.load(TENANT, stream):
        return
    first = event(stream, 1, event_id=TAKEN["event"])
    claim = Claim("sin", TAKEN["key"], stream)
    await store.append(Append(TENANT, [first, event(stream, 2)], claims=[claim], command=sent))


@pytest.mark.parametrize("kind", POISONS)
async def test_one_poisoned_append_among_good_ones(store: Store, kind: str) -> None:
    await poisoned_call(store, [kind])


@pytest.mark.parametrize("seed", range(5))
async def test_every_poison_in_one_call_with_good_ones_between(store: Store, seed: int) -> None:
    kinds = list(POISONS)
    random.Random(seed).shuffle(kinds)
    await poisoned_call(store, kinds)


async def poisoned_call(store: Store, kinds: list[str]) -> None:
    """Good ones before, between and behind; some of them build on what a neighbour wrote."""
    head = await store.head()
    shared, version = new_stream(), 0
    appends: list[tuple[str | None, str, Append]] = []
    for kind in [None, *[each for poison in kinds for each in (poison, None)]]:
        stream = new_stream()
        if kind is not None:
            appends.append((kind, stream, POISONS[kind][1](stream)))
        else:
            version += 1
            good = [event(stream, 1), event(shared, version)]
            appends.append((None, stream, Append(TENANT, good, command=command())))
    # taken up in one turn of the loop: they wait together, and go in as few calls as they fit
    answers = await asyncio.gather(
        *[store.append(append) for _, _, append in appends], return_exceptions=True
    )
    for (kind, stream, append), answer in zip(appends, answers, strict=True):
        known = append.command and await store.find_command(TENANT, append.command.command_id)
        written = await store.load(TENANT, stream)
        if kind is None:
            assert isinstance(answer, Appended), answer
            assert known is not None
            assert [e.position for e in written] == [answer.first_position]
            continue
        assert type(answer) is POISONS[kind][0], (kind, answer)
        assert (kind, written) == (kind, [])
        assert not known or append.command.command_id == TAKEN["command"].command_id
    assert await store.head() == head + 2 * version
    assert len(await store.load(TENANT, shared)) == version


@pytest.mark.parametrize("kind", UNSENDABLE)
async def test_what_cannot_be_sent_fails_its_caller_and_nobody_else(
    store: Store, kind: str
) -> None:
    good = [new_stream() for _ in range(4)]
    appends = [Append(TENANT, [event(stream, 1)], command=command()) for stream in good]
    appends.insert(2, UNSENDABLE[kind](new_stream()))
    answers = await asyncio.gather(*map(store.append, appends), return_exceptions=True)
    failed = answers.pop(2)
    assert isinstance(failed, Exception) and not isinstance(failed, Appended)
    assert all(isinstance(answer, Appended) for answer in answers), answers
