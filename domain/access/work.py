"""Which work a look comes from: a caseload, a meeting, a referral, a duty, or a stated purpose."""

from collections.abc import Iterable, Set
from uuid import UUID

import msgspec

from domain.access.facts import Access

_FROM = {
    "ASSIGNED_CASEWORKER": "CASELOAD",
    "UNASSIGNED_IN_OFFICE": "CASELOAD",
    "SITE_LIAISON": "CASELOAD",
    "INTAKE_PENDING_APPLICATION": "DUTY",
    "INTAKE_NEW_PERSON": "DUTY",
    "PRIVACY_OFFICER_DUTY": "DUTY",
    "SETTLES_SAME_PERSON": "DUTY",
    "APPLICANT_IDENTIFIED": "DUTY",
    "STATUTE_ALLOWS": "REFERRAL",
    "AGREEMENT_IN_FORCE": "REFERRAL",
    "CONSENT_IN_FORCE": "REFERRAL",
    "BREAK_GLASS_OPEN": "BREAK_GLASS",
}
_BY_BASIS = {
    "ASSIGNED": "CASELOAD",
    "SITE": "CASELOAD",
    "OFFICE": "DUTY",
    "INTAKE": "DUTY",
    "DUTY": "DUTY",
    "CONSENT": "REFERRAL",
}
_ORDER = ("CASELOAD", "APPOINTMENT", "VISIT", "DUTY", "REFERRAL", "STATED", "BREAK_GLASS")


class Work(msgspec.Struct, frozen=True):
    """Where the purpose of a look comes from, and which piece of work it is.

    ``purpose_from``: CASELOAD, APPOINTMENT, VISIT, DUTY, REFERRAL, STATED or BREAK_GLASS; None where
    nothing leads to the file. ``task_ref``: the case, appointment, visit or emergency; where STATED,
    the file for which ``stated`` (a code of ``look_purposes``) was said; where a purpose of a little
    earlier still serves, the look that it is from.
    """

    purpose_from: str | None = None
    task_ref: UUID | None = None
    stated: str | None = None


def work_of(answers: Iterable[Access], waiting: Set[UUID]) -> Work:
    """The work by which somebody sees one file, by what opened it.

    ``waiting``: cases that wait for their office (an application to decide, nobody assigned), which
    are a supervisor's to look at; any other of the office is not, until they say what for.
    """
    found = [work for answer in answers if (work := _by(answer, waiting)) is not None]
    return min(found, key=lambda work: _ORDER.index(work.purpose_from or ""), default=Work())


def work_of_list(basis: str) -> Work:
    """The work by which somebody sees a list of their role's own: the list is the work."""
    return Work(_BY_BASIS.get(basis))


def _by(answer: Access, waiting: Set[UUID]) -> Work | None:
    if not answer.allowed:
        return None
    reference = answer.reference if isinstance(answer.reference, UUID) else None
    if answer.code == "OFFICE_SUPERVISOR":
        return Work("DUTY", reference) if reference in waiting else None
    purpose_from = _FROM.get(answer.code)
    return Work(purpose_from, reference) if purpose_from else None
