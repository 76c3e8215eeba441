"""What is kept until when, what holds it, and who lets it go: all of it without a database."""

from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest

from domain.case.commands import ExitCase, IssueBenefit
from domain.case.events import Member
from domain.consent import WithdrawConsent
from domain.decision import Refusal, States
from domain.disposal.commands import (
    ApproveDisposal,
    DeclineDisposal,
    LiftHold,
    PlaceHold,
    RecordDisposal,
    RequestDisposal,
    RequestItemDisposal,
)
from domain.disposal.events import DisposalRequested, ItemDisposed, PersonDisposed
from domain.disposal.facts import facts
from domain.disposal.schedule import Facts, standing, years_after
from domain.person import PersonRegistered, UpdateContact, person_known
from domain.private import Disposed, Sealed, Text
from domain.same_person import MergePersons
from domain.streams import person_stream
from tests.support.days import WINTER_AND_SUMMER, ZONE
from tests.support.world import World, actor, published_policy, uuid

POLICY = published_policy()
TODAY = date(2026, 3, 2)
OFFICER = actor("PRIVACY_OFFICER", number=905, office=None)
COLLEAGUE = actor("PRIVACY_OFFICER", number=907, office=None)
RECORDS = actor("SUPERVISOR", number=906)
DUE = {"reason": "SCHEDULE", "authority": "BYLAW"}
AGREED = {"reason": "PERSON_AGREES", "authority": "PERSONS_CONSENT"}


# --- The schedule -----------------------------------------------------------------------------


def test_the_class_that_keeps_longest_counts() -> None:
    closed, paid = date(2018, 5, 4), date(2019, 1, 31)
    known = Facts({"CLOSURE": closed, "LAST_PAYMENT": paid, "LAST_USE": paid})
    stands = standing(known, POLICY, TODAY)
    assert [(k.record_class, k.until) for k in stands.kept] == [
        ("FINANCIAL", date(2026, 1, 31)),
        ("CASE_FILE", date(2025, 5, 4)),
    ]
    assert stands.record_class == "FINANCIAL" and stands.until == date(2026, 1, 31)
    assert not stands.due(date(2026, 1, 31)), "the last day is still kept"
    assert stands.due(date(2026, 2, 1))


def test_nothing_goes_within_a_year_of_its_last_use() -> None:
    used = TODAY - timedelta(days=365)
    known = Facts({"APPLICATION_ENDED": date(2015, 1, 1), "LAST_USE": used})
    assert not standing(known, POLICY, TODAY).due(TODAY)
    known = Facts(known.triggers | {"LAST_USE": used - timedelta(days=1)})
    assert standing(known, POLICY, TODAY).due(TODAY)


def test_an_open_case_keeps_everything() -> None:
    known = Facts({"CLOSURE": date(2001, 1, 1), "LAST_USE": date(2001, 1, 1)}, open_case=True)
    assert not standing(known, POLICY, TODAY).due(TODAY)


def test_who_was_assisted_is_kept_as_such_and_not_as_an_applicant() -> None:
    day = date(2020, 1, 1)
    known = Facts({"CLOSURE": day, "APPLICATION_ENDED": day, "LAST_USE": day})
    assert [k.record_class for k in standing(known, POLICY, TODAY).kept] == ["CASE_FILE"]
    applied = Facts({"APPLICATION_ENDED": day, "LAST_USE": day})
    assert [k.record_class for k in standing(applied, POLICY, TODAY).kept] == [
        "APPLICATION_REFUSED"
    ]
    registered = Facts({"LAST_USE": day})
    assert [k.record_class for k in standing(registered, POLICY, TODAY).kept] == ["CONTACT_ONLY"]


@pytest.mark.parametrize("day", WINTER_AND_SUMMER)
def test_what_ended_or_went_out_in_the_evening_did_on_that_day(day: date) -> None:
    world = World().on(day)
    case = world.granted_case()
    person = world.applicant(case)
    world.accepts(world.assess(case))
    world.evening(day)
    given = world.accepts(world.consent(person)).result["consent_id"]
    world.accepts(world.refer(case, "IDENTITY"))
    world.accepts(WithdrawConsent(person_id=person, consent_id=UUID(given), method="WRITTEN"))
    known = facts([person], [world.consents(person)], [world.case(case)], day, day, ZONE)
    assert known.triggers["CONSENT_ENDED"] == known.triggers["LAST_DISCLOSURE"] == day


