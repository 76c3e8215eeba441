"""Events for tests of the store, which does not care what is in them."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from ledger.stored import CommandRecord, LedgerEvent

KNOWN_AT = datetime(2026, 3, 8, 6, 59, 59, 123456, tzinfo=UTC)


def new_stream(kind: str = "case") -> str:
    return f"{kind}-{uuid4()}"


def event(
    stream: str,
    version: int,
    *,
    event_id: UUID | None = None,
    effective_on: date | None = date(2026, 3, 1),
    state: bytes = b'{"note":"\xc3\xa9t\xc3\xa9"}',
) -> LedgerEvent:
    return LedgerEvent(
        originator_id=stream,
        originator_version=version,
        topic="case.opened",
        state=state,
        event_id=event_id or uuid4(),
        schema_version=2,
        effective_on=effective_on,
        known_at=KNOWN_AT,
        metadata=b'{"actor":"a-1"}',
    )


def events(stream: str, first: int, count: int) -> list[LedgerEvent]:
    return [event(stream, version) for version in range(first, first + count)]


def command(body: bytes = b"body", result: bytes = b'{"ok":true}') -> CommandRecord:
    return CommandRecord(uuid4(), body, result)
