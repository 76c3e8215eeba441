"""A generated day of looks with known findings, and their review; no look is passed over."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest

from api.access.accounts import link_person
from api.access.finder import Finder
from ledger.log.note import Signer
from ledger.log.sequencer import Sequencer
from tests.support.api_world import PEOPLE, World
from tests.support.databases import Database, wait_until
from tests.support.graphql import apply, register

pytestmark = pytest.mark.asyncio(loop_scope="module")
LISTED = """query ($kind: String, $state: FindingState) { findings(kind: $kind, state: $state) {
    totalCount edges { node { id kind { code } queue { code } who looks state day
        explanation { code } person { id displayName } } } } }"""
LOOK = """
    insert into access.look (
        at, tenant, session_id, account_id, role, office, organisation, purpose, task, persons, cases,
        categories, decision, codes, backend, backend_start, xid, purpose_from, authorities
    )
    values (%(at)s, 'test', gen_random_uuid(), %(account)s, %(role)s, %(office)s, 'test', 'X',
        %(task)s, %(persons)s, '{}', '{IDENTITY}', %(decision)s, %(codes)s, 1, now(),
        pg_current_xact_id(), %(work)s, '{ASSIGNMENT:x}')
"""
TORONTO = ZoneInfo("America/Toronto")


def a_working_noon() -> datetime:
    """Noon of a Wednesday that is no holiday, long ago enough that nobody else looks then."""
    return datetime(2026, 3, 4, 12, tzinfo=TORONTO).astimezone(UTC)


@pytest.fixture(scope="module")
def sequencer(database: Database) -> Iterator[None]:
    """The log of looks grows beside the world, as it does in the program."""
    runs = Sequencer(
        database.url("sequencer"), lambda name: Signer(name, bytes(range(32))), "ledger.example"
    )
    runs.start()
    yield
    runs.stop()


class Day:
    """Puts looks of people into the record, each at its minute of the day."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.noon = a_working_noon()
        self.admin = psycopg.connect(world.database.url("migrator"), autocommit=True)

    def look(self, who: str, *persons: str, minute: int = 0, **named: Any) -> None:
        role, office, _ = PEOPLE[who]
        given = {
            "at": self.noon + timedelta(minutes=minute),
            "account": self.world.ids[who],
            "role": role,
            "office": office,
            "task": "CASE",
            "persons": [UUID(person.partition(":")[2]) for person in persons],
            "decision": "allowed",
            "codes": ["ASSIGNED_CASEWORKER"],
            "work": "CASELOAD",
        }
        self.admin.execute(LOOK, given | named)

    async def link(self, who: str, person: str | None) -> bool | None:
        """Whose own record theirs is; who writes it cannot read it."""
        own = UUID(person.partition(":")[2]) if person else None
        account = self.world.ids.get(who, uuid4())
        async with self.world.api.services.auth.connection() as auth:
            changed = await link_person(auth, tenant="test", account_id=account, person_id=own)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await auth.execute("select * from access.staff_person")
        return changed


async def examined(world: World) -> None:
    """Until every look that there is now has its leaf and was examined."""
    with psycopg.connect(world.database.url("migrator"), autocommit=True) as admin:

        def leaves() -> bool:
            return admin.execute("select count(*) from log.look_waiting").fetchone() == (0,)

        wait_until(leaves, seconds=30)
    finder = Finder(world.api.services)
    while await finder.once():
        pass


async def found(world: World, who: str, **filter: Any) -> list[dict[str, Any]]:
    told = await world.ask(who, LISTED, **filter)
    nodes = [edge["node"] for edge in told["findings"]["edges"]]
    assert told["findings"]["totalCount"] == len(nodes)
    return [node for node in nodes if node["day"] == "2026-03-04"]


@pytest.fixture(scope="module")
def day(world: World, sequencer: None) -> Iterator[Day]:
    made = Day(world)
    yield made
    made.admin.close()


