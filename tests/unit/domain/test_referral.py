"""A referral that shares data outside rests on consent at that instant, and its loop is closed."""

from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest

from domain.case.commands import AnswerReferral, CloseReferral, ExitCase, MakeReferral
from domain.case.events import Member, ReferralAnswered, ReferralClosed, ReferralMade
from domain.consent import ConsentGranted, DisclosureMade, WithdrawConsent
from domain.event import Authority
from domain.policy_data import load_policy_data
from domain.streams import case_stream, consent_stream
from tests.support.world import DAY, MINISTRY, World, actor, policy_of, uuid

EO_PARTNER = actor("EMPLOYMENT_PARTNER", office=None, kind="PARTNER", organisation="eo-01")


def ready(world: World, *members: Member, **changes: str) -> UUID:
    """A granted case whose applicant is assessed as ready."""
    case_id = world.granted_case(*members, **changes)
    world.accepts(world.assess(case_id))
    return case_id


def withdraw(world: World, grant: ConsentGranted) -> None:
    world.accepts(
        WithdrawConsent(person_id=grant.person_id, consent_id=grant.consent_id, method="VERBAL")
    )


# --- Sharing and consent --------------------------------------------------------------------


def test_sharing_without_consent_is_refused_and_says_what_is_missing() -> None:
    world = World()
    case_id = ready(world)
    refusal = world.refuses("CONSENT_MISSING", world.refer(case_id, "IDENTITY", "HEALTH"))
    assert refusal.details["categories"] == {"fr": "Identité, Santé", "en": "Identity, Health"}
    assert refusal.field == "shared"


def test_a_disclosure_and_its_referral_are_one_decision_on_two_streams() -> None:
    world = World()
    case_id = ready(world)
    person = world.applicant(case_id)
    [grant] = world.records(world.consent(person), ConsentGranted)
    decision = world.accepts(world.refer(case_id, "IDENTITY", "CONTACT"))
    made, disclosed = decision.events
    assert (made.stream, disclosed.stream) == (case_stream(case_id), consent_stream(person))
    assert isinstance(made.event, ReferralMade) and isinstance(disclosed.event, DisclosureMade)
    assert made.event.disclosure_id == disclosed.event.disclosure_id
    assert made.event.reply_due_on == date(2026, 3, 16), "ten business days"
    assert disclosed.event.made_at == world.now
    assert disclosed.event.consent_ids == (grant.consent_id,)
    assert disclosed.authority == Authority("CONSENT", str(grant.consent_id))


def test_consents_cover_together() -> None:
    world = World()
    case_id = ready(world)
    person = world.applicant(case_id)
    [first] = world.records(world.consent(person, "IDENTITY"), ConsentGranted)
    world.refuses("CONSENT_MISSING", world.refer(case_id, "IDENTITY", "INCOME"))
    [second] = world.records(world.consent(person, "INCOME"), ConsentGranted)
    decision = world.accepts(world.refer(case_id, "IDENTITY", "INCOME"))
    disclosed = decision.events[1].event
    assert set(disclosed.consent_ids) == {first.consent_id, second.consent_id}


@pytest.mark.parametrize("other", [{"recipients": ("COMMUNITY",)}, {"purposes": ("ELIGIBILITY",)}])
def test_a_consent_for_another_recipient_or_purpose_does_not_count(other: dict) -> None:
    world = World()
    case_id = ready(world)
    world.accepts(world.consent(world.applicant(case_id), **other))
    world.refuses("CONSENT_MISSING", world.refer(case_id, "IDENTITY"))


def test_a_consent_of_somebody_else_does_not_count() -> None:
    world = World()
    spouse = Member(world.person(), "SPOUSE", "OW_ADULT")
    case_id = ready(world, Member(world.person(), "APPLICANT", "OW_ADULT"), spouse)
    world.accepts(world.consent(spouse.person_id))
    world.refuses("CONSENT_MISSING", world.refer(case_id, "IDENTITY"))


