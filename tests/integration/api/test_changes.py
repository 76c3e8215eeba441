"""Subscriptions: who is told that something changed, who is not, and when a stream ends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import pytest_asyncio

from api.access.accounts import close_account
from api.execute import Result
from api.read.changes import CASE_REST
from api.settings import Limits
from api.sse import EventStream
from tests.integration.api.test_sealed import seal
from tests.support.api_world import World, opened_world
from tests.support.databases import Database
from tests.support.graphql import open_case

pytestmark = pytest.mark.asyncio(loop_scope="module")
LIMITS = Limits(check_seconds=0.4, beat_seconds=0.1, stall_seconds=0.2, streams=3)
PATIENCE = 20.0
CASE = """subscription ($id: ID!, $after: Position, $purpose: String) {
    told: caseChanged(id: $id, after: $after, purpose: $purpose) {
        __typename ... on CaseChange { id position } ... on NotAvailable { message } } }"""
CASELOAD = "subscription ($after: Position) { told: caseloadChanged(after: $after) { position } }"
MOVES = "subscription { told: projections { name position } }"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(database: Database) -> AsyncIterator[World]:
    async with opened_world(database, limits=LIMITS) as made:
        yield made


class Following:
    """Somebody's subscription, as what it has told so far."""

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.errors: list[str] = []
        self.ended = False

    @property
    def positions(self) -> list[int]:
        return [one["position"] for one in self.told if "position" in one]

    async def run(self, results: AsyncIterator[Result]) -> None:
        async for result in results:
            self.errors += [one["extensions"]["code"] for one in result.errors or ()]
            if result.data:
                self.told.append(result.data["told"])
        self.ended = True


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def following(
    world: World, who: str | None, document: str, secret: str | None = None, **variables: Any
) -> AsyncIterator[Following]:
    made, before = Following(), len(world.api.services.streams)
    secret = secret or (world.tokens[who] if who else None)
    task = asyncio.create_task(made.run(world.api.stream(secret, document, variables)))
    changes = world.projections.changes
    await until(
        lambda: (
            made.ended
            or made.told
            or (len(world.api.services.streams) > before and bool(changes._watches))
        )
    )
    try:
        yield made
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def note(world: World, made: dict[str, str], body: str = "Note") -> int:
    await world.do("worker", "addNote", caseId=made["caseId"], personId=made["personId"], body=body)
    return world.position


async def test_who_works_on_a_case_is_told_of_each_change_and_of_no_other_case(
    world: World,
) -> None:
    made, other = await open_case(world), await open_case(world)
    await world.settle()
    async with (
        following(world, "worker", CASE, id=made["caseId"]) as worker,
        following(world, "supervisor", CASE, id=made["caseId"], purpose="SUPERVISION") as boss,
    ):
        await note(world, other)
        first = await note(world, made)
        await until(lambda: first in worker.positions and first in boss.positions)
        # Their telephone is another stream than the case's, and on its page too.
        await world.do(
            "worker", "updateContact", personId=made["personId"], telephone="613-555-0100"
        )
        second = world.position
        await until(lambda: second in worker.positions)
        assert worker.told[0] == {
            "__typename": "CaseChange",
            "id": made["caseId"],
            "position": first,
        }
        assert worker.positions == [first, second]
    async with following(world, "worker", CASE, id=made["caseId"], after=first) as later:
        await until(lambda: bool(later.told))
        assert later.positions == [second], "what was missed is told at once, as one"
    async with following(world, "worker", CASE, id=made["caseId"], after=second) as later:
        third = await note(world, made)
        await until(lambda: bool(later.told))
        assert later.positions == [third]
    looks = [look for look in world.looks() if look["task"] == "CHANGES"]
    assert {look["purpose_from"] for look in looks} == {"CASELOAD", "STATED"}
    assert all(str(look["cases"][0]) == made["caseId"].partition(":")[2] for look in looks)


