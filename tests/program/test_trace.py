"""``trace``, ``snapshots`` and ``rebuild``, typed as an operator would, on a server by its addresses."""

import asyncio
import os
import re
from collections.abc import Callable, Mapping
from unittest.mock import ANY
from uuid import UUID, uuid4

import msgspec
import psycopg
import pytest

from caseledger.cli import main
from caseledger.embedded import ROLES
from caseledger.policies import publish_policies
from caseledger.settings import VARIABLES
from domain.event import Actor, Recorded
from domain.person import RegisterPerson
from ledger.commands import Accepted
from ledger.ids import uuid7
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from ledger.trace import Trace
from projections.run import Projections
from projections.timeline.project import TIMELINE
from tests.support.databases import Database
from tests.support.program import Program

TENANT = "riviere-nord"
CANARY = "Zanzibar"
KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
Typed = Callable[..., tuple[int, str]]
INTAKE = Actor(id=uuid4(), kind="STAFF", role="INTAKE", organisation=TENANT, office="centre")


@pytest.fixture(scope="module")
def auditing(database: Database) -> dict[str, str]:
    """The settings of who may look at envelopes and at nothing else: no key, no other address."""
    return {"DATABASE_URL_AUDITOR": database.url("auditor"), "CASELEDGER_TENANT": TENANT}


@pytest.fixture(scope="module")
def chain(database: Database) -> list[Recorded]:
    """Two events, of which the first led to the second."""

    async def fill() -> list[Recorded]:
        async with Ledger(database.url("writer"), TENANT, KeyEncryptionKey(bytes(32))) as ledger:
            await publish_policies(ledger)
            made: list[Recorded] = []
            for _ in range(2):
                cause = made[-1].cause if made else None
                command = RegisterPerson(
                    given_name=CANARY,
                    family_name="Doe",
                    birth_date="1990-02-28",
                    official_language="en",
                )
                answer = await ledger.execute(
                    command, command_id=uuid7(), actor=INTAKE, cause=cause
                )
                assert isinstance(answer, Accepted), answer
                made += await ledger.load(f"person-{answer.result['person_id']}")
            return made

    return asyncio.run(fill())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Command", "known", "by INTAKE (STAFF", "Ledger at position"]),
        ("fr", ["Commande", "su le", "par INTAKE (STAFF", "Registre à la position"]),
    ],
)
def test_a_chain_is_printed_as_a_tree(
    auditing: dict[str, str], chain: list[Recorded], language: str, words: list[str]
) -> None:
    program = Program("trace", str(chain[1].event_id), "--lang", language, env=auditing)
    assert program.ended() == 0, program.said
    assert all(word in program.said for word in words), program.said
    lines = [line for line in program.said.splitlines() if re.search(r"Command|  person\.", line)]
    assert [len(line) - len(line.lstrip()) for line in lines] == [0, 4, 8, 12]
    assert str(chain[0].metadata.command) in lines[0] and "person.registered v" in lines[1]
    assert str(chain[1].metadata.command) in lines[2]
    assert [line.endswith("◀") for line in lines] == [False, False, False, True]
    assert CANARY not in program.said


