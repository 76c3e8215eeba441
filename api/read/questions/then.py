"""Somebody's facts as they were known at an instant, folded from the ledger: what ``decide`` goes by.

The read models hold what is known now. Here the person's streams are folded again from the events
that were known by then, and a case is taken as it stood on the day that is asked for.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from uuid import UUID

import msgspec

from api.access.safety import safety_of
from api.context import Context
from api.errors import Unavailable
from domain.access import CaseOf, Emergency, Moment, ReferralOf, Sealing, Subject
from domain.case.events import ReferralPaused, ReferralResumed
from domain.case.state import CaseState, Referral
from domain.consent import ConsentState
from domain.emergencies import BreakGlassOpened
from domain.event import Recorded
from domain.evolve import fold
from domain.person import PersonState
from domain.sealed_files import Seal
from domain.streams import case_stream, consent_stream, person_stream, stream_kind
from ledger.store_errors import StoreUnavailable
from projections.case_file.queries import assignments_of_persons
from projections.same_person.queries import same_persons

BEARING = ("application.", "case.", "consent.", "file.", "referral.", "unit.", "break_glass.")
"""Types of event, by how they begin, on which a decision may rest."""


class Then(msgspec.Struct, frozen=True):
    """The facts, and the positions of the events that tell them."""

    subject: Subject
    positions: tuple[int, ...]


class Past:
    """The histories of the people one request asks about, each read once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._streams: dict[str, list[Recorded]] = {}

    async def subject(self, person: UUID, moment: Moment) -> Then:
        """What bore on this person at that moment. Raises ``Unavailable``."""
        numbers = await self._numbers(person, moment)
        cases = await self._cases(numbers)
        streams = [
            *map(case_stream, cases),
            *map(consent_stream, numbers),
            *map(person_stream, numbers),
        ]
        known = {stream: await self.known(stream, moment) for stream in streams}
        states = {stream: fold(stream_kind(stream), known[stream]) for stream in streams}
        found: list[CaseOf] = []
        referrals: list[ReferralOf] = []
        for case in cases:
            state: CaseState = states[case_stream(case)]
            found += self._case_of(case, state, numbers, moment)
            paused = _paused(known[case_stream(case)], moment)
            referrals += self._referrals_of(case, state, numbers, paused)
        consents: list[ConsentState] = [states[consent_stream(one)] for one in numbers]
        people: list[PersonState] = [states[person_stream(one)] for one in numbers]
        events = [event for stream in streams for event in known[stream]]
        subject = Subject(
            person,
            cases=found,
            referrals=referrals,
            grants=[grant for state in consents for grant in state.grants.values()],
            emergencies=_emergencies(person, consents, events),
            sealing=_sealing([state.seal for state in people]),
        )
        rests_on = sorted(e.position for e in events if e.event.wire_name.startswith(BEARING))
        return Then(subject, tuple(rests_on))

    async def known(self, stream: str, moment: Moment) -> list[Recorded]:
        """The events of a stream that were known by then, in their order. Raises ``Unavailable``."""
        if stream not in self._streams:
            try:
                self._streams[stream] = await self._context.services.ledger.load(stream)
            except StoreUnavailable:
                raise Unavailable() from None
        return [event for event in self._streams[stream] if moment.knows(event.known_at)]

    async def _numbers(self, person: UUID, moment: Moment) -> list[UUID]:
        """The numbers that were known to be this person's: by merges that stood then."""
        ask = self._context.reader.ask
        now = {row.same_id for row in await ask(None, same_persons, self._context.tenant, [person])}
        links: dict[UUID, set[UUID]] = {}
        for number in now | {person}:
            state: PersonState = fold("person", await self.known(person_stream(number), moment))
            same = state.sameness
            for other in (*same.absorbed, *([same.survivor] if same.survivor else [])):
                links.setdefault(number, set()).add(other)
                links.setdefault(other, set()).add(number)
        found, todo = {person}, [person]
        while todo:
            new = links.get(todo.pop(), set()) - found
            found |= new
            todo += new
        return sorted(found)

    async def _cases(self, numbers: Iterable[UUID]) -> list[UUID]:
        """The cases of which these are members, or were until they left them."""
        rows = await self._context.reader.ask(
            None, assignments_of_persons, self._context.tenant, list(numbers)
        )
        safety = await safety_of(self._context, (), numbers)
        return sorted({*(row.case_id for row in rows), *safety.left})

    def _case_of(
        self, case: UUID, state: CaseState, numbers: Iterable[UUID], moment: Moment
    ) -> Iterable[CaseOf]:
        """The case as it is of each number that is or was in it."""
        day = moment.today
        office, caseworker = state.responsible_on(day)
        current = state.current()
        closed_on = current.exit.exited_on if current and current.exit else None
        latest = state.latest
        if current is None and latest is not None:
            closed_on = latest.withdrawn_on or (
                latest.decision.decided_on if latest.decision else None
            )
        status = state.status_on(day)
        for number in numbers:
            spells = [
                m for m in state.memberships.values() if m.member and m.member.person_id == number
            ]
            if not spells and number not in state.members(day):
                continue
            last = max(spells, key=lambda m: m.joined_on, default=None)
            yield CaseOf(
                case,
                office,
                caseworker,
                status,
                joined_on=min((m.joined_on for m in spells), default=None),
                left_on=last.left_on if last and last.left_on != date.max else None,
                closed_on=closed_on if status == "CLOSED" else None,
                sealed=_sealing([state.seal]),
            )

    def _referrals_of(
        self,
        case: UUID,
        state: CaseState,
        numbers: Iterable[UUID],
        paused: Mapping[UUID, datetime],
    ) -> Iterable[ReferralOf]:
        for key, referral in state.referrals.items():
            made = referral.made
            if made is not None and made.person_id in numbers:
                yield ReferralOf(
                    organisation=made.recipient,
                    recipient_kind=made.to_type,
                    case_id=case,
                    made_at=self._begins(made.made_on),
                    ended_at=min(self._ends(referral, paused.get(key)), default=None),
                )

    def _ends(self, referral: Referral, paused_at: datetime | None) -> Iterable[datetime]:
        if referral.answer is not None and referral.answer.answer == "DECLINED":
            yield self._begins(referral.answer.answered_on)
        if referral.closed is not None:
            yield self._begins(referral.closed.closed_on)
        if paused_at is not None:
            yield paused_at

    def _begins(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._context.zone).astimezone(UTC)


