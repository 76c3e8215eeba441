"""May somebody see this of somebody? One pure function on plain values, on both time axes.

A look rests on a duty (assignment, office, intake, the privacy officer's), a statute, an agreement,
the person's consent, or a break-glass. A sealed file opens to its circle alone, and by breaking
the glass. Of several reasons the one that opens most is taken, and of those the best.
"""

from datetime import date, timedelta

from domain.access.codes import YES
from domain.access.covering import consent
from domain.access.facts import Access, CaseOf, Moment, Sealing, Subject, Viewer
from domain.access.rights import Rights, rights_of
from domain.policy import Policy

_ROLE_SEES_NO_FILES = Access(False, "ROLE_SEES_NO_FILES")
_CATEGORY_NOT_FOR_ROLE = Access(False, "CATEGORY_NOT_FOR_ROLE")
_FILE_SEALED = Access(False, "FILE_SEALED")
_NO_ASSIGNMENT = Access(False, "NO_ASSIGNMENT")
_NOT_REFERRED = Access(False, "NOT_REFERRED")
_REFERRAL_ENDED = Access(False, "REFERRAL_ENDED")
_NEW_PERSON = Access(True, "INTAKE_NEW_PERSON", "ASSIGNMENT")
_PRIVACY_OFFICER = Access(True, "PRIVACY_OFFICER_DUTY", "ASSIGNMENT")
_DAY = timedelta(days=1)


def decide(
    viewer: Viewer, subject: Subject, category: str, purpose: str, moment: Moment, policy: Policy
) -> Access:
    """May this viewer see this category of this person, for this purpose, at this moment?"""
    rights = rights_of(policy, viewer.role, viewer.organisation, viewer.office, moment.today)
    if rights.basis == "NONE":
        return _ROLE_SEES_NO_FILES
    if _closed_to(subject.sealing, viewer):
        found = _FILE_SEALED
    elif rights.shows(category):
        found = _opened(rights, viewer, subject, category, purpose, moment)
    else:
        found = _CATEGORY_NOT_FOR_ROLE
    if subject.emergencies and (not found.allowed or found.content_until is not None):
        return _emergency(viewer, subject, category, moment) or found
    return found


def _opened(
    rights: Rights,
    viewer: Viewer,
    subject: Subject,
    category: str,
    purpose: str,
    moment: Moment,
) -> Access:
    on_duty = _duty(rights.basis, viewer, subject, moment) if rights.has_site else None
    if on_duty is not None and on_duty.allowed and on_duty.content_until is None:
        return on_duty
    other = _without_duty(rights, viewer, subject, category, purpose, moment)
    if other.allowed:
        return other
    return on_duty or other


def _duty(basis: str, viewer: Viewer, subject: Subject, moment: Moment) -> Access | None:
    """What a duty opens: by the case that opens most, and of those for the best reason."""
    if basis == "DUTY":
        return _PRIVACY_OFFICER
    if basis == "CONSENT":
        return None
    if basis == "INTAKE" and not subject.cases:
        return _NEW_PERSON
    best: Access | None = None
    sealed = False
    for case in subject.cases:
        code = _code(basis, viewer, case)
        if code is None or not _known(case, moment):
            continue
        if _closed_to(case.sealed, viewer):
            sealed = True
            continue
        found = Access(True, code, "ASSIGNMENT", case.case_id, _until(case, moment))
        if best is None or _opens_more(found, best):
            best = found
    return best or (_FILE_SEALED if sealed else None)


def _code(basis: str, viewer: Viewer, case: CaseOf) -> str | None:
    """Why a role of this basis works on this case, if it does."""
    if basis == "ASSIGNED":
        if case.caseworker_id == viewer.account_id:
            return "ASSIGNED_CASEWORKER"
        unassigned = case.caseworker_id is None and case.office == viewer.office
        return "UNASSIGNED_IN_OFFICE" if unassigned else None
    if basis == "OFFICE":
        return "OFFICE_SUPERVISOR" if case.office == viewer.office else None
    if basis == "SITE":
        return "SITE_LIAISON" if case.office == viewer.office else None
    if basis == "INTAKE":
        return "INTAKE_PENDING_APPLICATION" if case.status == "APPLIED" else None
    return None


def _known(case: CaseOf, moment: Moment) -> bool:
    return moment.knows(case.known_at) and (
        case.joined_on is None or case.joined_on <= moment.today
    )


def _until(case: CaseOf, moment: Moment) -> date | None:
    """The last day that the case opens of the person: until they left it, or it was closed."""
    until = None
    left, closed = case.left_on, case.closed_on
    if left is not None and left <= moment.today and moment.knows(case.left_known_at):
        until = left - _DAY
    if closed is not None and closed <= moment.today and moment.knows(case.closed_known_at):
        until = closed if until is None else min(until, closed)
    return until


def _opens_more(one: Access, other: Access) -> bool:
    until, least = one.content_until or date.max, other.content_until or date.max
    return until > least or (until == least and YES.index(one.code) < YES.index(other.code))


def _without_duty(
    rights: Rights,
    viewer: Viewer,
    subject: Subject,
    category: str,
    purpose: str,
    moment: Moment,
) -> Access:
    """What a statute, an agreement or a consent opens to who has no duty here."""
    if not rights.recipients:
        return _NO_ASSIGNMENT
    by_referral = rights.basis == "CONSENT"
    if by_referral:
        refused = _not_referred(viewer, subject, moment)
        if refused is not None:
            return refused
    for statute in rights.statutes:
        if category in statute.categories and purpose in statute.purposes:
            return Access(True, "STATUTE_ALLOWS", "STATUTE", statute.section)
    for agreement in rights.agreements:
        if category in agreement.categories and purpose in agreement.purposes:
            return Access(True, "AGREEMENT_IN_FORCE", "AGREEMENT", agreement.reference)
    consent_id, code = consent(subject.grants, rights.recipients, purpose, category, moment)
    if consent_id is not None:
        return Access(True, code, "CONSENT", consent_id)
    if code == "NO_CONSENT" and not by_referral:
        return _NO_ASSIGNMENT
    return Access(False, code)


def _not_referred(viewer: Viewer, subject: Subject, moment: Moment) -> Access | None:
    """Nothing where a referral to the viewer's organisation runs; else why not."""
    refused = _NOT_REFERRED
    for referral in subject.referrals:
        if (
            referral.organisation == viewer.organisation
            and referral.made_at <= moment.now
            and moment.knows(referral.known_at)
        ):
            ended_at = referral.ended_at
            over = ended_at is not None and ended_at <= moment.now
            if not over or not moment.knows(referral.ended_known_at):
                return None
            refused = _REFERRAL_ENDED
    return refused


def _closed_to(sealing: Sealing | None, viewer: Viewer) -> bool:
    return sealing is not None and viewer.account_id not in sealing.open_to


def _emergency(viewer: Viewer, subject: Subject, category: str, moment: Moment) -> Access | None:
    for emergency in subject.emergencies:
        if (
            emergency.account_id == viewer.account_id
            and emergency.person_id == subject.person_id
            and category in emergency.categories
            and emergency.opened_at <= moment.now < emergency.until
        ):
            reference = emergency.emergency_id
            return Access(True, "BREAK_GLASS_OPEN", "BREAK_GLASS", reference)
    return None
