"""A snapshot is the state itself, or it is passed over: whatever is cut, changed or damaged."""

from datetime import UTC, date, datetime
from functools import cache
from random import Random
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import evolve as folds
from domain.case.state import CaseState
from domain.event import Recorded, event_types
from domain.evolve import FOLDS, fold
from domain.streams import stream_kind
from ledger.codec import decode_event, decode_metadata
from ledger.sealing import NotSealed
from ledger.snapshots import Snapshot, decode, encode
from ledger.stored import StoredSnapshot
from tests.unit.ledger.golden import ENVELOPES, FOLDED, GOLDEN
from tests.unit.projections.histories import history
from tests.unit.projections.memory import sealed

TENANT = "riviere-nord"


def streams(seed: int, count: int) -> dict[str, list[Recorded]]:
    found: dict[str, list[Recorded]] = {}
    for recorded in history(Random(seed), count):
        found.setdefault(recorded.stream, []).append(sealed(recorded))
    return found


def taken(stream: str, events: list[Recorded]) -> StoredSnapshot:
    state = fold(stream_kind(stream), events)
    return encode(TENANT, stream, Snapshot(state.version, events[-1].position, state))


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_wherever_a_stream_is_cut_its_snapshot_and_the_rest_make_its_state(seed: int) -> None:
    kinds = set()
    for stream, events in streams(seed, 120).items():
        kind = stream_kind(stream)
        kinds.add(kind)
        whole = fold(kind, events)
        for cut in range(1, len(events) + 1):
            snapshot = decode(TENANT, stream, taken(stream, events[:cut]))
            assert snapshot is not None
            assert (snapshot.version, snapshot.position) == (cut, events[cut - 1].position)
            assert snapshot.state == fold(kind, events[:cut])
            assert fold(kind, events[cut:], onto=snapshot.state) == whole, (stream, cut)
    assert kinds == set(FOLDS)


@cache
def longest(kind: str = "case") -> tuple[str, list[Recorded]]:
    mine = {s: e for s, e in streams(21, 300).items() if stream_kind(s) == kind}
    return max(mine.items(), key=lambda item: len(item[1]))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_damaged_snapshot_is_passed_over(data: st.DataObject) -> None:
    stream, events = longest()
    row = taken(stream, events)
    assert decode(TENANT, stream, row) is not None
    at = data.draw(st.integers(0, len(row.state) - 1))
    other = data.draw(st.integers(1, 255))
    damaged = row.state[:at] + bytes([row.state[at] ^ other]) + row.state[at + 1 :]
    for changes in (
        {"state": damaged},
        {"state": row.state[:at]},
        {"version": row.version + other},
        {"position": row.position + other},
        {"digest": b""},
        {"fingerprint": bytes(32)},
    ):
        assert decode(TENANT, stream, StoredSnapshot(**(vars(row) | changes))) is None, changes


def test_a_snapshot_is_read_for_its_own_stream_alone() -> None:
    stream, events = longest()
    row = taken(stream, events)
    assert decode("elsewhere", stream, row) is None
    assert decode(TENANT, f"case-{UUID(int=7)}", row) is None
    assert decode(TENANT, stream.replace("case-", "consent-"), row) is None


class WithMore(CaseState):
    """What a state with a new field is."""

    colour: str = "RED"


@pytest.mark.parametrize(
    "fold_now",
    [
        msgspec.structs.replace(FOLDS["case"], version=FOLDS["case"].version + 1),
        msgspec.structs.replace(FOLDS["case"], state=WithMore),
    ],
    ids=["another version", "another state"],
)
def test_another_fold_does_not_read_it(
    fold_now: folds.Fold, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream, events = longest()
    row = taken(stream, events)
    assert decode(TENANT, stream, row) is not None
    monkeypatch.setitem(FOLDS, "case", fold_now)
    assert decode(TENANT, stream, row) is None


def test_code_that_upcasts_another_version_does_not_read_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream, events = longest()
    row = taken(stream, events)
    noted = event_types()["note.added"]
    monkeypatch.setattr(noted, "schema_version", noted.schema_version + 1)
    assert decode(TENANT, stream, row) is None


def test_a_state_with_anything_in_clear_is_never_kept() -> None:
    for kind in ("person", "case"):
        stream, _ = longest(kind)
        clear = [r for r in history(Random(21), 300) if r.stream == stream]
        with pytest.raises(NotSealed):
            taken(stream, clear)


def golden_history(kind: str) -> list[Recorded]:
    """Every event that was ever written, in a stream of that kind (which passes over others')."""
    one = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
    return [
        Recorded(
            position=at,
            tenant=TENANT,
            stream=f"{kind}-{one}",
            version=1,
            event_id=one,
            event=decode_event(name, version, state.encode()),
            effective_on=date(2026, 5, 4),
            known_at=datetime(2026, 5, 4, 14, tzinfo=UTC),
            appended_at=datetime(2026, 5, 4, 14, tzinfo=UTC),
            metadata=decode_metadata(ENVELOPES[0].encode()),
        )
        for at, ((name, version), state) in enumerate(GOLDEN.items(), 1)
    ]


@pytest.mark.parametrize("kind", FOLDS)
def test_a_changed_fold_has_another_version(kind: str) -> None:
    """Fails after a change of ``evolve``: raise the fold's version, and add what it makes now."""
    state = fold(kind, golden_history(kind))
    made = msgspec.json.encode(state).decode()
    assert made == FOLDED[kind, FOLDS[kind].version]
