"""What the gate decides on, asked of the read models before anything is shown: ids, days, codes.

Whoever has several numbers has the facts of all of them. Each grant keeps its own endings: a merge
revives none and ends none.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import TypeVar
from uuid import UUID

import msgspec

from api.access.opened import Numbers
from api.access.safety import Safety, safety_in, safety_of
from api.context import Context
from domain.access import CaseOf, Emergency, ReferralOf, Sealing
from domain.consent import Grant
from projections.case_file.gate_facts import CaseFacts, case_facts
from projections.case_file.queries import (
    Assignment,
    ReferralFact,
    assignments_of_persons,
    referrals_of,
)
from projections.consent_audit.queries import grants_for
from projections.oversight.queries import OwnEmergency, own_emergencies
from projections.same_person.queries import known_pairs, same_persons

T = TypeVar("T")
_STATUS = {"APPLIED": "APPLIED", "GRANTED": "OPEN"}


class Units(msgspec.Struct, frozen=True):
    """Of cases: the members of each, each with the case as it is theirs; under which numbers; seals
    and who left; what who asks opened of any of them in an emergency, as rows."""

    members: Mapping[UUID, Mapping[UUID, CaseOf]]
    numbers: Numbers
    safety: Safety
    emergencies: Sequence[OwnEmergency] = ()


class Facts:
    """Loads the facts of one request's decisions. ``at_hand``: those of its cases, where it has them."""

    def __init__(self, context: Context, at_hand: CaseFacts | None = None) -> None:
        self._context = context
        self._at_hand = at_hand

    async def of_cases(self, ids: Sequence[UUID]) -> Units:
        """What bears on these cases. Where facts are at hand, a case of which they tell nothing is as
        one that does not exist.

        A number that left the unit leads nowhere from it, whoever it was merged with.
        """
        if not ids:
            return Units({}, Numbers(), Safety())
        if self._at_hand is None:
            facts = await self._context.reader.ask(None, case_facts, self._context.tenant, ids)
        else:
            facts = self._at_hand.of(ids)
        safety = safety_in(facts.safety)
        members: dict[UUID, dict[UUID, CaseOf]] = {}
        numbers = Numbers()
        for row in facts.assignments:
            theirs = members.setdefault(row.case_id, {})
            if row.person_id is not None:
                theirs[row.person_id] = _case_of(
                    row, self._context.today, safety.cases.get(row.case_id)
                )
                left = safety.left.get(row.case_id, frozenset())
                shown = row.canonical_id or row.person_id
                for same in row.same_as or ():
                    if same not in left:
                        numbers.add(row.person_id, row.person_id if shown in left else shown, same)
        return Units(members, numbers, safety, facts.emergencies)

    async def safety(self, persons: Iterable[UUID], numbers: Numbers) -> Safety:
        """The seals on these persons, and which units any of their numbers left."""
        return await safety_of(self._context, (), _every(persons, numbers))

    async def numbers(self, persons: Sequence[UUID]) -> Numbers:
        """Under which numbers each of these persons is known."""
        found = Numbers()
        ask = self._context.reader.ask
        for row in await ask(None, same_persons, self._context.tenant, persons):
            found.add(row.person_id, row.canonical_id, row.same_id)
        return found

    async def cases_under(
        self, persons: Iterable[UUID], numbers: Numbers
    ) -> Mapping[UUID, Sequence[CaseOf]]:
        """The cases under each number of these persons."""
        every = _every(persons, numbers)
        rows = await self._context.reader.ask(
            None, assignments_of_persons, self._context.tenant, every
        )
        under: dict[UUID, list[CaseOf]] = defaultdict(list)
        for row in rows:
            if row.person_id is not None:
                under[row.person_id].append(_case_of(row, self._context.today))
        return under

    async def cases_of(
        self, persons: Iterable[UUID], numbers: Numbers
    ) -> Mapping[UUID, Sequence[CaseOf]]:
        """The cases of each of these persons, under whichever of their numbers."""
        wanted = list(persons)
        return _together(wanted, numbers, await self.cases_under(wanted, numbers))

    async def grants_of(
        self, persons: Iterable[UUID], numbers: Numbers
    ) -> Mapping[UUID, Sequence[Grant]]:
        """What each of these persons consented to, ever."""
        every = _every(persons, numbers)
        under: dict[UUID, list[Grant]] = defaultdict(list)
        if every:
            tenant = self._context.tenant
            for row in await self._context.reader.ask(None, grants_for, tenant, every):
                under[row.person_id].append(row.grant)
        return _together(persons, numbers, under)

    async def referrals_of(
        self, persons: Iterable[UUID], numbers: Numbers
    ) -> Mapping[UUID, Sequence[ReferralOf]]:
        """To whom each of these persons was referred, from which case, and until when."""
        every = _every(persons, numbers)
        under: dict[UUID, list[ReferralOf]] = defaultdict(list)
        if every:
            tenant = self._context.tenant
            for row in await self._context.reader.ask(None, referrals_of, tenant, every):
                under[row.person_id].append(self._referral_of(row))
        return _together(persons, numbers, under)

    async def emergencies_of(
        self, persons: Iterable[UUID], numbers: Numbers
    ) -> Mapping[UUID, Sequence[Emergency]]:
        """What who asks opened of each of these persons in an emergency, now or before."""
        every = _every(persons, numbers)
        rows = await self._context.reader.ask(None, own_emergencies, self._context.tenant, every)
        return emergencies_in(rows, persons, numbers)

    async def known_pairs(self, persons: Iterable[UUID], numbers: Numbers) -> set[frozenset[UUID]]:
        """Pairs among these that somebody is to decide, or decided, about."""
        every = _every(persons, numbers)
        return await self._context.reader.ask(None, known_pairs, self._context.tenant, every)

    def _referral_of(self, row: ReferralFact) -> ReferralOf:
        ends = [self._begins(row.ended_on)] if row.ended_on else []
        ends += [row.paused_at] if row.paused_at else []
        return ReferralOf(
            organisation=row.recipient,
            recipient_kind=row.to_type or "",
            case_id=row.case_id,
            made_at=self._begins(row.made_on),
            ended_at=min(ends, default=None),
        )

    def _begins(self, day: date) -> datetime:
        # What is told by its day holds from the beginning of that day.
        return datetime.combine(day, time(), self._context.zone).astimezone(UTC)


