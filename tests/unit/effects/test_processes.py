"""Reactions are pure: an event and what is known in, effects out."""

from datetime import date
from uuid import UUID

import msgspec
import pytest

from domain.case.commands import AnswerReferral, DecideApplication
from domain.case.events import Member
from domain.consent import ReaffirmConsent, WithdrawConsent
from domain.event import Recorded, SourceReference
from domain.lapses import ReviewLapses
from domain.letters import PrepareLetter
from domain.tasks import AskReaffirmation, SettleTask, reaffirmation_task
from projections.effects.delivery.outbox import wait_of
from projections.effects.engine.model import (
    CallOff,
    CancelTimer,
    Effect,
    Keep,
    Kept,
    Known,
    Process,
    Send,
    SetTimer,
    Tell,
    command_of,
    content_of,
    taken_here,
)
from projections.effects.engine.runner import reactions
from projections.effects.processes import PROCESSES
from projections.effects.processes.letters import LETTERS
from projections.effects.processes.partners import PARTNERS
from projections.effects.processes.reaffirmation import REAFFIRMATION
from tests.support.world import DAY, World, correct_birth_date
from tests.unit.domain.test_every_command import _asking, _lapsed


def played(process: Process, world: World) -> list[tuple[str, list[Effect]]]:
    """What a process makes of all that happened, in order, keeping its facts."""
    kept = Kept()
    found = []
    for recorded in world.log:
        if not process.hears(recorded):
            continue
        made = list(process.react(kept.known(world.policy), recorded))
        assert made == list(process.react(kept.known(world.policy), recorded))
        for effect in made:
            if isinstance(effect, Keep):
                kept.keep(effect)
        if made:
            found.append((recorded.event.wire_name, made))
    return found


def reported(recorded: Recorded) -> Recorded:
    source = SourceReference("SAMS", "1")
    metadata = msgspec.structs.replace(recorded.metadata, source=source)
    return msgspec.structs.replace(recorded, metadata=metadata)


def test_a_consent_that_lapses_is_asked_for_on_its_day_and_not_once_it_ended() -> None:
    world = World()
    lapsed = _lapsed(world)
    person, consent = lapsed["person_id"], lapsed["consent_id"]
    [(_, [timer, kept])] = played(REAFFIRMATION, world)
    assert isinstance(timer, SetTimer) and timer.on == DAY and timer.name == consent
    assert isinstance(timer.then, Send) and timer.then.person_id == person
    assert isinstance(timer.then.command, AskReaffirmation)
    assert isinstance(kept, Keep) and kept.person_id == person

    how = {"signed_on": DAY, "language": "fr", "method": "WRITTEN"}
    given = {"person_id": person, "consent_id": consent} | how
    world.accepts(msgspec.convert(given, ReaffirmConsent))
    [_, (name, effects), *_] = played(REAFFIRMATION, world)
    assert name == "consent.reaffirmed"
    assert CancelTimer(consent) in effects
    [settle] = [e.command for e in effects if isinstance(e, Send)]
    assert isinstance(settle, SettleTask) and settle.outcome == "DONE"


def test_a_consent_by_the_person_themselves_leads_to_no_timer_and_no_task() -> None:
    world = World()
    person = world.person()
    consent = world.accepts(world.consent(person)).result["consent_id"]
    taken_back = {"person_id": person, "consent_id": consent, "method": "VERBAL"}
    world.accepts(msgspec.convert(taken_back, WithdrawConsent))
    assert played(REAFFIRMATION, world) == []


def test_a_corrected_birth_date_has_the_days_worked_out_anew_and_the_timer_moved() -> None:
    world = World()
    child, parent = world.person(birth_date="2010-03-20"), world.person()
    given = world.consent(child, capacity="PARENT", grantor_id=parent, custody=True)
    consent = world.accepts(given).result["consent_id"]

    def effects() -> list[Effect]:
        return played(REAFFIRMATION, world)[-1][1]

    def corrected(born: str) -> list[Effect]:
        """What follows once the correction was heard, and the command was carried out."""
        correct_birth_date(world, child, born)
        [asked] = effects()
        assert asked == Send(ReviewLapses(person_id=child), person_id=child)
        world.accepts(asked.command)
        return effects()

    timer, _ = effects()
    ask = Send(AskReaffirmation(person_id=child, consent_id=UUID(consent)), person_id=child)
    assert timer == SetTimer(consent, date(2026, 3, 20), ask)
    timer, kept = corrected("2010-04-01")
    assert timer == SetTimer(consent, date(2026, 4, 1), ask)
    assert kept == Keep(consent, "2026-04-01", child)
    # Asked already, as it turns out: the timer is moved into the past, and fires at once.
    timer, _ = corrected("2010-03-01")
    assert timer == SetTimer(consent, date(2026, 3, 1), ask)
    # It has fired: another day that is over asks nobody again.
    correct_birth_date(world, child, "2010-02-28")
    before = played(REAFFIRMATION, world)
    world.accepts(ReviewLapses(person_id=child))
    assert played(REAFFIRMATION, world) == before
    # Nobody need be asked yet: the task goes, and is raised again on the day.
    timer, _, settle = corrected("2011-05-06")
    assert timer == SetTimer(consent, date(2027, 5, 6), ask)
    assert settle.command == SettleTask(
        task_id=reaffirmation_task(UUID(consent)), outcome="NOT_NEEDED"
    )
    world.says_nothing_new(ReviewLapses(person_id=child))


