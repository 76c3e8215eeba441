"""Commands over GraphQL: once however often sent, refused clearly, nothing half done."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from ledger.ids import uuid7
from tests.support.api_world import TENANT, World
from tests.support.days import local_day
from tests.support.graphql import apply, open_case, register

pytestmark = pytest.mark.asyncio(loop_scope="module")
TODAY = str(local_day())
PERSON: dict[str, Any] = {
    "givenName": "Ana",
    "familyName": "Silva",
    "birthDate": "1985-06-01",
    "officialLanguage": "en",
}


async def test_the_same_command_twice_is_done_once(world: World) -> None:
    command = PERSON | {"commandId": str(uuid7())}
    first = await world.send("intake", "registerPerson", **command)
    head = await world.ledger.head()
    second = await world.send("intake", "registerPerson", **command)
    assert not first["replayed"] and second["replayed"]
    assert second["ids"] == first["ids"] and second["position"] == first["position"]
    assert await world.ledger.head() == head


async def test_another_body_under_the_same_id_is_refused(world: World) -> None:
    command = PERSON | {"commandId": str(uuid7())}
    await world.send("intake", "registerPerson", **command)
    head = await world.ledger.head()
    answer = await world.send("intake", "registerPerson", **(command | {"familyName": "Souza"}))
    assert answer["__typename"] == "CommandIdReused" and answer["message"]
    assert await world.ledger.head() == head


async def test_two_people_on_one_case_at_once(world: World) -> None:
    made = await open_case(world)
    version = (
        await world.ask(
            "worker",
            "query ($id: ID) { case(id: $id) { ... on Case { version } } }",
            id=made["caseId"],
        )
    )["case"]["version"]
    note = {"caseId": made["caseId"], "personId": made["personId"], "caseVersion": version}
    answers = await asyncio.gather(
        world.send("worker", "addNote", body="Mine", **note),
        world.send("supervisor", "addNote", body="And mine", **note),
    )
    kinds = sorted(answer["__typename"] for answer in answers)
    assert kinds == ["CommandAccepted", "ConcurrentChange"]
    [lost] = [answer for answer in answers if answer["__typename"] == "ConcurrentChange"]
    assert (lost["expectedVersion"], lost["actualVersion"]) == (version, version + 1)
    assert lost["field"] == "caseVersion"


async def test_a_rule_refuses_in_the_readers_language(world: World) -> None:
    made = await apply(world, await register(world))
    await world.settle()
    exit_ = {"caseId": made["caseId"], "reason": "EMPLOYMENT", "exitedOn": TODAY}
    head = await world.ledger.head()
    english = await world.send("worker", "exitCase", "en", **exit_)
    french = await world.send("worker", "exitCase", "fr", **exit_)
    assert english["__typename"] == french["__typename"] == "RuleRefused"
    assert english["code"] == french["code"] == "CASE_NOT_GRANTED"
    assert english["message"] != french["message"] and english["field"] == "caseId"
    assert await world.ledger.head() == head


async def test_every_problem_of_an_input_is_told_with_its_field(world: World) -> None:
    answer = await world.send(
        "intake",
        "submitApplication",
        "fr",
        programme=" ",
        channel="DIGITAL",
        receivedBy="LOCAL",
        office="centre",
        submittedOn="2026-02-30",
        members=[
            {"personId": "Case:nonsense", "role": "APPLICANT", "participantClass": "OW_ADULT"}
        ],
    )
    assert answer["__typename"] == "InvalidInput" and answer["code"] == "INVALID_INPUT"
    problems = {problem["field"]: problem["message"] for problem in answer["problems"]}
    assert set(problems) == {"programme", "submittedOn", "members.0.personId"}
    assert problems["submittedOn"].startswith("Cette date n’existe pas")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amountCents": "12.50"}, "amountCents"),
        ({"amountCents": True}, "amountCents"),
        ({"amountCents": 10**18}, "amountCents"),
        ({"month": "2026-13"}, "month"),
        ({"issuedOn": "yesterday"}, "issuedOn"),
        ({"issuedOn": 20260101}, "issuedOn"),
        ({"organisation": "SOMEBODY"}, "organisation"),
        ({"method": "nul\x00l"}, "method"),
        ({"caseId": "Person:" + str(uuid4())}, "caseId"),
        ({"commandId": "once"}, "commandId"),
    ],
)
async def test_what_cannot_be_read_is_an_answer_not_a_fault(
    world: World, changes: dict[str, Any], field: str
) -> None:
    given = {
        "caseId": f"Case:{uuid4()}",
        "benefitType": "SHELTER",
        "month": "2026-10",
        "amountCents": 100,
        "payeeId": f"Person:{uuid4()}",
        "method": "CHEQUE",
        "issuedOn": "2026-10-01",
    }
    answer = await world.send("worker", "issueBenefit", **(given | changes))
    assert answer["__typename"] == "InvalidInput"
    assert [problem["field"] for problem in answer["problems"]] == [field]


async def test_unknown_and_forbidden_cases_refuse_alike(world: World) -> None:
    made = await open_case(world)
    note = {"personId": made["personId"], "body": "Hello"}
    forbidden = await world.send("elsewhere", "addNote", caseId=made["caseId"], **note)
    unknown = await world.send("elsewhere", "addNote", caseId=f"Case:{uuid4()}", **note)
    assert forbidden == unknown and forbidden["__typename"] == "NotPermitted"
    contact = await world.send(
        "elsewhere", "updateContact", personId=made["personId"], telephone="613-555-0100"
    )
    assert contact["__typename"] == "NotPermitted"


async def test_an_accepted_command_shows_the_case_as_it_then_stands(world: World) -> None:
    made = await open_case(world)
    mutation = """mutation ($input: AddNoteInput!) { addNote(input: $input) { ... on
        CommandAccepted { position case { version position freshness { stale }
        timeline(first: 1) { edges { node { type text } } } } } } }"""
    note = {
        "commandId": str(uuid7()),
        "caseId": made["caseId"],
        "personId": made["personId"],
        "body": "Ça va mieux.",
    }
    accepted = (await world.ask("worker", mutation, "fr", input=note))["addNote"]
    assert accepted["case"]["position"] == accepted["position"]
    assert not accepted["case"]["freshness"]["stale"]
    [edge] = accepted["case"]["timeline"]["edges"]
    assert edge["node"] == {"type": "note.added", "text": "Ça va mieux."}


async def test_a_position_that_is_not_reached_in_time_is_stale_not_an_error(world: World) -> None:
    answer = await world.ask(
        "worker",
        "query ($at: Position) { caseload(atLeast: $at) { freshness { stale position } } }",
        at=await world.ledger.head() + 1000,
    )
    assert answer["caseload"]["freshness"]["stale"]


async def test_what_another_release_left_behind_makes_no_answer_stale(world: World) -> None:
    """A read model that a release took out, or that one had which was taken back."""
    with world.database.connect("migrator") as admin:
        admin.execute(
            "insert into read.build (name, build, version, evolution, definition, state)"
            " values ('of_another', 1, 1, 0, '', 'live')"
        )
        admin.execute(
            "insert into read.projection (tenant, name, build, version, position, heartbeat, state)"
            " values (%s, 'of_another', 1, 1, 1, now() - interval '1 day', 'running')",
            (TENANT,),
        )
        try:
            answer = await world.ask("worker", "{ caseload { freshness { stale position } } }")
        finally:
            admin.execute("delete from read.build where name = 'of_another'")
    assert not answer["caseload"]["freshness"]["stale"]
    assert int(answer["caseload"]["freshness"]["position"]) > 1


async def test_who_is_not_signed_in_commands_nothing(world: World) -> None:
    answer = await world.ask(
        None,
        """mutation ($input: RegisterPersonInput!) { registerPerson(input: $input) {
        __typename ... on Refusal { code } } }""",
        input=PERSON | {"commandId": str(uuid7())},
    )
    assert answer["registerPerson"] == {"__typename": "NotPermitted", "code": "NOT_SIGNED_IN"}
