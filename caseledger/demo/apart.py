"""A household that splits for somebody's safety, and the file of their own in a restricted circle."""

from datetime import date, timedelta
from uuid import UUID

from caseledger.demo import spell as spells
from caseledger.demo.case_file import CaseFile, Spell
from caseledger.demo.intake import Plan, apply
from caseledger.demo.people import Household, invent_address
from caseledger.demo.spell import Turn
from caseledger.demo.staff import of_role
from caseledger.demo.tales import Hours, Step, Tale
from caseledger.demo.texts import APART, in_language
from domain.case.commands import (
    AddNote,
    AssignCase,
    DecideApplication,
    EndMembership,
    SubmitApplication,
)
from domain.case.events import Member
from domain.person import UpdateContact
from domain.sealed_decisions import SealFile

_LEFT_BEFORE = 30
"""Business days before today on which the second adult left."""


def fits(household: Household) -> bool:
    """A couple without children, assisted together in the centre."""
    return (household.kind, household.office, household.programme) == ("couple", "centre", "OW")


def told(file: CaseFile, applied_on: date) -> Tale:
    """Two live in one file; one leaves and has another, in another office, open to few."""
    assigned = yield from apply(file, Plan(applied_on, "GRANTED", 0, 3))
    left_on = file.town.before(file.town.today, _LEFT_BEFORE)
    if assigned is None or assigned >= left_on:
        return
    yield from spells.lived(file, Spell(assigned, left_on), Turn(stays=True))
    hours = file.hours()
    supervisor = of_role("SUPERVISOR", file.office)[0]
    yield Step(
        hours.on(left_on),
        supervisor.actor,
        EndMembership(
            case_id=file.case_id, person_id=file.people[1], left_on=left_on, reason="SAFETY"
        ),
    )
    yield from _of_their_own(file, hours, left_on)


def _of_their_own(file: CaseFile, hours: Hours, left_on: date) -> Tale:
    person, known = file.people[1], file.member(1).register
    language = known.official_language
    intake, worker = of_role("INTAKE", "east")[0], of_role("CASEWORKER", "east")[1]
    supervisor, officer = of_role("SUPERVISOR", "east")[0], of_role("PRIVACY_OFFICER")[0]
    day = file.town.after(left_on, 1)
    submitted = yield Step(
        hours.on(day),
        intake.actor,
        SubmitApplication(
            programme="OW",
            channel="IN_PERSON",
            received_by="LOCAL",
            office="east",
            submitted_on=day,
            members=(Member(person, "APPLICANT", "OW_ADULT"),),
            complete=True,
        ),
    )
    case_id = UUID(submitted["case_id"])
    yield Step(
        hours.on(day),
        supervisor.actor,
        SealFile(
            case_id=case_id,
            kind="VIOLENCE",
            reason="SHELTER",
            words=in_language(APART["sealed"], language),
            text_language=language,
            circle=(worker.account_id,),
            reviewers=(supervisor.account_id, officer.account_id),
        ),
    )
    yield Step(
        hours.on(day),
        supervisor.actor,
        AssignCase(case_id=case_id, office="east", caseworker_id=worker.account_id),
    )
    yield Step(
        hours.on(day),
        worker.actor,
        UpdateContact(
            person_id=person,
            telephone=known.telephone,
            address=invent_address(file.rng, "east", language),
            safe_contact=in_language(APART["safe"], language),
            safe_means=("TELEPHONE",),
            safe_hours=in_language(APART["hours"], language),
            code_word=in_language(APART["word"], language),
            text_language=language,
        ),
    )
    decided = file.town.after(day, 2)
    yield Step(
        hours.on(decided),
        worker.actor,
        DecideApplication(
            case_id=case_id,
            application_id=UUID(submitted["application_id"]),
            outcome="GRANTED",
            decided_on=decided,
            effective_on=day,
            reasons=("ELIGIBLE",),
        ),
    )
    noted = file.town.open_day(decided + timedelta(days=10))
    yield Step(
        hours.on(noted),
        worker.actor,
        AddNote(
            case_id=case_id,
            person_id=person,
            body=in_language(APART["note"], language),
            text_language=language,
        ),
    )
