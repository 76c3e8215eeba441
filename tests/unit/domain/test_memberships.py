"""A case whose days in the unit are known, as another system kept them: who is in it, on which day."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.case import events as e
from domain.case.commands import AddNote, ExitCase, IssueBenefit, ReopenCase
from domain.case.events import Member
from domain.consent import ConsentGranted, ConsentRefused, ConsentWithdrawn
from domain.event import Event
from domain.person import ContactUpdated, PersonRegistered
from domain.private import Clear
from domain.streams import case_stream, consent_stream, person_stream
from tests.support.world import DAY, World, uuid

LEFT = DAY - timedelta(days=20)


class Household:
    """An open case: one who stays, and one who has left."""

    def __init__(self) -> None:
        self.world = World()
        self.ann, self.ben = self.world.person(), self.world.person()
        ann = Member(self.ann, "APPLICANT", "OW_ADULT")
        self.case = self.world.granted_case(ann, Member(self.ben, "SPOUSE", "OW_ADULT"))
        for number, member in enumerate((ann, Member(self.ben, "SPOUSE", "OW_ADULT"))):
            self.tell(
                e.MemberJoined(
                    case_id=self.case,
                    membership_id=uuid(700 + number),
                    person_id=member.person_id,
                    role=member.role,
                    participant_class=member.participant_class,
                    joined_on=DAY - timedelta(days=400),
                )
            )
        self.left = self.tell(
            e.MemberLeft(
                case_id=self.case, membership_id=uuid(701), person_id=self.ben, left_on=LEFT
            )
        )

    def tell(self, event: Event, corrects: UUID | None = None) -> UUID:
        stream = case_stream(self.case)
        return self.world.record(stream, event, DAY, corrects=corrects).event_id

    def unit(self, on: date) -> set[UUID]:
        return set(self.world.case(self.case).members(on))


def test_the_unit_of_a_day_is_whose_days_cover_it() -> None:
    home = Household()
    assert home.unit(LEFT - timedelta(days=1)) == {home.ann, home.ben}
    assert home.unit(LEFT) == {home.ann}
    assert home.unit(DAY - timedelta(days=401)) == set()


def test_what_is_done_is_for_who_is_in_the_unit_on_its_day() -> None:
    home = Household()
    note = {"case_id": home.case, "body": "Called."}
    home.world.accepts(AddNote(**note, person_id=home.ann))
    home.world.refuses("NOT_A_MEMBER", AddNote(**note, person_id=home.ben))


def test_a_month_with_a_day_in_the_unit_can_be_paid() -> None:
    home = Household()
    paid = {
        "case_id": home.case,
        "benefit_type": "HEALTH",
        "amount_cents": 100,
        "method": "CHEQUE",
        "issued_on": DAY,
        "payee_id": home.ben,
    }
    month = IssueBenefit(**paid, month=f"{DAY:%Y-%m}")
    home.world.refuses("NOT_A_MEMBER", month)
    leaves = e.MemberLeft(
        case_id=home.case,
        membership_id=uuid(701),
        person_id=home.ben,
        left_on=DAY + timedelta(days=2),
    )
    home.tell(leaves, corrects=home.left)
    home.world.accepts(month)


def test_a_retraction_brings_back_who_had_not_left() -> None:
    home = Household()
    taken_back = e.EntryRetracted(
        case_id=home.case, subject_id=uuid(701), entry="unit.member_left", person_id=home.ben
    )
    home.tell(taken_back, corrects=home.left)
    assert home.unit(DAY) == {home.ann, home.ben}


def test_a_return_says_who_joins_and_who_leaves() -> None:
    home = Household()
    home.world.accepts(ExitCase(case_id=home.case, reason="NO_CONTACT", exited_on=DAY))
    home.world.on(DAY + timedelta(days=30))
    child = home.world.person()
    again = home.world.submit(
        Member(home.ben, "APPLICANT", "OW_ADULT"),
        Member(child, "DEPENDENT", "DEPENDENT_CHILD"),
        case_id=home.case,
    )
    _, gone, *came = home.world.records(
        again, e.ApplicationSubmitted, e.MemberLeft, e.MemberJoined, e.MemberJoined
    )
    assert gone.person_id == home.ann and {m.person_id for m in came} == {home.ben, child}
    assert home.unit(home.world.today) == {home.ben, child}


def test_an_exit_frees_all_who_were_ever_in_it_and_its_correction_who_were_last() -> None:
    home = Household()
    decision = home.world.accepts(
        ExitCase(case_id=home.case, reason="NO_CONTACT", exited_on=DAY)
    )  # fmt: skip
    assert {(c.op, c.value) for c in decision.claims} == {
        ("release", str(home.ann)),
        ("release", str(home.ben)),
    }
    back = home.world.accepts(ReopenCase(case_id=home.case, reason="WRONG_CASE"))
    assert [(c.op, c.value) for c in back.claims] == [("claim", str(home.ann))]


# --- Corrections ----------------------------------------------------------------------------


def test_a_corrected_exit_and_assignment_count_as_they_are_now() -> None:
    home, ended = Household(), DAY - timedelta(days=9)
    was = home.tell(e.CaseExited(case_id=home.case, reason="NO_CONTACT", exited_on=ended))
    now = e.CaseExited(case_id=home.case, reason="EMPLOYMENT", exited_on=DAY + timedelta(days=5))
    home.tell(now, corrects=was)
    state = home.world.case(home.case)
    assert state.open_on(DAY) and [x.corrected for x in state.exits] == [True, False]
    named = {"case_id": home.case, "caseworker_id": uuid(950)}
    later, earlier = DAY + timedelta(days=60), DAY + timedelta(days=1)
    was = home.tell(e.CaseAssigned(**named, office="east", assigned_on=later))
    home.tell(e.CaseAssigned(**named, office="west", assigned_on=earlier), corrects=was)
    assert home.world.case(home.case).office == "west"


@pytest.mark.parametrize("refused", [True, False])
def test_an_answer_to_consent_that_was_corrected_is_the_other_one(refused: bool) -> None:
    world = World()
    person = world.person()
    stream, consent = consent_stream(person), uuid(50)
    asked = {
        "consent_id": consent,
        "person_id": person,
        "categories": ("IDENTITY",),
        "recipients": ("EO",),
        "purposes": ("REFERRAL",),
        "notice": "legacy",
        "notice_version": "1",
        "notice_hash": "",
        "language": "fr",
        "method": "WRITTEN",
        "capacity": "SELF",
    }
    yes = ConsentGranted(**asked, signed_on=DAY, valid_from=world.now, expires_on=None)
    no = ConsentRefused(**asked, refused_on=DAY)
    first, second = (yes, no) if refused else (no, yes)
    was = world.record(stream, first, DAY)
    world.record(stream, second, DAY, corrects=was.event_id)
    state = world.consents(person)
    assert (bool(state.grants), bool(state.refusals)) == (not refused, refused)


def test_a_corrected_withdrawal_acts_from_its_new_day_even_a_later_one() -> None:
    world = World()
    person = world.person()
    consent = UUID(world.accepts(world.consent(person)).result["consent_id"])
    stream, told = consent_stream(person), {"consent_id": consent, "person_id": person}
    early, late = world.now + timedelta(days=1), world.now + timedelta(days=9)
    was = world.record(
        stream, ConsentWithdrawn(**told, received_at=early, method="VERBAL"), DAY
    )  # fmt: skip
    world.record(
        stream,
        ConsentWithdrawn(**told, received_at=late, method="VERBAL"),
        DAY,
        corrects=was.event_id,
    )
    assert world.consents(person).grants[consent].withdrawn_at == late


def test_a_corrected_registration_leaves_a_later_change_of_contact() -> None:
    world = World()
    person = world.person(telephone="613-555-0101")
    stream = person_stream(person)
    was = world.streams[stream][0]
    told = PersonRegistered(
        person_id=person,
        given_name=Clear("Zoë", person),
        family_name=Clear("Tremblay", person),
        birth_date=Clear("1990-02-28", person),
        official_language="fr",
        telephone=Clear("613-555-0102", person),
    )
    world.record(stream, told, DAY, corrects=was.event_id)
    assert world.state(stream).contact.telephone.value == "613-555-0102"
    moved = ContactUpdated(person_id=person, telephone=Clear("613-555-0103", person))
    world.record(stream, moved, DAY)
    world.record(stream, told, DAY, corrects=was.event_id)
    state = world.state(stream)
    assert state.contact.telephone.value == "613-555-0103"
    assert state.registered.given_name.value == "Zoë"
