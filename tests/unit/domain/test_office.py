"""The privacy office: which step follows on which, within which time, and who is told."""

from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest

from domain.decision import Command
from domain.office import commands as C
from domain.office import events as e
from domain.office.clocks import clock
from domain.office.events import Withheld
from domain.private import Text
from domain.streams import access_request_stream, correction_stream, incident_stream
from tests.support.days import WINTER_AND_SUMMER
from tests.support.world import CASEWORKER, DAY, World, actor, published_policy, uuid

OFFICER = actor("PRIVACY_OFFICER", number=950, office=None)
SUPERVISOR = actor("SUPERVISOR", number=951)
ANSWER = {"outcome": "ALL_GIVEN", "given": ("IDENTITY",), "means": "IN_PERSON"}


def received(world: World, **more: object) -> UUID:
    asked = {"person_id": world.person(), "capacity": "SELF", "received_on": DAY} | more
    made = world.accepts(C.ReceiveAccessRequest(**asked), who=SUPERVISOR)  # type: ignore[arg-type]
    return UUID(made.result["matter_id"])


def correction(world: World, person: UUID | None = None, on: date = DAY) -> UUID:
    person = person or world.person()
    asked = C.RequestCorrection(
        person_id=person, of_event=uuid(5), received_on=on, wanted="I live alone", about=(person,)
    )
    return UUID(world.accepts(asked, who=OFFICER).result["matter_id"])


def incident(world: World) -> UUID:
    told = {"kind": "MISDIRECTED", "found_on": DAY, "from_on": DAY, "to_on": DAY}
    made = world.accepts(C.ReportIncident(**told, account="Letter"), who=SUPERVISOR)  # type: ignore[arg-type]
    return UUID(made.result["matter_id"])


def test_a_request_is_answered_once_whoever_asks_is_verified() -> None:
    world = World()
    matter = received(world)
    answer = C.AnswerAccessRequest(matter_id=matter, **ANSWER)  # type: ignore[arg-type]
    world.refuses("REQUESTER_NOT_VERIFIED", answer, who=OFFICER)
    world.accepts(C.VerifyRequester(matter_id=matter, method="DOCUMENT_SEEN"), who=OFFICER)
    world.refuses("NOT_PERMITTED", answer, who=SUPERVISOR)
    world.accepts(answer, who=OFFICER)
    refusal = world.refuses("MATTER_STEP_NOT_NOW", answer, who=OFFICER)
    assert refusal.details["status"]["en"] == "Answered"
    world.accepts(C.AppealAccessRequest(matter_id=matter, reference="MA26-1"), who=OFFICER)
    assert world.state(access_request_stream(matter)).status == "APPEALED"


@pytest.mark.parametrize(
    ("outcome", "given", "withheld"),
    [
        ("ALL_GIVEN", (), ()),
        ("ALL_GIVEN", ("IDENTITY",), (Withheld("HEALTH", "MFIPPA_13"),)),
        ("PART_GIVEN", ("IDENTITY",), ()),
        ("REFUSED", ("IDENTITY",), (Withheld("HEALTH", "MFIPPA_13"),)),
        ("NOTHING_HELD", ("IDENTITY",), ()),
    ],
)
def test_an_answer_says_what_it_gives_and_why_not_the_rest(
    outcome: str, given: tuple[str, ...], withheld: tuple[Withheld, ...]
) -> None:
    world = World()
    matter = received(world)
    world.accepts(C.VerifyRequester(matter_id=matter, method="DOCUMENT_SEEN"))
    answer = C.AnswerAccessRequest(
        matter_id=matter, outcome=outcome, given=given, withheld=withheld, means="IN_PERSON"
    )
    world.refuses("ANSWER_DOES_NOT_FIT", answer)


def test_who_asks_for_another_is_named_under_the_persons_key() -> None:
    world = World()
    person = world.person()
    asked = {"person_id": person, "capacity": "PARENT", "received_on": DAY}
    world.refuses("REQUESTER_NEEDED", C.ReceiveAccessRequest(**asked))  # type: ignore[arg-type]
    made = world.accepts(C.ReceiveAccessRequest(**asked, requester=" Luc Roy "))  # type: ignore[arg-type]
    event = made.events[0].event
    assert isinstance(event, e.AccessRequested)
    assert (event.requester.value, event.requester.subject) == ("Luc Roy", person)  # type: ignore[union-attr]