def test_after_a_withdrawal_nothing_is_shared_and_what_was_stays() -> None:
    world = World()
    case_id = ready(world)
    [grant] = world.records(world.consent(world.applicant(case_id)), ConsentGranted)
    world.accepts(world.refer(case_id, "IDENTITY"))
    withdraw(world, grant)
    command = world.refer(case_id, "IDENTITY", recipient="eo-02")
    world.refuses("CONSENT_WITHDRAWN", command)
    world.records(world.refer(case_id, recipient="eo-02"), ReferralMade)
    assert len(world.consents(grant.person_id).disclosures) == 1


def test_a_consent_covers_its_last_day_and_not_the_next() -> None:
    world = World()
    case_id = ready(world)
    person = world.applicant(case_id)
    last = DAY + timedelta(days=30)
    world.accepts(world.consent(person, expires_on=last))
    world.on(last).accepts(world.refer(case_id, "IDENTITY"))
    world.on(last + timedelta(days=1))
    world.refuses("CONSENT_EXPIRED", world.refer(case_id, "IDENTITY", recipient="eo-02"))


def test_paper_signed_earlier_covers_no_earlier_sharing() -> None:
    """A referral dated before a consent was received still discloses now, on what holds now."""
    world = World()
    case_id = ready(world)
    world.on(DAY + timedelta(days=10))
    person = world.applicant(case_id)
    world.accepts(world.consent(person, signed_on=DAY))
    decision = world.accepts(world.refer(case_id, "IDENTITY", made_on=DAY))
    disclosed = decision.events[1]
    assert disclosed.event.made_at == world.now and disclosed.effective_on == world.today


def test_use_within_the_institution_needs_no_consent() -> None:
    world = World()
    case_id = world.granted_case()
    command = world.refer(case_id, "IDENTITY", to_type="INTERNAL", recipient="housing-services")
    [event] = world.records(command, ReferralMade)
    assert event.disclosure_id is None


def test_a_community_organisation_needs_consent_and_no_assessment() -> None:
    world = World()
    case_id = world.granted_case()
    to = {"to_type": "COMMUNITY", "recipient": "food-centre"}
    world.refuses("CONSENT_MISSING", world.refer(case_id, "IDENTITY", **to))
    world.accepts(world.consent(world.applicant(case_id), recipients=("COMMUNITY",)))
    world.records(world.refer(case_id, "IDENTITY", **to), ReferralMade, DisclosureMade)


# --- Who may be referred --------------------------------------------------------------------


def test_the_local_office_refers_to_employment_ontario_who_is_ready() -> None:
    world = World()
    case_id = world.granted_case()
    world.refuses("ASSESSMENT_FIRST", world.refer(case_id))
    world.accepts(world.assess(case_id, readiness="NOT_READY"))
    world.refuses("NOT_READY_FOR_REFERRAL", world.refer(case_id))
    for origin in ("SELF", "ODSP"):
        recipient = {"SELF": "eo-03", "ODSP": "eo-04"}[origin]
        world.records(world.refer(case_id, origin=origin, recipient=recipient), ReferralMade)
    world.on(DAY + timedelta(days=1))
    world.accepts(world.assess(case_id))
    world.records(world.refer(case_id), ReferralMade)


def test_the_same_referral_while_it_is_open_is_refused() -> None:
    world = World()
    case_id = ready(world)
    world.accepts(world.refer(case_id))
    assert world.refuses("REFERRAL_ALREADY_OPEN", world.refer(case_id)).field == "recipient"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to_type": "PRESS"}, "CODE_NOT_VALID"),
        ({"recipient": "food-centre"}, "RECIPIENT_UNKNOWN"),
        ({"recipient": "eo-99"}, "RECIPIENT_UNKNOWN"),
        ({"purpose": "GOSSIP"}, "CODE_NOT_VALID"),
        ({"origin": "HEARSAY"}, "CODE_NOT_VALID"),
        ({"shared": ("SECRETS",)}, "CODE_NOT_VALID"),
        ({"made_on": date(2026, 3, 3)}, "DAY_IN_FUTURE"),
        ({"made_on": date(2026, 3, 1)}, "DAY_TOO_EARLY"),
        ({"reason": "x" * 4001}, "TEXT_TOO_LONG"),
        ({"case_id": uuid(1)}, "CASE_UNKNOWN"),
        ({"person_id": uuid(1)}, "NOT_A_MEMBER"),
    ],
)
def test_a_referral_that_cannot_be_is_refused(changes: dict, code: str) -> None:
    world = World()
    world.refuses(code, world.refer(ready(world), **changes))


