"""The bulk path: events that somebody else has worked out, sealed and appended beside live work.

    writer = BulkWriter(ledger.store, ledger.keys, ledger.policies, "brantwood", actor)
    answer = await writer.append(BulkUnit(command_id=..., body=row, events=[...], versions={...}))

Nothing is decided here. A unit is one command: written whole or not at all, once however often it
is sent. For speed, keep some dozens of units under way at once (``asyncio.gather``): their persons'
keys are then made in one flush, and one call carries many of them. Calls are short, and live appends
go between them.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from domain.decision import Claim, NewEvent, Refusal
from domain.event import Actor, Cause
from ledger.answers import Accepted, accepted, claimed
from ledger.hashes import KeyedHashes
from ledger.keys.store import KeyStore
from ledger.keys.waiting import SealingKeys
from ledger.policies import Policies
from ledger.sealing import SubjectDisposed
from ledger.store import Store
from ledger.store_errors import (
    ClaimConflict,
    CommandReused,
    GuardConflict,
    KekRetired,
    KeyGone,
    VersionConflict,
)
from ledger.stored import Append, Guard
from ledger.writing import Envelope, keys_for, to_store

MAX_EVENTS = 500  # of a unit


class BulkUnit(msgspec.Struct, frozen=True, kw_only=True):
    """What is written together, under one command id.

    ``body`` is what the unit was made of: the same id with another body is refused. ``versions``
    says where each stream stands that is written (its last version, 0: it does not exist) or that
    was only read (then it is a guard). At most 500 events.
    """

    command_id: UUID
    body: bytes
    events: Sequence[NewEvent]
    versions: Mapping[str, int] = {}
    claims: Sequence[Claim] = ()
    result: Mapping[str, str] = {}


class StreamMoved(msgspec.Struct, frozen=True):
    """Nothing was written: a stream stands at another version than the unit says."""

    stream: str
    expected: int
    actual: int


class BulkWriter:
    """Appends units of one tenant, all by one actor; their source stands in each event.

    ``cause`` is what they all come from: the run of an import, say.
    """

    def __init__(
        self,
        store: Store,
        keys: KeyStore,
        policies: Policies,
        tenant: str,
        actor: Actor,
        cause: Cause | None = None,
    ) -> None:
        self._store = store
        self._keys = keys
        self._sealing = SealingKeys(keys)
        self._hashes = KeyedHashes(keys)
        self._policies = policies
        self._tenant = tenant
        self._actor = actor
        self._turn = asyncio.Lock()
        self._cause = cause

    async def append(self, unit: BulkUnit) -> Accepted | Refusal | StreamMoved:
        """Write a unit; durable when it answers ``Accepted`` (``replayed``: it was written before).

        Refused: ``COMMAND_ID_REUSED``, ``PERSON_DISPOSED``, or the refusal of a claim that another
        stream holds. Raises ``ValueError`` for too many events, ``StoreUnavailable`` as
        ``Store.append`` does; to send it again under the same id is then safe.
        """
        if len(unit.events) > MAX_EVENTS:
            raise ValueError(f"{len(unit.events)} events in one unit; the limit is {MAX_EVENTS}")
        envelope = Envelope(
            actor=self._actor,
            command_id=unit.command_id,
            known_at=datetime.now(UTC),
            policy=self._policies.position,
            cause=self._cause,
        )
        claims = [self._hashes.claim(claim) for claim in unit.claims]
        written = {new.stream for new in unit.events}
        try:
            ring = await keys_for(unit.events, self._sealing)
            async with self._turn:
                events = to_store(unit.events, unit.versions, envelope, ring)
                await asyncio.sleep(0)  # live work goes on between two units
            append = Append(
                tenant=self._tenant,
                events=events,
                guards=[
                    Guard(stream, version)
                    for stream, version in unit.versions.items()
                    if stream not in written
                ],
                claims=claims,
                command=self._hashes.command(
                    unit.command_id, unit.body, msgspec.json.encode(unit.result)
                ),
            )
            return accepted(unit.command_id, await self._store.append(append, bulk=True))
        except (VersionConflict, GuardConflict) as conflict:
            return StreamMoved(conflict.stream, conflict.expected, conflict.actual)
        except ClaimConflict as conflict:
            return claimed(unit.claims, claims, conflict)
        except CommandReused:
            return Refusal("COMMAND_ID_REUSED")
        except KekRetired:
            self._keys.forget_kek()
            return await self.append(unit)
        except (SubjectDisposed, KeyGone) as gone:
            self._keys.forget(gone.person)
            return Refusal("PERSON_DISPOSED")
