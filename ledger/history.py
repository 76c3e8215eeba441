"""Stored rows as the domain knows them."""

from domain.event import Recorded
from ledger import stored
from ledger.codec import decode_event, decode_metadata


def recorded(row: stored.Recorded) -> Recorded:
    """A row of the ledger, decoded; private values stay sealed."""
    return Recorded(
        position=row.position,
        tenant=row.tenant,
        stream=str(row.originator_id),
        version=row.originator_version,
        event_id=row.event_id,
        event=decode_event(row.topic, row.schema_version, row.state),
        effective_on=row.effective_on,
        known_at=row.known_at,
        appended_at=row.appended_at,
        metadata=decode_metadata(row.metadata),
    )