def test_whom_nobody_worked_with_on_the_day_is_asked_once_somebody_does() -> None:
    world = World()
    lapsed = _lapsed(world)
    child, parent = lapsed["person_id"], world.person()
    unit = (Member(parent, "APPLICANT", "OW_ADULT"), Member(child, "DEPENDENT", "DEPENDENT_CHILD"))
    [(_, [timer, _])] = played(REAFFIRMATION, world)
    assert isinstance(timer, SetTimer) and timer.on == DAY
    world.on(date(2026, 4, 2))
    case = world.applied_case(*unit)
    assert played(REAFFIRMATION, world)[1:] == [("application.submitted", [timer])]
    ask = AskReaffirmation(person_id=child, consent_id=UUID(lapsed["consent_id"]))
    assert reactions(REAFFIRMATION, Known(world.policy), reported(world.log[-1])) == []
    world.accepts(msgspec.structs.replace(ask, case_id=case))
    world.accepts(msgspec.convert({**lapsed, "signed_on": world.today}, ReaffirmConsent))
    before = played(REAFFIRMATION, world)
    world.applied_case(*unit)
    assert played(REAFFIRMATION, world) == before


def test_a_corrected_birth_date_of_whom_nothing_lapses_leads_to_nothing() -> None:
    world = World()
    child, parent = world.person(birth_date="2010-03-20"), world.person()
    given = world.consent(child, capacity="PARENT", grantor_id=parent, custody=True)
    consent = world.accepts(given).result["consent_id"]
    correct_birth_date(world, parent, "1980-05-06")
    assert len(played(REAFFIRMATION, world)) == 1
    correct_birth_date(world, child, "2010-03-21")
    assert len(played(REAFFIRMATION, world)) == 2
    taken_back = {"person_id": child, "consent_id": consent, "method": "VERBAL"}
    world.accepts(msgspec.convert(taken_back, WithdrawConsent))
    before = played(REAFFIRMATION, world)
    correct_birth_date(world, child, "2010-03-22")
    assert played(REAFFIRMATION, world) == before


def test_a_task_is_asked_once_and_only_while_the_consent_waits() -> None:
    world = World()
    asked = _asking(world)
    world.on(DAY.replace(day=1))
    world.refuses("REAFFIRM_NOT_DUE", asked)
    world.on(DAY)
    world.refuses("NOBODY_WORKS_WITH_THEM", msgspec.structs.replace(asked, case_id=None))
    version = world.case(asked.case_id).version
    world.accepts(asked)
    world.says_nothing_new(asked)
    assert world.case(asked.case_id).version == version


def test_letters_are_of_what_is_decided_here_and_now() -> None:
    world = World()
    case = world.applied_case()
    pending = world.case(case).pending
    assert pending is not None
    refused = {
        "case_id": case,
        "application_id": pending.application_id,
        "outcome": "REFUSED",
        "decided_on": DAY,
        "effective_on": DAY,
        "reasons": ["INCOME_ABOVE_LIMIT"],
    }
    world.accepts(msgspec.convert(refused, DecideApplication))
    decided = world.log[-1]
    [(_, effect)] = reactions(LETTERS, Known(world.policy), decided)
    assert command_of(effect.effect) == PrepareLetter(
        kind="DECISION",
        about=pending.application_id,
        of_event=decided.event_id,
        case_id=case,
    )
    again = reactions(LETTERS, Known(world.policy), decided)
    assert [each for _, each in again] == [effect]
    assert effect.effect["at"] == f"{decided.appended_at:%Y-%m-%dT%H:%M:%SZ}"
    assert reactions(LETTERS, Known(world.policy), reported(decided)) == []
    late = msgspec.structs.replace(decided, known_at=decided.known_at.replace(year=2020))
    assert not taken_here(late) and reactions(LETTERS, Known(world.policy), late) == []


