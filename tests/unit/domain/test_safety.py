"""Sealed files, leaving a household, and safe contact: what may be asked, and what follows."""

from datetime import timedelta

import msgspec
import pytest

from domain.case import events as e
from domain.case.commands import AddNote, CloseReferral, EndMembership, ProgressActionPlanItem
from domain.case.events import Member
from domain.decision import Command
from domain.person import ContactUpdated, RegisterPerson, UpdateContact, safe_by
from domain.private import Clear
from domain.same_person import MergePersons
from domain.sealed_decisions import ChangeCircle, SealFile, UnsealFile
from domain.sealed_files import CircleChanged, FileSealed, FileUnsealed
from domain.streams import person_stream
from tests.support.world import CASEWORKER, DAY, World, actor, uuid

INSIDE = actor("CASEWORKER", number=11)
REVIEWER = actor("SUPERVISOR", number=12)
OUTSIDE = actor("SUPERVISOR", number=13)
OFFICER = actor("PRIVACY_OFFICER", number=14, office=None)


def seal(**named: object) -> SealFile:
    given = {
        "kind": "VIOLENCE",
        "reason": "VIOLENCE_TOLD",
        "circle": (INSIDE.id,),
        "reviewers": (REVIEWER.id,),
    }
    return SealFile(**(given | named))  # type: ignore[arg-type]


def test_a_sealed_case_is_worked_on_in_its_circle_alone() -> None:
    world = World()
    case_id = world.granted_case()
    note = AddNote(case_id=case_id, person_id=world.applicant(case_id), body="Called")
    [new] = world.accepts(seal(case_id=case_id), who=OUTSIDE).events
    assert isinstance(new.event, FileSealed) and isinstance(new.event.reason, Clear)
    for outside in (OUTSIDE, CASEWORKER):
        world.refuses("NOT_YOUR_CASE", note, who=outside)
        world.refuses("NOT_YOUR_CASE", seal(case_id=case_id), who=OUTSIDE)
    world.accepts(note, who=REVIEWER)
    world.accepts(note)  # the system's own work goes on


def test_a_circle_is_changed_and_lifted_by_who_is_in_it_or_oversees_it() -> None:
    world = World()
    case_id = world.granted_case()
    world.accepts(seal(case_id=case_id))
    changed = ChangeCircle(
        case_id=case_id, circle=(uuid(20),), reviewers=(REVIEWER.id,), reason="HANDED_OVER"
    )
    world.refuses("NOT_YOUR_CASE", changed, who=OUTSIDE)
    assert isinstance(world.accepts(changed, who=REVIEWER).events[0].event, CircleChanged)
    assert world.case(case_id).seal.open_to == {uuid(20), REVIEWER.id}
    lifted = UnsealFile(case_id=case_id, reason="DANGER_PAST")
    assert isinstance(world.accepts(lifted, who=OFFICER).events[0].event, FileUnsealed)
    assert world.case(case_id).seal is None
    world.refuses("FILE_NOT_SEALED", lifted)


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("CIRCLE_EMPTY", {"circle": ()}),
        ("REVIEWER_NEEDED", {"reviewers": ()}),
        ("REVIEWER_NEEDED", {"reviewers": (INSIDE.id,)}),
        ("CIRCLE_TOO_WIDE", {"circle": tuple(uuid(n) for n in range(40, 60))}),
        ("CODE_NOT_VALID", {"reason": "X"}),
        ("REASON_NOT_FOR_KIND", {"reason": "WORKS_HERE"}),
        ("ONE_FILE_TO_SEAL", {"person_id": uuid(1)}),
        ("ONE_FILE_TO_SEAL", {"case_id": None}),
        ("CASE_UNKNOWN", {"case_id": uuid(1)}),
        ("PERSON_UNKNOWN", {"case_id": None, "person_id": uuid(1)}),
    ],
)
def test_a_seal_that_would_keep_nobody_or_everybody_out_is_refused(code: str, given: dict) -> None:
    world = World()
    world.refuses(code, seal(**({"case_id": world.granted_case()} | given)))


def test_a_sealed_person_is_changed_and_merged_in_their_circle_alone() -> None:
    world = World()
    person, other = world.person(), world.person()
    world.accepts(seal(person_id=person, kind="STAFF", reason="WORKS_HERE"), who=OFFICER)
    moved = UpdateContact(person_id=person, telephone="613-555-0100")
    merge = MergePersons(survivor_id=other, merged_id=person, reason="DOCUMENTS_AGREE")
    for command in (moved, merge):
        world.refuses("NOT_PERMITTED", command, who=OUTSIDE)
        world.accepts(command, who=REVIEWER)


class Couple:
    """A granted case of two people, as it is taken here: nobody's days are written down yet."""

    def __init__(self) -> None:
        self.world = World().on(DAY - timedelta(days=30))
        self.stays, self.leaves = self.world.person(), self.world.person()
        self.case = self.world.granted_case(
            Member(self.stays, "APPLICANT", "OW_ADULT"), Member(self.leaves, "SPOUSE", "OW_ADULT")
        )

    def leave(self, **changes: object) -> EndMembership:
        given = {
            "case_id": self.case,
            "person_id": self.leaves,
            "left_on": DAY - timedelta(days=2),
            "reason": "SAFETY",
        }
        return EndMembership(**(given | changes))  # type: ignore[arg-type]


