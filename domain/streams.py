"""Names of streams: ``kind-uuid``, one for each thing that has a history of its own."""

from uuid import NAMESPACE_URL, UUID, uuid5

KINDS = (
    "person",
    "consent",
    "case",
    "visit",
    "access_request",
    "correction",
    "incident",
    "finding",
    "task",
    "letter",
)
"""The kinds of streams of which there is one for each thing of their kind."""


def person_stream(person_id: UUID) -> str:
    """Who a person is and how to reach them."""
    return f"person-{person_id}"


def consent_stream(person_id: UUID) -> str:
    """A person's consents and the disclosures that rest on them; apart from their contact details."""
    return f"consent-{person_id}"


def case_stream(case_id: UUID) -> str:
    """A benefit unit's file, from its first application to its last exit and beyond."""
    return f"case-{case_id}"


def visit_stream(visit_id: UUID) -> str:
    """A visit at a counter of somebody who did not say who they are."""
    return f"visit-{visit_id}"


def policy_stream(policy_id: str) -> str:
    """All versions of one policy: a code list, a table of rates, a clock, a notice."""
    return f"policy-{uuid5(NAMESPACE_URL, 'caseledger:policy:' + policy_id)}"


def holds_stream() -> str:
    """The tenant's legal holds."""
    return f"holds-{uuid5(NAMESPACE_URL, 'caseledger:holds')}"


def access_request_stream(matter_id: UUID) -> str:
    """Somebody's request for their own information."""
    return f"access_request-{matter_id}"


def correction_stream(matter_id: UUID) -> str:
    """Somebody's request that an entry about them be put right."""
    return f"correction-{matter_id}"


def incident_stream(matter_id: UUID) -> str:
    """Information that may have come to where it should not have."""
    return f"incident-{matter_id}"


def finding_stream(finding_id: UUID) -> str:
    """The reviews of one finding about a look."""
    return f"finding-{finding_id}"


def task_stream(task_id: UUID) -> str:
    """One task of whoever works on a case."""
    return f"task-{task_id}"


def letter_stream(letter_id: UUID) -> str:
    """One letter to a person."""
    return f"letter-{letter_id}"


def stream_kind(stream: str) -> str:
    """``case`` for ``case-0198…``."""
    return stream.partition("-")[0]


def stream_uuid(stream: str) -> UUID:
    """The UUID behind the kind."""
    return UUID(stream.partition("-")[2])
