"""Looks through everybody in the ledger for two numbers of one person, and tells the ledger.

Nothing is decided: a pair is suspected once, with its signs, and waits for a person. Names and
numbers stand in clear in this process's memory while they are compared, and nowhere else.
"""

import asyncio
from collections.abc import AsyncIterator
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.decision import Refusal
from domain.event import Actor, Recorded
from domain.evolve import fold
from domain.likeness import Facts, Likeness, rules, suspects
from domain.person import PersonState
from domain.private import Clear, Private
from domain.same_person import SuspectDuplicate
from domain.sameness import Sameness
from ledger.history import recorded
from ledger.ids import uuid7
from ledger.ledger import Ledger

PAGE = 2_000
AT_ONCE = 32

Pair = tuple[UUID, UUID]


class Suspected(msgspec.Struct, frozen=True):
    """Who was compared, how many pairs are newly suspected, and how many wait for a decision."""

    people: int
    new: int
    waiting: int


class _Known(msgspec.Struct):
    """Everybody, and what is decided about some."""

    people: list[Facts] = []
    suspected: set[Pair] = set()
    apart: set[Pair] = set()
    survivor: dict[UUID, UUID] = {}

    def canonical(self, person: UUID) -> UUID:
        while person in self.survivor:
            person = self.survivor[person]
        return person

    def pair(self, one: UUID, other: UUID) -> Pair:
        low, high = sorted((self.canonical(one), self.canonical(other)))
        return low, high

    def add(self, person: UUID, state: PersonState) -> None:
        facts = _facts(person, state)
        if facts is not None:
            self.people.append(facts)
        same: Sameness = state.sameness
        self.suspected.update(_sorted(person, other) for other in same.suspected)
        self.apart.update(_sorted(person, other) for other in same.apart)
        if same.survivor is not None:
            self.survivor[person] = same.survivor


async def suspect_duplicates(ledger: Ledger) -> Suspected:
    """Compare everybody, and suspect each pair that is alike and not settled.

    Raises ``KeyError`` where no rules are published, ``StoreUnavailable``.
    """
    known = _Known()
    async for person, state in _everybody(ledger):
        known.add(person, state)
    terms = rules(await ledger.policy(), ledger.today())
    alike = await asyncio.to_thread(suspects, known.people, terms)
    told: dict[Pair, Likeness] = {}
    for each in alike:
        pair = known.pair(each.one, each.other)
        if pair[0] != pair[1] and pair not in known.apart and pair not in known.suspected:
            told.setdefault(pair, each)
    actor = Actor(uuid5(NAMESPACE_URL, "caseledger:suspects"), "SYSTEM", "SYSTEM", ledger.tenant)
    pairs = list(told.items())
    for at in range(0, len(pairs), AT_ONCE):
        await asyncio.gather(*(_suspect(ledger, actor, *each) for each in pairs[at : at + AT_ONCE]))
    # A pair of which one was merged since waits under the number that stands for both.
    waiting = {known.pair(*pair) for pair in known.suspected | set(told)} - known.apart
    return Suspected(
        people=len(known.people),
        new=len(told),
        waiting=sum(one != other for one, other in waiting),
    )


async def _suspect(ledger: Ledger, actor: Actor, pair: Pair, found: Likeness) -> None:
    command = SuspectDuplicate(
        person_id=pair[0], other_id=pair[1], likeness=found.signs, score=found.score
    )
    answer = await ledger.execute(command, command_id=uuid7(), actor=actor)
    if isinstance(answer, Refusal):
        raise RuntimeError(f"a suspicion was refused: {answer.code}")


async def _everybody(ledger: Ledger) -> AsyncIterator[tuple[UUID, PersonState]]:
    """Each person's state with private values in clear, one after the other."""
    stream, version = "person-", 0
    events: list[Recorded] = []
    while rows := await ledger.store.read_kind(ledger.tenant, "person", stream, version, PAGE):
        found = [recorded(row) for row in rows]
        for each in await ledger.unseal(found):
            if events and each.stream != events[0].stream:
                yield _folded(events)
                events = []
            events.append(each)
        stream, version = found[-1].stream, found[-1].version
    if events:
        yield _folded(events)


def _folded(events: list[Recorded]) -> tuple[UUID, PersonState]:
    return UUID(events[0].stream.partition("-")[2]), fold("person", events)


def _facts(person: UUID, state: PersonState) -> Facts | None:
    """What is known of somebody; nothing of whom it was disposed of."""
    told, contact = state.registered, state.contact
    if told is None or not isinstance(told.given_name, Clear):
        return None
    return Facts(
        person_id=person,
        given_name=_clear(told.given_name),
        family_name=_clear(told.family_name),
        birth_date=_clear(told.birth_date),
        sin=_clear(told.sin),
        address=_clear(contact.address if contact else None),
        telephone=_clear(contact.telephone if contact else None),
    )


def _clear(value: Private | None) -> str:
    return value.value if isinstance(value, Clear) else ""


def _sorted(one: UUID, other: UUID) -> Pair:
    low, high = sorted((one, other))
    return low, high