async def test_to_whom_a_case_is_not_open_it_is_as_one_that_does_not_exist(world: World) -> None:
    made = await open_case(world)
    await world.settle()
    answers = []
    for case in (made["caseId"], f"Case:{uuid4()}"):
        async with following(world, "elsewhere", CASE, id=case, after=0) as stranger:
            await until(lambda: stranger.ended)
            answers.append((stranger.told, stranger.errors))
    assert answers[0] == answers[1]
    assert answers[0][0][0]["__typename"] == "NotAvailable"
    denied = [look for look in world.looks() if look["task"] == "CHANGES"][-2:]
    assert {look["decision"] for look in denied} == {"denied"}
    async with following(world, "supervisor", CASE, id=made["caseId"]) as boss:
        await until(lambda: boss.ended)
        assert boss.errors == ["PURPOSE_NEEDED"]
    async with following(world, None, CASE, id=made["caseId"]) as nobody:
        await until(lambda: nobody.ended)
        assert nobody.errors == ["NOT_SIGNED_IN"]


async def test_of_a_sealed_file_nothing_is_told_and_its_stream_ends_by_the_clock(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await open_case(world)
    await world.settle()
    with monkeypatch.context() as patient:
        # Nothing is decided by the clock while the file changes: an end then would tell of it.
        patient.setattr(world.api.services.streams, "_limits", Limits(check_seconds=3600))
        async with (
            following(world, "worker", CASE, id=made["caseId"]) as inside,
            following(world, "supervisor", CASE, id=made["caseId"], purpose="REVIEW") as outside,
            following(world, "supervisor", CASELOAD) as listed,
        ):
            await world.do("supervisor", "sealFile", **seal(world, "worker", caseId=made["caseId"]))
            first = world.position
            await until(lambda: first in inside.positions)
            second = await note(world, made)
            await until(lambda: second in inside.positions)
            visible = await open_case(world)
            third = await note(world, visible)
            await until(lambda: third in listed.positions)
            assert outside.told == [] and not outside.ended
            assert not {first, second} & set(listed.positions)
            world.api.services.streams.heard(None)
            await until(lambda: outside.ended)
            assert [one["__typename"] for one in outside.told] == ["NotAvailable"]
            assert not inside.ended


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked by the role that reads, from now on."""
    asked: list[str] = []
    execute = psycopg.AsyncCursor.execute

    async def counted(cursor: Any, query: Any, *given: Any, **more: Any) -> Any:
        if cursor.connection.info.user.endswith("reader"):
            asked.append(query)
        return await execute(cursor, query, *given, **more)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", counted)
    return asked


async def test_what_changes_at_once_costs_a_session_one_statement_and_each_is_told_of_its_own(
    world: World, monkeypatch: pytest.MonkeyPatch, statements: list[str]
) -> None:
    monkeypatch.setattr(world.api.services.streams, "_limits", Limits(check_seconds=3600))
    made = [await open_case(world) for _ in range(3)]
    await world.settle()
    cases = [one["caseId"] for one in made]
    async with AsyncExitStack() as opened:
        outside, *inside = [
            await opened.enter_async_context(
                following(world, "supervisor", CASE, id=case, purpose="REVIEW")
            )
            for case in cases
        ]
        worker = await opened.enter_async_context(following(world, "worker", CASE, id=cases[0]))
        watches, head = world.projections.changes._watches, await world.ledger.head()

        async def rung(position: int, *told: Following) -> int:
            """How many statements it costs that all of them change at once."""
            await asyncio.sleep(2 * CASE_REST)  # what was told a moment ago rests
            statements.clear()
            for watch in watches:
                watch.tell(position)
            await until(lambda: all(position in one.positions for one in told))
            return len(statements)

        assert await rung(head, worker, outside, *inside) == 2, "one for each session"
        await world.do("supervisor", "sealFile", **seal(world, "worker", caseId=cases[0]))
        await until(lambda: world.position in worker.positions)
        assert await rung(world.position + 1, worker, *inside) == 2
        assert outside.positions == [head] and not outside.ended
        assert [{one["id"] for one in each.told} for each in inside] == [{cases[1]}, {cases[2]}]


async def test_the_caseload_tells_of_what_it_lists_alone_and_names_nothing(world: World) -> None:
    made = await open_case(world)
    await world.settle()
    async with (
        following(world, "worker", CASELOAD) as worker,
        following(world, "elsewhere", CASELOAD) as elsewhere,
        following(world, "privacy", CASELOAD) as privacy,
    ):
        positions = [await note(world, made, f"Note {n}") for n in range(5)]
        await until(lambda: positions[-1] in worker.positions)
        assert len(worker.told) < 5, "what comes at once is told as one"
        assert elsewhere.told == [] and not elsewhere.ended
        assert privacy.errors == ["NOT_PERMITTED"]
    async with (
        following(world, "worker", CASELOAD, after=positions[0]) as missed,
        following(world, "elsewhere", CASELOAD, after=positions[0]) as nothing,
    ):
        await until(lambda: bool(missed.told))
        assert nothing.told == []


@pytest.mark.parametrize("secret", ["", "\x00", "x" * 40, "x" * 5000])
async def test_nothing_is_told_to_whom_nobody_knows(world: World, secret: str) -> None:
    async with following(world, None, MOVES, secret) as nobody:
        await until(lambda: nobody.ended)
        assert nobody.errors == ["NOT_SIGNED_IN"]


async def test_projections_are_told_as_they_move(world: World) -> None:
    async with following(world, "operator", MOVES) as moves:
        await until(lambda: bool(moves.told))
        names = {one["name"] for one in moves.told[0]}
        assert names == {model.name for model in world.projections.models}
        await world.do("intake", "registerPerson", givenName="Ada", familyName="Ng",
                       birthDate="1990-01-01", officialLanguage="en")  # fmt: skip
        at = world.position
        await until(
            lambda: (
                {one["name"] for told in moves.told for one in told if one["position"] >= at}
                == names
            )
        )


Ending = Callable[[World, str], Awaitable[Any]]


async def _sign_out(world: World, secret: str) -> None:
    headers = {"authorization": f"Bearer {secret}"}
    assert (await world.http.delete("/session", headers=headers)).status_code < 300


async def _change_hats(world: World, secret: str) -> None:
    headers = {"authorization": f"Bearer {secret}"}
    given = {"role": "SUPERVISOR"}
    assert (await world.http.post("/session/role", json=given, headers=headers)).status_code < 300


async def _close_account(world: World, _: str) -> None:
    async with world.api.services.auth.connection() as auth:
        await close_account(auth, tenant=world.ledger.tenant, account_id=world.ids["leaver"])


async def _expire(world: World, _: str) -> None:
    with psycopg.connect(world.database.url("migrator"), autocommit=True) as admin:
        admin.execute(
            "update access.session set expires_at = now() where account_id = %s",
            [world.ids["leaver"]],
        )


@pytest.mark.parametrize("end", [_sign_out, _change_hats, _close_account, _expire])
async def test_it_ends_with_the_session(
    world: World, end: Ending, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.access.accounts import create_account

    world.ids["leaver"] = uuid4()
    async with world.api.services.auth.connection() as auth:
        await create_account(
            auth, tenant=world.ledger.tenant, account_id=world.ids["leaver"],
            display_name="Leaver", roles=["CASEWORKER", "SUPERVISOR"], office="centre",
            organisation=world.ledger.tenant,
        )  # fmt: skip
    secret = await world.api.services.sessions.open_for(world.ids["leaver"], "CASEWORKER")
    assert secret
    if end is not _expire:  # only what expires is noticed by the clock alone
        monkeypatch.setattr(world.api.services.streams, "_limits", Limits(check_seconds=3600))
    async with following(world, None, CASELOAD, secret) as leaver:
        await asyncio.sleep(0.05)
        assert not leaver.ended
        await end(world, secret)
        await until(lambda: leaver.ended)
        assert leaver.errors == ["NOT_SIGNED_IN"]


async def test_a_stream_keeps_no_session_from_going_idle(world: World) -> None:
    secret = await world.api.services.sessions.open_for(world.ids["colleague"])
    assert secret

    def expiry() -> list[Any]:
        with psycopg.connect(world.database.url("migrator")) as admin:
            return admin.execute(
                "select last_seen_at, expires_at from access.session order by created_at"
            ).fetchall()

    before = expiry()
    async with following(world, None, CASELOAD, secret):
        await asyncio.sleep(2 * LIMITS.check_seconds)
    assert expiry() == before


async def test_of_too_many_the_oldest_gives_way_and_all_end_when_the_process_stops(
    world: World,
) -> None:
    streams = world.api.services.streams
    async with (
        following(world, "colleague", CASELOAD) as first,
        following(world, "colleague", CASELOAD) as second,
        following(world, "colleague", CASELOAD) as third,
        following(world, "colleague", MOVES) as fourth,
    ):
        await until(lambda: first.ended)
        assert first.errors == ["TOO_MANY_STREAMS"], "or its browser would begin it again"
        assert not (second.ended or third.ended or fourth.ended)
        world.api.end_streams()
        await until(lambda: second.ended and third.ended and fourth.ended)
        assert not (second.errors or third.errors or fourth.errors), "a browser is to try again"
        async with following(world, "worker", CASELOAD) as late:
            await until(lambda: late.ended)
            assert late.errors == ["TOO_MANY_STREAMS"]
        streams._closed = False
    assert len(streams) == 0 and not world.projections.changes._watches


async def test_each_is_asked_for_at_its_own_place(world: World) -> None:
    refused = await world.refused("worker", MOVES)
    assert refused["extensions"]["code"] == "NOT_HERE"
    headers = {"authorization": f"Bearer {world.tokens['worker']}"}
    get = {"query": "{ viewer { name } }"}
    answer = await world.http.get("/graphql/stream", params=get, headers=headers)
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["cache-control"].startswith("no-store")
    kinds = [line for line in answer.text.splitlines() if line.startswith("event:")]
    assert kinds == ["event: next", "event: complete"] and '"NOT_HERE"' in answer.text
    bad = {"query": MOVES, "variables": "{"}
    assert (await world.http.get("/graphql/stream", params=bad, headers=headers)).status_code == 400
    forged = {"cookie": f"session={world.tokens['worker']}", "sec-fetch-site": "cross-site"}
    for method in ("GET", "POST"):
        answer = await world.http.request(method, "/graphql/stream", params=get, headers=forged)
        assert answer.status_code == 403 and "CROSS_SITE" in answer.text


class Client:
    """The other end of a response: takes what it is sent until it is told not to."""

    def __init__(self) -> None:
        self.body = b""
        self.takes = asyncio.Event()
        self.takes.set()
        self.gone = asyncio.Event()
        self.finished = False

    async def send(self, message: Any) -> None:
        await self.takes.wait()
        self.body += message.get("body", b"")
        self.finished = self.finished or message.get("more_body") is False

    async def receive(self) -> dict[str, str]:
        await self.gone.wait()
        return {"type": "http.disconnect"}


@pytest.mark.parametrize("leaves", ["gone", "takes nothing"])
async def test_who_vanishes_or_takes_nothing_is_let_go(world: World, leaves: str) -> None:
    streams = world.api.services.streams
    client = Client()
    told = world.api.stream(world.tokens["worker"], MOVES)
    response = EventStream(told, LIMITS).to_asgi_response()
    task = asyncio.create_task(response({}, client.receive, client.send))  # type: ignore[arg-type]
    await until(lambda: b"event: next" in client.body and b"\n:\n\n" in client.body)
    assert len(streams) == 1
    client.gone.set() if leaves == "gone" else client.takes.clear()
    async with asyncio.timeout(PATIENCE):
        await task
    assert len(streams) == 0 and not client.finished


async def test_tools_with_scopes_follow_what_their_scopes_open(world: World) -> None:
    from api.access.sessions import Opening

    async with world.api.services.auth.connection() as auth, auth.transaction():
        opening = Opening(via="SERVICE", scopes=["cases:read"])
        secret = await world.api.services.sessions.open(auth, world.ids["worker"], None, opening)
    assert secret
    async with following(world, None, CASELOAD, secret) as caseload:
        assert not caseload.errors
    async with following(world, None, MOVES, secret) as moves:
        await until(lambda: moves.ended)
        assert moves.errors == ["OUT_OF_SCOPE"]