@pytest.fixture
def typed(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Typed:
    """A command in this process (each of its own takes a second): exit code, and what is said."""
    for name in [name for name in os.environ if name.startswith(("CASELEDGER", "DATABASE"))]:
        monkeypatch.delenv(name)

    def type_in(env: Mapping[str, str], *arguments: str) -> tuple[int, str]:
        for name, value in {"CASELEDGER_LANG": "en", **env}.items():
            monkeypatch.setenv(name, value)
        code = main(arguments)
        said = capsys.readouterr()
        return code, said.out + said.err

    return type_in


def test_tools_get_json(auditing: dict[str, str], chain: list[Recorded], typed: Typed) -> None:
    code, said = typed(auditing, "trace", str(chain[0].position), "--json")
    found = msgspec.json.decode(said, type=Trace)
    assert code == 0 and found.complete
    assert found.asked == chain[0].event_id
    assert [c.causation for c in found.commands] == [None, chain[0].event_id]


@pytest.mark.parametrize(
    ("asked", "language", "words"),
    [
        (str(UUID(int=7)), "en", "has no event, command or run"),
        (str(UUID(int=7)), "fr", "n’a ni événement, ni commande, ni série"),
        ("999999", "en", "has no event, command or run"),
        ("RN-0042", "en", "neither an id"),
        ("RN-0042", "fr", "ni un identifiant"),
        ("9" * 40, "en", "neither an id"),
    ],
)
def test_a_wrong_id_is_told_clearly(
    auditing: dict[str, str], typed: Typed, asked: str, language: str, words: str
) -> None:
    code, said = typed(auditing, "trace", asked, "--lang", language)
    assert code == 1 and words in said


def test_the_auditors_address_is_asked_for(database: Database, typed: Typed) -> None:
    env = {"DATABASE_URL_WRITER": database.url("writer"), "CASELEDGER_TENANT": TENANT}
    code, said = typed(env, "trace", "1")
    assert code == 1 and "Missing: DATABASE_URL_AUDITOR" in said


@pytest.mark.parametrize(
    ("language", "standing", "dropped", "none"),
    [
        ("en", "Snapshots: 1 (0.0 MB)", "Snapshots dropped: 1.", "Snapshots: 0 (0.0 MB)"),
        (
            "fr",
            "Instantanés : 1 (0,0 Mo)",
            "Instantanés supprimés : 1.",
            "Instantanés : 0 (0,0 Mo)",
        ),
    ],
)
def test_snapshots_are_counted_and_dropped(
    database: Database,
    chain: list[Recorded],
    typed: Typed,
    language: str,
    standing: str,
    dropped: str,
    none: str,
) -> None:
    async def take() -> None:
        async with Ledger(database.url("writer"), TENANT, KeyEncryptionKey(bytes(32))) as ledger:
            await ledger.commands.states.take(chain[0].stream)

    asyncio.run(take())
    env = {VARIABLES[role]: database.url(role) for role in ROLES} | {
        "CASELEDGER_TENANT": TENANT,
        "CASELEDGER_KEY_ENCRYPTION_KEY": KEY,
        "CASELEDGER_LANG": language,
    }
    assert standing in typed(env, "status")[1]
    assert typed(env, "snapshots", "drop")[0] == 0
    assert none in typed(env, "status")[1]
    asyncio.run(take())
    code, said = typed(env, "snapshots", "drop")
    assert code == 0 and dropped in said
    assert '"snapshots":{"count":0,"bytes":0}' in typed(env, "status", "--json")[1]


def test_an_account_is_linked_to_its_own_record_and_nobody_reads_it_back(
    database: Database, chain: list[Recorded], typed: Typed
) -> None:
    account, person = uuid4(), chain[0].stream.removeprefix("person-")
    with psycopg.connect(database.url("migrator"), autocommit=True) as admin:
        admin.execute(
            "insert into access.account (tenant, account_id, display_name, roles, organisation)"
            " values (%s, %s, 'Ann', '{INTAKE}', %s)",
            [TENANT, account, TENANT],
        )
        linked = "select person_id::text from access.staff_person where account_id = %s"
        env = {VARIABLES[role]: database.url(role) for role in ROLES}
        env |= {"CASELEDGER_KEY_ENCRYPTION_KEY": KEY, "CASELEDGER_TENANT": TENANT}
        code, said = typed(env, "staff", "person", str(account), f"Person:{person}")
        assert code == 0 and "nobody can read it back" in said and person not in said
        assert admin.execute(linked, [account]).fetchone() == (person,)
        assert typed(env, "staff", "person", str(account))[0] == 0
        assert admin.execute(linked, [account]).fetchone() is None
        for wrong in (
            ["staff", "person", str(account), "nobody"],
            ["staff", "person", str(uuid4())],
        ):
            code, said = typed(env, *wrong)
            assert code != 0 and "Traceback" not in said


def test_a_projection_is_made_again_beside_compared_and_put_in_place(
    database: Database, chain: list[Recorded], typed: Typed
) -> None:
    env = {VARIABLES[role]: database.url(role) for role in ROLES}
    env |= {"CASELEDGER_TENANT": TENANT, "CASELEDGER_KEY_ENCRYPTION_KEY": KEY}
    assert typed(env, "rebuild", "kites") == (1, ANY)
    code, said = typed(env, "rebuild", "timeline")
    assert code == 1 and "never run here" in said

    async def fill() -> None:
        async with (
            Ledger(database.url("writer"), TENANT, KeyEncryptionKey(bytes(32))) as ledger,
            Projections(ledger, database.url("projector"), models=[TIMELINE]) as projections,
        ):
            assert await projections.wait_for(None, await ledger.head(), 20)

    asyncio.run(fill())
    with database.connect("migrator") as admin:
        admin.execute("update read.timeline set office = 'elsewhere' where person_id is not null")
    code, said = typed(env, "rebuild", "timeline")
    assert code == 0, said
    assert "timeline: 100%" in said and "0 only in the new one, 2 different" in said
    assert f"stream={chain[0].stream}" in said and "goes on being kept beside" in said
    code, said = typed(env, "rebuild", "timeline", "--switch", "--keys", "0", "--lang", "fr")
    assert code == 0 and "2 différentes" in said and "c’est fait" in said
    assert str(chain[0].stream) not in said
    code, said = typed(env, "rebuild", "timeline", "--back", "--switch")
    assert code == 0 and "is in place" in said
    assert "1" in typed(env, "rebuild", "timeline", "--drop")[1]
    code, said = typed(env, "rebuild", "timeline", "--back")
    assert code == 1 and "nothing to go back to" in said
