"""What holds for every command: permission first, the case as it was seen, and the same one twice."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import msgspec
import pytest

from domain.case import commands as case_commands
from domain.case.commands import CaseCommand
from domain.case.events import Member
from domain.consent import (
    AcknowledgeTelling,
    ConsentToVerification,
    GrantConsent,
    InvalidateConsent,
    ReaffirmConsent,
    RefuseConsent,
    RefuseVerification,
    RequestConsent,
    RevokeConsent,
    TellRecipient,
    WithdrawConsent,
)
from domain.decision import Command, Context, Decision, Refusal, deciders
from domain.disclosure import GiveDisclosureNotice, RecordDisclosure
from domain.disposal import commands as D
from domain.emergency_decisions import BreakGlass, ReviewBreakGlass
from domain.finding_review import ReviewFinding
from domain.lapses import ReviewLapses
from domain.letters import LetLetterGo, MarkLetterSent, PrepareLetter
from domain.office import commands as O
from domain.person import RegisterPerson, UpdateContact
from domain.policy import PublishPolicy
from domain.same_person import KeepApart, MergePersons, SuspectDuplicate, UnmergePersons
from domain.sealed_decisions import ChangeCircle, SealFile, UnsealFile
from domain.streams import correction_stream
from domain.tasks import AskReaffirmation, CloseTask, SettleTask
from tests.support.world import CASEWORKER, DAY, World, actor, correct_birth_date, uuid

SUPERVISOR = actor("SUPERVISOR", number=902)


def _applied(world: World) -> dict:
    case_id = world.applied_case(complete=False)
    return {"case_id": case_id, "application_id": world.case(case_id).pending.application_id}


def _planned(world: World) -> dict:
    case_id = world.granted_case()
    world.accepts(world.assess(case_id))
    made = world.accepts(world.plan(case_id)).result
    return {"case_id": case_id, "plan_id": made["plan_id"], "item_id": made["item_ids"]}


def _assessed(world: World) -> dict:
    case_id = world.granted_case()
    world.accepts(world.assess(case_id))
    return {"case_id": case_id, "person_id": world.applicant(case_id)}


def _referred(world: World) -> dict:
    known = _assessed(world)
    made = world.accepts(world.refer(known["case_id"])).result
    return {"case_id": known["case_id"], "referral_id": made["referral_id"]}


def _granted(world: World) -> dict:
    case_id = world.granted_case()
    return {"case_id": case_id, "person_id": world.applicant(case_id)}


MEETING = {"staff_id": uuid(3), "on": DAY, "at": "09:30", "mode": "OFFICE"}


def _to_meet(world: World) -> dict:
    made = _granted(world) | MEETING
    found = world.accepts(msgspec.convert(made, case_commands.ScheduleAppointment)).result
    return {"case_id": made["case_id"], "appointment_id": found["appointment_id"]}


def _issue(world: World) -> dict:
    known = _granted(world)
    return {
        "case_id": known["case_id"],
        "payee_id": known["person_id"],
        "benefit_type": "BASIC_NEEDS",
        "month": "2026-03",
        "amount_cents": 34300,
        "method": "CHEQUE",
        "issued_on": DAY,
    }


def _issued(world: World) -> dict:
    issue = _issue(world)
    made = world.accepts(msgspec.convert(issue, case_commands.IssueBenefit)).result
    return {"case_id": issue["case_id"], "benefit_id": made["benefit_id"]}


def _exited(world: World) -> dict:
    case_id = world.granted_case()
    exit_case = {"case_id": case_id, "reason": "NO_CONTACT", "exited_on": DAY}
    world.accepts(msgspec.convert(exit_case, case_commands.ExitCase))
    return {"case_id": case_id}


def _asked(world: World) -> dict:
    given = world.consent(world.person())
    named = ("person_id", "categories", "recipients", "purposes", "language", "method")
    return {name: getattr(given, name) for name in named} | {"refused_on": DAY}


def _consented(world: World) -> dict:
    person = world.person()
    made = world.accepts(world.consent(person)).result
    return {"person_id": person, "consent_id": made["consent_id"], "method": "VERBAL"}


def _ended(world: World, cause: str) -> dict:
    return {k: v for k, v in _consented(world).items() if k != "method"} | {"cause": cause}


def _to_be_told(world: World) -> dict:
    referral = world.refer(_assessed(world)["case_id"], shared=("IDENTITY",))
    person = referral.person_id
    made = world.accepts(world.consent(person, "IDENTITY")).result
    world.accepts(referral)
    consent = {"person_id": person, "consent_id": made["consent_id"], "method": "VERBAL"}
    world.accepts(msgspec.convert(consent, WithdrawConsent))
    return consent | {"recipient": referral.recipient, "told_on": DAY, "method": "LETTER"}


def _disclosed(world: World) -> dict:
    return {
        "person_id": world.person(),
        "section": "MFIPPA_32_H",
        "recipient_kind": "EMERGENCY_SERVICE",
        "recipient": "Ambulance",
        "categories": ["IDENTITY"],
        "given": "A name",
        "disclosed_on": DAY,
        "notice": "OWED",
    }


def _notice_owed(world: World) -> dict:
    disclosed = _disclosed(world)
    made = world.accepts(msgspec.convert(disclosed, RecordDisclosure)).result
    return {
        "person_id": disclosed["person_id"],
        "disclosure_id": made["disclosure_id"],
        "given_on": DAY,
        "method": "LETTER",
    }


def _told(world: World) -> dict:
    telling = _to_be_told(world)
    made = world.accepts(msgspec.convert(telling, TellRecipient)).result
    return {
        "person_id": telling["person_id"],
        "telling_id": made["telling_id"],
        "answer": "DESTROYED",
        "acknowledged_on": DAY,
    }


def _lapsed(world: World) -> dict:
    """What a parent consented to for a child, who is 16 today."""
    child, parent = world.person(birth_date="2010-03-02"), world.person()
    world.on(date(2026, 3, 1))
    given = world.consent(child, capacity="PARENT", grantor_id=parent, custody=True)
    made = world.accepts(given).result
    world.on(DAY)
    how = {"signed_on": DAY, "language": "fr", "method": "WRITTEN"}
    return {"person_id": child, "consent_id": made["consent_id"]} | how


def _younger(world: World) -> dict:
    person = _lapsed(world)["person_id"]
    correct_birth_date(world, person, "2010-03-03")
    return {"person_id": person}


def _asking(world: World) -> AskReaffirmation:
    lapsed = _lapsed(world)
    child = lapsed["person_id"]
    unit = (
        Member(world.person(), "APPLICANT", "OW_ADULT"),
        Member(child, "DEPENDENT", "DEPENDENT_CHILD"),
    )
    case_id = world.granted_case(*unit)
    return AskReaffirmation(person_id=child, consent_id=UUID(lapsed["consent_id"]), case_id=case_id)


def _raised(world: World) -> dict:
    asked = _asking(world)
    task = world.accepts(asked).result["task_id"]
    return {"case_id": asked.case_id, "task_id": task, "outcome": "DONE"}


def _to_write(world: World) -> PrepareLetter:
    case_id = world.granted_case()
    [application] = world.case(case_id).applications
    return PrepareLetter(kind="DECISION", about=application, of_event=uuid(8), case_id=case_id)


def _written(world: World) -> dict:
    asked = _to_write(world)
    letter = world.accepts(asked).result["letter_id"]
    return {"case_id": asked.case_id, "letter_id": letter}


def _checks(world: World) -> dict:
    return {
        "person_id": world.person(),
        "sources": ("CRA",),
        "consequence_shown": True,
        "language": "fr",
        "method": "WRITTEN",
    }


def _merged(world: World) -> dict:
    pair = {"survivor_id": world.person(), "merged_id": world.person()}
    world.accepts(MergePersons(**pair, reason="DOCUMENTS_AGREE"))
    return pair | {"reason": "MERGED_BY_MISTAKE"}


def _couple(world: World) -> dict:
    one, other = world.person(), world.person()
    unit = (Member(one, "APPLICANT", "OW_ADULT"), Member(other, "SPOUSE", "OW_ADULT"))
    case_id = world.granted_case(*unit)
    return {"case_id": case_id, "person_id": other, "left_on": DAY, "reason": "SEPARATION"}


SEALING = {"circle": [uuid(1)], "reviewers": [uuid(2)], "reason": "ASKED_BY_PERSON"}


def _sealed(world: World) -> dict:
    case_id = world.granted_case()
    seal = {"case_id": case_id, "kind": "VIOLENCE"} | SEALING
    world.accepts(msgspec.convert(seal, SealFile))
    return {"case_id": case_id} | SEALING


GROUND = {"reason": "PERSON_AGREES", "authority": "PERSONS_CONSENT"}
HOLD = {"reason": "AUDIT", "authority": "ORDER", "reference": "A-7"}


def _asked_for(world: World) -> dict:
    person = world.person()
    asked = D.RequestDisposal(person_id=person, **GROUND)
    made = world.accepts(asked, who=actor("PRIVACY_OFFICER", number=905)).result
    return {"person_id": person, "disposal_id": made["disposal_id"]}


def _approved(world: World) -> dict:
    asked = _asked_for(world)
    world.accepts(msgspec.convert(asked, D.ApproveDisposal))
    return asked


def _held(world: World) -> dict:
    placed = D.PlaceHold(scope="PERSON", person_id=world.person(), **HOLD)
    return {"hold_id": world.accepts(placed).result["hold_id"], "reason": "MATTER_ENDED"}


def _access(world: World, *done: Command) -> dict:
    asked = O.ReceiveAccessRequest(person_id=world.person(), capacity="SELF", received_on=DAY)
    matter = UUID(world.accepts(asked).result["matter_id"])
    for step in done:
        world.accepts(msgspec.structs.replace(step, matter_id=matter))
    return {"matter_id": matter}


def _wrong_entry(world: World) -> dict:
    person = world.person()
    told = {"of_event": uuid(5), "received_on": DAY, "wanted": "I live alone"}
    return told | {"person_id": person, "about": [person]}


def _correction(world: World, *done: Command) -> dict:
    case_id = world.granted_case()
    person = world.applicant(case_id)
    world.accepts(world.consent(person))
    world.accepts(world.assess(case_id))
    world.accepts(world.refer(case_id, "IDENTITY"))
    asked = _wrong_entry(world) | {"person_id": person, "about": [person]}
    matter = UUID(world.accepts(msgspec.convert(asked, O.RequestCorrection)).result["matter_id"])
    for step in done:
        if isinstance(step, O.GrantCorrection):
            step = msgspec.structs.replace(step, about=(person,), persons=(person,))
        world.accepts(msgspec.structs.replace(step, matter_id=matter))
    return {"matter_id": matter}


def _settled(world: World, command: dict) -> dict:
    person = world.state(correction_stream(command["matter_id"])).person_id
    return command | {"persons": [person], "about": [person]}


INCIDENT = {"kind": "LOST", "found_on": DAY, "from_on": DAY, "to_on": DAY}


def _incident(world: World, *done: Command) -> dict:
    made = world.accepts(msgspec.convert(INCIDENT, O.ReportIncident)).result
    matter = UUID(made["matter_id"])
    for step in done:
        world.accepts(msgspec.structs.replace(step, matter_id=matter))
    return {"matter_id": matter}


NONE = uuid(0)
VERIFIED = O.VerifyRequester(matter_id=NONE, method="DOCUMENT_SEEN")
ANSWERED = O.AnswerAccessRequest(matter_id=NONE, outcome="NOTHING_HELD", means="NOTICE_ONLY")
RIGHT = O.GrantCorrection(matter_id=NONE, corrected_by=uuid(8))
NO = O.RefuseCorrection(matter_id=NONE, reason="OPINION")
CONTAINED = O.ContainIncident(matter_id=NONE, measure="RETURNED")
JUDGED = O.AssessIncident(matter_id=NONE, significant=False, also_tell=("POLICE",))
TOLD = O.NotifyIncident(matter_id=NONE, recipient="POLICE")

URGENT = {"reason": "MEDICAL", "words": "Unconscious at the counter"}


def _opened(world: World) -> dict:
    person = world.person()
    opened = BreakGlass(person_id=person, **URGENT)
    made = world.accepts(opened, who=actor("CASEWORKER", number=906)).result
    return {"person_id": person, "emergency_id": made["emergency_id"]}


FOUND = {
    "kind": "FAMILY",
    "account_id": uuid(3),
    "role": "CASEWORKER",
    "office": "centre",
    "at": "2026-03-02T15:00:00Z",
    "look_id": uuid(4),
}
STEP = {"kind": "STABILITY", "domain": "HEALTH", "owner": "PERSON", "description": "Walk"}
C = case_commands
EXAMPLES: dict[type[Command], Callable[[World], Command | dict]] = {
    RegisterPerson: lambda w: {
        "given_name": "Luc",
        "family_name": "Roy",
        "birth_date": "1980-01-01",
        "official_language": "en",
    },
    UpdateContact: lambda w: {"person_id": w.person(), "telephone": "613-555-0100"},
    GrantConsent: lambda w: w.consent(w.person()),
    RequestConsent: lambda w: (
        {k: v for k, v in _asked(w).items() if k not in ("language", "method", "refused_on")}
        | {"requested_on": DAY}
    ),
    RefuseConsent: _asked,
    WithdrawConsent: _consented,
    RevokeConsent: lambda w: _ended(w, "AGREEMENT_ENDED"),
    InvalidateConsent: lambda w: _ended(w, "NOT_FREE"),
    TellRecipient: _to_be_told,
    AcknowledgeTelling: _told,
    RecordDisclosure: _disclosed,
    GiveDisclosureNotice: _notice_owed,
    ReaffirmConsent: _lapsed,
    ConsentToVerification: lambda w: _checks(w) | {"signed_on": DAY},
    RefuseVerification: lambda w: _checks(w) | {"refused_on": DAY},
    C.SubmitApplication: lambda w: w.submit(),
    C.CompleteApplication: lambda w: _applied(w) | {"completed_on": DAY},
    C.DecideApplication: lambda w: w.grant(w.applied_case()),
    C.WithdrawApplication: lambda w: _applied(w) | {"withdrawn_on": DAY, "reason": "MOVED"},
    C.AssignCase: lambda w: {
        "case_id": w.applied_case(),
        "office": "centre",
        "caseworker_id": uuid(3),
    },
    C.AddNote: lambda w: _granted(w) | {"body": "Called"},
    C.ScheduleAppointment: lambda w: _granted(w) | MEETING,
    C.CancelAppointment: lambda w: _to_meet(w) | {"reason": "BY_PERSON"},
    C.MarkAppointment: lambda w: _to_meet(w) | {"outcome": "HELD"},
    C.RecordCounterVisit: lambda w: {"office": "centre", "reasons": ["DOCUMENTS"]},
    C.CompleteAssessment: lambda w: w.assess(w.granted_case()),
    C.CreateActionPlan: lambda w: w.plan(_assessed(w)["case_id"]),
    C.AddActionPlanItem: lambda w: (
        {k: v for k, v in _planned(w).items() if k != "item_id"} | {"item": STEP}
    ),
    C.ProgressActionPlanItem: lambda w: _planned(w) | {"status": "DONE"},
    C.MakeReferral: lambda w: w.refer(_assessed(w)["case_id"]),
    C.AnswerReferral: lambda w: _referred(w) | {"answer": "ACCEPTED", "answered_on": DAY},
    C.CloseReferral: lambda w: _referred(w) | {"outcome": "NO_REPLY", "closed_on": DAY},
    C.IssueBenefit: _issue,
    C.ReverseBenefit: lambda w: _issued(w) | {"reversed_on": DAY, "reason": "RETURNED"},
    C.EstablishOverpayment: lambda w: (
        _granted(w)
        | {"month": "2026-03", "amount_cents": 12_300, "cause": "AGENCY_ERROR"}
        | {"established_on": DAY}
    ),
    AskReaffirmation: _asking,
    ReviewLapses: _younger,
    SettleTask: lambda w: {"task_id": _raised(w)["task_id"]},
    CloseTask: _raised,
    PrepareLetter: _to_write,
    MarkLetterSent: lambda w: _written(w) | {"means": "MAIL", "sent_on": DAY},
    LetLetterGo: lambda w: _written(w) | {"reason": "PERSON_SAID_NO"},
    C.ExitCase: lambda w: (
        {"case_id": w.granted_case()} | {"reason": "EMPLOYMENT", "exited_on": DAY}
    ),
    C.EndMembership: _couple,
    SealFile: lambda w: {"case_id": w.granted_case(), "kind": "VIOLENCE"} | SEALING,
    ChangeCircle: lambda w: _sealed(w) | {"circle": [uuid(3)], "reason": "HANDED_OVER"},
    UnsealFile: lambda w: {"case_id": _sealed(w)["case_id"], "reason": "DANGER_PAST"},
    C.ReopenCase: lambda w: _exited(w) | {"reason": "WRONG_CASE"},
    SuspectDuplicate: lambda w: {
        "person_id": w.person(),
        "other_id": w.person(),
        "likeness": [["SAME_SIN", 70]],
        "score": 70,
    },
    MergePersons: lambda w: {
        "survivor_id": w.person(),
        "merged_id": w.person(),
        "reason": "DOCUMENTS_AGREE",
    },
    KeepApart: lambda w: {
        "person_id": w.person(),
        "other_id": w.person(),
        "reason": "RELATIVES",
    },
    UnmergePersons: _merged,
    D.RequestDisposal: lambda w: {"person_id": w.person()} | GROUND,
    D.RequestItemDisposal: lambda w: (
        {"person_id": w.person(), "of_event": uuid(1), "items": [uuid(2)]} | GROUND
    ),
    D.ApproveDisposal: _asked_for,
    D.DeclineDisposal: lambda w: _asked_for(w) | {"reason": "STILL_NEEDED"},
    D.RecordDisposal: _approved,
    D.PlaceHold: lambda w: HOLD | {"scope": "PERSON", "person_id": w.person()},
    D.LiftHold: _held,
    O.ReceiveAccessRequest: lambda w: {
        "person_id": w.person(),
        "capacity": "SELF",
        "received_on": DAY,
    },
    O.VerifyRequester: lambda w: _access(w) | {"method": "DOCUMENT_SEEN"},
    O.ExtendAccessRequest: lambda w: _access(w) | {"reason": "VOLUME", "days": 10},
    O.AnswerAccessRequest: lambda w: (
        _access(w, VERIFIED) | {"outcome": "NOTHING_HELD", "means": "NOTICE_ONLY"}
    ),
    O.TransferAccessRequest: lambda w: _access(w) | {"institution": "MINISTRY"},
    O.AppealAccessRequest: lambda w: _access(w, VERIFIED, ANSWERED) | {"reference": "MA26-1"},
    O.WithdrawAccessRequest: _access,
    O.RequestCorrection: _wrong_entry,
    O.GrantCorrection: lambda w: _settled(w, _correction(w)) | {"corrected_by": uuid(8)},
    O.RefuseCorrection: lambda w: _correction(w) | {"reason": "OPINION"},
    O.StateDisagreement: lambda w: _correction(w, NO) | {"statement": "I never said so"},
    O.TellOfCorrection: lambda w: _correction(w, RIGHT) | {"recipient": "eo-01"},
    O.AcknowledgeCorrection: lambda w: (
        _correction(w, RIGHT, O.TellOfCorrection(matter_id=NONE, recipient="eo-01"))
        | {"recipient": "eo-01"}
    ),
    O.ReportIncident: lambda w: INCIDENT,
    O.NameAffected: lambda w: _incident(w) | {"person_id": w.person(), "categories": ["IDENTITY"]},
    O.ContainIncident: lambda w: _incident(w) | {"measure": "RETURNED"},
    O.AssessIncident: lambda w: _incident(w, CONTAINED) | {"significant": False},
    O.NotifyIncident: lambda w: _incident(w, CONTAINED, JUDGED) | {"recipient": "POLICE"},
    O.CloseIncident: lambda w: _incident(w, CONTAINED, JUDGED, TOLD) | {"lessons": "Look twice"},
    BreakGlass: lambda w: {"person_id": w.person()} | URGENT,
    ReviewBreakGlass: lambda w: _opened(w) | {"outcome": "JUSTIFIED", "words": "An ambulance came"},
    ReviewFinding: lambda w: {"finding_id": uuid(5), "outcome": "NOT_EXPLAINED", "found": FOUND},
    PublishPolicy: lambda w: {
        "policy_id": "x",
        "version": "1",
        "effective_from": DAY,
        "public_on": DAY,
        "source": "test",
        "content": "{}",
    },
}
# What is sealed cannot be compared, and a new person or case has a new id: twice is two.
TWICE_IS_TWO = {
    RegisterPerson,
    UpdateContact,
    C.SubmitApplication,
    C.AddNote,
    C.AddActionPlanItem,
    RecordDisclosure,
    O.ReceiveAccessRequest,
    O.RequestCorrection,
    O.ReportIncident,
    C.RecordCounterVisit,
}


def example(kind: type[Command], world: World) -> Command:
    made = EXAMPLES[kind](world)
    return msgspec.convert(made, kind) if isinstance(made, dict) else made


def test_every_command_has_an_example_here() -> None:
    assert set(EXAMPLES) == set(deciders())


ALL = pytest.mark.parametrize("kind", list(EXAMPLES), ids=lambda k: k.__name__)
OF_CASES = pytest.mark.parametrize(
    "kind", [k for k in EXAMPLES if issubclass(k, CaseCommand)], ids=lambda k: k.__name__
)


@ALL
def test_it_is_recorded_once_where_that_can_be_seen(kind: type[Command]) -> None:
    world = World()
    command = example(kind, world)
    assert world.accepts(command).events
    version = len(world.log)
    again = world.do(command)
    if kind in TWICE_IS_TWO:
        assert isinstance(again, Decision) and again.events
    else:
        assert isinstance(again, Refusal) or not again.events
        assert len(world.log) == version


@ALL
def test_a_role_that_may_not_give_it_is_refused(kind: type[Command]) -> None:
    world = World()
    world.refuses("NOT_PERMITTED", example(kind, world), who=actor("REPORTING"))


@ALL
def test_deciding_changes_nothing_that_it_was_given(kind: type[Command]) -> None:
    world = World()
    command = example(kind, world)
    streams = deciders()[kind].reads(command)
    states = world.states(command)
    before = msgspec.json.encode([states[stream] for stream in streams])
    context: Context = world.context(actor("SYSTEM", kind="SYSTEM"), None)
    first = deciders()[kind].decide(states, command, context)
    assert isinstance(first, Decision)
    assert msgspec.json.encode([states[stream] for stream in streams]) == before


@OF_CASES
def test_an_unknown_case_is_refused(kind: type[CaseCommand]) -> None:
    world = World()
    command = msgspec.structs.replace(example(kind, world), case_id=uuid(1))
    assert world.refuses("CASE_UNKNOWN", command).field == "case_id"


@OF_CASES
def test_a_case_that_moved_since_it_was_read_is_refused(kind: type[CaseCommand]) -> None:
    world = World()
    command = example(kind, world)
    version = world.case(command.case_id).version
    seen_before = msgspec.structs.replace(command, case_version=version - 1)
    refusal = world.refuses("CASE_CHANGED", seen_before)
    assert refusal.details == {"expected": version - 1, "actual": version}
    world.accepts(msgspec.structs.replace(command, case_version=version))


@OF_CASES
def test_a_caseworker_of_another_case_is_refused(kind: type[CaseCommand]) -> None:
    world = World()
    colleague = actor("CASEWORKER", number=977, office="east")
    code = "NOT_PERMITTED" if kind in (C.AssignCase, C.ReopenCase) else "NOT_YOUR_CASE"
    world.refuses(code, example(kind, world), who=colleague)


@OF_CASES
def test_a_supervisor_of_the_office_may_give_it(kind: type[CaseCommand]) -> None:
    world = World()
    world.accepts(example(kind, world), who=SUPERVISOR)


@OF_CASES
def test_a_supervisor_of_another_office_may_not(kind: type[CaseCommand]) -> None:
    world = World()
    other = actor("SUPERVISOR", number=903, office="west")
    world.refuses("NOT_YOUR_CASE", example(kind, world), who=other)


def test_the_caseworker_of_a_case_does_the_work_on_it() -> None:
    world = World()
    case_id = world.granted_case()
    for command in (world.assess(case_id), world.plan(case_id), world.refer(case_id)):
        world.accepts(command, who=CASEWORKER)
    assert world.case(case_id).version == 6
