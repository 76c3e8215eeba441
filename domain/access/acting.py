"""Who may do what, where; and who may compare two numbers that may be one person's."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from domain.access.facts import Access, CaseOf, Viewer
from domain.access.rights import first_nations_site
from domain.event import Actor
from domain.policy import Policy

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
    return Access(True, "SETTLES_SAME_PERSON", "ASSIGNMENT", mine.case_id if mine else None)


def may_identify(actor: Actor, office: str, policy: Policy, today: date) -> bool:
    """May the actor take an application, at this office, of somebody whose file is not open to them?

    The person is there and was identified; only roles that policy trusts with it, in their office.
    """
    role = policy.code("roles", actor.role, today)
    return bool(role and role.get("identifies")) and actor.office == office


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
