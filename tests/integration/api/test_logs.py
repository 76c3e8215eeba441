"""Neither our log nor PostgreSQL's holds a name, a number, a word of a note, or a secret."""

import logging
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from api.context import Context
from api.read import people
from ledger.flusher import Flusher
from ledger.ids import uuid7
from projections.person_directory.project import PERSON_DIRECTORY
from tests.support.api_world import World
from tests.support.databases import PgServer
from tests.support.graphql import CASE, apply, register

pytestmark = pytest.mark.asyncio(loop_scope="module")
GIVEN, FAMILY, SIN, PHONE, NOTE = "Xanthippe", "Vandersloot", "130692544", "6135550177", "Zugzwang"
NAMES = PERSON_DIRECTORY.physical(PERSON_DIRECTORY.tables[0])
PERSONAL = (GIVEN, FAMILY, SIN, PHONE, NOTE)


async def raises(*_: object, **__: object) -> None:
    raise ValueError(f"{GIVEN} {FAMILY} {SIN} {NOTE}")


async def work(world: World) -> dict[str, str]:
    """What goes well."""
    person = await register(
        world, givenName=GIVEN, familyName=FAMILY, sin=SIN, telephone=PHONE, address=NOTE
    )
    made = await apply(world, person)
    await world.do("worker", "addNote", caseId=made["caseId"], personId=person, body=NOTE)
    await world.settle()
    assert GIVEN in str(await world.ask("worker", CASE, id=made["caseId"]))
    search = "query ($s: String!) { people(search: $s) { totalCount } }"
    assert (await world.ask("worker", search, s=FAMILY))["people"]["totalCount"] == 1
    return made


async def trouble(world: World, made: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong, by the client's fault and by ours."""
    given = {
        "commandId": str(uuid7()),
        "givenName": GIVEN,
        "familyName": FAMILY,
        "birthDate": NOTE,
        "officialLanguage": "fr",
        "sin": SIN,
    }
    sent = "mutation ($i: RegisterPersonInput!) { registerPerson(input: $i) { __typename } }"
    bodies: list[Any] = [
        {"query": sent, "variables": {"i": given}},
        {"query": sent, "variables": {"i": given | {"birthDate": "1980-01-01"}}},
        {"query": sent, "variables": {"i": given | {NOTE: GIVEN}}},
        {"query": f'{{ people(search: "{FAMILY}\\u0000") {{ totalCount }} }}'},
        {"query": f'{{ caseload(filter: {{office: "{NOTE}\\u0000"}}) {{ totalCount }} }}'},
        {"query": f'{{ person(id: "{GIVEN}") {{ __typename }} }}'},
        {"query": f"{{ {GIVEN} }}"},
        [GIVEN],
        {"query": CASE, "variables": {"id": made["caseId"]}},
    ]
    with monkeypatch.context() as broken:
        for body in bodies[:-1]:
            await world.post("worker", body)
        broken.setattr(people, "load", raises)
        answer = await world.post("worker", bodies[-1])
        assert answer.json()["errors"] and GIVEN not in answer.text
        broken.setattr(people, "load", people.load)
    with monkeypatch.context() as broken:
        broken.setattr(Context, "policy", raises)
        answer = await world.post("worker", bodies[-1])
        assert answer.json()["errors"] and GIVEN not in answer.text
    with monkeypatch.context() as broken:
        broken.setattr(Flusher, "_flush", raises)
        fresh = {"i": given | {"commandId": str(uuid7()), "birthDate": "1980-01-01", "sin": None}}
        answer = await world.post("worker", {"query": sent, "variables": fresh})
        assert answer.json()["data"]["registerPerson"]["__typename"] == "TemporarilyUnavailable"


def wrong_in_the_database(world: World) -> None:
    """Errors of the server itself, with what is personal as values and in the rows at fault."""
    reader = world.database.url("reader")
    with psycopg.connect(reader, autocommit=True) as connection:
        for statement, value in (
            ("select %s, 'nobody'::text::uuid", GIVEN),
            ("select access.record_look(%s, '', '', null, null, null, '', null, null)", SIN),
            ("select * from read.find_people('test', array[%s], '{}', -1)", FAMILY),
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(statement, [value])
    with psycopg.connect(world.database.url("projector"), autocommit=True) as connection:
        connection.execute("set role caseledger_projector")
        with (
            pytest.raises(psycopg.Error),
            connection.cursor().copy(
                f"copy read.{NAMES} (tenant, person_id, given_name) from stdin"
            ) as copy,
        ):
            copy.write_row(("test", str(uuid4()), GIVEN))
            copy.write(f"test\tnot-a-uuid\t{FAMILY} {NOTE}\n")


async def test_nothing_personal_is_logged(
    world: World,
    pg_server: PgServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    made = await work(world)
    await trouble(world, made, monkeypatch)
    wrong_in_the_database(world)
    # As it would be written, tracebacks included.
    written = "\n".join(caplog.handler.format(record) for record in caplog.records)
    assert "refused:" in written and "field failed: ValueError" in written
    assert "flusher failed: ValueError" in written
    log: Path = pg_server.key_file.parent / "server.log"
    if log.exists():
        server = log.read_text("utf-8")
        assert "invalid input syntax" in server or "CL401" in server, server[-500:]
        written += server
    for personal in (*PERSONAL, *(name.lower() for name in PERSONAL), *world.tokens.values()):
        assert personal not in written, personal
