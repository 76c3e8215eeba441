"""How an application comes in and is decided, here or (as reported) by the ministry."""

from collections.abc import Generator, Mapping
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from caseledger.demo.case_file import CaseFile, FastTrack
from caseledger.demo.staff import of_role
from caseledger.demo.tales import Hours, Step, Tale
from caseledger.demo.texts import ASSESSMENTS, REFUSALS, in_language
from domain.case.commands import (
    AssignCase,
    CompleteApplication,
    CompleteAssessment,
    DecideApplication,
    MakeReferral,
    SubmitApplication,
    WithdrawApplication,
)
from domain.case.events import Member

Fate = Literal["GRANTED", "REFUSED", "WITHDRAWN", "PENDING"]


class Plan(msgspec.Struct, frozen=True):
    """One application: when it came, what became of it, and (in business days) how fast.

    ``completed_after`` None: it still lacks papers.
    """

    applied_on: date
    fate: Fate
    completed_after: int | None = 0
    decided_after: int = 3
    assigned_after: int = 0


class _Arrival(msgspec.Struct, frozen=True):
    """How an application came in; ``central``: the province's unit received it."""

    day: date
    channel: str
    central: bool


def apply(file: CaseFile, plan: Plan) -> Generator[Step, Mapping[str, str], date | None]:
    """Tell an application; returns the day on which a granted case was assigned."""
    hours = file.hours()
    day = file.town.open_day(plan.applied_on)
    channel = file.rng.choices(("DIGITAL", "PHONE", "IN_PERSON", "PAPER"), (46, 26, 22, 6))[0]
    central = channel in ("DIGITAL", "PHONE") and file.rng.random() < 0.6
    arrival = _Arrival(day, channel, central)
    application_id = yield from _received(file, hours, arrival, plan.completed_after == 0)
    if plan.completed_after is None:
        return None
    completed = file.town.after(day, plan.completed_after)
    if plan.completed_after:
        complete = CompleteApplication(
            case_id=file.case_id, application_id=application_id, completed_on=completed
        )
        yield file.by_intake(hours.on(completed), complete)
    if plan.fate == "PENDING":
        return None
    decided = file.town.after(completed, plan.decided_after)
    if plan.fate == "WITHDRAWN":
        yield _withdrawal(file, application_id, hours.on(decided), decided)
    elif plan.fate == "REFUSED":
        yield _refusal(file, application_id, hours.on(decided), decided)
    else:
        yield from _granted(file, hours, application_id, arrival, completed, decided)
        assigned = file.town.after(decided, plan.assigned_after)
        yield from _assign(file, hours, assigned)
        return assigned
    return None


def _received(
    file: CaseFile, hours: Hours, arrival: _Arrival, complete: bool
) -> Generator[Step, Mapping[str, str], UUID]:
    takes = file.by_ministry if arrival.central else file.by_intake
    if not file.people:
        for member in file.household.members:
            result = yield takes(hours.on(arrival.day), member.register)
            file.people.append(UUID(result["person_id"]))
    submit = SubmitApplication(
        programme=file.household.programme,
        channel=arrival.channel,
        received_by="IBAU" if arrival.central else "LOCAL",
        office=file.office,
        submitted_on=arrival.day,
        members=tuple(
            Member(person_id, m.role, m.participant_class)
            for person_id, m in zip(file.people, file.household.members, strict=True)
        ),
        complete=complete,
        case_id=file.known_case,
    )
    result = yield takes(hours.on(arrival.day), submit)
    file.known_case = UUID(result["case_id"])
    return UUID(result["application_id"])


def _granted(
    file: CaseFile,
    hours: Hours,
    application_id: UUID,
    arrival: _Arrival,
    completed: date,
    decided: date,
) -> Tale:
    """The grant; for some, with the ministry's own assessment before it and referral after it."""
    fast = _fast_track_open(file, arrival, decided) and file.rng.random() < 0.5
    if fast:
        yield _digital_assessment(file, hours.on(completed), completed)
    yield _grant(file, application_id, hours.on(decided), arrival, decided)
    if fast:
        yield from _fast_track(file, hours.on(decided), decided)