def test_the_time_to_answer_is_made_longer_once_and_in_time() -> None:
    world = World()
    matter = received(world)
    longer = C.ExtendAccessRequest(matter_id=matter, reason="VOLUME", days=20)
    world.refuses("EXTENSION_TOO_LONG", msgspec.structs.replace(longer, days=31))
    world.on(DAY + timedelta(days=31)).refuses("EXTENSION_TOO_LATE", longer)
    world.on(DAY + timedelta(days=30)).accepts(longer)
    world.refuses("MATTER_STEP_NOT_NOW", longer)
    found = clock(published_policy(), "EXTENDED", DAY, world.today, extended_by=20)
    assert found is not None and found.due_on == DAY + timedelta(days=50)
    assert not found.overdue(found.due_on) and found.overdue(found.due_on + timedelta(days=1))


def test_a_request_is_passed_on_in_its_time_or_taken_back() -> None:
    world = World()
    matter = received(world)
    on = C.TransferAccessRequest(matter_id=matter, institution="MINISTRY")
    world.on(DAY + timedelta(days=16)).refuses("TRANSFER_TOO_LATE", on)
    world.on(DAY + timedelta(days=15)).accepts(on)
    world.refuses("MATTER_STEP_NOT_NOW", C.WithdrawAccessRequest(matter_id=matter))
    other = received(world)
    world.accepts(C.WithdrawAccessRequest(matter_id=other))
    assert clock(published_policy(), "WITHDRAWN", DAY, DAY) is None


def test_an_entry_is_corrected_for_whom_it_is_about() -> None:
    world = World()
    person = world.person()
    asked = C.RequestCorrection(
        person_id=person, of_event=uuid(5), received_on=DAY, wanted="No", about=(uuid(6),)
    )
    world.refuses("ENTRY_NOT_ABOUT_PERSON", asked)
    matter = correction(world, person)
    right = C.GrantCorrection(
        matter_id=matter, corrected_by=uuid(8), persons=(person,), about=(person,)
    )
    world.refuses("ENTRY_NOT_ABOUT_PERSON", msgspec.structs.replace(right, corrected_by=uuid(5)))
    world.refuses("ENTRY_NOT_ABOUT_PERSON", msgspec.structs.replace(right, about=(uuid(6),)))
    world.accepts(right, who=OFFICER)
    assert clock(published_policy(), "GRANTED", DAY, DAY, waiting=False) is None


def test_who_was_given_the_entry_in_the_year_before_is_told_of_the_disagreement() -> None:
    world = World()
    case = world.granted_case()
    person = world.applicant(case)
    world.accepts(world.consent(person))
    world.accepts(world.assess(case))
    world.accepts(world.refer(case, "IDENTITY"))
    [given] = world.consents(person).disclosures.values()
    matter = correction(world, person)
    words = C.StateDisagreement(matter_id=matter, statement="I never said so", persons=(person,))
    world.refuses("MATTER_STEP_NOT_NOW", words)
    world.accepts(C.RefuseCorrection(matter_id=matter, reason="OPINION"), who=OFFICER)
    [new] = world.accepts(words, who=OFFICER).events
    assert isinstance(new.event, e.DisagreementStated) and isinstance(new.event.statement, Text)
    assert [each.recipient for each in new.event.owed] == [given.recipient]
    tell = C.TellOfCorrection(matter_id=matter, recipient=given.recipient)
    confirm = C.AcknowledgeCorrection(matter_id=matter, recipient=given.recipient)
    world.refuses("RECIPIENT_NOT_TOLD", confirm)
    world.refuses("RECIPIENT_NOT_OWED", msgspec.structs.replace(tell, recipient="eo-09"))
    world.accepts(tell)
    world.accepts(confirm)
    state = world.state(correction_stream(matter))
    assert state.owed == state.told == state.acknowledged == {given.recipient}


def test_nobody_is_told_who_was_given_it_longer_ago() -> None:
    world = World()
    case = world.granted_case()
    person = world.applicant(case)
    world.accepts(world.consent(person))
    world.accepts(world.assess(case))
    world.accepts(world.refer(case, "IDENTITY"))
    late = DAY + timedelta(days=367)
    world.on(late)
    asked = C.RequestCorrection(
        person_id=person, of_event=uuid(5), received_on=late, wanted="No", about=(person,)
    )
    matter = UUID(world.accepts(asked).result["matter_id"])
    right = C.GrantCorrection(
        matter_id=matter, corrected_by=uuid(8), persons=(person,), about=(person,)
    )
    [new] = world.accepts(right).events
    assert new.event.owed == ()  # type: ignore[attr-defined]


