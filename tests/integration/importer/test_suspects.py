"""Everybody in a ledger is compared: on the example just the pairs that are there, and each once."""

from uuid import UUID, uuid4

import psycopg

from caseledger.policies import publish_policies
from caseledger.suspects import PAGE, suspect_duplicates
from domain.event import Actor
from domain.person import RegisterPerson, UpdateContact
from domain.same_person import KeepApart, MergePersons, UnmergePersons
from domain.sameness import DuplicateSuspected
from domain.source_ids import source_id
from domain.streams import person_stream
from ledger.answers import Accepted
from ledger.ledger import Ledger
from tests.integration.importer.test_figures import FIGURES
from tests.support.api_world import opened_world
from tests.support.databases import Database
from tests.support.days import local_day
from tests.support.imported import FOLDED, KEK, Imported

SYSTEM = Actor(id=uuid4(), kind="SYSTEM", role="SYSTEM", organisation="riviere-nord")


async def do(ledger: Ledger, command) -> UUID:
    answer = await ledger.execute(command, command_id=uuid4(), actor=SYSTEM)
    assert isinstance(answer, Accepted), answer
    return UUID(answer.result["person_id"])


def person(given: str, family: str, born: str, **more: str) -> RegisterPerson:
    return RegisterPerson(
        given_name=given, family_name=family, birth_date=born, official_language="fr", **more
    )


async def test_on_the_example_all_doubles_are_suspected_and_nobody_else(
    imported_copy: Imported,
) -> None:
    wanted = {
        frozenset(
            source_id(imported_copy.tenant, "legacy-case-system", "person", number)
            for number in pair
        )
        for pair in imported_copy.expected["mess"]["same_person_pairs"]
    }
    async with imported_copy.ledger() as ledger:
        before = await ledger.head()
        found = await suspect_duplicates(ledger)
        assert (found.new, found.waiting) == (len(wanted), len(wanted))
        told = await ledger.read(before, 1000)
        assert all(isinstance(each.event, DuplicateSuspected) for each in told)
        pairs = {frozenset((each.event.person_id, each.event.other_id)) for each in told}
        assert pairs == wanted and len(told) == 2 * len(wanted)
        again = await suspect_duplicates(ledger)
        assert (again.new, again.waiting) == (0, len(wanted))
        assert found.people > PAGE, "more than one page is read"
        assert await ledger.head() == before + len(told)


async def test_what_is_decided_is_not_asked_again_and_what_is_undone_waits(
    empty: Database,
) -> None:
    async with Ledger(empty.url("writer"), "riviere-nord", KEK) as ledger:
        await publish_policies(ledger)
        a = await do(ledger, person("Zoé", "Côté-Roy", "1990-02-03"))
        b = await do(ledger, person("ZOE", "COTE ROY", "1990-03-02"))
        await do(ledger, person("Marc", "Diallo", "1971-05-06"))
        first = await suspect_duplicates(ledger)
        assert (first.people, first.new, first.waiting) == (3, 1, 1)

        merged = {"survivor_id": a, "merged_id": b}
        await do(ledger, MergePersons(**merged, reason="DOCUMENTS_AGREE"))
        assert (await suspect_duplicates(ledger)).waiting == 0

        # A third number like the merged one is suspected of being the one who stands for both.
        c = await do(ledger, person("Zoe", "Cote-Roi", "1990-03-02"))
        third = await suspect_duplicates(ledger)
        assert (third.new, third.waiting) == (1, 1)
        pairs = [
            {each.event.person_id, each.event.other_id}
            for each in await ledger.load(person_stream(c))
            if isinstance(each.event, DuplicateSuspected)
        ]
        assert pairs == [{a, c}]

        await do(ledger, KeepApart(person_id=a, other_id=c, reason="DOCUMENTS_DIFFER"))
        assert (await suspect_duplicates(ledger)).waiting == 0
        await do(ledger, UnmergePersons(**merged, reason="MERGED_BY_MISTAKE"))
        # a and b wait again; b and c are compared for themselves now.
        after = await suspect_duplicates(ledger)
        assert (after.new, after.waiting) == (1, 2)


async def test_people_are_compared_by_what_is_known_of_them_now(empty: Database) -> None:
    async with Ledger(empty.url("writer"), "riviere-nord", KEK) as ledger:
        await publish_policies(ledger)
        await do(ledger, person("Émile", "Nadon", "1980-04-05", address="7, rue du Port"))
        b = await do(ledger, person("Emilie", "Nadan", "1980-04-05"))
        assert (await suspect_duplicates(ledger)).new == 0
        await do(ledger, UpdateContact(person_id=b, address="7 rue du Port"))
        assert (await suspect_duplicates(ledger)).new == 1


async def test_with_all_doubles_merged_the_figures_count_each_person_once(
    folded_copy: Imported,
) -> None:
    doubles = len(folded_copy.expected["mess"]["same_person_pairs"])
    people = folded_copy.expected["counts"]["residents"]
    today = str(local_day())
    asked = {"measures": ["persons_known"], "from": None, "to": today, "knownOn": today}
    async with opened_world(folded_copy.database, folded_copy.tenant, FOLDED, 120) as world:

        async def known() -> int:
            [figure] = (await world.ask("reporting", FIGURES, **asked))["outcomes"]["figures"]
            return figure["value"]

        assert await known() == people + doubles
        await suspect_duplicates(world.ledger)
        await world.settle()
        # The list of pairs is for supervisors; here the read table itself tells them.
        with psycopg.connect(folded_copy.database.url("migrator")) as admin:
            pairs = admin.execute("select person_id, other_id from read.person_pair").fetchall()
        assert len(pairs) == doubles
        for one, other in pairs:
            merge = {"survivor_id": one, "merged_id": other}
            await do(world.ledger, MergePersons(**merge, reason="DOCUMENTS_AGREE"))
        await world.settle()
        assert await known() == people
        for one, other in pairs:
            merge = {"survivor_id": one, "merged_id": other}
            await do(world.ledger, UnmergePersons(**merge, reason="MERGED_BY_MISTAKE"))
        await world.settle()
        assert await known() == people + doubles