def test_who_leaves_is_of_the_unit_up_to_that_day_and_the_others_stay() -> None:
    home = Couple()
    world = home.world.on(DAY)
    events = [new.event for new in world.accepts(home.leave()).events]
    assert [type(x) for x in events] == [e.MemberJoined, e.MemberJoined, e.MemberLeft]
    assert events[-1].reason == Clear("SAFETY", home.leaves), "sealed under who left's own key"
    unit = world.case(home.case).members
    assert set(unit(DAY - timedelta(days=3))) == {home.stays, home.leaves}
    assert set(unit(DAY - timedelta(days=2))) == set(unit(DAY)) == {home.stays}


def test_what_ran_for_who_left_ends_and_nothing_more_is_written_of_them_there() -> None:
    home = Couple()
    world = home.world
    plans, referrals = [], []
    for person in (home.stays, home.leaves):
        world.accepts(world.consent(person))
        assess = msgspec.structs.replace(world.assess(home.case), person_id=person)
        world.accepts(assess)
        plan = msgspec.structs.replace(world.plan(home.case), person_id=person)
        plans.append(world.accepts(plan).result)
        refer = msgspec.structs.replace(world.refer(home.case), person_id=person)
        referrals.append(world.accepts(refer).result["referral_id"])
    world.on(DAY).accepts(home.leave())
    states = world.case(home.case).referrals
    assert [states[key].status for key in map(type(home.case), referrals)] == ["MADE", "CLOSED"]

    def later(number: int) -> list[Command]:
        item = plans[number]["item_ids"].split()[0]
        return [
            AddNote(case_id=home.case, person_id=(home.stays, home.leaves)[number], body="x"),
            msgspec.convert(
                {
                    "case_id": home.case,
                    "plan_id": plans[number]["plan_id"],
                    "item_id": item,
                    "status": "DONE",
                },
                ProgressActionPlanItem,
            ),
        ]

    for command in later(0):
        world.accepts(command)
    for command in later(1):
        world.refuses("NOT_A_MEMBER", command)
    close = {"case_id": home.case, "outcome": "PERSON_ENDED", "closed_on": DAY}
    world.refuses(
        "REFERRAL_MOVED_ON", msgspec.convert(close | {"referral_id": referrals[1]}, CloseReferral)
    )


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("DAY_IN_FUTURE", {"left_on": DAY + timedelta(days=1)}),
        ("DAY_TOO_EARLY", {"left_on": DAY - timedelta(days=31)}),
        ("CODE_NOT_VALID", {"reason": "X"}),
        ("NOT_A_MEMBER", {"person_id": uuid(1)}),
    ],
)
def test_a_leaving_that_cannot_be_is_refused(code: str, changes: dict) -> None:
    home = Couple()
    home.world.on(DAY).refuses(code, home.leave(**changes))


def test_whoever_is_left_alone_does_not_leave_and_may_be_joined_by_nobody_twice() -> None:
    home = Couple()
    world = home.world.on(DAY)
    world.accepts(home.leave())
    world.refuses("NOT_A_MEMBER", home.leave())
    world.refuses("LAST_OF_UNIT", home.leave(person_id=home.stays))


def test_safe_contact_is_told_by_means_hours_and_a_word_of_their_own() -> None:
    world = World()
    told = {"safe_means": ("EMAIL", "MAIL"), "safe_hours": "9 to 12", "code_word": "Bouleau"}
    register = RegisterPerson(
        given_name="Luce",
        family_name="Roy",
        birth_date="1980-01-01",
        official_language="fr",
        email="l@example.ca",
        **told,
    )
    made = world.accepts(register)
    contact = made.events[1].event
    assert isinstance(contact, ContactUpdated) and contact.safe_means.value == "EMAIL MAIL"
    assert contact.email.value == "l@example.ca", "the whole of it: the later one stands"
    [new] = world.accepts(UpdateContact(person_id=world.person(), **told)).events
    assert (new.event.safe_hours.value, new.event.code_word.value) == ("9 to 12", "Bouleau")
    assert world.state(person_stream(new.event.person_id)).contact.safe_means is not None
    for code, means in [
        ("SAFE_BY_NOTHING_AND_MORE", ("NONE", "MAIL")),
        ("CODE_NOT_VALID", ("PIGEON",)),
    ]:
        world.refuses(code, UpdateContact(person_id=new.event.person_id, safe_means=means))


@pytest.mark.parametrize(
    ("told", "flagged", "safe"),
    [
        ("EMAIL MAIL", True, True),
        ("EMAIL", False, False),
        ("NONE", False, False),
        (None, False, True),
        (None, True, False),
    ],
)
def test_mail_is_safe_where_it_was_said_or_nobody_warned(
    told: str | None, flagged: bool, safe: bool
) -> None:
    assert safe_by("MAIL", told, flagged) is safe