def _paused(known: Iterable[Recorded], moment: Moment) -> Mapping[UUID, datetime]:
    """The referrals that were paused at that moment, each with when it was; resumed later or not."""
    turns = sorted(
        (
            event.paused_at if isinstance(event, ReferralPaused) else event.resumed_at,
            one.position,
            event,
        )
        for one in known
        if isinstance(event := one.event, ReferralPaused | ReferralResumed)
    )
    paused: dict[UUID, datetime] = {}
    for at, _, event in turns:
        if at > moment.now:
            break
        if isinstance(event, ReferralPaused):
            paused[event.referral_id] = at
        else:
            paused.pop(event.referral_id, None)
    return paused


def _sealing(seals: Iterable[Seal | None]) -> Sealing | None:
    """Where several seals meet, open is what each of them opens."""
    standing = [seal for seal in seals if seal is not None]
    if not standing:
        return None
    open_to = frozenset.intersection(*(seal.open_to for seal in standing))
    return Sealing(standing[0].kind, open_to)


def _emergencies(
    person: UUID, consents: Iterable[ConsentState], events: Iterable[Recorded]
) -> list[Emergency]:
    opened = {
        e.event.emergency_id: e.event for e in events if isinstance(e.event, BreakGlassOpened)
    }
    return [
        Emergency(
            key,
            person,
            standing.account_id,
            opened[key].opened_at,
            standing.until,
            frozenset(opened[key].categories),
        )
        for state in consents
        for key, standing in state.emergencies.items()
        if key in opened
    ]
