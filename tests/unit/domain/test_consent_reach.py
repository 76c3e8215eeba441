"""How far the end of a consent reaches: referrals paused and resumed, recipients told, once each."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from domain.case.commands import AnswerReferral, CloseReferral
from domain.case.events import ReferralPaused, ReferralResumed
from domain.consent import (
    AcknowledgeTelling,
    ConsentNarrowed,
    ConsentRevoked,
    ConsentState,
    ConsentSuperseded,
    ConsentWithdrawn,
    GrantConsent,
    InvalidateConsent,
    RecipientTold,
    RevokeConsent,
    TellRecipient,
    WithdrawConsent,
)
from domain.event import Event
from domain.same_person import MergePersons
from domain.streams import case_stream, consent_stream
from tests.support.world import DAY, World

EO = {"recipients": ("EO",), "purposes": ("REFERRAL",)}


def referred(world: World, *shared: str, **consent: Any) -> tuple[UUID, UUID, UUID, UUID]:
    """Person, consent, case and the referral to eo-01 that rests on the consent."""
    case_id = world.granted_case()
    world.accepts(world.assess(case_id))
    person = world.applicant(case_id)
    given = world.accepts(world.consent(person, *(shared or ("IDENTITY",)), **(EO | consent)))
    made = world.accepts(world.refer(case_id, *(shared or ("IDENTITY",))))
    ids = (given.result["consent_id"], case_id, made.result["referral_id"])
    return person, *(UUID(str(one)) for one in ids)  # type: ignore[return-value]


def withdraw(person: UUID, consent: UUID, **part: tuple[str, ...]) -> WithdrawConsent:
    return WithdrawConsent(person_id=person, consent_id=consent, method="VERBAL", **part)


def kinds(world: World, command: Any) -> list[type[Event]]:
    return [type(new.event) for new in world.accepts(command).events]


def status(world: World, case_id: UUID, referral: UUID) -> str:
    return world.case(case_id).referrals[referral].status


# --- Referrals ----------------------------------------------------------------------------------


def test_a_withdrawal_pauses_what_rests_on_it_in_the_same_append() -> None:
    world = World()
    person, consent, case_id, referral = referred(world)
    withdrawn, paused = world.accepts(withdraw(person, consent)).events
    assert isinstance(withdrawn.event, ConsentWithdrawn)
    assert paused.stream == case_stream(case_id)
    assert paused.event == ReferralPaused(
        case_id=case_id,
        referral_id=referral,
        person_id=person,
        paused_at=world.now,
        cause="WITHDRAWN",
        consent_id=consent,
    )
    assert status(world, case_id, referral) == "PAUSED"
    answer = {"case_id": case_id, "referral_id": referral}
    world.refuses("REFERRAL_MOVED_ON", AnswerReferral(**answer, answer="ACCEPTED", answered_on=DAY))
    world.accepts(CloseReferral(**answer, outcome="PERSON_ENDED", closed_on=DAY))
    assert status(world, case_id, referral) == "CLOSED"


def test_only_a_part_that_was_sent_pauses() -> None:
    world = World()
    person, consent, case_id, referral = referred(
        world, "IDENTITY", "CONTACT", recipients=("EO", "COMMUNITY")
    )
    other = withdraw(person, consent, recipients=("COMMUNITY",))
    assert kinds(world, other) == [ConsentNarrowed]
    assert status(world, case_id, referral) == "MADE"
    part = withdraw(person, consent, categories=("CONTACT",))
    assert kinds(world, part) == [ConsentNarrowed, ReferralPaused]


def test_what_another_consent_covers_goes_on() -> None:
    world = World()
    person, consent, case_id, referral = referred(world)
    world.accepts(world.consent(person, "IDENTITY", "INCOME", **EO))
    assert kinds(world, withdraw(person, consent)) == [ConsentWithdrawn]
    assert status(world, case_id, referral) == "MADE"


def test_who_takes_back_the_consent_that_took_the_place_of_another_pauses_what_rested_on_that() -> (
    None
):
    world = World()
    person, consent, case_id, referral = referred(world)
    renewed = world.consent(person, "IDENTITY", **EO, supersedes_id=consent)
    second = UUID(world.accepts(renewed).result["consent_id"])
    assert status(world, case_id, referral) == "MADE"
    assert kinds(world, withdraw(person, second)) == [ConsentWithdrawn, ReferralPaused]
    world.on(DAY + timedelta(days=1))
    third = UUID(world.accepts(world.consent(person, "IDENTITY", **EO)).result["consent_id"])
    assert status(world, case_id, referral) == "MADE"
    world.on(DAY + timedelta(days=2))
    assert kinds(world, withdraw(person, third)) == [ConsentWithdrawn, ReferralPaused]


def test_a_consent_after_one_that_ran_out_carries_what_was_sent_on_that() -> None:
    world = World()
    person, _, case_id, referral = referred(world, expires_on=DAY + timedelta(days=9))
    world.on(DAY + timedelta(days=8))
    second = UUID(world.accepts(world.consent(person, "IDENTITY", **EO)).result["consent_id"])
    world.on(DAY + timedelta(days=20))
    assert kinds(world, withdraw(person, second)) == [ConsentWithdrawn, ReferralPaused]
    assert status(world, case_id, referral) == "PAUSED"


def test_what_has_ended_or_rests_on_another_consent_is_left_alone() -> None:
    world = World()
    person, consent, case_id, referral = referred(world)
    world.accepts(
        CloseReferral(case_id=case_id, referral_id=referral, outcome="MOVED", closed_on=DAY)
    )
    assert kinds(world, withdraw(person, consent)) == [ConsentWithdrawn]


def test_the_institution_ends_it_and_a_void_consent_pauses_too() -> None:
    for command, cause in ((RevokeConsent, "AGREEMENT_ENDED"), (InvalidateConsent, "NOT_FREE")):
        world = World()
        person, consent, case_id, referral = referred(world)
        world.accepts(command(person_id=person, consent_id=consent, cause=cause))
        assert status(world, case_id, referral) == "PAUSED"


def test_a_consent_in_the_place_of_another_pauses_only_what_it_leaves_out() -> None:
    for categories, after in ((("IDENTITY", "INCOME"), "MADE"), (("INCOME",), "PAUSED")):
        world = World()
        person, consent, case_id, referral = referred(world)
        new = world.consent(person, *categories, supersedes_id=consent, **EO)
        assert ConsentSuperseded in kinds(world, new)
        assert status(world, case_id, referral) == after


def test_a_new_consent_resumes_what_it_covers_and_nothing_else() -> None:
    world = World()
    person, consent, case_id, referral = referred(world, "IDENTITY", "CONTACT")
    world.accepts(withdraw(person, consent))
    world.on(DAY + timedelta(days=1))
    today = {"signed_on": world.today, **EO}
    assert ReferralResumed not in kinds(world, world.consent(person, "IDENTITY", **today))
    resumed = world.accepts(world.consent(person, "CONTACT", **today)).events[-1].event
    assert isinstance(resumed, ReferralResumed) and resumed.resumed_at == world.now
    assert status(world, case_id, referral) == "MADE"


def test_a_withdrawal_reaches_what_was_sent_under_another_number_of_the_person() -> None:
    world = World()
    case_id = world.granted_case()
    world.accepts(world.assess(case_id))
    person, other = world.applicant(case_id), world.person()
    world.accepts(MergePersons(survivor_id=person, merged_id=other, reason="DOCUMENTS_AGREE"))
    consent = UUID(world.accepts(world.consent(other, "IDENTITY", **EO)).result["consent_id"])
    made = world.accepts(world.refer(case_id, "IDENTITY", also_known_as=(other,)))
    assert kinds(world, withdraw(other, consent)) == [ConsentWithdrawn, ReferralPaused]
    assert status(world, case_id, UUID(made.result["referral_id"])) == "PAUSED"
    # Whoever is shown for both numbers is named, and what is told stands beside the consent.
    told = world.accepts(tell(person, consent))
    assert told.events[0].stream == consent_stream(other)
    answer = {"telling_id": UUID(told.result["telling_id"]), "answer": "DESTROYED"}
    answered = AcknowledgeTelling(person_id=person, acknowledged_on=DAY, **answer)
    assert world.accepts(answered).events[0].stream == consent_stream(other)


# --- Recipients ---------------------------------------------------------------------------------


def tell(person: UUID, consent: UUID, **changes: Any) -> TellRecipient:
    given = {"recipient": "eo-01", "told_on": DAY, "method": "SECURE_MESSAGE"} | changes
    return TellRecipient(person_id=person, consent_id=consent, **given)


def test_a_recipient_is_told_once_and_answers_once() -> None:
    world = World()
    person, consent, _, _ = referred(world)
    world.refuses("RECIPIENT_HOLDS_NOTHING", tell(person, consent))
    world.accepts(withdraw(person, consent))
    world.refuses("RECIPIENT_HOLDS_NOTHING", tell(person, consent, recipient="eo-02"))
    world.refuses("DAY_TOO_EARLY", tell(person, consent, told_on=DAY - timedelta(days=1)))
    [told] = world.records(tell(person, consent), RecipientTold)
    assert told.answer_due_on == date(2026, 3, 16), "ten business days"
    state: ConsentState = world.consents(person)
    assert told.disclosure_ids == tuple(state.disclosures)
    assert world.says_nothing_new(tell(person, consent)).result == {
        "telling_id": str(told.telling_id)
    }
    answer = AcknowledgeTelling(
        person_id=person, telling_id=told.telling_id, answer="DESTROYED", acknowledged_on=DAY
    )
    world.accepts(answer)
    world.says_nothing_new(answer)
    world.refuses(
        "TELLING_ANSWERED",
        AcknowledgeTelling(
            person_id=person, telling_id=told.telling_id, answer="RETURNED", acknowledged_on=DAY
        ),
    )


def test_two_endings_of_one_consent_are_told_each() -> None:
    world = World()
    person, consent, _, _ = referred(world, "IDENTITY", "CONTACT")
    world.accepts(withdraw(person, consent, categories=("CONTACT",)))
    first = world.accepts(tell(person, consent)).result
    world.on(DAY + timedelta(days=1))
    world.accepts(withdraw(person, consent))
    second = world.accepts(tell(person, consent, told_on=world.today)).result
    assert first != second


def test_a_replaced_consent_is_nothing_to_tell() -> None:
    world = World()
    person, consent, _, _ = referred(world)
    new: GrantConsent = world.consent(person, "INCOME", supersedes_id=consent, **EO)
    world.accepts(new)
    world.refuses("RECIPIENT_HOLDS_NOTHING", tell(person, consent))
    assert ConsentRevoked not in {type(each.event) for each in world.log}
