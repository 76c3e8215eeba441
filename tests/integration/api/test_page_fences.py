"""Pages as an attacker meets them: forged posts, hostile names, addresses that lead astray."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import psycopg
import pytest
import pytest_asyncio
from litestar import Litestar

from api.access.accounts import issue_sign_in_link
from api.app import Api
from api.database import Reader
from tests.support.api_world import TENANT, World, settings
from tests.support.databases import Database
from tests.support.graphql import open_case
from ui.actions import ACTIONS
from ui.mount import mount

pytestmark = pytest.mark.asyncio(loop_scope="module")
OURS = {"sec-fetch-site": "same-origin"}
NAME = "<img src=x onerror=alert(1)>{{7*'7'}}"


def program(api: Api) -> httpx.AsyncClient:
    pages = mount(api)
    app = Litestar(
        [*api.handlers(), pages.router],
        exception_handlers=pages.not_found,
        middleware=[api.middleware],
        openapi_config=None,
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with program(world.api) as client:
        yield client


def signed_in(world: World, who: str) -> dict[str, str]:
    return OURS | {"cookie": f"session={world.tokens[who]}"}


async def test_no_form_is_taken_without_its_token_or_from_another_site(
    world: World, browser: httpx.AsyncClient
) -> None:
    made = await open_case(world)
    key = made["caseId"].partition(":")[2]
    before = await world.ledger.head()
    theirs = await browser.get(f"/cases/{key}/note", headers=signed_in(world, "supervisor"))
    [foreign, *_] = re.findall(r'name="csrf" value="([^"]+)"', theirs.text)
    body = {"body": "forged", "caseId": made["caseId"], "personId": made["personId"]}
    paths = [f"/cases/{key}/{action.slug}" for action in ACTIONS] + ["/applications/new"]
    for path in paths:
        for token in (
            "",
            "x",
            foreign,
            "\udcff".encode("utf-8", "surrogatepass").decode("latin-1"),
        ):
            answer = await browser.post(
                path, data=body | {"csrf": token}, headers=signed_in(world, "worker")
            )
            assert answer.status_code in (403, 409), (path, token, answer.status_code)
        for site in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {}):
            headers = {"cookie": f"session={world.tokens['worker']}"} | site
            assert (await browser.post(path, data=body, headers=headers)).status_code == 403
    assert await world.ledger.head() == before
    left = await browser.post("/sign-out", headers=signed_in(world, "worker"))
    assert "set-cookie" not in left.headers and left.headers["location"] == "/"
    for path in ("/sign-in", "/sign-in/abc", "/sign-out"):
        forged = await browser.post(path, headers={"sec-fetch-site": "cross-site"})
        assert forged.status_code == 403


async def test_signing_in_makes_a_new_secret_and_leads_nowhere_else(
    world: World, browser: httpx.AsyncClient
) -> None:
    for wanted, where in (
        ("/cases?mine=1", "/cases?mine=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/x\r\nset-cookie: a=b", "/"),
        ("javascript:alert(1)", "/"),
    ):
        body = {"account": str(world.ids["worker"]), "role": "CASEWORKER", "next": wanted}
        fixed = OURS | {"cookie": "session=fixed-by-somebody-else"}
        answer = await browser.post("/sign-in", data=body, headers=fixed)
        assert (answer.status_code, answer.headers["location"]) == (303, where), wanted
        cookie = answer.headers["set-cookie"]
        assert "fixed-by" not in cookie and "HttpOnly" in cookie and "SameSite=lax" in cookie
    for path in ("//evil.example/?lang=fr", "/\\evil.example?lang=fr", "/%5Cevil.example?lang=fr"):
        moved = await browser.get(f"http://test{path}", headers=OURS)
        location = moved.headers.get("location", "/")
        assert location[:1] == "/" and location[1:2] not in ("/", "\\"), path


async def test_another_sites_request_is_answered_in_the_readers_own_way(
    browser: httpx.AsyncClient,
) -> None:
    foreign = {"sec-fetch-site": "cross-site", "accept-language": "fr"}
    page = await browser.post("/sign-out", headers=foreign | {"accept": "text/html,*/*"})
    assert page.status_code == 403 and page.headers["content-type"].startswith("text/html")
    assert "vient d’un autre site" in page.text and '<a href="/">' in page.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    tool = await browser.post("/graphql", headers=foreign | {"accept": "application/json"})
    assert tool.json()["errors"][0]["extensions"]["code"] == "CROSS_SITE"


async def test_a_failures_page_has_the_way_on_for_who_is_signed_in(
    world: World, browser: httpx.AsyncClient
) -> None:
    for path, status in (("/nothing", 404), ("/looks", 403), ("/cases?after=x", 400)):
        page = await browser.get(path, headers=signed_in(world, "worker"))
        assert page.status_code == status
        assert '<nav class="bar__nav"' in page.text and 'action="/sign-out"' in page.text, path
    browser.cookies.clear()
    assert '<nav class="bar__nav"' not in (await browser.get("/nothing")).text


async def test_signing_in_anew_ends_what_this_browser_had(
    world: World, browser: httpx.AsyncClient
) -> None:
    sessions = world.api.services.sessions
    former = await sessions.open_for(world.ids["colleague"])
    body = {"account": str(world.ids["worker"]), "role": "CASEWORKER", "next": ""}
    await browser.post("/sign-in", data=body, headers=OURS | {"cookie": f"session={former}"})
    async with Reader(world.api.services.readers) as reader:
        assert await sessions.current(reader, former) is None


async def test_over_tls_the_cookie_is_bound_to_host_and_tls(world: World) -> None:
    api = Api(world.ledger, world.projections, settings(world.database, https=True))
    await api.open()
    try:
        async with (
            program(api) as client,
            await psycopg.AsyncConnection.connect(
                world.database.url("auth"), autocommit=True
            ) as auth,
        ):
            secret = await issue_sign_in_link(
                auth,
                tenant=TENANT,
                account_id=world.ids["worker"],
                valid_for=timedelta(hours=1),
            )
            entered = await client.post(f"/sign-in/{secret}", headers=OURS)
            set_, held = entered.headers["set-cookie"], entered.cookies["__Host-session"]
            headers = OURS | {"cookie": f"__Host-session={held}"}
            page = await client.get("/cases", headers=headers)
            [token, *_] = re.findall(r'name="csrf" value="([^"]+)"', page.text)
            left = await client.post("/sign-out", data={"csrf": token}, headers=headers)
            for cookie in (set_, left.headers["set-cookie"]):
                assert cookie.startswith("__Host-session=") and "Domain" not in cookie
                assert "; Secure" in cookie and "; Path=/" in cookie
            gone = await client.get("/cases", headers=headers)
            assert gone.headers["location"].startswith("/sign-in")
            assert "max-age=31536000" in gone.headers["strict-transport-security"]
    finally:
        await api.close()


async def test_a_hostile_name_is_text_on_every_page(
    world: World, browser: httpx.AsyncClient
) -> None:
    made = await open_case(world)
    person = await world.do(
        "intake",
        "registerPerson",
        givenName=NAME,
        familyName="'\"><svg onload=alert(2)>",
        birthDate="1990-02-28",
        officialLanguage="en",
        address="</textarea><script>alert(3)</script>",
    )
    members = [
        {"personId": person["personId"], "role": "APPLICANT", "participantClass": "OW_ADULT"}
    ]
    hostile = await open_case(world, members=members)
    note = "</script><script>alert(4)</script>"
    await world.do(
        "worker",
        "addNote",
        caseId=hostile["caseId"],
        personId=person["personId"],
        body=note,
    )
    await world.settle()
    key = hostile["caseId"].partition(":")[2]
    paths = ["/cases", f"/cases/{key}", "/consents?search=svg", "/consents", "/looks"]
    paths += [f"/cases/{key}/{action.slug}" for action in ACTIONS]
    paths += [
        f"/cases/{key}/contact?person={person['personId']}",
        "/cases?search=%3Cscript%3Ealert(5)%3C/script%3E",
        "/sign-in?next=%22%3E%3Cscript%3Ealert(6)%3C/script%3E",
        f"/applications/new?case={key}",
        "/cases/%3Cscript%3Ealert(7)%3C%2Fscript%3E",
    ]
    shown = 0
    for path in paths:
        who = "privacy" if path == "/looks" else "worker"
        answer = await browser.get(path, headers=signed_in(world, who))
        shown += "onerror=alert(1)" in answer.text
        assert answer.status_code < 500, path
        for markup in (
            "<img src=x",
            "<svg onload",
            "<script>alert",
            "</textarea><script",
            "7777777",
        ):
            assert markup not in answer.text, (path, markup)
        fenced(answer)
    assert shown >= 3, "the name is on pages, as text"
    posted = await browser.post(
        "/applications/new",
        data={"search": NAME, "do": f"add:{person['personId']}:{NAME}", "csrf": "x"},
        headers=signed_in(world, "intake"),
    )
    assert "<img src=x" not in posted.text
    assert made["caseId"] not in posted.text


def fenced(answer: httpx.Response) -> None:
    """What a browser is told, and that no page breaks it."""
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"\son\w+\s*=|\sstyle\s*=|javascript:", _tags(answer.text))
    for script in re.findall(r"<(?:script|style)\b[^>]*>", answer.text):
        nonce = re.search(r"'nonce-([^']+)'", policy)
        assert " src=" in script or (nonce and f'nonce="{nonce[1]}"' in script), script


def _tags(page: str) -> str:
    """The page's tags, the values of their attributes left out."""
    return re.sub(r'="[^"]*"', '=""', " ".join(re.findall(r"<[^>]*>", page))).replace('=""', "=")