def emergencies_in(
    rows: Sequence[OwnEmergency], persons: Iterable[UUID], numbers: Numbers
) -> Mapping[UUID, Sequence[Emergency]]:
    """Which of these were of each of these persons, under any of their numbers."""
    if not rows:
        return {}
    return {
        person: [
            Emergency(
                row.emergency_id,
                person,
                row.account_id,
                row.opened_at,
                row.until,
                frozenset(row.categories),
            )
            for row in rows
            if row.person_id in numbers.of(person)
        ]
        for person in persons
    }


def _every(persons: Iterable[UUID], numbers: Numbers) -> list[UUID]:
    return list({same for person in persons for same in numbers.of(person)})


def _together(
    persons: Iterable[UUID], numbers: Numbers, under: Mapping[UUID, Sequence[T]]
) -> Mapping[UUID, Sequence[T]]:
    return {
        person: [fact for same in numbers.of(person) for fact in under.get(same, ())]
        for person in persons
    }


def _case_of(row: Assignment, today: date, sealed: Sealing | None = None) -> CaseOf:
    status = row.status_on(today)
    return CaseOf(
        row.case_id,
        row.office or "",
        row.caseworker_id,
        _STATUS.get(status or "", "CLOSED"),
        left_on=row.left_on,
        closed_on=row.closed_on if status == row.status else None,
        sealed=sealed,
    )
