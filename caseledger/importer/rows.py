"""The rows of an extract as values: one type a file, its fields in the form's order.

Days are local days of the custodian, money is cents of CAD, flags are ``Y``, ``N`` or nothing.
"""

from datetime import date

import msgspec


class SourceRow(msgspec.Struct, array_like=True, frozen=True):
    """A row that could be read."""


class Resident(SourceRow, array_like=True, frozen=True):
    resident_no: str
    family_name: str | None
    given_names: str | None
    birth_date: str
    sin: str | None
    spoken_language: str | None
    official_language: str
    interpreter_language: str | None
    address: str | None
    postal_code: str | None
    phone: str | None
    indigenous_self_id: str | None
    safety_flag: str | None


class Unit(SourceRow, array_like=True, frozen=True):
    case_no: str
    resident_no: str
    role: str
    participant_class: str
    from_on: date
    to_on: date | None


class Application(SourceRow, array_like=True, frozen=True):
    application_no: str
    ministry_ref: str | None
    case_no: str
    programme: str
    channel: str
    received_by: str
    submitted_on: date
    completed_on: date | None
    decided_on: date | None
    outcome: str | None
    decided_by: str | None
    decided_by_org: str | None
    risk_band: str | None
    readiness: str | None
    route_reason: str | None
    first_nations_site: str | None
    e_signature: str | None


class Assignment(SourceRow, array_like=True, frozen=True):
    case_no: str
    office: str
    worker: str
    from_on: date


class Consent(SourceRow, array_like=True, frozen=True):
    consent_no: str
    resident_no: str
    action: str
    categories: tuple[str, ...] | None
    recipients: tuple[str, ...] | None
    purposes: tuple[str, ...] | None
    method: str | None
    notice_language: str | None
    notice_version: str | None
    signed_on: date
    recorded_on: date | None
    expires_on: date | None


class Assessment(SourceRow, array_like=True, frozen=True):
    case_no: str
    resident_no: str
    completed_on: date
    recorded_on: date | None
    tool_version: str | None
    crisis_safety: str | None
    health: str | None
    life_skills: str | None
    community: str | None
    ready_for_referral: str


class Plan(SourceRow, array_like=True, frozen=True):
    case_no: str
    resident_no: str
    created_on: date
    last_reviewed_on: date | None
    goals: str | None


class Deferral(SourceRow, array_like=True, frozen=True):
    deferral_no: str
    case_no: str
    resident_no: str
    reason: str
    from_on: date
    review_by: date | None
    reviewed_on: date | None
    review_outcome: str | None


class Referral(SourceRow, array_like=True, frozen=True):
    referral_no: str
    case_no: str
    resident_no: str
    to_type: str
    to_org: str
    origin: str
    made_by: str
    made_on: date
    acknowledged_on: date | None
    accepted_on: date | None
    declined_on: date | None
    started_on: date | None
    closed_on: date | None
    outcome: str | None
    consent_no: str | None
    shared: tuple[str, ...] | None


class Income(SourceRow, array_like=True, frozen=True):
    case_no: str
    resident_no: str
    month: str
    earnings_cents: int
    other_cents: int
    reported_on: date | None


class Payment(SourceRow, array_like=True, frozen=True):
    payment_no: str
    case_no: str
    resident_no: str
    type: str
    month: str
    amount_cents: int
    issued_on: date
    issued_by: str
    method: str | None
    envelope: str | None
    reversed_on: date | None
    reversal_reason: str | None


class Overpayment(SourceRow, array_like=True, frozen=True):
    overpayment_no: str
    case_no: str
    resident_no: str
    established_on: date
    month: str
    amount_cents: int
    cause: str


class Exit(SourceRow, array_like=True, frozen=True):
    case_no: str
    effective_on: date
    recorded_on: date | None
    reason: str


ROWS: dict[str, type[SourceRow]] = {
    "residents": Resident,
    "units": Unit,
    "applications": Application,
    "assignments": Assignment,
    "consents": Consent,
    "assessments": Assessment,
    "plans": Plan,
    "deferrals": Deferral,
    "referrals": Referral,
    "incomes": Income,
    "payments": Payment,
    "overpayments": Overpayment,
    "exits": Exit,
}

_decoders = {name: msgspec.json.Decoder(kind) for name, kind in ROWS.items()}


def decode_row(file: str, content: bytes) -> SourceRow:
    """A row from what ``check.Checked.content`` gave."""
    return _decoders[file].decode(content)
