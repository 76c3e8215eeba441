"""What holds of every page, for each role, in both languages, with scripts and without."""

import psycopg
import pytest
from playwright.sync_api import expect

from caseledger.embedded import acquire
from tests.browser.work import grant, new_family, register_and_apply
from tests.support.days import local_day
from ui.formats import LANGUAGES

OPEN = {
    "INTAKE": ["/cases?all=1", "/consents", "/applications/new"],
    "CASEWORKER": ["/cases", "/cases?search=nobody-at-all", "/outcomes", "/status", "/emergency"],
    "SUPERVISOR": ["/cases?status=EXITED&all=1", "/consents?state=REFUSED"],
    "PRIVACY_OFFICER": [
        "/office",
        "/office/new/incident",
        "/consents",
        "/looks?from=2026-01-01&decision=DENIED",
        "/oversight?all=1",
        "/disposals?status=REQUESTED",
        "/disposals/hold-class",
    ],
    "REPORTING": [
        "/outcomes",
        "/outcomes?year=2026&known=2026-06-30&programme=OW",
        "/outcomes/open_cases?year=2026",
        "/outcomes?year=2026&since=2026-06-30",
        "/outcomes/applications_received/changes?year=2026&since=2026-06-30",
        "/outcomes/consents_granted?year=2026&known=2026-09-30",
    ],
    "OPERATOR": ["/status"],
}
CLOSED = {
    "REPORTING": ["/cases", "/looks", "/consents"],
    "CASEWORKER": ["/looks", "/office", "/effects"],
    "OPERATOR": ["/outcomes"],
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", OPEN)
def test_each_role_finds_its_pages_sound(desk, role, language):
    somebody = desk(language).sign_in(role)
    for path in OPEN[role]:
        assert somebody.go(path).status == 200, path
        somebody.sound()


@pytest.mark.parametrize("role", CLOSED)
def test_what_is_not_a_role_s_work_says_so_kindly(desk, role):
    somebody = desk().sign_in(role)
    for path in CLOSED[role]:
        assert somebody.go(path).status == 403, path
        somebody.sees(somebody.words("error.not_allowed"))
        assert somebody.page.locator(f'.bar__nav a[href="{path}"]').count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_unknown_addresses_and_signing_out_are_pages_too(desk, language):
    somebody = desk(language)
    assert somebody.go("/sign-in").status == 200
    somebody.sound()
    somebody.sign_in("SUPERVISOR")
    for path in ("/nothing", "/cases/2026-0000-0000", "/a/b/c/d", "/outcomes/nothing?year=2026"):
        assert somebody.go(path).status in (400, 404), path
        somebody.sound()
    assert somebody.go("/cases?after=nonsense").status == 400
    somebody.go("/status")
    somebody.page.get_by_role("button", name=somebody.words("site.sign_out")).click()
    somebody.sees(somebody.words("signin.left"))
    somebody.go("/cases")
    expect(somebody.page.locator("h1")).to_have_text(somebody.words("signin.title"))


@pytest.mark.parametrize("scripts", [True, False])
def test_figures_are_asked_for_as_known_on_a_day(desk, scripts):
    somebody = desk("fr", scripts=scripts).sign_in("REPORTING")
    somebody.go("/outcomes?year=2026")
    somebody.fill(known="2026-03-31")
    somebody.main.get_by_role("button", name=somebody.words("caseload.apply")).click()
    somebody.sees("selon ce qui était connu le 31\N{NO-BREAK SPACE}mars\N{NO-BREAK SPACE}2026")
    somebody.main.locator('a.figure__number[href^="/outcomes/open_cases?"]').click()
    somebody.sees("en vigueur au 31\N{NO-BREAK SPACE}mars\N{NO-BREAK SPACE}2026")
    assert somebody.go("/outcomes?known=2026-02-30").status == 400
    assert somebody.go("/outcomes?known=2999-01-01").status == 400


def test_the_switch_of_language_stays_on_the_page_and_is_remembered(desk):
    somebody = desk("en").sign_in("SUPERVISOR")
    somebody.go("/cases?all=1&status=EXITED")
    somebody.page.get_by_role("link", name="Français").click()
    expect(somebody.page.locator("html")).to_have_attribute("lang", "fr")
    assert somebody.page.url.endswith("/cases?all=1&status=EXITED")
    somebody.go("/outcomes")
    expect(somebody.page.locator("html")).to_have_attribute("lang", "fr")


def test_a_keyboard_reaches_the_content_first_and_shows_where_it_is(desk):
    somebody = desk().sign_in("SUPERVISOR")
    somebody.go("/cases?all=1")
    somebody.page.keyboard.press("Tab")
    skip = somebody.page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    somebody.page.keyboard.press("Enter")
    expect(somebody.main).to_be_focused()
    somebody.page.keyboard.press("Tab")
    shadow = somebody.page.evaluate("getComputedStyle(document.activeElement).boxShadow")
    assert shadow != "none"


def test_everything_works_without_scripts(desk):
    supervisor = desk("fr", scripts=False).sign_in("SUPERVISOR")
    case = register_and_apply(supervisor, "Léo", new_family())
    grant(supervisor, case)
    supervisor.follow("act.note").send().refused("body")
    supervisor.fill(body="Sans script").send().recorded().sees("Sans script")
    supervisor.follow("act.exit").tick(("reason", "EMPLOYMENT")).send().recorded()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_as_it_was_known_then_offers_nothing_to_do(desk, language):
    supervisor = desk(language).sign_in("SUPERVISOR")
    case = register_and_apply(supervisor, "Léa", new_family())
    supervisor.go(case)
    assert supervisor.page.locator(".actions a").count() > 0
    supervisor.page.locator(".entry summary").first.click()
    supervisor.follow("then.at_entry").sees(supervisor.words("then.past")).sound()
    assert supervisor.page.locator(f'main a[href^="{case}/"]:not([href*="/then"])').count() == 0
    supervisor.go(case)
    supervisor.follow("then.open").sound().fill(known="2999-01-01")
    supervisor.main.get_by_role("button", name=supervisor.words("then.show")).click()
    supervisor.sees(supervisor.words("then.lead")).refused("known").sound()
    supervisor.fill(known=str(local_day()))
    supervisor.main.get_by_role("button", name=supervisor.words("then.show")).click()
    supervisor.sees(supervisor.words("then.nothing_done"), "Léa").sound()
    assert supervisor.go(f"{case}/learned").status == 200
    assert supervisor.page.locator('.entry a[href*="/then?position="]').count() > 0
    supervisor.go(case)
    supervisor.main.locator('a[href^="/people/"]').first.click()
    supervisor.sees(supervisor.words("learned.person_title"), "Léa").sound()
    supervisor.page.locator(".entry summary").first.click()
    supervisor.sound()
    assert supervisor.go(f"{case}/then?known=2026-02-30").status == 400
    assert supervisor.go(f"{case}/then?on=2001-01-01").status == 400


def test_the_script_runs_under_the_policy_of_the_page(desk):
    somebody = desk()
    answer = somebody.go("/sign-in")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert somebody.page.locator("script:not([src])").count() == 0
    assert somebody.page.locator("[style], [onclick]").count() == 0


@pytest.fixture
def failed(address, open_folder):
    """Word to a partner that was given up: its key."""
    with acquire(open_folder / "pages") as server, psycopg.connect(server.url("migrator")) as admin:
        [key] = admin.execute(
            "insert into effects.outbox (tenant, key, process, kind, effect, event_id, position,"
            " correlation, state, attempts, error) select tenant, gen_random_uuid(), 'partners',"
            """ 'WEBHOOK', '{"type": "referral.made", "recipient": "eo-01"}', gen_random_uuid(), 1,"""
            " gen_random_uuid(), 'DEAD', 20, 'ConnectError' from effects.process limit 1"
            " returning key"
        ).fetchone()
    return key


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_operator_gives_up_what_failed_with_a_reason(desk, failed, language):
    operator = desk(language).sign_in("OPERATOR")
    operator.go("/status")
    operator.follow("effects.open_page").sees("ConnectError").sound()
    operator.main.locator(f'a[href="/effects/{failed}/drop"]').click()
    operator.send().refused("reason").sound()
    operator.fill(reason="Told by hand").send().sees(operator.words("effects.done_drop"))
    assert operator.main.get_by_text(str(failed)).count() == 0
    operator.follow("effects.only_dropped").sees(str(failed), "Told by hand").sound()
    assert operator.go(f"/effects/{failed}/retry").status == 409
    operator.sound()
