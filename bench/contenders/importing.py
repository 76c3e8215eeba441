"""Bulk import by our own bulk path, `ledger/bulk.py`.

A case is eleven events: a person, an application, its decision, five assessments without a text and
three notes, one command each, decided in order upon the states that the earlier ones left. What is
timed:

- `rows`: events that are decided, sealed and encoded already, 500 and fewer to an append;
- `sealed`: events that are decided already, a case a unit: sealed (four of the eleven hold
  private values, the person under a key made for them, each note under one of its own), encoded and
  appended;
- `decided`: the same, and every command decided as well.
"""

import asyncio
import dataclasses
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from bench.contenders.template import ACTOR, WORDS, assessment
from bench.loops import Job, Measured
from domain.case.commands import AddNote, DecideApplication, SubmitApplication
from domain.case.events import Member
from domain.decision import Claim, Command, Context, Decision, NewEvent, States, deciders
from domain.event import Metadata, Recorded
from domain.evolve import evolve, initial
from domain.person import RegisterPerson
from domain.policy import Policy
from domain.streams import stream_kind
from ledger.bulk import BulkUnit, BulkWriter
from ledger.commands import Accepted
from ledger.ids import uuid7
from ledger.keys.waiting import SealingKeys
from ledger.ledger import Ledger
from ledger.stored import Append, LedgerEvent
from ledger.writing import Envelope, keys_for, to_store

EVENTS_OF_A_CASE = 11
NOTES, ASSESSMENTS = 3, 5
EVENTS_AN_APPEND = 500
UNITS_AT_ONCE = 48
APPENDS_AT_ONCE = 4