@pytest.mark.parametrize(
    "path",
    [
        "/outcomes/open_cases?month=%C2%B2",
        "/outcomes?known=0000-00-00",
        "/outcomes?known=9999-12-31",
        "/outcomes?year=0001&known=2026-01-01",
        "/outcomes/open_cases?month=012" + "1" * 5000,
        "/outcomes?year=%D9%A2%D9%A0%D9%A2%D9%A6",
        "/outcomes?since=9999-12-31",
        "/outcomes?since=0000-00-00",
        "/outcomes?since=%00&known=%00",
        "/outcomes/open_cases/changes?since=nonsense",
        "/outcomes/nothing/changes?since=2026-01-01",
        "/cases/nothing/learned?from=%00&to=0001-01-01",
        "/people/nothing/learned?from=%00&to=0001-01-01",
        "/status/differences/%00",
        "/people/00000000-0000-7000-8000-000000000001/learned?after=%00",
        "/cases?office=%00",
        "/cases?programme=%00",
        "/cases?search=%00%ED%A0%80",
        "/cases?after=%00",
        "/cases/%00",
        "/cases/%ED%A0%80",
        "/sign-in/%ED%A0%80",
        "/looks?to=9999-12-31",
        "/looks?from=0001-01-01",
        "/consents?person=%00",
        "/applications/new?case=%00",
        "/assets/..%2f..%2fapp.py",
        "/assets/%00",
    ],
)
async def test_no_address_ends_in_a_failure(
    world: World, browser: httpx.AsyncClient, path: str
) -> None:
    for who in ("worker", "privacy", "partner", "reporting"):
        answer = await browser.get(path, headers=signed_in(world, who))
        assert answer.status_code < 500, (who, answer.status_code)


