"""Who may see what: on duty or by consent, at an instant; and who may do what, where."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from domain.access import (
    EXPLANATIONS,
    NO,
    NOTICE,
    YES,
    Access,
    CaseOf,
    Moment,
    ReferralOf,
    Scope,
    Subject,
    Viewer,
    consents_to_share,
    decide,
    explain,
    may_act,
)
from domain.consent import Ending, Grant
from domain.decision import deciders
from tests.support.world import actor, published_policy, uuid

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
TODAY = date(2026, 3, 2)
POLICY = published_policy()


def see(
    viewer: Viewer, subject: Subject, *grants: Grant, category: str = "IDENTITY", at: datetime = NOW
) -> Access:
    subject = msgspec.structs.replace(subject, grants=grants)
    return decide(viewer, subject, category, "REFERRAL", Moment(at, at.date()), POLICY)


def viewer(role: str, organisation: str = "riviere-nord", office: str | None = "centre") -> Viewer:
    return Viewer(uuid(1), role, organisation, office)


def subject(*cases: CaseOf, referred_to: tuple[str, ...] = ()) -> Subject:
    referrals = [ReferralOf(to, "EO", uuid(60), NOW - timedelta(days=30)) for to in referred_to]
    return Subject(uuid(50), cases, referrals)


def case(office: str = "centre", caseworker: int | None = 1, status: str = "OPEN") -> CaseOf:
    return CaseOf(uuid(60), office, uuid(caseworker) if caseworker else None, status)


def withdrawn(at: datetime = NOW) -> tuple[Ending, ...]:
    return (Ending("WITHDRAWN", at),)


def grant(**changes: object) -> Grant:
    given = {
        "consent_id": uuid(70),
        "categories": frozenset({"IDENTITY"}),
        "recipients": frozenset({"EO", "INTERNAL"}),
        "purposes": frozenset({"REFERRAL"}),
        "signed_on": TODAY,
        "valid_from": NOW,
    }
    return Grant(**(given | changes))


@pytest.mark.parametrize(
    ("who", "of", "code"),
    [
        (viewer("CASEWORKER"), subject(case()), "ASSIGNED_CASEWORKER"),
        (viewer("CASEWORKER"), subject(case("east", None), case("east")), "ASSIGNED_CASEWORKER"),
        (viewer("CASEWORKER"), subject(case(caseworker=None)), "UNASSIGNED_IN_OFFICE"),
        (viewer("SUPERVISOR"), subject(case(caseworker=9)), "OFFICE_SUPERVISOR"),
        (viewer("INTAKE"), subject(case("east", 9, "APPLIED")), "INTAKE_PENDING_APPLICATION"),
        (viewer("INTAKE"), subject(), "INTAKE_NEW_PERSON"),
        (viewer("PRIVACY_OFFICER"), subject(case(caseworker=9)), "PRIVACY_OFFICER_DUTY"),
    ],
)
def test_who_is_on_duty_sees(who: Viewer, of: Subject, code: str) -> None:
    answer = see(who, of)
    assert (answer.allowed, answer.code) == (True, code)


@pytest.mark.parametrize(
    ("who", "of", "code"),
    [
        (viewer("CASEWORKER"), subject(case(caseworker=9)), "NO_ASSIGNMENT"),
        (viewer("CASEWORKER"), subject(case("east", None)), "NO_ASSIGNMENT"),
        (viewer("CASEWORKER"), subject(), "NO_ASSIGNMENT"),
        (viewer("SUPERVISOR"), subject(case("east")), "NO_ASSIGNMENT"),
        (viewer("INTAKE"), subject(case()), "NO_ASSIGNMENT"),
        (viewer("REPORTING"), subject(case()), "ROLE_SEES_NO_FILES"),
        (viewer("OPERATOR"), subject(case()), "ROLE_SEES_NO_FILES"),
        (viewer("SYSTEM"), subject(case()), "ROLE_SEES_NO_FILES"),
        (viewer("STRANGER"), subject(case()), "ROLE_SEES_NO_FILES"),
        (viewer("EMPLOYMENT_PARTNER", "eo-01", None), subject(case()), "NOT_REFERRED"),
    ],
)
def test_who_is_not_on_duty_does_not(who: Viewer, of: Subject, code: str) -> None:
    answer = see(who, of)
    assert (answer.allowed, answer.code) == (False, code)


def test_a_role_sees_its_categories_only() -> None:
    for role in ("INTAKE", "PRIVACY_OFFICER"):
        answer = see(viewer(role), subject(), category="HEALTH")
        assert (answer.allowed, answer.code) == (False, "CATEGORY_NOT_FOR_ROLE")
    assert see(viewer("CASEWORKER"), subject(case()), category="HEALTH").allowed


PARTNER = viewer("EMPLOYMENT_PARTNER", "eo-01", None)
REFERRED = subject(case(caseworker=9), referred_to=("eo-01",))


@pytest.mark.parametrize(
    ("held", "code"),
    [
        ([grant()], "CONSENT_IN_FORCE"),
        ([], "NO_CONSENT"),
        ([grant(recipients=frozenset({"COMMUNITY"}))], "NO_CONSENT"),
        ([grant(purposes=frozenset({"ELIGIBILITY"}))], "NO_CONSENT"),
        ([grant(categories=frozenset({"HEALTH"}))], "CATEGORY_NOT_COVERED"),
        ([grant(valid_from=NOW + timedelta(seconds=1))], "NO_CONSENT"),
        ([grant(endings=withdrawn())], "CONSENT_WITHDRAWN"),
        ([grant(endings=withdrawn(NOW + timedelta(seconds=1)))], "CONSENT_IN_FORCE"),
        ([grant(expires_on=TODAY)], "CONSENT_IN_FORCE"),
        ([grant(expires_on=TODAY - timedelta(days=1))], "CONSENT_EXPIRED"),
        ([grant(endings=withdrawn()), grant(consent_id=uuid(71))], "CONSENT_IN_FORCE"),
    ],
)
def test_a_partner_sees_by_consent_at_that_instant(held: list[Grant], code: str) -> None:
    answer = see(PARTNER, REFERRED, *held)
    assert (answer.allowed, answer.code) == (code == "CONSENT_IN_FORCE", code)
    assert (answer.reference is not None) == answer.allowed


def test_a_consent_is_for_who_the_person_was_referred_to() -> None:
    other = viewer("EMPLOYMENT_PARTNER", "eo-02", None)
    assert see(other, REFERRED, grant()).code == "NOT_REFERRED"


def test_consent_within_the_municipality_opens_to_the_programme_that_it_names() -> None:
    colleague = viewer("CASEWORKER")
    assert see(colleague, subject(case(caseworker=9)), grant()).code == "NO_ASSIGNMENT"
    housing = viewer("PROGRAMME", "housing-services", None)
    referred = subject(case(caseworker=9), referred_to=("housing-services",))
    assert see(housing, referred, grant()).code == "CONSENT_IN_FORCE"
    assert see(housing, subject(case()), grant()).code == "NOT_REFERRED"
    for named in ("housing-services", "child-care-services"):
        only = grant(recipients=frozenset({named}))
        assert see(housing, referred, only).allowed == (named == "housing-services")


def test_consents_cover_together_and_name_what_is_missing() -> None:
    grants = [
        grant(),
        grant(consent_id=uuid(71), categories=frozenset({"INCOME"})),
        grant(consent_id=uuid(72), categories=frozenset({"HEALTH"}), endings=withdrawn()),
    ]
    wanted = ("IDENTITY", "INCOME", "HEALTH", "HOUSING")
    cover = consents_to_share(grants, {"EO"}, "REFERRAL", wanted, Moment(NOW, TODAY))
    assert cover.consent_ids == (uuid(70), uuid(71))
    assert cover.missing == {"HEALTH": "CONSENT_WITHDRAWN", "HOUSING": "CATEGORY_NOT_COVERED"}


def test_every_reason_is_explained_in_both_languages_and_the_notice_tells_none() -> None:
    others = {
        "FIGURES",
        "OPERATES",
        "SIN_TAKEN",
        "COMMAND_NOT_FOR_ROLE",
        "NO_ACCOUNT_THEN",
    }  # looks that no decision on a person allowed or refused
    assert set(EXPLANATIONS) == {*YES, *NO, *others}
    refused = see(viewer("OPERATOR"), subject(case()))
    assert explain(refused, "en") == "This role looks at no files."
    for words in [*EXPLANATIONS.values(), NOTICE]:
        assert words["fr"].endswith(".") and words["en"].endswith(".")
        assert words["fr"] != words["en"]


# --- Commands by role -----------------------------------------------------------------------


def test_every_command_that_a_role_is_given_exists() -> None:
    names = {c.__name__ for c in deciders()}
    for role in POLICY.codes("roles", TODAY):
        assert set(role.get("commands")) - {"*"} <= names
    given = {n for r in POLICY.codes("roles", TODAY) for n in r.get("commands")}
    assert names - given == {
        "PublishPolicy",
        "SuspectDuplicate",
        "RecordDisposal",
        "AskReaffirmation",
        "SettleTask",
        "ReviewLapses",
        "PrepareLetter",
    }


HERE = Scope("centre", uuid(900))


@pytest.mark.parametrize(
    ("role", "command", "scope", "code"),
    [
        ("INTAKE", "RegisterPerson", None, None),
        ("INTAKE", "AssignCase", Scope("east", uuid(5)), None),
        ("INTAKE", "DecideApplication", HERE, "NOT_PERMITTED"),
        ("CASEWORKER", "DecideApplication", HERE, None),
        ("CASEWORKER", "DecideApplication", Scope("centre", None), None),
        ("CASEWORKER", "DecideApplication", Scope("east", None), "NOT_YOUR_CASE"),
        ("CASEWORKER", "DecideApplication", Scope("centre", uuid(5)), "NOT_YOUR_CASE"),
        ("CASEWORKER", "ReopenCase", HERE, "NOT_PERMITTED"),
        ("CASEWORKER", "AssignCase", HERE, "NOT_PERMITTED"),
        ("SUPERVISOR", "ReopenCase", Scope("centre", uuid(5)), None),
        ("SUPERVISOR", "ReopenCase", Scope("east", uuid(900)), "NOT_YOUR_CASE"),
        ("EMPLOYMENT_PARTNER", "AnswerReferral", HERE, "NOT_YOUR_CASE"),
        ("EMPLOYMENT_PARTNER", "MakeReferral", HERE, "NOT_PERMITTED"),
        ("PRIVACY_OFFICER", "WithdrawConsent", None, None),
        ("PRIVACY_OFFICER", "GrantConsent", None, "NOT_PERMITTED"),
        ("REPORTING", "RegisterPerson", None, "NOT_PERMITTED"),
        ("OPERATOR", "RegisterPerson", None, "NOT_PERMITTED"),
        ("SYSTEM", "ReopenCase", HERE, None),
        ("STRANGER", "RegisterPerson", None, "NOT_PERMITTED"),
    ],
)
def test_what_a_role_may_do_and_where(
    role: str, command: str, scope: Scope | None, code: str | None
) -> None:
    assert may_act(actor(role), command, POLICY, TODAY, scope) == code
