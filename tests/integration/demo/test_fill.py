"""The demo fills a real ledger once, goes on where it was interrupted, and touches no other."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from uuid import uuid4

import pytest

from caseledger.demo import fill as filling
from caseledger.demo.fill import StepRefused, Summary, fill, is_filled
from caseledger.demo.staff import STAFF, SYSTEM
from caseledger.demo.standing import LedgerNotEmpty
from caseledger.policies import publish_policies
from domain.decision import Refusal
from domain.event import Recorded
from domain.person import PersonRegistered, RegisterPerson
from domain.private import Clear
from ledger.commands import Accepted
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from tests.support.databases import Database, PgServer, new_database

KEK = KeyEncryptionKey(bytes(range(32)))
TODAY = date(2026, 5, 20)
CASES = 14


@pytest.fixture
def empty(pg_server: PgServer, migrated_template: str) -> Iterator[Database]:
    """A fresh, migrated database for one test."""
    with new_database(pg_server, migrated_template) as made:
        yield made


@asynccontextmanager
async def opened(database: Database) -> AsyncIterator[Ledger]:
    async with Ledger(database.url("writer"), "demo", KEK) as ledger:
        await publish_policies(ledger)
        yield ledger


async def everything(ledger: Ledger) -> list[Recorded]:
    found: list[Recorded] = []
    while page := await ledger.read(found[-1].position if found else 0, 500):
        found += page
    return found


def kinds(events: list[Recorded]) -> Counter[str]:
    return Counter(e.event.wire_name for e in events if not e.stream.startswith("policy-"))


async def filled_cleanly(pg_server: PgServer, template: str) -> tuple[Summary, Counter[str]]:
    with new_database(pg_server, template) as made:
        async with opened(made) as ledger:
            summary = await fill(ledger, today=TODAY, cases=CASES)
            return summary, kinds(await everything(ledger))


async def test_it_fills_an_empty_ledger_in_the_past(empty: Database) -> None:
    heard: list[tuple[int, int]] = []
    async with opened(empty) as ledger:
        assert not await is_filled(ledger)
        summary = await fill(
            ledger, today=TODAY, cases=CASES, progress=lambda *now: heard.append(now)
        )
        assert await is_filled(ledger)
        events = await everything(ledger)
        stories = [e for e in events if not e.stream.startswith("policy-")]
        people = [e for e in stories if isinstance(e.event, PersonRegistered)]
        assert len({e.stream for e in stories if e.stream.startswith("case-")}) == CASES + 1
        assert summary.cases == CASES + 1, "one of a First Nation's site"
        assert summary.people == len(people)
        assert summary.events == len(stories)
        assert summary.commands == len({e.metadata.command for e in stories})
        assert heard == sorted(heard)
        assert heard[-1] == (summary.commands, summary.commands)
        local = [e.known_at.astimezone(ledger.zone).date() for e in stories]
        assert max(local) < TODAY < min(e.appended_at for e in stories).date()
        [first] = await ledger.unseal(people[:1])
        assert isinstance(first.event, PersonRegistered)
        assert isinstance(first.event.given_name, Clear)


async def test_what_happens_first_is_written_first(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "IN_FLIGHT", 1)
    async with opened(empty) as ledger:
        await fill(ledger, today=TODAY, cases=CASES)
        stories = [e for e in await everything(ledger) if not e.stream.startswith("policy-")]
    known = [e.known_at for e in stories]
    assert known == sorted(known)
    assert known[0].year == TODAY.year - 3


async def test_a_fill_killed_in_the_middle_goes_on_to_the_same_end(
    empty: Database, pg_server: PgServer, migrated_template: str
) -> None:
    clean, expected = await filled_cleanly(pg_server, migrated_template)

    class Killed(Exception):
        pass

    def kill(done: int, total: int) -> None:
        if done > total // 2:
            raise Killed

    async with opened(empty) as ledger:
        with pytest.raises(Killed):
            await fill(ledger, today=TODAY, cases=CASES, progress=kill)
        partial = await everything(ledger)
        assert 0 < kinds(partial).total() < expected.total()
        assert not await is_filled(ledger)
    async with opened(empty) as ledger:
        # Another day, and other wishes: it goes on with what it began.
        again = await fill(ledger, today=date(2026, 6, 3), cases=99, seed=5)
        after = await everything(ledger)
    assert after[: len(partial)] == partial
    assert kinds(after) == expected
    assert (again.cases, again.people, again.commands, again.events) == (
        clean.cases,
        clean.people,
        clean.commands,
        clean.events,
    )


async def test_a_whole_demo_is_not_filled_again(empty: Database) -> None:
    async with opened(empty) as ledger:
        await fill(ledger, today=TODAY, cases=2)
        before = await ledger.head()
        with pytest.raises(LedgerNotEmpty) as refused:
            await fill(ledger, today=TODAY, cases=2)
        assert "déjà" in refused.value.fr and "already" in refused.value.en
        assert await ledger.head() == before


async def test_a_ledger_with_files_of_its_own_is_left_alone(empty: Database) -> None:
    async with opened(empty) as ledger:
        person = RegisterPerson(
            given_name="Zoé",
            family_name="Tremblay",
            birth_date="1990-02-28",
            official_language="fr",
        )
        answer = await ledger.execute(person, command_id=uuid4(), actor=SYSTEM)
        assert isinstance(answer, Accepted)
        before = await ledger.head()
        assert await is_filled(ledger), "nothing for the demo to do"
        with pytest.raises(LedgerNotEmpty, match="empty ledger"):
            await fill(ledger, today=TODAY, cases=2)
        assert await ledger.head() == before


async def test_a_refusal_stops_it_and_names_the_story_and_the_step(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(empty) as ledger:
        execute = ledger.execute

        async def refuse_notes(command, **given):
            if type(command).__name__ == "AddNote":
                return Refusal("NOT_YOUR_CASE")
            return await execute(command, **given)

        monkeypatch.setattr(ledger, "execute", refuse_notes)
        with pytest.raises(StepRefused, match=r"story \d+, step \d+ \(AddNote by CASEWORKER"):
            await fill(ledger, today=TODAY, cases=CASES)
        assert not any("listen" in repr(task) for task in asyncio.all_tasks())


async def test_the_accounts_of_the_demo_are_its_actors(empty: Database) -> None:
    async with opened(empty) as ledger:
        await fill(ledger, today=TODAY, cases=CASES)
        stories = [e for e in await everything(ledger) if not e.stream.startswith("policy-")]
    accounts = {a.account_id for a in STAFF}
    staff = {e.metadata.actor.id for e in stories if e.metadata.actor.kind != "SYSTEM"}
    assert staff <= accounts and len(staff) >= 6
    assert all(e.metadata.source for e in stories if e.metadata.actor.kind == "SYSTEM")
