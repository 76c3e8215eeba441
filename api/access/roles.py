"""What a role's work is, beyond the files that ``domain.access`` opens to it."""

from typing import Any

from api.access.sessions import Session
from api.errors import Fault
from domain.policy import Policy

PRIVACY_OFFICER = "PRIVACY_OFFICER"
FIGURES_OF_ALL = frozenset({"REPORTING"})
FIGURES_OF_OFFICE = frozenset({"SUPERVISOR", "CASEWORKER"})
AUDITS = frozenset({PRIVACY_OFFICER})
IMPORTS = frozenset({"SUPERVISOR", "REPORTING", "OPERATOR"})
EFFECTS = frozenset({"OPERATOR"})
BUILDS = frozenset({"OPERATOR"})
CONSENT_LISTS = frozenset({PRIVACY_OFFICER, "SUPERVISOR", "CASEWORKER", "LIAISON", "INTAKE"})

PURPOSES = {
    "INTAKE": "ELIGIBILITY",
    "CASEWORKER": "INTEGRATED_CASE_MANAGEMENT",
    "SUPERVISOR": "INTEGRATED_CASE_MANAGEMENT",
    "EMPLOYMENT_PARTNER": "REFERRAL",
    "PROGRAMME": "REFERRAL",
    "COMMUNITY_PARTNER": "REFERRAL",
    "LIAISON": "INTEGRATED_CASE_MANAGEMENT",
    PRIVACY_OFFICER: "PRIVACY_AUDIT",
    "REPORTING": "REPORTING",
}
"""Why a role looks at files at all; the purposes of ``purposes`` are those consents are given for."""


def purpose_of(session: Session) -> str:
    """The purpose of this session's looks."""
    return PURPOSES.get(session.role, "NONE")


def require(session: Session, roles: frozenset[str]) -> None:
    """Raises ``Fault`` where the session's role is none of these."""
    if session.role not in roles:
        raise Fault("NOT_PERMITTED")


def role_entry(policy: Policy, session: Session, today: Any) -> Any:
    """The role as policy has it today, or nothing."""
    return policy.code("roles", session.role, today)


def figures_office(session: Session, office: str | None) -> str | None:
    """The office whose figures are shown: any or all, or one's own. Raises ``Fault``."""
    if session.role in FIGURES_OF_ALL:
        return office
    require(session, FIGURES_OF_OFFICE)
    if office not in (None, session.office) or session.office is None:
        raise Fault("NOT_PERMITTED")
    return session.office
