"""Consents: given, refused, withdrawn. A withdrawal repeats what it takes back, as the form does."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from caseledger.exporter.rows.around import Around, stated
from caseledger.exporter.standing import Standing
from caseledger.importer.rows import Consent
from domain.consent import ConsentGranted, ConsentRefused, ConsentWithdrawn

Answer = ConsentGranted | ConsentRefused


def consents(around: Around, parts: Sequence[Standing]) -> Iterator[Consent]:
    """The rows of one person's consents."""
    answers: dict[UUID, Answer] = {}
    for part in parts:
        told = part.latest.event
        if isinstance(told, ConsentGranted | ConsentRefused):
            answers[told.consent_id] = told
            recorded_on = around.day(part.known_at)
            granted = isinstance(told, ConsentGranted)
            yield Consent(
                consent_no=around.consents[told.consent_id],
                resident_no=around.persons[told.person_id],
                action="GRANT" if granted else "REFUSE",
                categories=told.categories,
                recipients=told.recipients,
                purposes=told.purposes,
                method=stated(told.method),
                notice_language=told.language or None,
                notice_version=told.notice_version or None,
                signed_on=told.signed_on if granted else told.refused_on,
                recorded_on=recorded_on,
                expires_on=told.expires_on if granted else None,
            )
    for part in parts:
        told = part.latest.event
        if isinstance(told, ConsentWithdrawn):
            of = answers.get(told.consent_id)
            yield Consent(
                consent_no=around.consents[told.consent_id],
                resident_no=around.persons[told.person_id],
                action="WITHDRAW",
                categories=of.categories if of else None,
                recipients=of.recipients if of else None,
                purposes=of.purposes if of else None,
                method=stated(told.method),
                notice_language=of.language or None if of else None,
                notice_version=of.notice_version or None if of else None,
                signed_on=part.latest.effective_on,
                recorded_on=around.day(told.received_at),
                expires_on=None,
            )
