"""Whatever is thrown at it, the ledger is one gap-free order of whole appends."""

import asyncio
from collections import defaultdict
from typing import Literal, NamedTuple
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.store import Store
from ledger.store_errors import ClaimConflict, GuardConflict, VersionConflict
from ledger.stored import Append, Appended, Claim, Guard
from tests.support.databases import Database
from tests.support.events import events


class Try(NamedTuple):
    """One append of a random batch, relative to where the streams stand when its turn comes."""

    writes: dict[int, tuple[int, int]]  # stream: steps after its last version, how many events
    guards: dict[int, int]  # stream: versions it is off
    claims: list[tuple[int, int, Literal["claim", "release"]]]  # key, stream, op


streams = st.integers(0, 3)
step = st.sampled_from([1, 1, 1, 1, -1, 2])
off = st.sampled_from([0, 0, 0, -1, 1])
tries = st.builds(
    Try,
    st.dictionaries(streams, st.tuples(step, st.integers(1, 3)), max_size=2),
    st.dictionaries(streams, off, max_size=1),
    st.lists(
        st.tuples(st.integers(0, 1), streams, st.sampled_from(["claim", "release"])), max_size=1
    ),
)


class Model:
    """What the ledger must do, in the plainest words."""

    def __init__(self, tenant: str) -> None:
        self.tenant = tenant
        self.versions: dict[int, int] = defaultdict(int)
        self.holders: dict[int, int] = {}

    def append(self, attempt: Try) -> Append:
        """The attempt in absolute versions."""
        return Append(
            self.tenant,
            [
                event
                for stream, (step, count) in attempt.writes.items()
                for event in events(f"case-{stream}", self.versions[stream] + step, count)
            ],
            [
                Guard(f"case-{stream}", max(0, self.versions[stream] + off))
                for stream, off in attempt.guards.items()
            ],
            [Claim("key", bytes([key]), f"case-{s}", op) for key, s, op in attempt.claims],
        )

    def refusal(self, attempt: Try) -> type[Exception] | None:
        """Why the attempt is refused, or None, and then it is done."""
        if any(off and self.versions[s] + off >= 0 for s, off in attempt.guards.items()):
            return GuardConflict
        if any(step != 1 for step, _ in attempt.writes.values()):
            return VersionConflict
        for key, stream, op in attempt.claims:
            if op == "claim" and self.holders.get(key, stream) != stream:
                return ClaimConflict
        for stream, (_, count) in attempt.writes.items():
            self.versions[stream] += count
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
    model = Model(f"tenant-{uuid4()}")
    expected: list[tuple[str, int]] = []
    store = Store(database.url("writer"))
    await store.open()
    try:
        start = await store.head()
        for batch in batches:
            planned = [(model.append(attempt), model.refusal(attempt)) for attempt in batch]
            answers = await asyncio.gather(
                *[store.append(append) for append, _ in planned], return_exceptions=True
            )
            for (append, refusal), answer in zip(planned, answers, strict=True):
                if refusal is not None:
                    assert isinstance(answer, refusal), (append, answer)
                    continue
                assert isinstance(answer, Appended), (append, answer)
                if append.events:
                    assert answer.first_position == start + len(expected) + 1
                expected += [(str(e.originator_id), e.originator_version) for e in append.events]
        read = await store.read(start, 10_000)
    finally:
        await store.close()
    assert [e.position for e in read] == list(range(start + 1, start + len(expected) + 1))
    assert [(e.originator_id, e.originator_version) for e in read] == expected
    assert [e.appended_at for e in read] == sorted(e.appended_at for e in read)
