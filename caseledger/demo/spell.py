"""A time of assistance: all that goes on side by side from the grant to the exit, or to today."""

from datetime import date, timedelta

import msgspec

from caseledger.demo import consents, money, referrals, support
from caseledger.demo.case_file import CaseFile, Spell
from caseledger.demo.people import invent_address
from caseledger.demo.staff import of_role
from caseledger.demo.tales import Step, Tale, merged
from caseledger.demo.texts import EXITS, NOTES, in_language
from domain.case.commands import AddNote, AssignCase, ExitCase, ReopenCase
from domain.person import UpdateContact


class Turn(msgspec.Struct, frozen=True):
    """What a story wants to have happened lately (``referred``, ``withdrew``: business days ago).

    ``stays``: in the same office, with the same caseworker. ``supported``: somebody found the time
    for an assessment and a plan.
    """

    stays: bool = False
    referred: int | None = None
    recipient: str = "eo-01"
    withdrew: int | None = None
    supported: bool = True


def lived(file: CaseFile, spell: Spell, turn: Turn) -> Tale:
    """Everything of a spell but its exit, merged by time."""
    tales = [] if turn.stays else _reassigned(file, spell)
    if turn.withdrew or turn.referred:
        file.consents.pop(0, None)
        day = file.town.after(spell.begins_on, 2)
        withdrawn_on = file.town.before(spell.until, turn.withdrew) if turn.withdrew else None
        tales.append(consents.given(file, file.hours(), day, 0, withdrawn_on, lasting=True))
    tales += [consents.asked(file, spell, place) for place in file.participants]
    for place, member in enumerate(file.household.members):
        if not member.adult and file.rng.random() < 0.2:
            tales.append(consents.for_a_child(file, spell, place))
    if turn.supported:
        tales += _worked_with(file, spell, turn)
    tales += [
        referrals.fast_tracked(file, spell),
        referrals.elsewhere(file, spell),
        money.paid_monthly(file, spell),
        money.helped(file, spell),
        noted(file, spell),
    ]
    return merged(tales)


def _worked_with(file: CaseFile, spell: Spell, turn: Turn) -> list[Tale]:
    tales = []
    for place in file.participants:
        first = file.town.after(spell.begins_on, file.rng.randint(4, 18))
        sure = True if turn.referred and place == 0 else None
        plans = support.cycles(file, spell, first, sure)
        tales.append(support.supported(file, spell, place, plans))
        if sure:
            tales.append(_referred(file, spell, turn))
        else:
            tales.append(referrals.to_employment(file, spell, place, plans))
    return tales


def _referred(file: CaseFile, spell: Spell, turn: Turn) -> Tale:
    """A referral that still waits for its answer today."""
    day = file.town.before(spell.until, turn.referred or 1)
    yield from referrals.unanswered(file, day, 0, turn.recipient)


def _reassigned(file: CaseFile, spell: Spell) -> list[Tale]:
    """Some move within Rivière-Nord, some get another caseworker; settled before all else."""
    chance = file.rng.random()
    first = spell.begins_on + timedelta(days=45)
    if chance > 0.24 or first >= spell.until:
        return []
    day = file.open_day_between(first, min(spell.until, first + timedelta(days=400)))
    if day >= spell.until:
        return []
    office, moves = file.office, chance < 0.13
    if moves:
        office = file.rng.choice(("centre", "east", "west", "rural"))
    at = file.hours().on(day)
    known = file.caseworker(at)
    others = [a for a in of_role("CASEWORKER", office) if a != known]
    if not others:
        return []
    caseworker = file.rng.choice(others)
    supervisor = next(iter(of_role("SUPERVISOR", file.office)), file.intake)
    file.assigned.append((at, caseworker))
    file.office = office
    command = AssignCase(case_id=file.case_id, office=office, caseworker_id=caseworker.account_id)
    tales = [_once(Step(at, supervisor.actor, command))]
    return [*tales, _moved(file, day, office)] if moves else tales


def _moved(file: CaseFile, day: date, office: str) -> Tale:
    register = file.household.applicant.register
    address = invent_address(file.rng, office, register.official_language)
    hours = file.hours()
    for place, member in enumerate(file.household.members):
        if member.adult:
            known = member.register
            yield file.by_intake(
                hours.on(day),
                UpdateContact(
                    person_id=file.people[place],
                    telephone=known.telephone,
                    email=known.email,
                    address=address,
                    safe_contact=known.safe_contact,
                    text_language=known.text_language,
                ),
            )


def noted(file: CaseFile, spell: Spell) -> Tale:
    """A note every month or two, about whoever took part in the talk."""
    hours = file.hours()
    day = file.open_day_between(
        spell.begins_on + timedelta(days=3), spell.begins_on + timedelta(days=25)
    )
    while day < spell.until:
        place = file.rng.choice(file.participants)
        body, language = file.words(NOTES, place)
        at = hours.on(day)
        yield file.by_caseworker(
            at,
            AddNote(
                case_id=file.case_id,
                person_id=file.people[place],
                body=body,
                text_language=language,
            ),
        )
        day = file.open_day_between(day + timedelta(days=45), day + timedelta(days=130))


def exited(file: CaseFile, day: date, reason: str) -> Tale:
    """The exit, covered to that day or to the end of its month."""
    first_of_next = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    language = file.language()
    at = file.hours().on(day)
    yield file.by_caseworker(
        at,
        ExitCase(
            case_id=file.case_id,
            reason=reason,
            exited_on=file.rng.choice((day, first_of_next)),
            details=in_language(EXITS[reason], language),
            text_language=language,
        ),
    )


def reopened(file: CaseFile, day: date) -> Tale:
    """A supervisor finds that the exit was recorded in error."""
    supervisor = of_role("SUPERVISOR", file.office)[0]
    yield Step(
        file.hours().on(day),
        supervisor.actor,
        ReopenCase(case_id=file.case_id, reason="EXIT_RECORDED_IN_ERROR"),
    )


def _once(step: Step) -> Tale:
    yield step
