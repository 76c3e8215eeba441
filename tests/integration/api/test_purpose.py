"""What a look is for: it comes from the work, and is asked for where no work leads to the file."""

import html
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar

from tests.support.api_world import World
from tests.support.graphql import apply, open_case, register
from ui.mount import mount

pytestmark = pytest.mark.asyncio(loop_scope="module")
OPEN = """query ($id: ID!, $purpose: String) {
    case(id: $id, purpose: $purpose) { ... on Case { id members { person { displayName } } } } }"""
PERSON = "query ($id: ID!) { person(id: $id) { ... on Person { id displayName } } }"
LIST = "{ caseload { edges { node { id } } } }"
LOOKS = """query ($id: ID!) { looks(case: $id, first: 10) { edges { node {
    role { code } purposeFrom { code label } stated { code label } taskRef authorities } } } }"""


def key(made: dict[str, str]) -> str:
    return made["caseId"].partition(":")[2]


async def test_a_caseload_and_a_duty_are_the_purpose_themselves(world: World) -> None:
    made = await open_case(world)
    waiting = await apply(world, await register(world))
    await world.settle()
    before = len(world.looks())
    await world.ask("worker", OPEN, id=made["caseId"])
    await world.ask("supervisor", OPEN, id=waiting["caseId"])
    await world.ask("intake", OPEN, id=waiting["caseId"])
    await world.ask("supervisor", LIST)
    looks = world.looks()[before:]
    came = [(look["purpose_from"], str(look["task_ref"]), look["stated"]) for look in looks]
    assert came == [
        ("CASELOAD", key(made), None),
        ("DUTY", key(waiting), None),
        ("DUTY", key(waiting), None),
        ("DUTY", "None", None),
    ]
    assert looks[0]["authorities"] == [f"ASSIGNMENT:{key(made)}"]


async def test_elsewhere_the_purpose_is_asked_and_kept_for_that_file_and_session(
    world: World,
) -> None:
    made, other = await open_case(world), await open_case(world)
    before = len(world.looks())
    asked = await world.refused("supervisor", OPEN, id=made["caseId"])
    assert asked["extensions"] == {"code": "PURPOSE_NEEDED", "file": made["caseId"]}
    assert world.looks()[before:] == [], "nothing was shown"
    wrong = await world.refused("supervisor", OPEN, id=made["caseId"], purpose="CURIOSITY")
    assert wrong["extensions"]["code"] == "BAD_PURPOSE"

    await world.ask("supervisor", OPEN, id=made["caseId"], purpose="REVIEW")
    await world.ask("supervisor", OPEN, id=made["caseId"])
    await world.ask("supervisor", PERSON, id=made["personId"])
    stated, *kept = world.looks()[before:]
    assert (stated["purpose_from"], stated["stated"]) == ("STATED", "REVIEW")
    assert str(stated["task_ref"]) == key(made)
    for look in kept:
        assert (look["purpose_from"], look["stated"]) == ("STATED", "REVIEW")
        assert look["task_ref"] == stated["look_id"], "the look in which it was stated"
    assert (await world.refused("supervisor", OPEN, id=other["caseId"]))["extensions"]["code"]
    assert await world.ask("worker", OPEN, id=made["caseId"], purpose="REVIEW"), "need not, may"

    listed = (await world.ask("privacy", LOOKS, id=made["caseId"]))["looks"]["edges"]
    node = next(e["node"] for e in listed if e["node"]["role"]["code"] == "SUPERVISOR")
    assert node["purposeFrom"] == {"code": "STATED", "label": "Stated purpose"}
    assert node["stated"] == {"code": "REVIEW", "label": "A complaint, a review or an appeal"}
    assert node["authorities"] == [f"ASSIGNMENT:{key(made)}"]


async def test_a_kept_purpose_ends_after_the_minutes_of_policy(world: World) -> None:
    made = await open_case(world)
    await world.ask("supervisor", OPEN, id=made["caseId"], purpose="QUALITY")
    for minutes, still in ((59, True), (61, False)):
        with world.database.connect("migrator") as admin:
            admin.execute("set session_replication_role = replica")
            admin.execute(
                "update access.look set at = now() - make_interval(mins => %s)"
                " where stated = 'QUALITY' and task_ref = %s",
                [minutes, key(made)],
            )
        answer = await world.post(
            "supervisor", {"query": OPEN, "variables": {"id": made["caseId"]}}
        )
        assert ("errors" not in answer.json()) is still, minutes


async def test_a_duty_is_not_over_at_the_moment_of_the_decision(world: World) -> None:
    made = await apply(world, await register(world))
    await world.settle()
    await world.ask("supervisor", OPEN, id=made["caseId"])
    waiting = world.looks()[-1]
    worker = f"Staff:{world.ids['worker']}"
    given = {"caseId": made["caseId"], "office": "centre"}
    await world.do("supervisor", "assignCase", **given, caseworkerId=worker)
    await world.do(
        "supervisor",
        "withdrawApplication",
        caseId=made["caseId"],
        applicationId=made["applicationId"],
        withdrawnOn="2026-10-08",
        reason="FOUND_WORK",
    )
    await world.settle()
    await world.ask("supervisor", OPEN, id=made["caseId"])
    assert world.looks()[-1]["purpose_from"] == "DUTY"
    assert world.looks()[-1]["task_ref"] == waiting["look_id"]


