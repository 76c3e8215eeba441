"""Disposals and legal holds in a browser: asked for by one, agreed to by another; held and let go."""

from playwright.sync_api import expect

from tests.browser.work import new_family, register_and_apply


def test_one_asks_another_agrees_and_a_hold_keeps(desk):
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
    row = officer.main.locator("tr", has_text=number)
    expect(row.get_by_role("link", name=words("disposals.approve"))).to_have_count(0)
    supervisor.go("/disposals?status=REQUESTED")
    row = supervisor.main.locator("tr", has_text=number)
    row.get_by_role("link", name=words("disposals.decline")).click()
    supervisor.tick(("reason", "STILL_NEEDED"))
    send(supervisor)
    supervisor.sees(words("disposals.done"))


def send(somebody):
    somebody.main.locator("#act .send button").click()