def test_no_referral_before_a_grant_or_after_an_exit() -> None:
    world = World()
    world.refuses("CASE_NOT_GRANTED", world.refer(world.applied_case()))
    case_id = ready(world)
    world.accepts(ExitCase(case_id=case_id, reason="EMPLOYMENT", exited_on=DAY))
    world.refuses("CASE_CLOSED", world.refer(case_id))


# --- Fast track -----------------------------------------------------------------------------


def fast(world: World, case_id: UUID, *shared: str, **changes: str) -> MakeReferral:
    return world.refer(case_id, *shared, origin="FAST_TRACK", **changes)


def test_a_fast_track_that_the_ministry_reports_is_the_ministrys_disclosure() -> None:
    world = World()
    case_id = ready(world)
    [event] = world.records(fast(world, case_id, "IDENTITY"), ReferralMade, source=MINISTRY)
    assert event.disclosure_id is None and event.made_by == "MINISTRY"
    assert world.consents(world.applicant(case_id)).version == 0


def test_naming_the_fast_track_is_no_way_around_consent() -> None:
    world = World()
    world.refuses("CONSENT_MISSING", fast(world, ready(world), "IDENTITY"))


def test_the_fast_track_begins_with_grants_of_10_november_2025() -> None:
    world = World().on(date(2025, 11, 9))
    before = ready(world)
    world.on(date(2025, 11, 10))
    world.refuses("FAST_TRACK_NOT_YET", fast(world, before), source=MINISTRY)
    world.records(fast(world, ready(world)), ReferralMade, source=MINISTRY)


@pytest.mark.parametrize(
    "changes", [{"programme": "ODSP"}, {"channel": "PHONE"}, {"channel": "IN_PERSON"}]
)
def test_the_fast_track_is_for_digital_ontario_works_applications(changes: dict) -> None:
    world = World()
    case_id = ready(world, **changes)
    world.refuses("FAST_TRACK_NOT_FOR_THIS_CASE", fast(world, case_id), source=MINISTRY)


def test_the_fast_track_is_for_people_who_are_ready_and_goes_to_employment_ontario() -> None:
    world = World()
    code = "FAST_TRACK_NOT_FOR_THIS_CASE"
    case_id = world.granted_case()
    world.refuses(code, fast(world, case_id), source=MINISTRY)
    world.accepts(world.assess(case_id, readiness="NOT_READY"))
    world.refuses(code, fast(world, case_id), source=MINISTRY)
    elsewhere = {"to_type": "COMMUNITY", "recipient": "food-centre"}
    world.refuses(code, fast(world, ready(world), **elsewhere), source=MINISTRY)


def test_the_fast_track_leaves_first_nations_sites_alone() -> None:
    offices = next(c for c in load_policy_data() if c.policy_id == "offices")
    content = offices.content.replace('"first_nations":false', '"first_nations":true')
    changed = [c for c in load_policy_data() if c is not offices and c.policy_id != "offices"]
    world = World(policy_of([*changed, msgspec.structs.replace(offices, content=content)]))
    command = fast(world, ready(world))
    world.refuses("FAST_TRACK_NOT_FOR_THIS_CASE", command, source=MINISTRY)


# --- Answer and end -------------------------------------------------------------------------


def referred(world: World) -> tuple[UUID, UUID]:
    case_id = ready(world)
    [event] = world.records(world.refer(case_id), ReferralMade)
    return case_id, event.referral_id


def answer(ids: tuple[UUID, UUID], what: str, **changes: object) -> AnswerReferral:
    given = {"case_id": ids[0], "referral_id": ids[1], "answer": what, "answered_on": DAY}
    return AnswerReferral(**(given | changes))


