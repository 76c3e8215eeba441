"""Snapshots: folded states of long streams, so that a command need not fold years of events again.

Nothing rests on them. One that is missing, stale, damaged or of another history is passed over, and
the stream is folded whole; ``docs/decisions/0008-snapshots-may-go.md`` says why it is so.
"""

import asyncio
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import Any

import msgspec

import domain.events  # noqa: F401  (registers every event type)
from domain.event import event_types
from domain.evolve import FOLDS, Fold
from domain.private import Clear, Sealed
from domain.streams import stream_kind
from ledger.sealing import NotSealed
from ledger.shapes import shape
from ledger.store import Store
from ledger.stored import StoredSnapshot

_encode = msgspec.json.Encoder().encode


class Snapshot(msgspec.Struct, frozen=True):
    """The state of a stream after its event ``version``, which stands at ``position``."""

    version: int
    position: int
    state: Any


class Kept(msgspec.Struct, frozen=True):
    """How many snapshots a tenant has, and how many bytes their states take."""

    count: int
    bytes: int


class Snapshots:
    """The snapshots of one tenant."""

    def __init__(self, store: Store, tenant: str) -> None:
        self._store = store
        self._tenant = tenant

    async def latest(self, stream: str) -> Snapshot | None:
        """The stream's snapshot, where there is one that this code may read.

        Its owner must still see that the ledger has the event that it ends with. Raises
        ``StoreUnavailable``.
        """
        row = await self._store.load_snapshot(self._tenant, stream)
        return None if row is None else decode(self._tenant, stream, row)

    async def save(self, stream: str, snapshot: Snapshot) -> None:
        """Keep it in place of the one before. Raises ``NotSealed`` and ``StoreUnavailable``."""
        row = await asyncio.to_thread(encode, self._tenant, stream, snapshot)
        await self._store.save_snapshot(self._tenant, stream, row)

    async def drop(self) -> int:
        """Delete all of them, while commands go on; how many there were."""
        return await self._store.drop_snapshots(self._tenant)

    async def kept(self) -> Kept:
        """What there is."""
        return Kept(*await self._store.count_snapshots(self._tenant))


def encode(tenant: str, stream: str, snapshot: Snapshot) -> StoredSnapshot:
    """A snapshot as a row. Raises ``NotSealed`` where something private is in clear."""
    if any(_clear(snapshot.state)):
        raise NotSealed(type(snapshot.state).__name__)
    state = _encode(snapshot.state)
    return StoredSnapshot(
        version=snapshot.version,
        position=snapshot.position,
        fingerprint=fingerprint(stream_kind(stream)),
        digest=_digest(tenant, stream, snapshot.version, snapshot.position, state),
        state=state,
    )


def decode(tenant: str, stream: str, row: StoredSnapshot) -> Snapshot | None:
    """A row as a snapshot; None where other code folded it, or where it is not as it was written."""
    kind = stream_kind(stream)
    if row.fingerprint != fingerprint(kind):
        return None
    if row.digest != _digest(tenant, stream, row.version, row.position, row.state):
        return None
    try:
        state = _decoder(FOLDS[kind].state).decode(row.state)
    except msgspec.DecodeError:
        return None
    return Snapshot(row.version, row.position, state)


def fingerprint(kind: str) -> bytes:
    """SHA-256 of all that makes this code's state of a stream of that kind what it is."""
    versions = tuple(sorted((name, e.schema_version) for name, e in event_types().items()))
    return _fingerprint(kind, FOLDS[kind], versions)


@cache
def _fingerprint(kind: str, fold: Fold, versions: tuple[tuple[str, int], ...]) -> bytes:
    # The events' versions, for an upcaster may change a state whose shape and step stay.
    told = (kind, fold.version, shape(fold.state), shape(Sealed), versions)
    return sha256(_encode(told)).digest()


def _digest(tenant: str, stream: str, version: int, position: int, state: bytes) -> bytes:
    return sha256(_encode((tenant, stream, version, position)) + state).digest()


@cache
def _decoder(state: type[Any]) -> msgspec.json.Decoder:
    return msgspec.json.Decoder(state)


def _clear(value: Any) -> Iterator[bool]:
    """True for each private value in clear, however deep."""
    if isinstance(value, Clear):
        yield True
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from _clear(getattr(value, field))
    elif isinstance(value, dict):
        yield from _clear(list(value.values()))
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from _clear(part)
