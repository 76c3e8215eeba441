"""From what was decided to what is stored: each event numbered, sealed, enveloped and encoded."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from domain.decision import NewEvent
from domain.event import Actor, Cause, Metadata, SourceReference
from ledger.codec import encode_event, encode_metadata
from ledger.ids import uuid7
from ledger.keys.keyring import Keyring
from ledger.keys.waiting import SealingKeys
from ledger.sealing import seal, subjects
from ledger.stored import LedgerEvent


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What the events of one command have in common; an event's own particulars go before it.

    ``known_at`` in UTC; ``policy`` is the position at which policy was read.
    """

    actor: Actor
    command_id: UUID
    known_at: datetime
    policy: int
    source: SourceReference | None = None
    channel: str | None = None
    cause: Cause | None = None


async def keys_for(events: Iterable[NewEvent], keys: SealingKeys) -> Keyring:
    """What is needed to seal these events. Raises ``StoreUnavailable`` where it cannot be had."""
    persons = {person for new in events for person in subjects(new.event)}
    return await keys.ring(persons)


def to_store(
    events: Iterable[NewEvent], versions: Mapping[str, int], envelope: Envelope, ring: Keyring
) -> list[LedgerEvent]:
    """The events as they are appended, the streams standing at ``versions`` (0 where not named).

    Raises ``SubjectDisposed`` where the key of a person was destroyed.
    """
    standing = dict(versions)
    stored = []
    for new in events:
        standing[new.stream] = version = standing.get(new.stream, 0) + 1
        event_id = new.event_id or uuid7()
        sealed = seal(new.event, event_id, ring)
        stored.append(
            LedgerEvent(
                originator_id=new.stream,
                originator_version=version,
                topic=new.event.wire_name,
                state=encode_event(sealed.event),
                event_id=event_id,
                schema_version=new.event.schema_version,
                effective_on=new.effective_on,
                known_at=new.known_at or envelope.known_at,
                metadata=encode_metadata(_metadata(new, envelope)),
                keys=sealed.keys,
            )
        )
    return stored


def _metadata(new: NewEvent, envelope: Envelope) -> Metadata:
    return Metadata(
        actor=envelope.actor,
        command=envelope.command_id,
        correlation=envelope.cause.correlation if envelope.cause else envelope.command_id,
        causation=envelope.cause.causation if envelope.cause else None,
        policy=envelope.policy,
        authority=new.authority,
        channel=new.channel or envelope.channel,
        programme=new.programme,
        source=new.source or envelope.source,
        source_hash=new.source_hash,
        corrects=new.corrects,
        correction=new.correction,
        irregularities=new.irregularities,
    )
