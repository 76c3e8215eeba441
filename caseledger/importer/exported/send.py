"""Sending: page after page under the ids, versions and times that the events had."""

from collections.abc import Sequence
from typing import LiteralString
from uuid import UUID

import msgspec
import psycopg

from caseledger.exporter.line import EventLine
from caseledger.importer.errors import ExtractError, ImportStopped
from caseledger.importer.exported.claims import append, of_event
from domain.decision import Claim
from domain.event import Event
from domain.private import Clear, Sealed
from ledger.codec import decode_event, decode_metadata, encode_event
from ledger.keys.waiting import SealingKeys
from ledger.ledger import Ledger
from ledger.sealing import SubjectDisposed, private_values, seal
from ledger.store_errors import EventIdUsed, KekRetired, KeyGone, VersionConflict
from ledger.stored import Append, LedgerEvent
from ledger.upcasters import WrittenByNewerCode

_STANDING: LiteralString = (
    "select event_id, position from ledger.events where tenant = %s and event_id = any(%s::uuid[])"
)


class Sender:
    """Sends pages of one export; what stands already is not sent again."""

    def __init__(self, ledger: Ledger, connection: psycopg.Connection) -> None:
        self._ledger = ledger
        self._connection = connection
        self._keys = SealingKeys(ledger.keys)
        self.sent = 0

    async def send(self, page: Sequence[EventLine]) -> dict[UUID, int]:
        """Append what is missing of a page; the position here of each of its events."""
        standing = self._standing(page)
        missing = [line for line in page if line.event_id not in standing]
        if not missing:
            return standing
        decoded = [_decoded(line) for line in missing]
        persons = {
            value.subject
            for event in decoded
            for value in private_values(event)
            if isinstance(value, Clear)
        }
        ring = await self._keys.ring(persons)
        events: list[LedgerEvent] = []
        claims: list[Claim] = []
        try:
            for line, event in zip(missing, decoded, strict=True):
                sealed = seal(event, line.event_id, ring)
                events.append(
                    LedgerEvent(
                        originator_id=line.stream,
                        originator_version=line.version,
                        topic=line.type,
                        state=encode_event(sealed.event),
                        event_id=line.event_id,
                        schema_version=event.schema_version,
                        effective_on=line.effective_on,
                        known_at=line.known_at,
                        metadata=bytes(line.metadata),
                        keys=sealed.keys,
                    )
                )
                claims += of_event(line.stream, event, decode_metadata(bytes(line.metadata)))
            await append(self._ledger, Append(self._ledger.tenant, events), claims)
        except (VersionConflict, EventIdUsed) as moved:
            raise ImportStopped(
                f"Le registre de « {self._ledger.tenant} » a changé pendant l’import ({moved}) : "
                "quelqu’un d’autre y écrit. Recommencez dans un registre vide.",
                f"The ledger of {self._ledger.tenant!r} changed during the import ({moved}): somebody "
                "else writes to it. Begin again in an empty ledger.",
            ) from None
        except KekRetired:
            self._ledger.keys.forget_kek()
            return await self.send(page)
        except (SubjectDisposed, KeyGone):
            raise ImportStopped(
                "Les données d’une personne de cet export ont été détruites dans ce registre : elles "
                "n’y reviennent pas. Recommencez dans un registre vide.",
                "Data of a person of this export was disposed of in this ledger: it does not come "
                "back. Begin again in an empty ledger.",
            ) from None
        self.sent += len(missing)
        return self._standing(page)

    def _standing(self, page: Sequence[EventLine]) -> dict[UUID, int]:
        ids = [line.event_id for line in page]
        return dict(self._connection.execute(_STANDING, (self._ledger.tenant, ids)).fetchall())


def _decoded(line: EventLine) -> Event:
    """The event of a line. Raises ``ExtractError``."""
    try:
        event = decode_event(line.type, line.schema_version, bytes(line.payload))
        decode_metadata(bytes(line.metadata))
    except WrittenByNewerCode as newer:
        raise ExtractError(
            f"Position {line.position} : « {newer.wire_name} » v{newer.version} est d’une version plus "
            "récente de ce programme. Mettez celle-ci à jour.",
            f"Position {line.position}: {newer.wire_name!r} v{newer.version} is of a newer version of "
            "this program. Bring this one up to date.",
        ) from None
    except msgspec.MsgspecError as error:
        raise _no_event(line, str(error)) from None
    if any(isinstance(value, Sealed) for value in private_values(event)):
        raise _no_event(line, "sealed")
    return event


def _no_event(line: EventLine, why: str) -> ExtractError:
    return ExtractError(
        f"Position {line.position} : cet événement « {line.type} » ne se lit pas ({why}).",
        f"Position {line.position}: this event {line.type!r} cannot be read ({why}).",
    )
