"""What the streams of a session ask at the same moment is asked once, and never before they ask."""

import asyncio
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from api.access.at_once import AtOnce, KnownNow
from projections.case_file.gate_facts import CaseFacts
from projections.case_file.queries import Assignment
from projections.case_file.safety import SafetyFact

ONE, TWO, THREE = uuid4(), uuid4(), uuid4()


class Server:
    """Answers when it is let; ``asked``: by which secret, about what."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, set[UUID]]] = []
        self.answers = asyncio.Event()
        self.fails: Exception | None = None

    async def ask(self, secret: str, cases: Iterable[UUID]) -> KnownNow:
        self.asked.append((secret, set(cases)))
        known = KnownNow(None, CaseFacts())
        await self.answers.wait()
        if self.fails:
            raise self.fails
        return known


def begun(at_once: AtOnce, secret: str, *cases: UUID) -> asyncio.Task[KnownNow]:
    return asyncio.create_task(at_once.ask(secret, cases))


async def passed() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_is_asked_at_the_same_moment_is_asked_once_for_each_session() -> None:
    server = Server()
    at_once = AtOnce(server.ask)
    mine = [begun(at_once, "mine", ONE), begun(at_once, "mine", TWO), begun(at_once, "mine")]
    theirs = begun(at_once, "theirs", ONE)
    await passed()
    assert server.asked == [("mine", {ONE, TWO}), ("theirs", {ONE})]
    server.answers.set()
    first, *others = await asyncio.gather(*mine)
    assert all(each is first for each in others)
    assert await theirs is not first
    assert len(at_once) == 0


async def test_what_is_asked_meanwhile_is_answered_by_what_is_read_after_it() -> None:
    server = Server()
    at_once = AtOnce(server.ask)
    first = begun(at_once, "mine", ONE)
    await passed()
    later = [begun(at_once, "mine", ONE), begun(at_once, "mine", THREE)]
    await passed()
    assert server.asked == [("mine", {ONE})], "one statement at a time for a session"
    server.answers.set()
    known = await asyncio.gather(first, *later)
    assert server.asked == [("mine", {ONE}), ("mine", {ONE, THREE})]
    assert known[1] is known[2] is not known[0]


async def test_a_failure_is_told_to_each_and_who_has_gone_hinders_nobody() -> None:
    server = Server()
    at_once = AtOnce(server.ask)
    server.fails = ConnectionError()
    waiting = [begun(at_once, "mine", ONE), begun(at_once, "mine", TWO), begun(at_once, "mine")]
    await passed()
    waiting[0].cancel()
    await passed()
    server.answers.set()
    found = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
    assert found[1:] == [server.fails, server.fails]
    server.fails = None
    assert await at_once.ask("mine", [ONE]) == KnownNow(None, CaseFacts())
    assert len(at_once) == 0


def test_facts_of_some_of_the_cases_are_what_bears_on_these_and_their_members() -> None:
    who, other, nobody = uuid4(), uuid4(), uuid4()

    def member(case: UUID, person: UUID | None) -> Assignment:
        return Assignment(case, person, "centre", None, "GRANTED", "OW")

    def fact(what: Any, case: UUID | None, person: UUID | None) -> SafetyFact:
        return SafetyFact(what, case, person, None, [], None)

    rows = [member(ONE, who), member(TWO, other), member(THREE, None)]
    mine = [
        fact("CASE", ONE, None),
        fact("PERSON", None, who),
        fact("LEFT", ONE, nobody),
        fact("LEFT", TWO, who),
    ]
    theirs = [
        fact("CASE", TWO, None),
        fact("PERSON", None, other),
        fact("LEFT", TWO, nobody),
        fact("PERSON", None, None),
    ]
    every = CaseFacts(rows, [*theirs, *mine])
    assert every.of([ONE]) == CaseFacts(rows[:1], mine)
    assert every.of([ONE, TWO]) == CaseFacts(rows[:2], [*theirs[:3], *mine])
    assert every.of([THREE]) == CaseFacts(rows[2:], []), "nobody is a member of a case without any"