def _fast_track_open(file: CaseFile, arrival: _Arrival, decided: date) -> bool:
    terms = file.town.policy.content("fast_track", decided)
    asked = (arrival.channel, file.household.programme)
    return bool(terms) and asked == (terms["channel"], terms["programme"])


def _withdrawal(file: CaseFile, application_id: UUID, at: datetime, day: date) -> Step:
    command = WithdrawApplication(
        case_id=file.case_id,
        application_id=application_id,
        withdrawn_on=day,
        reason=file.rng.choice(("FOUND_WORK", "OTHER_SUPPORT", "MOVED", "CHANGED_MIND")),
    )
    return file.by_intake(at, command)


def _refusal(file: CaseFile, application_id: UUID, at: datetime, day: date) -> Step:
    reason = file.rng.choice(tuple(REFUSALS))
    language = file.language()
    command = DecideApplication(
        case_id=file.case_id,
        application_id=application_id,
        outcome="REFUSED",
        decided_on=day,
        effective_on=day,
        reasons=(reason,),
        explanation=in_language(REFUSALS[reason], language),
        text_language=language,
    )
    return file.by_caseworker(at, command)


def _grant(
    file: CaseFile, application_id: UUID, at: datetime, arrival: _Arrival, day: date
) -> Step:
    file.decided_by_ministry = arrival.central and file.rng.random() < 0.25
    automated = file.decided_by_ministry and file.rng.random() < 0.5
    command = DecideApplication(
        case_id=file.case_id,
        application_id=application_id,
        outcome="GRANTED",
        decided_on=day,
        effective_on=arrival.day,
        decided_by="AUTOMATED" if automated else "STAFF",
        organisation="MINISTRY" if file.decided_by_ministry else "LOCAL",
        reasons=("LOW_RISK" if automated else "ELIGIBLE",),
    )
    step = file.by_ministry if file.decided_by_ministry else file.by_caseworker
    return step(at, command)


def _digital_assessment(file: CaseFile, at: datetime, day: date) -> Step:
    text, language = file.words(ASSESSMENTS)
    command = CompleteAssessment(
        case_id=file.case_id,
        person_id=file.people[0],
        completed_on=day,
        strengths=("HEALTH", "LIFE_SKILLS"),
        needs=(),
        readiness="READY",
        summary=text,
        text_language=language,
    )
    return file.by_ministry(at, command)


def _fast_track(file: CaseFile, at: datetime, day: date) -> Tale:
    recipient = file.rng.choice(("eo-01", "eo-02", "eo-03", "eo-04", "eo-05"))
    command = MakeReferral(
        case_id=file.case_id,
        person_id=file.people[0],
        to_type="EO",
        recipient=recipient,
        purpose="REFERRAL",
        shared=("IDENTITY", "CONTACT", "EMPLOYMENT"),
        made_on=day,
        origin="FAST_TRACK",
    )
    result = yield file.by_ministry(at, command)
    file.referred.add((0, recipient))
    file.fast_track = FastTrack(UUID(result["referral_id"]), recipient, day)


def _assign(file: CaseFile, hours: Hours, day: date) -> Tale:
    at = hours.on(day)
    caseworker = file.rng.choice(of_role("CASEWORKER", file.office))
    yield file.by_intake(
        at,
        AssignCase(case_id=file.case_id, office=file.office, caseworker_id=caseworker.account_id),
    )
    file.assigned.append((at, caseworker))


def usual_plan(file: CaseFile, applied_on: date, fate: Fate) -> Plan:
    """An application of the usual pace: most are decided within four business days."""
    rng = file.rng
    late = rng.random() < 0.45
    return Plan(
        applied_on=applied_on,
        fate=fate,
        completed_after=rng.randint(1, 9) if late else 0,
        decided_after=rng.choices(range(1, 12), (9, 18, 24, 22, 9, 6, 4, 3, 2, 2, 1))[0],
        assigned_after=rng.choices((0, 1, 2, 6), (60, 25, 12, 3))[0],
    )
