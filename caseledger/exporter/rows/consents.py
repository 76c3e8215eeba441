"""Consents: given, refused, withdrawn. A withdrawal repeats what it takes back, as the form does.

The form knows no other end than a withdrawal, and no part of one. What ended otherwise is withdrawn
here too, what lapses ends that day, and of what was narrowed less is given rather than more: who
reads it shares nothing that the person had taken back.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from msgspec.structs import replace

from caseledger.exporter.rows.around import Around, stated
from caseledger.exporter.standing import Standing
from caseledger.importer.form import form
from caseledger.importer.rows import Consent
from domain.consent import (
    ConsentGranted,
    ConsentInvalidated,
    ConsentLapseMoved,
    ConsentNarrowed,
    ConsentReaffirmed,
    ConsentRefused,
    ConsentRevoked,
    ConsentSuperseded,
    ConsentWithdrawn,
    ending_of,
)

Answer = ConsentGranted | ConsentRefused
Ended = (
    ConsentWithdrawn | ConsentRevoked | ConsentInvalidated | ConsentSuperseded | ConsentReaffirmed
)


def consents(around: Around, parts: Sequence[Standing]) -> Iterator[Consent]:
    """The rows of one person's consents."""
    answers: dict[UUID, Answer] = {}
    narrowed, moved = _narrowed(parts), _moved(parts)
    for part in parts:
        told = part.latest.event
        if isinstance(told, ConsentGranted):
            told = replace(told, lapses_on=moved.get(told.consent_id, told.lapses_on))
            told = _less(told, narrowed[told.consent_id])
        if isinstance(told, ConsentGranted | ConsentRefused):
            answers[told.consent_id] = told
            recorded_on = around.day(part.known_at)
            granted = isinstance(told, ConsentGranted)
            yield Consent(
                consent_no=around.consents[told.consent_id],
                resident_no=around.persons[told.person_id],
                action="GRANT" if granted else "REFUSE",
                categories=told.categories,
                recipients=_kinds(told.recipients),
                purposes=told.purposes,
                method=stated(told.method),
                notice_language=told.language or None,
                notice_version=told.notice_version or None,
                signed_on=told.signed_on if granted else told.refused_on,
                recorded_on=recorded_on,
                expires_on=_last_day(told) if granted else None,
            )
    for part in parts:
        told = part.latest.event
        if isinstance(told, Ended):
            of = answers.get(told.consent_id)
            yield Consent(
                consent_no=around.consents[told.consent_id],
                resident_no=around.persons[told.person_id],
                action="WITHDRAW",
                categories=of.categories if of else None,
                recipients=_kinds(of.recipients) if of else None,
                purposes=of.purposes if of else None,
                method=stated(told.method) if isinstance(told, ConsentWithdrawn) else None,
                notice_language=of.language or None if of else None,
                notice_version=of.notice_version or None if of else None,
                signed_on=part.latest.effective_on,
                recorded_on=around.day(ending_of(told, part.known_at).at),
                expires_on=None,
            )


def _kinds(recipients: Sequence[str]) -> tuple[str, ...]:
    """Those that the form has a code for; it knows kinds of recipients, and no organisation."""
    known = form().codes["recipient"]
    return tuple(code for code in recipients if code in known)


def _narrowed(parts: Sequence[Standing]) -> dict[UUID, list[ConsentNarrowed]]:
    found: dict[UUID, list[ConsentNarrowed]] = defaultdict(list)
    for part in parts:
        if isinstance(part.latest.event, ConsentNarrowed):
            found[part.latest.event.consent_id].append(part.latest.event)
    return found


def _moved(parts: Sequence[Standing]) -> dict[UUID, date]:
    events = (part.latest.event for part in parts)
    return {e.consent_id: e.lapses_on for e in events if isinstance(e, ConsentLapseMoved)}


def _less(given: ConsentGranted, parts: Sequence[ConsentNarrowed]) -> ConsentGranted | None:
    """What is left of a consent at the least, as one row can say it; nothing where that is none."""
    for part in parts:
        for axis in ("categories", "recipients", "purposes"):
            held, gone = getattr(given, axis), getattr(part, axis)
            if gone is not None and not set(gone).isdisjoint(held):
                rest = tuple(code for code in held if code not in gone)
                if not rest:
                    return None
                given = replace(given, **{axis: rest})
                break
        else:
            return None
    return given


def _last_day(given: ConsentGranted) -> date | None:
    lapses = given.lapses_on - timedelta(days=1) if given.lapses_on else None
    return min((day for day in (given.expires_on, lapses) if day), default=None)
