"""The privacy office in a browser: taken down at the counter, settled, shown at the entry."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.work import new_family, register_and_apply


@pytest.mark.parametrize(("language", "scripts"), [("fr", True), ("en", False)])
def test_a_disagreement_is_taken_down_and_stands_at_the_entry(desk, language, scripts):
    supervisor = desk(language, scripts=scripts).sign_in("SUPERVISOR")
    words, family = supervisor.words, new_family()
    case = register_and_apply(supervisor, "Awa", family)
    supervisor.go(case)
    supervisor.main.locator("#timeline details summary").first.click()
    supervisor.main.locator('a[href*="/office/new/correction"]').first.click()
    send(supervisor)
    supervisor.refused("wanted")
    supervisor.fill(wanted="I live alone")
    send(supervisor)
    supervisor.sees(words("office.sent"))
    expect(supervisor.main.locator("table")).to_have_count(0)

    officer = desk(language, scripts=scripts).sign_in("PRIVACY_OFFICER")
    officer.page.locator('.bar__nav a[href="/office"]').click()
    if scripts:
        officer.sound()
    officer.go("/office?kind=CORRECTION")
    for at in range(officer.main.locator("table a").count()):
        officer.go("/office?kind=CORRECTION")
        officer.main.locator("table a").nth(at).click()
        if family in officer.main.inner_text():
            break
    officer.sees(family, "I live alone")
    if scripts:
        officer.sound()
    officer.main.get_by_role("link", name=words("office.refuse")).click()
    officer.tick(("reason", "OPINION"))
    send(officer)
    officer.main.get_by_role("link", name=words("office.disagree")).click()
    officer.fill(statement="I always have")
    send(officer)
    officer.sees("I always have")
    supervisor.go(case)
    expect(supervisor.main.locator("#timeline .notice")).to_contain_text("I always have")


def test_a_request_is_answered_and_its_package_printed_in_either_language(desk):
    supervisor = desk("en").sign_in("SUPERVISOR")
    family = new_family()
    register_and_apply(supervisor, "Noah", family)
    officer = desk("en").sign_in("PRIVACY_OFFICER")
    officer.go(f"/office/new/access?search={family}")
    officer.sound()
    send(officer)
    expect(officer.page).to_have_url(re.compile("/office/[0-9a-f-]{36}"))
    officer.main.get_by_role("link", name=officer.words("office.verify")).click()
    officer.tick(("method", "DOCUMENT_SEEN"))
    send(officer)
    officer.main.get_by_role("link", name=officer.words("office.answer")).click()
    officer.tick(("outcome", "ALL_GIVEN"), ("means", "IN_PERSON"))
    send(officer)
    officer.refused()
    officer.tick(("given", "IDENTITY"))
    send(officer)
    officer.main.get_by_role("link", name=officer.words("office.package")).click()
    officer.sees(family)
    officer.sound()
    officer.main.locator('a[hreflang="fr"]').click()
    expect(officer.page.locator("html")).to_have_attribute("lang", "fr")
    expect(officer.main).to_contain_text(family)


def send(somebody):
    somebody.main.locator("#act .send button").click()
