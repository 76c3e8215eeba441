"""May somebody see this, share this, do this? Pure functions on plain values, and ranked codes.

A look at a file rests on a duty (assignment, office, intake) or on the person's consent. Consent
goes by instants: in force from ``valid_from`` until the withdrawal was received; the day
``expires_on`` is still covered, so callers pass ``today``, the tenant's local day at that instant.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from domain.consent import Grant
from domain.event import Actor
from domain.policy import Policy


class Viewer(msgspec.Struct, frozen=True):
    """Who looks. ``organisation`` is a code of the policy list ``organisations`` for a partner."""

    account_id: UUID
    role: str
    organisation: str
    office: str | None = None


class CaseOf(msgspec.Struct, frozen=True):
    """A case that a person is or was in: status APPLIED, OPEN or CLOSED."""

    case_id: UUID
    office: str
    caseworker_id: UUID | None
    status: str


class Subject(msgspec.Struct, frozen=True):
    """Whose information it is: their cases, and the organisations that they were referred to."""

    person_id: UUID
    cases: Sequence[CaseOf] = ()
    referred_to: Sequence[str] = ()


class Access(msgspec.Struct, frozen=True):
    """The answer, the code of its reason, and the case or consent on which a yes rests."""

    allowed: bool
    code: str
    case_id: UUID | None = None
    consent_id: UUID | None = None


# Best reason first; within yes and within no, the first that applies is the one recorded.
YES = (
    "ASSIGNED_CASEWORKER",
    "UNASSIGNED_IN_OFFICE",
    "OFFICE_SUPERVISOR",
    "SITE_LIAISON",
    "INTAKE_PENDING_APPLICATION",
    "INTAKE_NEW_PERSON",
    "PRIVACY_OFFICER_DUTY",
    "CONSENT_IN_FORCE",
    "SETTLES_SAME_PERSON",
)
NO = (
    "ROLE_SEES_NO_FILES",
    "CATEGORY_NOT_FOR_ROLE",
    "NOT_REFERRED",
    "CONSENT_WITHDRAWN",
    "CONSENT_EXPIRED",
    "CATEGORY_NOT_COVERED",
    "NO_CONSENT",
    "NO_ASSIGNMENT",
)


def may_see(
    viewer: Viewer,
    subject: Subject,
    grants: Iterable[Grant],
    category: str,
    purpose: str,
    now: datetime,
    today: date,
    policy: Policy,
) -> Access:
    """May this viewer see this category of this person, for this purpose, at this instant?

    ``now`` is UTC, ``today`` the tenant's local day of it. Rights are those of now, whatever day
    the content shown is from.
    """
    role = policy.code("roles", viewer.role, today)
    basis = role.get("basis", "NONE") if role else "NONE"
    if role is None or basis == "NONE":
        return Access(False, "ROLE_SEES_NO_FILES")
    sees = role.get("sees", ())
    if category not in sees and "*" not in sees:
        return Access(False, "CATEGORY_NOT_FOR_ROLE")
    if basis == "CONSENT" and viewer.organisation not in subject.referred_to:
        return Access(False, "NOT_REFERRED")
    if basis == "SITE" and not first_nations_site(policy, viewer.office, today):
        return Access(False, "NO_ASSIGNMENT")
    on_duty = _duty(basis, viewer, subject)
    if on_duty is not None:
        return on_duty
    recipient = role.get("consent_as")
    if recipient is None:
        return Access(False, "NO_ASSIGNMENT")
    consent_id, code = _consent(grants, recipient, purpose, category, now, today)
    if consent_id is None and code == "NO_CONSENT" and basis != "CONSENT":
        code = "NO_ASSIGNMENT"
    return Access(consent_id is not None, code, consent_id=consent_id)


def first_nations_site(policy: Policy, office: str | None, today: date) -> bool:
    """Whether an office is a First Nations site: there alone a liaison sees and acts for cases."""
    site = policy.code("offices", office, today) if office else None
    return bool(site and site.get("first_nations"))


SETTLING = frozenset({"IDENTITY", "CONTACT"})
"""What is compared of two numbers that may be one person's."""


def may_settle(viewer: Viewer, cases: Sequence[CaseOf], today: date, policy: Policy) -> Access:
    """May this viewer compare two numbers that may be one person's? ``cases``: those of both.

    Who may merge them, in the office of one of their cases; any such viewer where there is no case,
    for a number that was typed twice is often in none.
    """
    role = policy.code("roles", viewer.role, today)
    if role is None or role.get("basis", "NONE") == "NONE":
        return Access(False, "ROLE_SEES_NO_FILES")
    if "MergePersons" not in role.get("commands", ()):
        return Access(False, "CATEGORY_NOT_FOR_ROLE")
    mine = next((case for case in cases if case.office == viewer.office), None)
    if mine is None and cases:
        return Access(False, "NO_ASSIGNMENT")
    return Access(True, "SETTLES_SAME_PERSON", mine.case_id if mine else None)