async def test_a_day_of_looks_surfaces_what_it_holds_and_nothing_else(
    world: World, day: Day
) -> None:
    home = {"address": "12, rue des Érables, app. 3"}
    worker = await register(world, familyName="Trépanier", **home)
    spouse = await register(world, familyName="Abbott")
    neighbour = await register(world, familyName="Kelso", address="12 RUE DES ERABLES APP 3")
    namesake = await register(world, familyName="Trepanier")
    colleague = await register(world, familyName="Munro")
    stranger = await register(world, familyName="Vasquez")
    members = [
        {"personId": worker, "role": "APPLICANT", "participantClass": "OW_ADULT"},
        {"personId": spouse, "role": "SPOUSE", "participantClass": "OW_ADULT"},
    ]
    await apply(world, worker, members=members)
    await world.settle()
    assert [await day.link("worker", worker) for _ in range(2)] == [True, False]
    await day.link("colleague", colleague)
    await day.link("elsewhere", stranger)
    assert await day.link("elsewhere", None) and await day.link("nobody", worker) is None

    day.look("worker", stranger)
    day.look("worker", *[worker, spouse, neighbour], task="CASELOAD", minute=1)
    for minute in (2, 9):
        day.look("worker", spouse, minute=minute)
    day.look("worker", neighbour, minute=3, decision="denied", codes=["NO_ASSIGNMENT"])
    day.look("worker", namesake, minute=4)
    day.look("worker", colleague, minute=5)
    day.look("elsewhere", stranger, minute=6, work=None)
    day.look("elsewhere", stranger, minute=7, decision="denied", codes=["FILE_SEALED"])
    for minute in range(20, 24):
        day.look("elsewhere", minute=minute, decision="denied", codes=["NO_ASSIGNMENT"])
    day.look("supervisor", stranger, minute=-9 * 60)
    many = [f"Person:{uuid4()}" for _ in range(151)]
    day.look("intake", *many, task="CASELOAD")
    day.look("privacy", stranger, codes=["PRIVACY_OFFICER_DUTY"], work=None)
    await examined(world)

    told = await found(world, "privacy")
    assert sorted((f["who"], f["kind"]["code"], f["looks"]) for f in told) == [
        ("Elsewhere", "DENIED", 1),
        ("Elsewhere", "NO_TASK", 1),
        ("Elsewhere", "SEALED_TRIED", 1),
        ("Intake", "BULK", 1),
        ("Supervisor", "AFTER_HOURS", 1),
        ("Worker", "COLLEAGUE", 1),
        ("Worker", "FAMILY", 2),
        ("Worker", "OWN_FILE", 1),
        ("Worker", "SAME_ADDRESS", 1),
        ("Worker", "SAME_NAME", 1),
    ]
    # Those of the privacy officer go to another office, and are not theirs to see.
    [other] = await found(world, "supervisor")
    assert (other["who"], other["kind"]["code"]) == ("Privacy", "NO_TASK")
    assert other["queue"]["code"] == "PRIVILEGED"
    for nobody in ("worker", "operator", "partner"):
        assert (await world.refused(nobody, LISTED))["extensions"]["code"] == "NOT_PERMITTED"


async def test_what_is_reviewed_leaves_the_list_and_comes_back_with_another_look(
    world: World, day: Day
) -> None:
    [family] = await found(world, "privacy", kind="FAMILY")
    given = {"findingId": family["id"], "outcome": "EXPLAINED", "explanation": "NOT_RELATED"}
    refused = await world.send("supervisor", "reviewFinding", **given)
    assert refused["code"] == "FINDING_UNKNOWN"
    await world.do("privacy", "reviewFinding", **given)
    await world.settle()
    assert await found(world, "privacy", kind="FAMILY", state="WAITING") == []
    [explained] = await found(world, "privacy", state="EXPLAINED")
    assert explained["explanation"]["code"] == "NOT_RELATED" and explained["id"] == family["id"]

    spouse = family["person"]["id"]
    day.look("worker", spouse, minute=30)
    await examined(world)
    [again] = await found(world, "privacy", kind="FAMILY")
    assert (again["id"], again["looks"], again["state"]) == (family["id"], 3, "WAITING")


async def test_no_look_is_passed_over_while_others_commit_late(world: World, day: Day) -> None:
    """Looks that commit in another order than they were begun, while they are being examined."""
    person = await register(world, familyName="Zajac")
    url, count, writers = world.database.url("migrator"), 12, 4
    before = len(await found(world, "privacy", kind="NO_TASK"))

    def write(number: int) -> None:
        with psycopg.connect(url) as connection:
            for each in range(count):
                look = {
                    "at": day.noon,
                    "account": uuid4(),
                    "role": "CASEWORKER",
                    "office": "east",
                    "task": "CASE",
                    "persons": [UUID(person.partition(":")[2])],
                    "decision": "allowed",
                    "codes": ["ASSIGNED_CASEWORKER"],
                    "work": None,
                }
                connection.execute(LOOK, look)
                time.sleep(0.01 * ((number + each) % 3))
                connection.commit()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    finder = Finder(world.api.services)
    while any(thread.is_alive() for thread in threads):
        await finder.once()
    for thread in threads:
        thread.join()
    await examined(world)
    with psycopg.connect(url) as admin:
        [(made,)] = admin.execute(
            "select count(*) from access.finding where kind = 'NO_TASK'"
        ).fetchall()
        [(mark, last)] = admin.execute(
            "select m.leaf, (select max(k.leaf) from log.look as k) from access.finding_mark as m"
        ).fetchall()
    assert made >= before + writers * count and mark == last