def test_an_incident_is_closed_once_all_are_told_who_are_owed_it() -> None:
    world = World()
    matter, person = incident(world), world.person()
    named = C.NameAffected(matter_id=matter, person_id=person, categories=("HEALTH",))
    world.accepts(named, who=OFFICER)
    assert not world.accepts(named).events
    judged = C.AssessIncident(matter_id=matter, significant=True, grounds=("SAFETY",))
    world.refuses("MATTER_STEP_NOT_NOW", judged)
    world.accepts(C.ContainIncident(matter_id=matter, measure="RETURNED"), who=OFFICER)
    world.refuses("GROUNDS_DO_NOT_FIT", msgspec.structs.replace(judged, grounds=()))
    world.accepts(judged, who=OFFICER)
    close = C.CloseIncident(matter_id=matter, lessons="Two look at each envelope")
    refusal = world.refuses("INCIDENT_STILL_OWED", close)
    assert "persons affected" in refusal.details["recipients"]["en"]
    for recipient in ("PERSONS", "COMMISSIONER"):
        world.accepts(C.NotifyIncident(matter_id=matter, recipient=recipient), who=OFFICER)
    [new] = world.accepts(close, who=OFFICER).events
    assert new.event.lessons.body.subject == matter  # type: ignore[attr-defined]
    assert world.state(incident_stream(matter)).affected == {person: ("HEALTH",)}


def test_without_significant_harm_nobody_is_owed_word_but_who_is_named() -> None:
    world = World()
    matter = incident(world)
    world.accepts(C.ContainIncident(matter_id=matter, measure="RETURNED"))
    judged = C.AssessIncident(matter_id=matter, significant=False, also_tell=("POLICE",))
    world.accepts(judged)
    assert world.state(incident_stream(matter)).owed == {"POLICE"}


def test_clocks_run_by_what_a_matter_is() -> None:
    policy, later = published_policy(), DAY + timedelta(days=3)
    due = {
        status: found and (found.due_on - DAY).days
        for status in ("RECEIVED", "ANSWERED", "REQUESTED", "REPORTED", "CONTAINED", "CLOSED")
        for found in [clock(policy, status, DAY, later)]
    }
    assert due == {
        "RECEIVED": 30,
        "ANSWERED": 33,
        "REQUESTED": 30,
        "REPORTED": 1,
        "CONTAINED": 8,
        "CLOSED": None,
    }
    appeal = clock(policy, "ANSWERED", DAY, DAY)
    assert appeal is not None and not appeal.overdue(DAY + timedelta(days=99))


@pytest.mark.parametrize(
    "command",
    [
        C.VerifyRequester(matter_id=uuid(1), method="DOCUMENT_SEEN"),
        C.RefuseCorrection(matter_id=uuid(1), reason="OPINION"),
        C.ContainIncident(matter_id=uuid(1), measure="RETURNED"),
    ],
)
def test_what_is_not_there_is_not_settled(command: Command) -> None:
    World().refuses("MATTER_UNKNOWN", command, who=OFFICER)
    World().refuses("NOT_PERMITTED", command, who=CASEWORKER)


@pytest.mark.parametrize("day", WINTER_AND_SUMMER)
def test_what_went_out_in_the_evening_went_out_on_that_day(day: date) -> None:
    """In the evening in Ontario, it is the next day by UTC."""
    world = World().on(day)
    case = world.granted_case()
    person = world.applicant(case)
    world.accepts(world.consent(person))
    world.accepts(world.assess(case))
    world.evening(day).accepts(world.refer(case, "IDENTITY"))
    back = published_policy().content("office_clocks", day)["LOOK_BACK"]["days"]
    for days, owed in ((back, [day]), (back + 1, [])):
        matter = correction(world.on(day + timedelta(days=days)), person, world.today)
        world.accepts(C.RefuseCorrection(matter_id=matter, reason="OPINION"), who=OFFICER)
        said = C.StateDisagreement(matter_id=matter, statement="Not I", persons=(person,))
        [new] = world.accepts(said, who=OFFICER).events
        assert isinstance(new.event, e.DisagreementStated)
        assert [each.disclosed_on for each in new.event.owed] == owed
