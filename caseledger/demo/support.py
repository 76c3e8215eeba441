"""The work with a person: assessments, and action plans that are followed, reviewed and renewed."""

from datetime import date, timedelta
from uuid import UUID

import msgspec

from caseledger.demo.case_file import CaseFile, Spell
from caseledger.demo.tales import Hours, Step, Tale
from caseledger.demo.texts import ASSESSMENTS, PROGRESS, STEPS
from domain.case.commands import (
    CompleteAssessment,
    CreateActionPlan,
    NewPlanItem,
    ProgressActionPlanItem,
)

_DOMAINS = ("CRISIS_SAFETY", "HEALTH", "LIFE_SKILLS", "COMMUNITY")


class Cycle(msgspec.Struct, frozen=True):
    """A plan from its making to its review, with the assessment that came before it, if one did.

    ``reviewed_on`` None: nobody has come to it.
    """

    assessed_on: date | None
    ready: bool
    planned_on: date
    review_on: date
    reviewed_on: date | None


def cycles(file: CaseFile, spell: Spell, first_day: date, ready: bool | None = None) -> list[Cycle]:
    """The plans of one person in a spell; settled before they are told, for referrals to know."""
    rng, town = file.rng, file.town
    found: list[Cycle] = []
    planned = first_day
    ready = rng.random() < 0.45 if ready is None else ready
    while planned < spell.until:
        assesses = len(found) % 2 == 0
        if assesses and found:
            ready = ready or rng.random() < 0.5
        assessed_on = planned if assesses else None
        planned = town.after(planned, rng.choice((0, 0, 1, 3))) if assesses else planned
        review_on = planned + timedelta(days=rng.randint(75, 91) if found else 30)
        reviewed = town.after(review_on, rng.choices((0, 2, 6, 12), (60, 20, 12, 8))[0])
        stalls = rng.random() < 0.06
        ended = None if stalls or reviewed >= spell.until else reviewed
        found.append(Cycle(assessed_on, ready, planned, review_on, ended))
        if ended is None:
            break
        planned = ended
    return found


def supported(file: CaseFile, spell: Spell, place: int, plans: list[Cycle]) -> Tale:
    """Assessments, plans and their steps, one cycle after the other."""
    hours = file.hours()
    for cycle in plans:
        if cycle.assessed_on and cycle.assessed_on < spell.until:
            yield _assessment(file, hours, place, cycle.assessed_on, cycle.ready)
        if cycle.planned_on < spell.until:
            yield from _plan(file, hours, spell, place, cycle)


def _assessment(file: CaseFile, hours: Hours, place: int, day: date, ready: bool) -> Step:
    rng = file.rng
    needs = rng.sample(_DOMAINS, rng.randint(0, 1) if ready else rng.randint(1, 3))
    text, language = file.words(ASSESSMENTS, place)
    return file.by_caseworker(
        hours.on(day),
        CompleteAssessment(
            case_id=file.case_id,
            person_id=file.people[place],
            completed_on=day,
            strengths=tuple(d for d in _DOMAINS if d not in needs and rng.random() < 0.6),
            needs=tuple(needs),
            readiness="READY" if ready else "NOT_READY",
            summary=text if rng.random() < 0.7 else None,
            text_language=language,
        ),
    )


def _plan(file: CaseFile, hours: Hours, spell: Spell, place: int, cycle: Cycle) -> Tale:
    rng = file.rng
    language = file.language(place)
    result = yield file.by_caseworker(
        hours.on(cycle.planned_on),
        CreateActionPlan(
            case_id=file.case_id,
            person_id=file.people[place],
            created_on=cycle.planned_on,
            items=_steps(file, cycle, language),
            review_on=cycle.review_on,
            text_language=language,
        ),
    )
    items = [UUID(text) for text in result["item_ids"].split()]
    plan_id = UUID(result["plan_id"])
    day = cycle.planned_on
    for item in items[1:]:
        day = file.open_day_between(day + timedelta(days=8), day + timedelta(days=16))
        status = rng.choices(("DONE", "IN_PROGRESS"), (55, 45))[0]
        if day < min(spell.until, cycle.review_on) and rng.random() < 0.7:
            yield _progress(file, hours, place, day, plan_id, item, status)
            if status == "DONE":
                items.remove(item)
    if cycle.reviewed_on:
        for item in items:
            status = rng.choices(("DONE", "DROPPED"), (78, 22))[0]
            yield _progress(file, hours, place, cycle.reviewed_on, plan_id, item, status)


def _steps(file: CaseFile, cycle: Cycle, language: str) -> tuple[NewPlanItem, ...]:
    rng = file.rng
    kinds = [key for key in STEPS if cycle.ready or key[0] == "STABILITY"]
    chosen = rng.sample(kinds, min(len(kinds), rng.choice((1, 1, 2, 3))))
    return tuple(
        NewPlanItem(
            kind=kind,
            domain=domain,
            owner=rng.choices(("PERSON", "CASEWORKER", "PARTNER"), (70, 20, 10))[0],
            description=rng.choice(STEPS[kind, domain])[0 if language == "fr" else 1],
            due_on=cycle.planned_on + timedelta(days=rng.randint(10, 45)),
        )
        for kind, domain in chosen
    )


def _progress(
    file: CaseFile, hours: Hours, place: int, day: date, plan_id: UUID, item: UUID, status: str
) -> Step:
    says = file.rng.random() < 0.25 and status != "DROPPED"
    text, language = file.words(PROGRESS, place)
    return file.by_caseworker(
        hours.on(day),
        ProgressActionPlanItem(
            case_id=file.case_id,
            plan_id=plan_id,
            item_id=item,
            status=status,
            note=text if says else None,
            text_language=language,
        ),
    )