def test_a_partner_is_told_of_its_referrals_and_reminded_once_the_reply_is_overdue() -> None:
    world = World()
    case = world.granted_case()
    person = world.applicant(case)
    world.accepts(world.assess(case))
    world.accepts(world.consent(person))
    made = world.accepts(world.refer(case, "IDENTITY")).result
    heard = dict(played(PARTNERS, world))
    tells = [e for e in heard["referral.made"] if isinstance(e, Tell)]
    assert [(t.recipient, t.kind) for t in tells] == [("eo-01", "referral.made")]
    [timer] = [e for e in heard["referral.made"] if isinstance(e, SetTimer)]
    due = world.case(case).referrals[next(iter(world.case(case).referrals))].made.reply_due_on
    assert (timer.on - due).days == 1 and timer.then.kind == "referral.reply_overdue"
    answered = {"case_id": case, "referral_id": made["referral_id"], "answer": "ACCEPTED"}
    world.accepts(msgspec.convert(answered | {"answered_on": DAY}, AnswerReferral))
    assert CancelTimer(timer.name) in dict(played(PARTNERS, world))["referral.answered"]


def test_no_reply_is_overdue_while_a_referral_is_paused_and_it_is_due_again_once_it_runs() -> None:
    world = World()
    case = world.granted_case()
    person = world.applicant(case)
    world.accepts(world.assess(case))
    consent = world.accepts(world.consent(person)).result["consent_id"]
    world.accepts(world.refer(case, "IDENTITY"))
    [timer] = [e for e in dict(played(PARTNERS, world))["referral.made"] if type(e) is SetTimer]
    taken_back = {"person_id": person, "consent_id": consent, "method": "VERBAL"}
    world.accepts(msgspec.convert(taken_back, WithdrawConsent))
    paused = dict(played(PARTNERS, world))["referral.paused"]
    assert CancelTimer(timer.name) in paused
    [off] = [e for e in paused if isinstance(e, CallOff)]
    assert "referral.made" in off.kinds and off.ids == timer.then.ids
    world.accepts(world.consent(person))
    assert timer in dict(played(PARTNERS, world))["referral.resumed"]
    referral = next(iter(world.case(case).referrals))
    accepted = {"answer": "ACCEPTED", "answered_on": DAY, "case_id": case, "referral_id": referral}
    world.accepts(msgspec.convert(accepted, AnswerReferral))
    assert Keep(f"reply:{referral}", None) in played(PARTNERS, world)[-1][1]


def test_a_withdrawal_reaches_who_holds_something_on_the_consent() -> None:
    world = World()
    case = world.granted_case()
    person = world.applicant(case)
    world.accepts(world.assess(case))
    consent = world.accepts(world.consent(person)).result["consent_id"]
    world.accepts(world.refer(case, "IDENTITY"))
    taken_back = {"person_id": person, "consent_id": consent, "method": "VERBAL"}
    world.accepts(msgspec.convert(taken_back, WithdrawConsent))
    told = [e for _, effects in played(PARTNERS, world) for e in effects if isinstance(e, Tell)]
    assert {(t.recipient, t.kind) for t in told} == {
        ("eo-01", "referral.made"),
        ("eo-01", "referral.paused"),
        ("eo-01", "consent.ended"),
    }
    assert str(person) not in str([content_of(t) for t in told])


@pytest.mark.parametrize("process", PROCESSES, ids=lambda p: p.name)
def test_what_is_noted_can_be_read_again(process: Process) -> None:
    world = World()
    _asking(world)
    case = world.granted_case()
    person = world.applicant(case)
    consent = world.accepts(world.consent(person)).result["consent_id"]
    taken_back = {"person_id": person, "consent_id": consent, "method": "VERBAL"}
    world.accepts(msgspec.convert(taken_back, WithdrawConsent))
    for _, effects in played(process, world):
        for effect in effects:
            sent = effect.then if isinstance(effect, SetTimer) else effect
            if isinstance(sent, Send):
                kind, content = content_of(sent)
                stored = msgspec.json.decode(msgspec.json.encode(content))
                assert kind == "COMMAND" and command_of(stored) == sent.command


def test_pauses_double_up_to_the_longest() -> None:
    assert [wait_of(n, 5, 60, 1.0) for n in range(1, 7)] == [5, 10, 20, 40, 60, 60]
    assert wait_of(10_000, 5, 60, 0.5) == 30
