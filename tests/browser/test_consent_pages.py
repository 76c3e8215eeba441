"""A consent on the pages: seen before it is signed, taken back in part, and taken home on paper."""

from playwright.sync_api import expect

from tests.browser.work import grant, new_family, register_and_apply


def test_a_consent_is_given_seen_taken_back_in_part_and_found_void(desk):
    case = register_and_apply(desk("fr").sign_in("INTAKE"), "Ève", new_family())
    plain = desk("fr", scripts=False).sign_in("SUPERVISOR")
    grant(plain, case)

    plain.go(case)
    plain.follow("act.consent")
    plain.tick(("categories", "IDENTITY"), ("categories", "HEALTH"))
    plain.page.get_by_text(plain.words("consent.one_by_one")).click()
    plain.tick(("recipients", "family-support"), ("purposes", "REFERRAL"))
    plain.page.locator('button[name="preview"]').click()
    expect(plain.page.locator("#preview .tag")).to_have_count(2)
    plain.sees(plain.words("consent.would_open"), "Date de naissance")
    expect(plain.page.locator('input[value="family-support"]')).to_be_checked()
    plain.tick(("method", "WRITTEN")).send().recorded()

    supervisor = desk("fr").sign_in("SUPERVISOR")
    page = supervisor.page
    supervisor.open(case)
    supervisor.follow("act.withdraw_consent").sound()
    supervisor.tick(("categories", "HEALTH"), ("method", "VERBAL")).send().recorded()
    supervisor.sees("Une partie en a été retirée.")
    page.locator('a[href*="/receipt"]').first.click()
    supervisor.sees("Votre consentement", "Vous pouvez changer d’avis").sound()
    page.get_by_role("main").get_by_role("link", name="In English").click()
    supervisor.sees("Your consent: receipt", "You can change your mind", "Taken back")

    supervisor.go(case)
    supervisor.follow("act.void_consent").sound().tick(("cause", "NOT_FREE")).send().recorded()
    expect(page.locator(".tag--invalidated")).to_be_visible()
