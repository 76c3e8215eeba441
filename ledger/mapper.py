"""Our events in the library's frame: ``MAPPER_TOPIC=ledger.mapper:LedgerMapper``.

A stock ``Application`` saves and reads ``LedgerRecord``; envelope, sealing and upcasting happen in
this mapper, as they do on the asynchronous path, with the same functions.
"""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import Mapper, MapperDeserialisationError, StoredEvent

from domain.event import Event, Metadata
from domain.evolve import evolve, initial
from domain.streams import stream_kind
from ledger.codec import decode_event, decode_metadata, encode_event, encode_metadata
from ledger.ids import uuid7
from ledger.keys.store import KeyStore
from ledger.sealing import seal, subjects
from ledger.stored import LedgerEvent, LedgerNotification


class LedgerRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An event of ours as the library's protocol of domain events wants it.

    Folded by ``repository.get`` into the state that deciders see: ``mutate`` is our ``evolve``.
    """

    originator_id: str
    originator_version: int
    event: Event
    effective_on: date
    metadata: Metadata
    known_at: datetime = msgspec.field(default_factory=lambda: datetime.now(UTC))
    event_id: UUID = msgspec.field(default_factory=uuid7)

    @property
    def stream(self) -> str:
        return self.originator_id

    @property
    def version(self) -> int:
        return self.originator_version

    def mutate(self, state: Any) -> Any:
        """The state after this event; the library calls it in the order of versions."""
        return evolve(initial(stream_kind(self.stream)) if state is None else state, self)


class LedgerMapper(Mapper[str]):
    """Seals and encodes on the way in; decodes and upcasts on the way out, values still sealed."""

    keys: KeyStore | None = None
    """Set by who builds the application; an event with private values needs it."""

    def to_stored_event(self, domain_event: LedgerRecord) -> LedgerEvent:
        """Raises ``ledger.sealing.NotSealed`` for a clear value where no key store is set."""
        event, keys = domain_event.event, None
        if self.keys is not None and (persons := subjects(event)):
            ring = self.keys.fetch(persons, make=True)
            event, keys = seal(event, domain_event.event_id, ring)
        return LedgerEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=event.wire_name,
            state=encode_event(event),
            event_id=domain_event.event_id,
            schema_version=event.schema_version,
            effective_on=domain_event.effective_on,
            known_at=domain_event.known_at,
            metadata=encode_metadata(domain_event.metadata),
            keys=keys,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> LedgerRecord:
        """The event as it stands in the ledger, at the schema version that this code knows."""
        if not isinstance(stored_event, LedgerEvent | LedgerNotification):
            raise MapperDeserialisationError(
                f"{stored_event.originator_id} v{stored_event.originator_version} has no envelope: "
                "it was not written by this mapper, or not read by ledger.recorder"
            )
        return LedgerRecord(
            originator_id=str(stored_event.originator_id),
            originator_version=stored_event.originator_version,
            event=decode_event(stored_event.topic, stored_event.schema_version, stored_event.state),
            effective_on=stored_event.effective_on,
            metadata=decode_metadata(stored_event.metadata),
            known_at=stored_event.known_at,
            event_id=stored_event.event_id,
        )
