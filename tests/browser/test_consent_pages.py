"""A consent on the pages: seen before it is signed, taken back in part, and taken home on paper."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.work import grant, new_family, register_and_apply


@pytest.mark.parametrize("language", ["fr"])
def test_a_consent_is_given_in_part_taken_back_and_found_void_without_a_script(desk, language):
    family = new_family()
    intake = desk(language).sign_in("INTAKE")
    case = register_and_apply(intake, "Ève", family)
    supervisor: Desk = desk(language, scripts=False).sign_in("SUPERVISOR")
    grant(supervisor, case)
    page = supervisor.page

    supervisor.go(case)
    supervisor.follow("act.consent")
    page.set_viewport_size({"width": 320, "height": 800})
    supervisor.tick(("categories", "IDENTITY"), ("categories", "HEALTH"))
    page.get_by_text(supervisor.words("consent.one_by_one")).click()
    supervisor.tick(("recipients", "family-support"), ("purposes", "REFERRAL"))
    page.locator('button[name="preview"]').click()
    expect(page.locator("#preview .tag")).to_have_count(2)
    supervisor.sees(supervisor.words("consent.would_open"), "Date de naissance").sound()
    expect(page.locator('input[value="family-support"]')).to_be_checked()
    supervisor.tick(("method", "WRITTEN")).send().recorded()

    supervisor.follow("act.withdraw_consent").sound()
    supervisor.tick(("categories", "HEALTH"), ("method", "VERBAL")).send().recorded()
    supervisor.sees("Une partie en a été retirée.")
    page.locator('a[href*="/receipt"]').click()
    supervisor.sees("Votre consentement", "Vous pouvez changer d’avis").sound()
    page.get_by_role("link", name="In English").click()
    supervisor.sees("Your consent: receipt", "You can change your mind", "Taken back").sound()

    supervisor.go(case)
    supervisor.follow("act.void_consent").sound().tick(("cause", "NOT_FREE")).send().recorded()
    expect(page.locator(".tag--invalidated")).to_be_visible()