class Deciding:
    """One case decided in memory: the states so far, and all that is to be written."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._states: dict[str, Any] = {}
        self.events: list[NewEvent] = []
        self.claims: list[Claim] = []

    def give(self, command: Command) -> dict[str, str]:
        """Decide one more command; what its author is told."""
        decider = deciders()[type(command)]
        for stream in decider.reads(command):
            self._states.setdefault(stream, initial(stream_kind(stream)))
        outcome = decider.decide(States(self._states), command, self._context)
        if not isinstance(outcome, Decision):
            raise AssertionError(f"{type(command).__name__} was refused: {outcome}")
        for new in outcome.events:
            self.events.append(new)
            state = self._states.setdefault(new.stream, initial(stream_kind(new.stream)))
            self._states[new.stream] = evolve(state, self._recorded(new, state.version + 1))
        self.claims += outcome.claims
        return outcome.result

    def unit(self) -> BulkUnit:
        return BulkUnit(
            command_id=uuid7(), body=b"a row", events=self.events, versions={}, claims=self.claims
        )

    def _recorded(self, new: NewEvent, version: int) -> Recorded:
        now = self._context.now
        return Recorded(
            position=len(self.events) + 1,
            tenant=self._context.tenant,
            stream=new.stream,
            version=version,
            event_id=new.event_id or uuid7(),
            event=new.event,
            effective_on=new.effective_on,
            known_at=now,
            appended_at=now,
            metadata=Metadata(actor=ACTOR),
        )


class Importing:
    """Imports cases into one open ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._writer = BulkWriter(ledger.store, ledger.keys, ledger.policies, ledger.tenant, ACTOR)

    async def run(self, job: Job) -> Measured:
        """Import `cases` cases `how` (what goes before is not timed), or go on for `seconds`."""
        policy = await self._ledger.policy()
        if "cases" not in job:
            return await self._go_on(policy, job["seconds"])
        way: Callable[[Policy, int], Awaitable[float]] = getattr(self, f"_{job['how']}")
        seconds = await way(policy, job["cases"])
        return {"seconds": seconds, "events": job["cases"] * EVENTS_OF_A_CASE}

    async def _rows(self, policy: Policy, cases: int) -> float:
        events: list[LedgerEvent] = []
        sealing = SealingKeys(self._ledger.keys)
        for case in self._decide(policy, cases):
            envelope = Envelope(
                actor=ACTOR, command_id=uuid7(), known_at=datetime.now(UTC), policy=0
            )
            ring = await keys_for(case.events, sealing)
            events += to_store(case.events, {}, envelope, ring)
        # no key is written with them: what is timed is the events alone
        rows = [dataclasses.replace(event, keys=None) for event in events]
        whole = EVENTS_AN_APPEND // EVENTS_OF_A_CASE * EVENTS_OF_A_CASE
        appends = [
            Append(self._ledger.tenant, rows[at : at + whole]) for at in range(0, len(rows), whole)
        ]
        return await _timed(appends, self._append, APPENDS_AT_ONCE)

    async def _append(self, append: Append) -> None:
        await self._ledger.store.append(append, bulk=True)

    async def _sealed(self, policy: Policy, cases: int) -> float:
        units = [case.unit() for case in self._decide(policy, cases)]
        return await _timed(units, self._write, UNITS_AT_ONCE)

    async def _decided(self, policy: Policy, cases: int) -> float:
        decided = (case.unit() for case in self._decide(policy, cases))
        return await _timed(decided, self._write, UNITS_AT_ONCE)

    async def _go_on(self, policy: Policy, seconds: float) -> Measured:
        end = time.perf_counter() + seconds
        events, spent = 0, 0.0
        while time.perf_counter() < end:
            spent += await self._decided(policy, UNITS_AT_ONCE * 4)
            events += UNITS_AT_ONCE * 4 * EVENTS_OF_A_CASE
        return {"seconds": spent, "events": events}

    async def _write(self, unit: BulkUnit) -> None:
        answer = await self._writer.append(unit)
        if not isinstance(answer, Accepted):
            raise AssertionError(f"a unit was not written: {answer}")

    def _decide(self, policy: Policy, cases: int) -> Iterable[Deciding]:
        """Cases, each decided when it is asked for."""
        today = self._ledger.today()
        for _ in range(cases):
            case = Deciding(
                Context(
                    tenant=self._ledger.tenant, actor=ACTOR, now=datetime.now(UTC), today=today,
                    zone=self._ledger.zone, new_id=uuid7, policy=policy,
                )
            )  # fmt: skip
            person = UUID(
                case.give(
                    RegisterPerson(
                        given_name="Zoé", family_name="Essai", birth_date="1990-02-28",
                        official_language="fr",
                    )
                )["person_id"]
            )  # fmt: skip
            opened = case.give(
                SubmitApplication(
                    programme="OW", channel="PHONE", received_by="LOCAL", office="centre",
                    submitted_on=today, members=(Member(person, "APPLICANT", "OW_ADULT"),),
                    complete=True,
                )
            )  # fmt: skip
            case_id = UUID(opened["case_id"])
            case.give(
                DecideApplication(
                    case_id=case_id, application_id=UUID(opened["application_id"]),
                    outcome="GRANTED", decided_on=today, effective_on=today,
                    reasons=("ELIGIBLE",),
                )
            )  # fmt: skip
            for number in range(ASSESSMENTS):
                case.give(assessment(case_id, person, today, number, None))
            for _ in range(NOTES):
                case.give(AddNote(case_id=case_id, person_id=person, body=WORDS))
            if len(case.events) != EVENTS_OF_A_CASE:
                raise AssertionError(f"a case of {len(case.events)} events")
            yield case


async def _timed(work: Iterable[Any], do: Callable[[Any], Awaitable[None]], at_once: int) -> float:
    """Seconds to do all of it, so many at a time; the next begins as soon as one is done."""
    began = time.perf_counter()
    waiting = iter(work)

    async def hand() -> None:
        for item in waiting:
            await do(item)

    await asyncio.gather(*(hand() for _ in range(at_once)))
    return time.perf_counter() - began
