"""The decision written a second time, the long way: every reason is looked for, then one is chosen."""

from datetime import date, timedelta
from typing import Any

from domain.access import Moment, Subject, Viewer
from domain.policy import Policy

ENDINGS = ("INVALIDATED", "WITHDRAWN", "REVOKED", "SUPERSEDED")


def known(fact: Any, moment: Moment, name: str = "known_at") -> bool:
    learned = getattr(fact, name)
    return moment.known_at is None or learned is None or not learned > moment.known_at


def naive(
    viewer: Viewer, subject: Subject, category: str, purpose: str, moment: Moment, policy: Policy
) -> tuple[bool, str, date | None]:
    """Allowed or not, the code, and the last day that may be shown."""
    roles = {code.code: code for code in policy.codes("roles", moment.today)}
    role = roles.get(viewer.role)
    if role is None or role.get("basis") == "NONE":
        return False, "ROLE_SEES_NO_FILES", None
    outside = subject.sealing is not None and viewer.account_id not in subject.sealing.open_to
    right_category = "*" in role.get("sees") or category in role.get("sees")
    reasons: list[tuple[str, date | None]] = []
    if right_category and not outside:
        reasons += duties(viewer, subject, moment, role.get("basis"))
        if not any(until is None for _, until in reasons):
            reasons += others(viewer, subject, category, purpose, moment, policy, role)
    if not any(until is None for _, until in reasons):
        reasons += [
            ("BREAK_GLASS_OPEN", None)
            for broken in subject.emergencies
            if broken.account_id == viewer.account_id
            and broken.person_id == subject.person_id
            and broken.opened_at <= moment.now
            and moment.now < broken.until
            and category in broken.categories
        ]
    if reasons:
        latest = max(until or date.max for _, until in reasons)
        best = [reason for reason in reasons if (reason[1] or date.max) == latest]
        code, until = min(best, key=lambda reason: RANK.index(reason[0]))
        return True, code, until
    if outside:
        return False, "FILE_SEALED", None
    if not right_category:
        return False, "CATEGORY_NOT_FOR_ROLE", None
    return False, refusal(viewer, subject, category, purpose, moment, role), None


RANK = (
    "ASSIGNED_CASEWORKER",
    "UNASSIGNED_IN_OFFICE",
    "OFFICE_SUPERVISOR",
    "INTAKE_PENDING_APPLICATION",
    "INTAKE_NEW_PERSON",
    "PRIVACY_OFFICER_DUTY",
    "STATUTE_ALLOWS",
    "AGREEMENT_IN_FORCE",
    "CONSENT_IN_FORCE",
    "BREAK_GLASS_OPEN",
)


def theirs(viewer: Viewer, case: Any, basis: str) -> str | None:
    mine, in_office = case.caseworker_id == viewer.account_id, case.office == viewer.office
    return {
        "ASSIGNED": "ASSIGNED_CASEWORKER"
        if mine
        else "UNASSIGNED_IN_OFFICE"
        if in_office and case.caseworker_id is None
        else None,
        "OFFICE": "OFFICE_SUPERVISOR" if in_office else None,
        "INTAKE": "INTAKE_PENDING_APPLICATION" if case.status == "APPLIED" else None,
    }.get(basis)


def duties(
    viewer: Viewer, subject: Subject, moment: Moment, basis: str
) -> list[tuple[str, date | None]]:
    if basis == "DUTY":
        return [("PRIVACY_OFFICER_DUTY", None)]
    if basis == "INTAKE" and not subject.cases:
        return [("INTAKE_NEW_PERSON", None)]
    found = []
    for case in subject.cases:
        code = theirs(viewer, case, basis)
        began = case.joined_on is None or moment.today >= case.joined_on
        shut = case.sealed is not None and viewer.account_id not in case.sealed.open_to
        if code and began and known(case, moment) and not shut:
            ends = []
            if case.left_on and case.left_on <= moment.today:
                ends += [case.left_on - timedelta(1)] * known(case, moment, "left_known_at")
            if case.closed_on and case.closed_on <= moment.today:
                ends += [case.closed_on] * known(case, moment, "closed_known_at")
            found.append((code, min(ends) if ends else None))
    return found