def _duty(basis: str, viewer: Viewer, subject: Subject) -> Access | None:
    if basis == "ASSIGNED":
        for case in subject.cases:
            if case.caseworker_id == viewer.account_id:
                return Access(True, "ASSIGNED_CASEWORKER", case.case_id)
        for case in subject.cases:
            if case.caseworker_id is None and case.office == viewer.office:
                return Access(True, "UNASSIGNED_IN_OFFICE", case.case_id)
    elif basis == "OFFICE":
        for case in subject.cases:
            if case.office == viewer.office:
                return Access(True, "OFFICE_SUPERVISOR", case.case_id)
    elif basis == "SITE":
        for case in subject.cases:
            if case.office == viewer.office:
                return Access(True, "SITE_LIAISON", case.case_id)
    elif basis == "INTAKE":
        for case in subject.cases:
            if case.status == "APPLIED":
                return Access(True, "INTAKE_PENDING_APPLICATION", case.case_id)
        if not subject.cases:
            return Access(True, "INTAKE_NEW_PERSON")
    elif basis == "DUTY":
        return Access(True, "PRIVACY_OFFICER_DUTY")
    return None


class Cover(msgspec.Struct, frozen=True):
    """What consents cover of a sharing: the grants that do, and why each other category is not."""

    consent_ids: tuple[UUID, ...]
    missing: dict[str, str]


def consents_to_share(
    grants: Iterable[Grant],
    recipient_kind: str,
    purpose: str,
    categories: Iterable[str],
    now: datetime,
    today: date,
) -> Cover:
    """Which consents in force now cover these categories together, for that recipient and purpose.

    ``missing`` maps a category to CONSENT_WITHDRAWN, CONSENT_EXPIRED, CATEGORY_NOT_COVERED or
    NO_CONSENT; empty means that all may be shared.
    """
    held = tuple(grants)
    covering: dict[UUID, None] = {}
    missing = {}
    for category in categories:
        consent_id, code = _consent(held, recipient_kind, purpose, category, now, today)
        if consent_id is None:
            missing[category] = code
        else:
            covering[consent_id] = None
    return Cover(tuple(covering), missing)


def in_force(grant: Grant, now: datetime, today: date) -> bool:
    """Whether a consent counts at that instant (UTC), on that local day of the tenant."""
    return (
        grant.valid_from <= now
        and (grant.withdrawn_at is None or now < grant.withdrawn_at)
        and (grant.expires_on is None or today <= grant.expires_on)
    )


def _consent(
    grants: Iterable[Grant],
    recipient_kind: str,
    purpose: str,
    category: str,
    now: datetime,
    today: date,
) -> tuple[UUID | None, str]:
    withdrawn = expired = other = False
    for grant in grants:
        if recipient_kind not in grant.recipients or purpose not in grant.purposes:
            continue
        covers = category in grant.categories
        if in_force(grant, now, today):
            if covers:
                return grant.consent_id, "CONSENT_IN_FORCE"
            other = True
        elif covers:
            withdrawn = withdrawn or (grant.withdrawn_at is not None and grant.withdrawn_at <= now)
            expired = expired or (grant.expires_on is not None and today > grant.expires_on)
    if withdrawn:
        return None, "CONSENT_WITHDRAWN"
    if expired:
        return None, "CONSENT_EXPIRED"
    return None, "CATEGORY_NOT_COVERED" if other else "NO_CONSENT"


class Scope(msgspec.Struct, frozen=True):
    """Where a command acts: the case's office and caseworker, and for a referral its recipient."""

    office: str
    caseworker_id: UUID | None = None
    recipient_kind: str | None = None
    recipient: str | None = None


def may_act(
    actor: Actor, command: str, policy: Policy, today: date, scope: Scope | None = None
) -> str | None:
    """Nothing where the actor's role lets them give this command (by its name) here; else why not.

    NOT_PERMITTED: the role never may. NOT_YOUR_CASE: not on this case.
    """
    role = policy.code("roles", actor.role, today)
    commands = role.get("commands", ()) if role else ()
    if role is None or (command not in commands and "*" not in commands):
        return "NOT_PERMITTED"
    if scope is None or role.get("scope") == "ANY":
        return None
    if role.get("scope") == "OFFICE":
        mine = scope.office == actor.office
    elif role.get("scope") == "SITE":
        site = first_nations_site(policy, actor.office, today)
        mine = site and scope.office == actor.office
    elif role.get("scope") == "ASSIGNED":
        unassigned = scope.caseworker_id is None and scope.office == actor.office
        mine = scope.caseworker_id == actor.id or unassigned
    elif role.get("scope") == "RECIPIENT":
        mine = (scope.recipient_kind, scope.recipient) == (
            role.get("consent_as"),
            actor.organisation,
        )
    else:
        mine = False
    return None if mine else "NOT_YOUR_CASE"