def close(ids: tuple[UUID, UUID], outcome: str, **changes: object) -> CloseReferral:
    given = {"case_id": ids[0], "referral_id": ids[1], "outcome": outcome, "closed_on": DAY}
    return CloseReferral(**(given | changes))


def test_a_referral_is_accepted_and_closed_once() -> None:
    world = World()
    ids = referred(world)
    world.refuses("OUTCOME_NOT_POSSIBLE", close(ids, "COMPLETED"))
    world.records(answer(ids, "ACCEPTED"), ReferralAnswered)
    world.says_nothing_new(answer(ids, "ACCEPTED"))
    world.refuses("REFERRAL_MOVED_ON", answer(ids, "DECLINED", reason="NO_CAPACITY"))
    world.records(close(ids, "COMPLETED"), ReferralClosed)
    world.says_nothing_new(close(ids, "COMPLETED"))
    world.refuses("REFERRAL_MOVED_ON", close(ids, "NO_SHOW"))


def test_a_declined_referral_has_its_reason_and_ends_there() -> None:
    world = World()
    ids = referred(world)
    world.refuses("DECLINE_NEEDS_REASON", answer(ids, "DECLINED"))
    world.refuses("CODE_NOT_VALID", answer(ids, "DECLINED", reason="MOOD"))
    world.records(answer(ids, "DECLINED", reason="NO_CAPACITY"), ReferralAnswered)
    world.refuses("REFERRAL_MOVED_ON", close(ids, "NO_REPLY"))
    world.records(world.refer(ids[0]), ReferralMade)


def test_a_referral_without_a_reply_is_closed_as_such() -> None:
    world = World()
    world.records(close(referred(world), "NO_REPLY"), ReferralClosed)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"answered_on": date(2026, 3, 1)}, "DAY_TOO_EARLY"),
        ({"answered_on": date(2026, 3, 3)}, "DAY_IN_FUTURE"),
        ({"reason": "NO_CAPACITY"}, "REASON_WITHOUT_DECLINE"),
        ({"answer": "PERHAPS"}, "CODE_NOT_VALID"),
        ({"referral_id": uuid(1)}, "REFERRAL_UNKNOWN"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(changes: dict, code: str) -> None:
    world = World()
    world.refuses(code, answer(referred(world), **({"what": "ACCEPTED"} | _answer(changes))))


def _answer(changes: dict) -> dict:
    return {("what" if key == "answer" else key): value for key, value in changes.items()}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"closed_on": date(2026, 3, 1)}, "DAY_TOO_EARLY"),
        ({"closed_on": date(2026, 3, 3)}, "DAY_IN_FUTURE"),
        ({"outcome": "VANISHED"}, "CODE_NOT_VALID"),
        ({"referral_id": uuid(1)}, "REFERRAL_UNKNOWN"),
    ],
)
def test_an_end_that_cannot_be_is_refused(changes: dict, code: str) -> None:
    world = World()
    ids = referred(world)
    world.refuses(code, close(ids, **({"outcome": "NO_REPLY"} | changes)))


def test_a_referral_stays_open_after_the_exit() -> None:
    world = World()
    ids = referred(world)
    command = ExitCase(case_id=ids[0], reason="EMPLOYMENT", exited_on=DAY)
    assert world.accepts(command).result == {"open_referrals": "1"}
    world.records(answer(ids, "ACCEPTED"), ReferralAnswered)


def test_a_partner_answers_what_was_sent_to_them_only() -> None:
    world = World()
    ids = referred(world)
    other = actor("EMPLOYMENT_PARTNER", office=None, kind="PARTNER", organisation="eo-02")
    world.refuses("NOT_YOUR_CASE", answer(ids, "ACCEPTED"), who=other)
    world.refuses("NOT_PERMITTED", world.refer(ids[0], recipient="eo-05"), who=EO_PARTNER)
    world.records(answer(ids, "ACCEPTED"), ReferralAnswered, who=EO_PARTNER)
    world.records(close(ids, "COMPLETED"), ReferralClosed, who=EO_PARTNER)