async def test_an_appointment_today_and_a_visit_lead_to_the_file(world: World) -> None:
    made = await open_case(world)
    case, me = made["caseId"], f"Staff:{world.ids['supervisor']}"
    today = datetime.now(world.ledger.zone).date()
    given = {"caseId": case, "personId": made["personId"], "staffId": me, "mode": "OFFICE"}
    for day in (today, today + timedelta(days=1)):
        met = await world.do("worker", "scheduleAppointment", **given, on=str(day), at="09:30")
        await world.settle()
    assert await world.ask("supervisor", OPEN, id=case)
    look = world.looks()[-1]
    assert look["purpose_from"] == "APPOINTMENT" and look["task_ref"] is not None
    assert f"Appointment:{look['task_ref']}" != met["appointmentId"], "today's, not tomorrow's"
    cancelled = {"caseId": case, "appointmentId": f"Appointment:{look['task_ref']}"}
    await world.do("worker", "cancelAppointment", **cancelled, reason="BY_PERSON")
    await world.settle()
    asked = await world.refused("supervisor", OPEN, id=case)
    assert asked["extensions"]["code"] == "PURPOSE_NEEDED", "a cancelled one leads nowhere"
    visit = await world.do(
        "intake", "recordCounterVisit", office="centre", reasons=["DOCUMENTS"], caseId=case
    )
    await world.do("intake", "recordCounterVisit", office="centre", reasons=["OTHER"])
    await world.settle()
    assert await world.ask("supervisor", OPEN, id=case)
    look = world.looks()[-1]
    assert look["purpose_from"] == "VISIT"
    assert visit["visitId"] == f"Visit:{look['task_ref']}"
    with world.database.connect("migrator") as admin:
        admin.execute("update read.counter_visit set arrived_at = now() - interval '5 hours'")
    assert (await world.refused("supervisor", OPEN, id=case))["extensions"]["code"]


async def test_who_may_not_open_a_file_is_not_asked(world: World) -> None:
    made = await open_case(world)
    for who in ("colleague", "elsewhere", "partner"):
        answer = await world.ask(who, OPEN, id=made["caseId"], purpose="COVER")
        assert answer["case"] == {}, who


async def test_a_command_is_its_own_purpose(world: World) -> None:
    made = await open_case(world)
    given = {"caseId": made["caseId"], "personId": made["personId"], "body": "By a supervisor"}
    assert await world.do("supervisor", "addNote", **given)
    await world.settle()
    assert (await world.refused("supervisor", OPEN, id=made["caseId"]))["extensions"]["code"]


@pytest_asyncio.fixture(loop_scope="module")
async def browser(world: World) -> AsyncIterator[httpx.AsyncClient]:
    pages = mount(world.api)
    app = Litestar(
        [*world.api.handlers(), pages.router],
        exception_handlers=pages.not_found,
        middleware=[world.api.middleware],
    )
    headers = {
        "cookie": f"session={world.tokens['supervisor']}",
        "sec-fetch-site": "same-origin",
    }
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://test", headers=headers
    ) as client:
        yield client


def hidden(page: str) -> dict[str, Any]:
    found = re.findall(r'type="hidden" name="(csrf|file|back)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


async def test_the_page_asks_in_both_languages_and_goes_on_to_what_was_wanted(
    world: World, browser: httpx.AsyncClient
) -> None:
    made = await open_case(world)
    wanted = f"/cases/{key(made)}?irregular=1"
    for language, words in (("en", "A complaint, a review"), ("fr", "Plainte, révision")):
        asking = await browser.get(wanted, headers={"accept-language": language})
        assert asking.status_code == 200 and words in asking.text
    form = hidden(asking.text)
    assert (form["file"], form["back"]) == (made["caseId"], wanted)
    empty = await browser.post("/purpose", data=form)
    assert empty.status_code == 422 and 'aria-invalid="true"' in empty.text
    forged = await browser.post("/purpose", data=form | {"csrf": "x", "purpose": "REVIEW"})
    assert forged.status_code == 422
    away = await browser.post("/purpose", data=form | {"back": "//evil", "purpose": "REVIEW"})
    assert away.headers["location"] == "/"
    answer = await browser.post("/purpose", data=form | {"purpose": "REVIEW"})
    assert (answer.status_code, answer.headers["location"]) == (303, wanted)
    assert made["number"] in (await browser.get(wanted)).text


async def test_a_form_typed_when_the_purpose_has_run_out_is_kept(
    world: World, browser: httpx.AsyncClient
) -> None:
    made = await open_case(world)
    form = await browser.get(f"/cases/{key(made)}/note")
    token = hidden(form.text)["csrf"]
    typed = {"csrf": token, "caseId": made["caseId"], "body": "Long words", "personId": ""}
    kept = await browser.post(f"/cases/{key(made)}/note", data=typed)
    assert kept.status_code == 409 and "Long words" in kept.text
    assert f'href="/cases/{key(made)}"' in kept.text
