"""On what a disclosure rested: which consent covered it, as it was known on the day it was made.

A consent recorded after the day does not make what was shared before it lawful.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import msgspec

from caseledger.importer.changes import correcting
from caseledger.importer.mapping.consents import UNAUTHORISED
from caseledger.importer.mapping.source import Source
from caseledger.importer.past import Standing
from domain.consent import ConsentGranted, ConsentWithdrawn, DisclosureMade
from domain.decision import NewEvent
from domain.event import Authority, Recorded

PURPOSE = "REFERRAL"


class _Grants:
    """The consents of one person by when each version of them was known."""

    def __init__(self, told: Iterable[NewEvent | Recorded]) -> None:
        self._granted: dict[UUID, list[tuple[datetime, ConsentGranted]]] = defaultdict(list)
        self._withdrawn: dict[UUID, list[datetime]] = defaultdict(list)
        for each in told:
            match each.event:
                case ConsentGranted() as event:
                    assert each.known_at is not None
                    self._granted[event.consent_id].append((each.known_at, event))
                case ConsentWithdrawn() as event:
                    self._withdrawn[event.consent_id].append(event.received_at)
        for versions in self._granted.values():
            versions.sort(key=lambda version: version[0])

    def covering(self, made: DisclosureMade, source: Source, on: date) -> UUID | None:
        """One consent that covers all of it, known by the end of that day; the oldest where several do."""
        ends = source.day_ends(on)
        covering = []
        for consent_id, versions in self._granted.items():
            known = [event for at, event in versions if at < ends]
            if not known or any(at < ends for at in self._withdrawn[consent_id]):
                continue
            grant = known[-1]
            if (
                grant.signed_on <= on
                and (grant.expires_on is None or on <= grant.expires_on)
                and made.recipient_kind in grant.recipients
                and PURPOSE in grant.purposes
                and set(made.categories) <= set(grant.categories)
            ):
                covering.append((grant.signed_on, str(consent_id), consent_id))
        return min(covering)[2] if covering else None


def authorised(
    source: Source, told: Iterable[NewEvent], known: Iterable[NewEvent | Recorded]
) -> list[NewEvent]:
    """The same events, each disclosure with its authority out of all that is known of the person."""
    grants = _Grants(known)
    return [_with_authority(each, grants, source) for each in told]


def reconsidered(
    source: Source,
    standing: Iterable[Standing],
    known: Iterable[NewEvent | Recorded],
    now: datetime,
) -> list[NewEvent]:
    """Corrections of disclosures that stand with another authority than what is known now gives them.

    A consent that came to light by a mended row can cover a disclosure that stood without one.
    """
    grants = _Grants(known)
    found = []
    for each in standing:
        latest = each.latest
        if isinstance(latest.event, DisclosureMade):
            said = _with_authority(_again(latest), grants, source)
            if said.event != latest.event:
                found.append(correcting(source, said, latest, now))
    return found


def _again(stands: Recorded) -> NewEvent:
    return NewEvent(
        stream=stands.stream,
        event=stands.event,
        effective_on=stands.effective_on,
        source=stands.metadata.source,
        source_hash=stands.metadata.source_hash,
    )


def _with_authority(new: NewEvent, grants: _Grants, source: Source) -> NewEvent:
    if not isinstance(new.event, DisclosureMade):
        return new
    consent_id = grants.covering(new.event, source, new.effective_on)
    event = msgspec.structs.replace(
        new.event,
        authority_kind="CONSENT" if consent_id else UNAUTHORISED,
        authority_reference=str(consent_id) if consent_id else "",
        consent_ids=(consent_id,) if consent_id else (),
    )
    authority = Authority("CONSENT", str(consent_id)) if consent_id else None
    return msgspec.structs.replace(new, event=event, authority=authority)
