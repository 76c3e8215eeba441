"""Disposals and legal holds in a browser: held and let go; nothing of an open case is asked for."""

from playwright.sync_api import expect

from tests.browser.work import new_family, register_and_apply


def test_a_hold_is_placed_and_lifted_and_an_open_case_is_kept(desk):
    supervisor = desk("fr").sign_in("SUPERVISOR")
    words, family = supervisor.words, new_family()
    register_and_apply(supervisor, "Awa", family)
    officer = desk("fr").sign_in("PRIVACY_OFFICER")
    number = f"CV-{family.split()[-1]}"
    officer.go("/disposals/hold")
    officer.fill(search=family)
    officer.main.get_by_role("button", name=words("office.search")).click()
    officer.main.get_by_role("link", name=family).click()
    send(officer)
    officer.refused("reason")
    officer.sound()
    officer.tick(("reason", "LITIGATION"), ("authority", "ORDER"))
    officer.fill(reference=number)
    send(officer)
    officer.sees(words("disposals.done"), number)
    officer.sound()
    hold = officer.main.locator("li", has_text=number)
    hold.get_by_role("link").click()
    officer.tick(("reason", "MATTER_ENDED"))
    officer.sound()
    send(officer)
    expect(officer.main.locator("li", has_text=number).get_by_role("link")).to_have_count(0)

    officer.go(f"/disposals/request?search={family}")
    officer.main.get_by_role("link", name=family).click()
    officer.tick(("reason", "COURT_ORDER"), ("authority", "ORDER"))
    officer.fill(reference=number)
    officer.sound()
    send(officer)
    officer.refused()
    assert desk("fr").sign_in("CASEWORKER").go("/disposals").status == 403


def send(somebody):
    somebody.main.locator("#act .send button").click()
