"""A disclosure by a statute in a browser: recorded, its notice held back, told, and handed over."""

from playwright.sync_api import expect

from tests.browser.work import new_family, register_and_apply


def test_it_is_recorded_and_the_person_is_told(desk):
    supervisor = desk("fr").sign_in("SUPERVISOR")
    words, family = supervisor.words, new_family()
    register_and_apply(supervisor, "Awa", family)
    officer = desk("fr").sign_in("PRIVACY_OFFICER")
    officer.go("/consents")
    officer.main.get_by_role("link", name=words("disclosures.new")).click()
    officer.fill(search=family)
    officer.main.get_by_role("button", name=words("office.search")).click()
    officer.main.get_by_role("link", name=family).click()
    officer.tick(
        ("section", "MFIPPA_32_H"),
        ("recipientKind", "EMERGENCY_SERVICE"),
        ("purpose", "SAFETY"),
        ("categories", "CONTACT"),
    )
    officer.fill(recipient="Ambulance 12", given="The address")
    send(officer)
    officer.refused("notice")
    officer.sound()
    officer.tick(("notice", "OWED"))
    send(officer)
    officer.sees("Ambulance 12", "The address", "MFIPPA s. 32 (h)")
    officer.sound()
    officer.main.get_by_role("link", name=words("disclosures.receipt")).click()
    officer.sees("Ambulance 12")
    officer.sound()
    officer.page.go_back()
    officer.main.get_by_role("link", name=words("disclosures.tell")).click()
    officer.sound()
    officer.tick(("method", "IN_PERSON"))
    send(officer)
    officer.sees("Ambulance 12")
    expect(officer.main.get_by_role("link", name=words("disclosures.tell"))).to_have_count(0)


def send(somebody):
    somebody.main.locator("#act .send button").click()
