"""From a neutral notice to a file in an emergency, and to its review by somebody else."""

import re

from playwright.sync_api import expect

from tests.browser.work import new_family, register_and_apply


def test_a_file_is_opened_in_an_emergency_and_reviewed(desk):
    supervisor = desk("fr").sign_in("SUPERVISOR")
    family = new_family()
    register_and_apply(supervisor, "Rosalie", family)
    supervisor.go(f"/cases?all=1&search={family}")
    row = supervisor.main.locator("tr", has_text=family).inner_text()
    number = re.search(r"\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", row)
    assert number

    worker = desk("fr").sign_in("LIAISON")
    words = worker.words
    assert worker.go(f"/cases/{number[0]}").status == 404
    worker.follow("emergency.way")
    assert worker.field("caseNumber").input_value() == number[0]
    worker.page.get_by_role("button", name=words("emergency.do")).click()
    worker.refused("reason")
    worker.tick(("reason", "MEDICAL")).fill(words="Malaise à la réception")
    worker.sound()
    worker.page.get_by_role("button", name=words("emergency.do")).click()
    expect(worker.page.locator("h1")).to_contain_text(family.upper(), ignore_case=True)
    worker.sees(words("emergency.rule_reviewed"))
    worker.sound()
    there = worker.page.url

    officer = desk("fr").sign_in("PRIVACY_OFFICER")
    expect(officer.page.locator('.bar__nav a[href="/oversight"]')).to_contain_text("(")
    officer.page.locator('.bar__nav a[href="/oversight"]').click()
    row = officer.main.locator("tr", has_text=family)
    expect(row).to_contain_text("Malaise à la réception")
    officer.sound()
    row.get_by_role("link").click()
    officer.page.get_by_role("button", name=words("oversight.record")).click()
    officer.refused("outcome")
    officer.tick(("outcome", "NOT_JUSTIFIED")).fill(words="Personne n’a été appelé")
    officer.sound()
    officer.page.get_by_role("button", name=words("oversight.record")).click()
    officer.sees(words("oversight.done"))
    expect(officer.main.locator("tr", has_text=family)).to_have_count(0)
    assert worker.go(there).status == 404, "what is not justified ends there and then"