async def test_no_typed_number_ends_in_a_failure(world: World, browser: httpx.AsyncClient) -> None:
    made = await open_case(world)
    key = made["caseId"].partition(":")[2]
    page = await browser.get(f"/cases/{key}/issue", headers=signed_in(world, "worker"))
    [token, *_] = re.findall(r'name="csrf" value="([^"]+)"', page.text)
    for value in ("9" * 5000, "²", "1e400", "NaN", "-1", "\u0661"):
        body = {"csrf": token, "amountCents": value, "caseVersion": value, "seenPosition": value}
        answer = await browser.post(
            f"/cases/{key}/issue", data=body, headers=signed_in(world, "worker")
        )
        assert answer.status_code in (409, 422), (value[:9], answer.status_code)


async def test_a_case_and_a_person_whose_events_wait_say_so_and_no_other(
    world: World, browser: httpx.AsyncClient, database: Database
) -> None:
    made, other = await open_case(world), await open_case(world)
    case, person = made["caseId"].partition(":")[2], made["personId"].partition(":")[2]
    query = """query ($id: ID!) { case(id: $id) { ... on Case {
        lacksEventsSince members { person { lacksEventsSince } } } } }"""
    with database.connect("migrator") as admin:
        for name, stream, position in (
            ("timeline", f"case-{case}", 77),
            ("case_file", f"case-{case}", 71),
            ("consent_audit", f"person-{person}", 78),
        ):
            admin.execute(
                "insert into read.parked (tenant, name, build, stream, position, error)"
                " select %s, b.name, b.build, %s, %s, 'ValueError' from read.build as b"
                " where b.name = %s and b.state = 'live'",
                (TENANT, stream, position, name),
            )
        try:
            found = (await world.ask("worker", query, id=made["caseId"]))["case"]
            assert found["lacksEventsSince"] == 71
            assert [m["person"]["lacksEventsSince"] for m in found["members"]] == [78]
            beside = (await world.ask("worker", query, id=other["caseId"]))["case"]
            assert beside["lacksEventsSince"] is None
            for language, words in (
                ("en", "cannot be shown for now"),
                ("fr", "D’ici là, demandez"),
            ):
                headers = signed_in(world, "worker") | {"accept-language": language}
                page = await browser.get(f"/cases/{case}", headers=headers)
                assert page.status_code == 200 and words in page.text
                page = await browser.get(
                    f"/cases/{other['caseId'].partition(':')[2]}", headers=headers
                )
                assert page.status_code == 200 and words not in page.text
        finally:
            admin.execute("delete from read.parked")
