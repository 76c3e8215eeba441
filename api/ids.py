"""Readable global ids, one form everywhere: ``Case:0198…`` in answers and in inputs alike."""

from uuid import UUID

from strawberry import ID

KIND_OF_NAME = {
    "case": "Case",
    "person": "Person",
    "payee": "Person",
    "grantor": "Person",
    "survivor": "Person",
    "merged": "Person",
    "other": "Person",
    "also_known_as": "Person",
    "caseworker": "Staff",
    "application": "Application",
    "assessment": "Assessment",
    "plan": "ActionPlan",
    "item": "PlanItem",
    "referral": "Referral",
    "benefit": "Benefit",
    "consent": "Consent",
    "supersedes": "Consent",
    "ending": "ConsentEnding",
    "telling": "Telling",
    "verification": "Verification",
    "disclosure": "Disclosure",
    "note": "Note",
    "appointment": "Appointment",
    "staff": "Staff",
    "visit": "Visit",
    "seal": "Seal",
    "circle": "Staff",
    "reviewers": "Staff",
    "disposal": "Disposal",
    "hold": "Hold",
    "of_event": "Event",
    "corrected_by": "Event",
    "matter": "Matter",
    "account": "Staff",
    "emergency": "Emergency",
    "finding": "Finding",
    "incident": "Matter",
    "task": "Task",
    "letter": "Letter",
    "overpayment": "Overpayment",
}


class BadId(ValueError):
    """The text is not an id of the kind that was asked for."""


def global_id(kind: str, key: object) -> ID:
    """``Case:<uuid>`` for a kind and its key."""
    return ID(f"{kind}:{key}")


def split_id(text: str) -> tuple[str, str]:
    """Kind and key of a global id. Raises ``BadId``."""
    kind, colon, key = text.partition(":")
    if not colon or not kind.isidentifier() or not key:
        raise BadId(text)
    return kind, key


def uuid_of(text: object, kind: str) -> UUID:
    """The UUID behind a global id of this kind. Raises ``BadId``."""
    if isinstance(text, UUID):
        return text
    if not isinstance(text, str):
        raise BadId(text)
    found, key = split_id(text)
    if found != kind:
        raise BadId(text)
    return parse_uuid(key)


def parse_uuid(text: str) -> UUID:
    """A UUID in its one canonical spelling of 36 characters. Raises ``BadId``."""
    try:
        value = UUID(text)
    except ValueError:
        raise BadId(text) from None
    if str(value) != text.lower():
        raise BadId(text)
    return value


def kind_of(field: str) -> str:
    """The kind of thing that a field of a command or of a result names: ``plan_id`` an ActionPlan."""
    return KIND_OF_NAME[field.removesuffix("_id")]
