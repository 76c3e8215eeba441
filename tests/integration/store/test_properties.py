"""Whatever is thrown at it, the ledger is one gap-free order of whole appends."""

import asyncio
from collections import defaultdict
from typing import NamedTuple
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.store import Store
from ledger.store_errors import ClaimConflict, GuardConflict, VersionConflict
from ledger.stored import Append, Appended, Claim, Guard
from tests.support.databases import Database
from tests.support.events import events


class Try(NamedTuple):
    """One append of a random batch, in small numbers; streams are told apart by one digit."""

    writes: dict[int, tuple[int, int]]  # stream: first version, how many
    guards: dict[int, int]  # stream: version
    claims: list[tuple[int, int, str]]  # key, stream, op


streams = st.integers(0, 3)
tries = st.builds(
    Try,
    st.dictionaries(streams, st.tuples(st.integers(1, 4), st.integers(1, 3)), max_size=2),
    st.dictionaries(streams, st.integers(0, 3), max_size=1),
    st.lists(
        st.tuples(st.integers(0, 1), streams, st.sampled_from(["claim", "release"])), max_size=1
    ),
)


class Model:
    """What the ledger must do, in the plainest words."""

    def __init__(self) -> None:
        self.versions: dict[int, int] = defaultdict(int)
        self.holders: dict[int, int] = {}

    def accepts(self, attempt: Try) -> type[Exception] | None:
        if any(self.versions[s] != version for s, version in attempt.guards.items()):
            return GuardConflict
        if any(first != self.versions[s] + 1 for s, (first, _) in attempt.writes.items()):
            return VersionConflict
        for key, stream, op in attempt.claims:
            if op == "claim" and self.holders.get(key, stream) != stream:
                return ClaimConflict
        for stream, (first, count) in attempt.writes.items():
            self.versions[stream] = first + count - 1
        for key, stream, op in attempt.claims:
            if op == "claim":
                self.holders[key] = stream
            elif self.holders.get(key) == stream:
                del self.holders[key]
        return None


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(tries, min_size=1, max_size=8), min_size=1, max_size=5))
def test_random_batches(database: Database, batches: list[list[Try]]) -> None:
    asyncio.run(check(database, batches))


async def check(database: Database, batches: list[list[Try]]) -> None:
    run = uuid4()
    tenant = f"tenant-{run}"
    model = Model()
    expected: list[tuple[str, int]] = []
    store = Store(database.url("writer"))
    await store.open()
    try:
        start = await store.head()
        for batch in batches:
            appends = [to_append(tenant, attempt) for attempt in batch]
            answers = await asyncio.gather(*map(store.append, appends), return_exceptions=True)
            for attempt, append, answer in zip(batch, appends, answers, strict=True):
                refusal = model.accepts(attempt)
                if refusal is not None:
                    assert isinstance(answer, refusal), (attempt, answer)
                    continue
                assert isinstance(answer, Appended), (attempt, answer)
                written = [(str(e.originator_id), e.originator_version) for e in append.events]
                if written:
                    assert answer.first_position == start + len(expected) + 1
                expected += written
        read = await store.read(start, 10_000)
    finally:
        await store.close()
    assert [e.position for e in read] == list(range(start + 1, start + len(expected) + 1))
    assert [(e.originator_id, e.originator_version) for e in read] == expected
    assert [e.appended_at for e in read] == sorted(e.appended_at for e in read)


def to_append(tenant: str, attempt: Try) -> Append:
    return Append(
        tenant,
        [
            event
            for stream, (first, count) in attempt.writes.items()
            for event in events(f"case-{stream}", first, count)
        ],
        [Guard(f"case-{stream}", version) for stream, version in attempt.guards.items()],
        [Claim("key", bytes([key]), f"case-{s}", op) for key, s, op in attempt.claims],
    )
