"""Disposals as a whole: what is due, what a command about one needs to know, and how each stands.

disposals = Disposals(ledger, projections)
command = await disposals.fill(RequestDisposal(person_id=..., reason="SCHEDULE", authority="BYLAW"))
await ledger.execute(command, ...)
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec

from domain.decision import Command
from domain.disposal.commands import (
    ApproveDisposal,
    RequestDisposal,
    RequestItemDisposal,
)
from domain.disposal.facts import facts
from domain.disposal.schedule import Standing, standing
from domain.disposal.state import HoldsState
from domain.streams import case_stream, consent_stream, holds_stream, person_stream
from ledger.ledger import Ledger
from ledger.store_errors import StoreUnavailable
from projections.effects.carrying_out import ALL_STEPS, LAST
from projections.retention import queries
from projections.retention.queries import Subject
from projections.retention.rows import DisposalRow, HoldRow
from projections.run import Projections

PATIENCE = 5.0  # seconds that a command waits for the read models to hold all that was recorded
READS = ("person_directory", "same_person", "case_file", "timeline", "retention")
PAGE = 200


class Due(msgspec.Struct, frozen=True):
    """A person whose data may go: why (the classes, with their terms), and what holds it back."""

    subject: Subject
    standing: Standing
    holds: tuple[UUID, ...]
    waiting: UUID | None


class Progress(msgspec.Struct, frozen=True):
    """How far a disposal came: the steps done, and those that are outstanding, in their order.

    ``beyond_recovery``: all is done, and no key-encryption key is left that could open the person's
    keys in an old write-ahead log, base backup or dump.
    """

    disposal: DisposalRow
    done: tuple[str, ...]
    outstanding: tuple[str, ...]
    beyond_recovery: bool


class Disposals:
    """The disposals of one tenant, read as the owner of the read tables: for the program itself.

    Whoever shows anything of it asks first whether its reader may know.
    """

    def __init__(self, ledger: Ledger, projections: Projections) -> None:
        self._ledger = ledger
        self._projections = projections

    async def fill(self, command: Command) -> Command:
        """The command with what the program looks up itself; any other as it is.

        Raises ``StoreUnavailable`` where the read models are behind: what they do not hold yet could
        be what has to be kept.
        """
        if isinstance(command, RequestDisposal | ApproveDisposal):
            await self._caught_up()
            subject = await self._subject(command.person_id)
            if subject is None:
                return command
            return msgspec.structs.replace(
                command,
                persons=subject.persons,
                case_ids=subject.case_ids,
                last_use_on=subject.last_use_on,
            )
        if isinstance(command, RequestItemDisposal):
            await self._caught_up()
            async with self._projections.connection() as connection:
                found = await queries.text_of_event(
                    connection, self._ledger.tenant, command.of_event
                )
            if found is None or found.person_id is None:
                return command
            return msgspec.structs.replace(
                command,
                person_id=found.person_id,
                items=tuple(sorted(found.items)),
                case_ids=(found.case_id,) if found.case_id else (),
            )
        return command

    async def due(self, *, person: UUID | None = None) -> AsyncIterator[Due]:
        """Persons whose data may go today by the schedule, unused the longest first.

        With ``person``, where they stand, due or not. Raises ``StoreUnavailable``.
        """
        await self._caught_up()
        policy, today = await self._ledger.policy(), self._ledger.today()
        least = policy.content("retention", today).get("minimum", {}).get("days", 0)
        async with self._projections.connection() as connection:
            found = await queries.subjects(
                connection,
                self._ledger.tenant,
                str(self._ledger.zone),
                persons=None if person is None else [person],
                quiet_since=today - timedelta(days=least) if person is None else None,
            )
        for at in range(0, len(found), PAGE):
            for each in await self._stand(found[at : at + PAGE], today):
                if person is not None or each.standing.due(today):
                    yield each

    async def disposals(self, **asked: Any) -> list[DisposalRow]:
        """See ``projections.retention.queries.disposals``."""
        async with self._projections.connection() as connection:
            return await queries.disposals(connection, self._ledger.tenant, **asked)

    async def holds(self) -> list[HoldRow]:
        """Every legal hold, those in force first."""
        async with self._projections.connection() as connection:
            return await queries.holds(connection, self._ledger.tenant)

    async def progress(self, rows: Sequence[DisposalRow]) -> list[Progress]:
        """How far each of these came, in their order."""
        async with self._projections.connection() as connection:
            ids = [row.disposal_id for row in rows]
            found = await queries.steps(connection, self._ledger.tenant, ids)
            recoverable = await queries.recoverable(connection, self._ledger.tenant, ids)
        done: dict[UUID, list[str]] = {}
        for step in found:
            done.setdefault(step.disposal_id, []).append(step.step)
        return [
            _progress(row, done.get(row.disposal_id, ()), row.disposal_id in recoverable)
            for row in rows
        ]

    async def outstanding(self) -> list[Progress]:
        """Disposals that were approved and of which something is still to be done.

        Raises ``StoreUnavailable`` where the read models are behind.
        """
        await self._caught_up()
        async with self._projections.connection() as connection:
            rows = await queries.unfinished(connection, self._ledger.tenant, LAST)
        return await self.progress(rows)

    async def _caught_up(self) -> None:
        head = await self._ledger.head()
        if not await self._projections.wait_for(READS, head, PATIENCE):
            raise StoreUnavailable("the read models are behind", outcome_known=True)

    async def _subject(self, person: UUID) -> Subject | None:
        async with self._projections.connection() as connection:
            found = await queries.subjects(
                connection, self._ledger.tenant, str(self._ledger.zone), persons=[person]
            )
        return found[0] if found else None

    async def _stand(self, subjects: Sequence[Subject], today: date) -> list[Due]:
        """Where these stand, decided as the command is decided: on the streams themselves."""
        policy = await self._ledger.policy()
        states = await self._ledger.commands.states.load_states(_streams(subjects))
        holds: HoldsState = states[holds_stream()]
        found = []
        for subject in subjects:
            known = facts(
                subject.persons,
                [states[consent_stream(person)] for person in subject.persons],
                [states[case_stream(case)] for case in subject.case_ids],
                subject.last_use_on,
                today,
                self._ledger.zone,
            )
            stands = standing(known, policy, today)
            held = holds.on(
                frozenset(subject.persons), frozenset(subject.case_ids), stands.record_class or ""
            )
            waiting = states[person_stream(subject.person_id)].disposals.of_person
            found.append(
                Due(
                    subject=subject,
                    standing=stands,
                    holds=tuple(hold.placed.hold_id for hold in held),
                    waiting=waiting.request.disposal_id if waiting else None,
                )
            )
        return found


def _streams(subjects: Iterable[Subject]) -> Iterable[str]:
    yield holds_stream()
    for subject in subjects:
        for person in subject.persons:
            yield person_stream(person)
            yield consent_stream(person)
        yield from map(case_stream, subject.case_ids)


def _progress(row: DisposalRow, done: Sequence[str], recoverable: bool) -> Progress:
    outstanding = tuple(step for step in ALL_STEPS if step not in done)
    return Progress(row, tuple(done), outstanding, not outstanding and not recoverable)