def test_a_term_that_ends_on_no_day_ends_on_the_next() -> None:
    assert years_after(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_every_class_names_its_term_its_authority_and_its_source() -> None:
    for each in POLICY.codes("retention", TODAY):
        assert each.get("source") and each.get("trigger") and each.get("action"), each.code
        assert POLICY.code("disposal_authorities", each.get("authority"), TODAY), each.code
        if each.get("action") == "PERSON":
            assert each.get("years") >= 1, each.code


# --- Decisions --------------------------------------------------------------------------------


class Town(World):
    """A world whose commands about disposals are filled in as the program does."""

    def closed(self, *members: Member) -> tuple[UUID, UUID]:
        """A person, and their case that ended today, with one benefit paid."""
        case = self.granted_case(*members)
        person = self.applicant(case)
        self.accepts(
            IssueBenefit(
                case_id=case,
                payee_id=person,
                benefit_type="BASIC_NEEDS",
                month=self.today.isoformat()[:7],
                amount_cents=34300,
                method="CHEQUE",
                issued_on=self.today,
            )
        )
        self.accepts(ExitCase(case_id=case, reason="NO_CONTACT", exited_on=self.today))
        return person, case

    def ask(self, person: UUID, *cases: UUID, used: date = TODAY, **given: str) -> RequestDisposal:
        return RequestDisposal(person_id=person, case_ids=cases, last_use_on=used, **(DUE | given))

    def approve(self, disposal: str, person: UUID, *cases: UUID) -> ApproveDisposal:
        return ApproveDisposal(
            disposal_id=UUID(disposal), person_id=person, case_ids=cases, last_use_on=TODAY
        )

    def dispose(self, person: UUID) -> None:
        made = self.accepts(self.ask(person, **AGREED), who=OFFICER).result["disposal_id"]
        self.accepts(self.approve(made, person), who=RECORDS)
        self.accepts(RecordDisposal(disposal_id=UUID(made), person_id=person))


def test_what_is_due_is_asked_for_and_what_is_not_is_refused_with_its_day() -> None:
    world = Town()
    person, case = world.closed()
    refusal = world.refuses("DISPOSAL_NOT_DUE", world.ask(person, case), who=OFFICER)
    assert refusal.details["until"] == date(2033, 3, 2)
    world.on(date(2033, 3, 3))
    [asked] = world.records(world.ask(person, case), DisposalRequested, who=OFFICER)
    assert asked.ground.record_class == "FINANCIAL" and asked.kept_until == date(2033, 3, 2)
    assert asked.ground.schedule == "1" and asked.case_ids == (case,)
    world.refuses("DISPOSAL_WAITS", world.ask(person, case), who=COLLEAGUE)


def test_an_open_case_or_one_that_waits_is_refused_whatever_the_reason() -> None:
    world = Town()
    granted, applied = world.granted_case(), world.applied_case()
    for case in (granted, applied):
        person = world.applicant(case)
        world.refuses("DISPOSAL_CASE_OPEN", world.ask(person, case, **AGREED), who=OFFICER)


def test_a_reason_must_fit_what_is_disposed_of() -> None:
    world = Town()
    person = world.person()
    world.refuses("CODE_NOT_VALID", world.ask(person, reason="MISFILED"), who=OFFICER)
    world.refuses("CODE_NOT_VALID", world.ask(person, authority="NONE"), who=OFFICER)
    note = "see Zoé Tremblay's file"
    world.refuses("REFERENCE_NOT_VALID", world.ask(person, reference=note), who=OFFICER)
    item = RequestItemDisposal(person_id=person, of_event=uuid(1), items=(uuid(2),), **DUE)
    world.refuses("CODE_NOT_VALID", item, who=OFFICER)


def test_one_person_alone_never_disposes() -> None:
    world = Town()
    person = world.person()
    made = world.accepts(world.ask(person, **AGREED), who=OFFICER).result["disposal_id"]
    approve = world.approve(made, person)
    world.refuses("DISPOSAL_BY_ONE_PERSON", approve, who=OFFICER)
    record = RecordDisposal(disposal_id=UUID(made), person_id=person)
    world.refuses("DISPOSAL_DECIDED", record)
    world.refuses("NOT_PERMITTED", record, who=OFFICER)
    world.accepts(approve, who=COLLEAGUE)
    world.says_nothing_new(approve, who=RECORDS)
    declined = DeclineDisposal(disposal_id=UUID(made), person_id=person, reason="NOT_DUE")
    world.refuses("DISPOSAL_DECIDED", declined, who=OFFICER)
    [told] = world.records(record, PersonDisposed)
    assert told.ground.reason == "PERSON_AGREES"
    world.says_nothing_new(record)


def test_a_request_that_was_turned_down_can_be_made_again() -> None:
    world = Town()
    person = world.person()
    made = world.accepts(world.ask(person, **AGREED), who=OFFICER).result["disposal_id"]
    declined = DeclineDisposal(disposal_id=UUID(made), person_id=person, reason="NOT_DUE")
    world.accepts(declined, who=RECORDS)
    world.refuses("DISPOSAL_DECIDED", world.approve(made, person), who=RECORDS)
    world.accepts(world.ask(person, **AGREED), who=OFFICER)
    unknown = ApproveDisposal(disposal_id=uuid(4), person_id=person)
    world.refuses("DISPOSAL_UNKNOWN", unknown, who=RECORDS)


def test_what_changed_since_the_request_is_asked_again() -> None:
    world = Town()
    person, case = world.closed()
    asked = world.ask(person, case, **AGREED)
    made = world.accepts(asked, who=OFFICER).result["disposal_id"]
    again = world.applied_case(Member(person, "APPLICANT", "OW_ADULT"))
    world.refuses("DISPOSAL_OUTDATED", world.approve(made, person, case, again), who=RECORDS)
    double = world.person()
    merge = MergePersons(survivor_id=person, merged_id=double, reason="DOCUMENTS_AGREE")
    world.accepts(merge)
    both = msgspec.structs.replace(world.approve(made, person, case), persons=(person, double))
    world.refuses("DISPOSAL_OUTDATED", both, who=RECORDS)
    world.refuses("TOO_MANY_CHANGES", world.approve(made, person, case), who=RECORDS)


def test_all_numbers_of_a_person_go_together() -> None:
    world = Town()
    person, double = world.person(), world.person()
    merge = MergePersons(survivor_id=person, merged_id=double, reason="DOCUMENTS_AGREE")
    world.accepts(merge)
    world.refuses("PERSON_IS_MERGED", world.ask(double, **AGREED), who=OFFICER)
    asked = msgspec.structs.replace(world.ask(person, **AGREED), persons=(person, double))
    made = world.accepts(asked, who=OFFICER).result["disposal_id"]
    approve = msgspec.structs.replace(world.approve(made, person), persons=(person, double))
    world.accepts(approve, who=RECORDS)
    record = RecordDisposal(disposal_id=UUID(made), person_id=person, persons=(person, double))
    first, second = world.records(record, PersonDisposed, PersonDisposed)
    assert first == second and set(first.persons) == {person, double}
    assert world.state(person_stream(double)).disposals.disposed_on == TODAY


def test_a_hold_is_on_one_thing_that_exists_and_is_placed_once() -> None:
    world = Town()
    person, case = world.closed()
    given = {"reason": "AUDIT", "authority": "ORDER", "reference": "A-7"}
    held = PlaceHold(scope="CASE", case_id=case, **given)
    made = world.accepts(held, who=OFFICER).result["hold_id"]
    assert world.says_nothing_new(held, who=OFFICER).result["hold_id"] == made
    for wrong in (
        PlaceHold(scope="CASE", person_id=person, **given),
        PlaceHold(scope="PERSON", person_id=person, case_id=case, **given),
        PlaceHold(scope="CLASS", **given),
    ):
        world.refuses("HOLD_NAMES_ONE_THING", wrong, who=OFFICER)
    unknown = PlaceHold(scope="PERSON", person_id=uuid(5), **given)
    world.refuses("PERSON_UNKNOWN", unknown, who=OFFICER)
    world.refuses("CASE_UNKNOWN", PlaceHold(scope="CASE", case_id=uuid(5), **given), who=OFFICER)
    of_class = PlaceHold(scope="CLASS", record_class="NONE", **given)
    world.refuses("CODE_NOT_VALID", of_class, who=OFFICER)
    world.refuses("DISPOSAL_HELD", world.ask(person, case, **AGREED), who=OFFICER)
    world.accepts(world.ask(world.person(), **AGREED), who=OFFICER)
    lift = LiftHold(hold_id=UUID(made), reason="MATTER_ENDED")
    world.accepts(lift, who=OFFICER)
    world.says_nothing_new(lift, who=OFFICER)
    world.refuses("HOLD_UNKNOWN", LiftHold(hold_id=uuid(5), reason="MATTER_ENDED"), who=OFFICER)
    world.accepts(world.ask(person, case, **AGREED), who=OFFICER)


def test_nothing_is_added_to_whoever_was_disposed_of() -> None:
    world = Town()
    person = world.person()
    world.dispose(person)
    contact = UpdateContact(person_id=person, telephone="613-555-0100")
    world.refuses("PERSON_DISPOSED", contact)
    world.refuses("PERSON_DISPOSED", world.ask(person, **AGREED), who=OFFICER)
    hold = PlaceHold(
        scope="PERSON", person_id=person, reason="AUDIT", authority="ORDER", reference="A"
    )
    world.refuses("PERSON_DISPOSED", hold, who=OFFICER)
    known = States({person_stream(person): world.state(person_stream(person))})
    assert person_known(known, person, "person_id") == Refusal("PERSON_DISPOSED", {}, "person_id")


def test_a_fold_holds_nothing_sealed_of_what_was_disposed_of() -> None:
    world = Town()
    person, item = world.person(), uuid(77)
    stream = person_stream(person)
    text = Text("fr", Sealed(person, 1, b"box", item))
    name = Sealed(person, 1, b"box")
    event = PersonRegistered(
        person_id=person,
        given_name=name,
        family_name=name,
        birth_date=name,
        official_language="fr",
        safe_contact=text,
    )
    world.record(stream, event, TODAY)
    asked = RequestItemDisposal(
        person_id=person, of_event=uuid(1), items=(item,), **(AGREED | {"reason": "MISFILED"})
    )
    made = world.accepts(asked, who=OFFICER).result["disposal_id"]
    world.accepts(world.approve(made, person), who=RECORDS)
    record = RecordDisposal(disposal_id=UUID(made), person_id=person)
    world.records(record, ItemDisposed)
    known = world.state(stream).registered
    assert known.safe_contact == Text("fr", Disposed(person)) and known.given_name == name
    again = world.refuses("ITEM_DISPOSED", asked, who=OFFICER)
    assert again.field == "of_event"
    world.dispose(person)
    known = world.state(stream).registered
    assert {known.given_name, known.family_name, known.birth_date} == {Disposed(person)}


def test_a_text_without_a_key_of_its_own_is_not_disposed_of_alone() -> None:
    world = Town()
    reason = AGREED | {"reason": "MISFILED"}
    alone = RequestItemDisposal(person_id=world.person(), of_event=uuid(1), **reason)
    world.refuses("ITEM_NOT_ALONE", alone, who=OFFICER)
    world.refuses("ITEM_NOT_ALONE", RequestItemDisposal(of_event=uuid(1), **reason), who=OFFICER)


@pytest.mark.parametrize("who", ["CASEWORKER", "INTAKE", "SUPERVISOR", "OPERATOR", "REPORTING"])
def test_only_a_privacy_officer_asks(who: str) -> None:
    world = Town()
    person = world.person()
    world.refuses("NOT_PERMITTED", world.ask(person, **AGREED), who=actor(who))
