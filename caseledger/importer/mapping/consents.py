"""Consents given, refused, withdrawn, and what went to others: one stream a person."""

from collections.abc import Iterator, Sequence

from caseledger.importer.mapping.source import NOT_STATED, KeyedRow, Source
from caseledger.importer.rows import Consent, Referral
from domain.consent import ConsentGranted, ConsentRefused, ConsentWithdrawn, DisclosureMade
from domain.decision import NewEvent
from domain.policy import Policy

NOTICE = "integrated-consent"
UNAUTHORISED = "NONE"


def consent(source: Source, row: KeyedRow, policy: Policy) -> Iterator[NewEvent]:
    """A consent counts from the day it was signed; that, it is known since it was recorded."""
    value = row.value
    assert isinstance(value, Consent)
    stream = source.consent_stream(value.resident_no)
    person_id = source.person(value.resident_no)
    consent_id = source.id("consent", _consent_key(row, value))
    known = value.recorded_on or value.signed_on
    if value.action == "WITHDRAW":
        withdrawn = ConsentWithdrawn(
            consent_id=consent_id,
            person_id=person_id,
            received_at=source.known_at(known),
            method=value.method or NOT_STATED,
        )
        yield source.new(row, "withdrawn", stream, withdrawn, value.signed_on, known)
        return
    version, language = value.notice_version or "", value.notice_language or ""
    common = {
        "consent_id": consent_id,
        "person_id": person_id,
        "categories": value.categories or (),
        "recipients": value.recipients or (),
        "purposes": value.purposes or (),
        "notice": NOTICE,
        "notice_version": version,
        "notice_hash": _notice_hash(policy, version, language),
        "language": language,
        "method": value.method or NOT_STATED,
        "capacity": "SELF",
    }
    if value.action == "REFUSE":
        refused = ConsentRefused(refused_on=value.signed_on, **common)  # type: ignore[arg-type]
        yield source.new(row, "refused", stream, refused, value.signed_on, known)
        return
    granted = ConsentGranted(
        signed_on=value.signed_on,
        valid_from=source.day_begins(value.signed_on),
        expires_on=value.expires_on,
        **common,  # type: ignore[arg-type]
    )
    yield source.new(row, "granted", stream, granted, value.signed_on, known)


def disclosure(source: Source, row: KeyedRow) -> Iterator[NewEvent]:
    """What a referral took outside, as far as its own row tells: its authority is found out after."""
    value = row.value
    assert isinstance(value, Referral)
    event = DisclosureMade(
        disclosure_id=source.id("disclosure", row.key),
        person_id=source.person(value.resident_no),
        case_id=source.case(value.case_no),
        referral_id=source.id("referral", row.key),
        recipient_kind=value.to_type,
        recipient=value.to_org,
        categories=value.shared or (),
        purpose="REFERRAL",
        authority_kind=UNAUTHORISED,
        authority_reference="",
        made_at=source.noon(value.made_on),
    )
    stream = source.consent_stream(value.resident_no)
    yield source.new(row, "disclosed", stream, event, value.made_on)


def person_events(source: Source, rows: Sequence[KeyedRow], policy: Policy) -> Iterator[NewEvent]:
    """All that the rows of one person tell about their consents and disclosures."""
    for row in rows:
        if isinstance(row.value, Consent):
            yield from consent(source, row, policy)
        else:
            yield from disclosure(source, row)


def _consent_key(row: KeyedRow, value: Consent) -> str:
    """A withdrawal is of the consent that it names; a second grant of one number is its own."""
    return value.consent_no if value.action == "WITHDRAW" else row.key


def _notice_hash(policy: Policy, version: str, language: str) -> str:
    """The hash of the notice that was shown, where that version of it is published here."""
    notice = policy.notice(NOTICE, version)
    return notice.hash(language) if notice else ""