def running(viewer: Viewer, subject: Subject, moment: Moment) -> tuple[bool, bool]:
    """Whether a referral to the viewer's organisation runs, and whether one did."""
    runs = ended = False
    for referral in subject.referrals:
        if referral.organisation != viewer.organisation or not known(referral, moment):
            continue
        if referral.made_at > moment.now:
            continue
        over = referral.ended_at is not None and referral.ended_at <= moment.now
        if over and known(referral, moment, "ended_known_at"):
            ended = True
        else:
            runs = True
    return runs, ended


def others(
    viewer: Viewer,
    subject: Subject,
    category: str,
    purpose: str,
    moment: Moment,
    policy: Policy,
    role: Any,
) -> list[tuple[str, date | None]]:
    kind = role.get("consent_as")
    if not kind or not running(viewer, subject, moment)[0]:
        return []
    found: list[tuple[str, date | None]] = []
    for statute in policy.codes("statutes", moment.today):
        said = (statute.get("recipients"), statute.get("categories"), statute.get("purposes"))
        if kind in said[0] and category in said[1] and purpose in said[2]:
            found.append(("STATUTE_ALLOWS", None))
    for agreement in policy.codes("agreements", moment.today):
        if (
            agreement.get("organisation") == viewer.organisation
            and category in agreement.get("categories")
            and purpose in agreement.get("purposes")
        ):
            found.append(("AGREEMENT_IN_FORCE", None))
    for grant in subject.grants:
        covers = for_whom(grant, kind, viewer, purpose) and category in grant.categories
        if covers and why_not(grant, kind, viewer, category, purpose, moment) is None:
            found.append(("CONSENT_IN_FORCE", None))
    return found


def for_whom(grant: Any, kind: str, viewer: Viewer, purpose: str) -> bool:
    named = kind in grant.recipients or viewer.organisation in grant.recipients
    return named and purpose in grant.purposes


def why_not(
    grant: Any, kind: str, viewer: Viewer, category: str, purpose: str, moment: Moment
) -> str | None:
    if not known(grant, moment) or grant.valid_from > moment.now:
        return "NOT_YET"
    kinds = set()
    for ending in grant.endings:
        about = [
            ending.categories is None or category in ending.categories,
            ending.purposes is None or purpose in ending.purposes,
            ending.recipients is None
            or kind in ending.recipients
            or viewer.organisation in ending.recipients,
            moment.now >= ending.at,
            known(ending, moment),
        ]
        if all(about):
            kinds.add(ending.kind)
    for ended in ENDINGS:
        if ended in kinds:
            return f"CONSENT_{ended}"
    if grant.expires_on is not None and grant.expires_on < moment.today:
        return "CONSENT_EXPIRED"
    if grant.lapses_on is not None and not moment.today < grant.lapses_on:
        return "CONSENT_NEEDS_REAFFIRMATION"
    return None


def refusal(
    viewer: Viewer, subject: Subject, category: str, purpose: str, moment: Moment, role: Any
) -> str:
    kind = role.get("consent_as")
    sealed = any(
        theirs(viewer, case, role.get("basis"))
        and known(case, moment)
        and (case.joined_on is None or case.joined_on <= moment.today)
        for case in subject.cases
        if case.sealed is not None and viewer.account_id not in case.sealed.open_to
    )
    if not kind:
        return "FILE_SEALED" if sealed else "NO_ASSIGNMENT"
    runs, ended = running(viewer, subject, moment)
    if not runs:
        return "REFERRAL_ENDED" if ended else "NOT_REFERRED"
    codes = {
        why_not(grant, kind, viewer, category, purpose, moment)
        for grant in subject.grants
        if for_whom(grant, kind, viewer, purpose) and category in grant.categories
    }
    for code in (*(f"CONSENT_{ended}" for ended in ENDINGS), "CONSENT_EXPIRED"):
        if code in codes:
            return code
    if "CONSENT_NEEDS_REAFFIRMATION" in codes:
        return "CONSENT_NEEDS_REAFFIRMATION"
    elsewhere = any(
        for_whom(grant, kind, viewer, purpose)
        and why_not(grant, kind, viewer, category, purpose, moment) is None
        for grant in subject.grants
    )
    return "CATEGORY_NOT_COVERED" if elsewhere else "NO_CONSENT"
