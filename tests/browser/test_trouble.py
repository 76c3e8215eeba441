"""What goes wrong at a desk, and what becomes of the work: nothing lost, nothing done twice."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.work import grant, new_family, register_and_apply

HOSTILE = '<img src=x onerror="document.title=1"> & \u202eevil'

TYPED = "Object.fromEntries(new FormData(document.getElementById('act')))"
POST = """
async (typed) => {
  const answer = await fetch(location.href, {method: 'POST', body: new URLSearchParams(typed)});
  return {status: answer.status, url: answer.url, text: await answer.text()};
}
"""


@pytest.fixture(scope="module")
def granted(browser, address) -> str:
    """The path of a case that was granted and has its main contact."""
    context = browser.new_context(base_url=address, locale="en-CA")
    supervisor = Desk(context.new_page(), "en").sign_in("SUPERVISOR")
    case = register_and_apply(supervisor, "Noor", new_family())
    grant(supervisor, case)
    context.close()
    return case


def notes(desk: Desk, case: str, words: str) -> int:
    desk.go(case)
    return desk.page.locator(".timeline .words", has_text=words).count()


def test_a_name_with_markup_is_text_everywhere(desk):
    supervisor = desk().sign_in("SUPERVISOR")
    family = new_family()
    case = register_and_apply(supervisor, HOSTILE, family)
    for path in (case, f"/cases?search={family}", f"{case}/note", "/cases?all=1", "/consents"):
        supervisor.go(path)
        assert supervisor.page.locator("main img").count() == 0
        assert supervisor.page.title() != "1"
    supervisor.go(case)
    supervisor.sees("<img src=x onerror=").sound()


def test_a_day_that_does_not_exist_is_refused_at_its_field(desk, granted):
    worker = desk("fr").sign_in("CASEWORKER")
    worker.go(f"{granted}/exit")
    worker.tick(("reason", "EMPLOYMENT")).fill(exitedOn="2026-02-30", details="Gardé").send()
    worker.refused("exitedOn").sound()
    expect(worker.field("exitedOn")).to_have_value("2026-02-30")
    expect(worker.field("details")).to_have_value("Gardé")
    worker.page.locator('.summary a[href="#f-exitedOn"]').click()
    expect(worker.field("exitedOn")).to_be_focused()


def test_an_empty_form_tells_everything_that_is_missing_at_once(desk, granted):
    worker = desk().sign_in("CASEWORKER")
    worker.go(f"{granted}/issue")
    worker.send().refused("benefitType")
    assert worker.page.locator(".summary li").count() >= 3
    worker.fill(amountCents="twelve").send().refused("amountCents").sound()


def test_a_referral_that_shares_without_consent_is_refused(desk, granted):
    worker = desk().sign_in("CASEWORKER")
    worker.go(f"{granted}/refer")
    worker.sees(worker.words("refer.no_consent"))
    worker.tick(("toType", "COMMUNITY"), ("purpose", "REFERRAL"), ("shared", "HEALTH"))
    worker.pick(recipient="housing-help").send().refused()
    expect(worker.page.locator('input[name=shared][value="HEALTH"]')).to_be_checked()


def test_an_exit_before_a_grant_is_not_offered_and_says_why(desk):
    supervisor = desk().sign_in("SUPERVISOR")
    case = register_and_apply(supervisor, "Ada", new_family())
    assert supervisor.page.get_by_role("link", name=supervisor.words("act.exit")).count() == 0
    assert supervisor.go(f"{case}/exit").status == 409
    supervisor.sees(supervisor.words("act.not_now")).sound()


def test_the_same_form_sent_twice_is_recorded_once(desk, granted):
    worker = desk().sign_in("CASEWORKER")
    worker.go(f"{granted}/note")
    worker.fill(body="Sent twice")
    typed = worker.page.evaluate(TYPED)
    first, second = (worker.page.evaluate(POST, typed) for _ in range(2))
    assert first["status"] == second["status"] == 200
    assert first["url"] == second["url"] != worker.page.url
    changed = worker.page.evaluate(POST, {**typed, "body": "Another body"})
    assert changed["status"] == 409
    assert "Another body" in changed["text"]
    assert notes(worker, granted, "Sent twice") == 1
    assert notes(worker, granted, "Another body") == 0


def test_a_double_press_sends_once(desk, granted):
    worker = desk().sign_in("CASEWORKER")
    worker.go(f"{granted}/note")
    worker.fill(body="Pressed twice")
    sent: list[str] = []
    worker.page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    worker.main.locator(".send button").dblclick()
    worker.recorded()
    assert len(sent) == 1
    assert notes(worker, granted, "Pressed twice") == 1


def test_two_people_at_once_see_what_the_other_did_and_keep_their_words(desk, granted):
    worker = desk().sign_in("CASEWORKER")
    supervisor = desk("fr").sign_in("SUPERVISOR")
    worker.go(f"{granted}/note")
    supervisor.open(f"{granted}/note").fill(body="La première note").send().recorded()
    worker.fill(body="The second note").send()
    worker.refused().sees(worker.words("act.news"), "Ghislain Archambault").sound()
    expect(worker.field("body")).to_have_value("The second note")
    assert notes(desk().sign_in("CASEWORKER"), granted, "The second note") == 0
    worker.send().recorded()
    assert notes(worker, granted, "The second note") == 1


def test_a_session_that_ended_keeps_the_words_until_they_are_sent_again(desk, granted):
    worker = desk().sign_in("CASEWORKER")
    worker.go(f"{granted}/note")
    worker.fill(body="Written before the session ended")
    worker.page.context.clear_cookies(name="session")
    worker.send().sees(worker.words("kept.title_signed_out")).sound()
    other = worker.page.context.new_page()
    Desk(other, "en").sign_in("CASEWORKER")
    worker.main.get_by_role("button", name=worker.words("kept.again")).click()
    # The new session looks at the form again before it is recorded.
    worker.refused()
    expect(worker.field("body")).to_have_value("Written before the session ended")
    worker.send().recorded()
    assert notes(worker, granted, "Written before the session ended") == 1


def test_typed_work_is_not_left_by_accident(desk, granted):
    worker = desk().sign_in("CASEWORKER")
    worker.go(f"{granted}/note")
    worker.fill(body="Half a note")
    asked: list[str] = []
    worker.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    worker.page.get_by_role("link", name=worker.words("form.cancel")).click()
    expect(worker.field("body")).to_have_value("Half a note")
    assert asked == ["beforeunload"]


def test_switching_language_on_a_form_keeps_the_words(desk, granted):
    worker = desk().sign_in("CASEWORKER")
    worker.go(f"{granted}/note")
    worker.fill(body="Kept in both")
    worker.page.locator(".bar__switch").click()
    expect(worker.page.locator("html")).to_have_attribute("lang", "fr")
    expect(worker.field("body")).to_have_value("Kept in both")


def test_another_office_learns_nothing_of_a_case(desk, granted):
    intake = desk().sign_in("REPORTING")
    answer = intake.go(granted)
    assert answer.status in (403, 404)
    assert not re.search("Noor", intake.main.inner_text())
    intake.sound()


def test_an_application_for_another_office_is_recorded_and_said_so(desk):
    supervisor = desk("fr").sign_in("SUPERVISOR")
    family = new_family()
    supervisor.go("/applications/new")
    supervisor.fill(search=family).do("search")
    supervisor.page.locator("#register summary").click()
    supervisor.fill(
        person__givenName="Noé", person__familyName=family, person__birthDate="1990-04-17"
    )
    supervisor.tick(("person.officialLanguage", "fr")).do("register")
    supervisor.pick(members__0__participantClass="OW_ADULT", office="west")
    supervisor.tick(("programme", "OW"), ("channel", "PHONE"), ("complete", "true")).send()
    supervisor.sees("Demande inscrite").sound()


def test_a_page_says_that_somebody_else_changed_it_and_shows_how_when_asked(desk, granted):
    worker, supervisor = desk().sign_in("CASEWORKER"), desk("fr").sign_in("SUPERVISOR")
    plain = desk(scripts=False).sign_in("CASEWORKER")
    plain.go(granted)
    assert plain.page.locator(".live .notice").count() == 0
    supervisor.open(granted)
    for page, changed in ((granted, "case.changed"), ("/cases?all=1", "caseload.changed")):
        with supervisor.page.expect_response(re.compile("/graphql/stream")):
            supervisor.go(page)
        notice = supervisor.page.locator(".live .notice")
        assert notice.count() == 0
        supervisor.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        worker.go(f"{granted}/note")
        worker.fill(body="Rang the landlord").send().recorded()
        expect(notice).to_be_in_viewport()
        supervisor.sees(supervisor.words(changed))
        if page == granted:
            supervisor.sound()
        notice.get_by_role("link", name=supervisor.words("site.show_now")).click()
        expect(supervisor.page).to_have_url(re.compile("fresh="))
        expect(supervisor.page.locator(".notice--wait, .notice--done")).to_have_count(0)
    assert "all=1" in supervisor.page.url, "the same list as before"
    supervisor.go(granted)
    supervisor.sees("Rang the landlord")
