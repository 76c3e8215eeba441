"""The main job through the pages, from application to exit, in each language."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.work import new_family, register_and_apply
from tests.support.days import local_day
from ui.formats import LANGUAGES


def figure(desk: Desk, measure: str) -> int:
    desk.go("/outcomes")
    link = desk.main.locator(f'a.figure__number[href^="/outcomes/{measure}?"]')
    shown = int(re.sub(r"\D", "", link.inner_text()))
    link.click()
    rows = desk.main.locator("table.rows tbody tr")
    assert rows.count() == min(shown, 25), "the list is as long as its figure"
    return shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_application_to_exit(desk, language):
    supervisor = desk(language).sign_in("SUPERVISOR")
    worker = desk(language).sign_in("CASEWORKER")
    exits_before = figure(supervisor, "exits_to_employment")
    family = new_family()

    intake = desk(language).sign_in("INTAKE")
    case = register_and_apply(intake, "Ève", family)
    intake.sees(f"Ève {family}", "Mornings only").sound()

    supervisor.go(case)
    supervisor.follow("act.assign").sound().pick(office="centre")
    supervisor.pick_called("caseworkerId", "Josée Charlebois").send().recorded().sees(
        "Josée Charlebois"
    )

    worker.go(f"/cases?search={family}")
    worker.sound().page.get_by_role("row").get_by_role("link").first.click()
    worker.sees(f"Ève {family}").sound()

    worker.follow("act.decide").sound().tick(("outcome", "GRANTED"), ("reasons", "ELIGIBLE"))
    worker.send().recorded()

    worker.follow("act.consent").sound()
    worker.tick(("categories", "IDENTITY"), ("categories", "CONTACT"), ("recipients", "EO"))
    worker.tick(("purposes", "REFERRAL"))
    worker.page.locator('button[name="preview"]').click()
    worker.sees(worker.words("consent.would_open")).sound()
    expect(worker.page.locator('input[value="CONTACT"]')).to_be_checked()
    worker.tick(("method", "WRITTEN")).send().recorded()

    worker.follow("act.assess").sound().tick(("strengths", "COMMUNITY"), ("needs", "HEALTH"))
    worker.tick(("readiness", "READY")).fill(summary="Rested and hopeful.").send().recorded()
    worker.sees("Rested and hopeful.")

    worker.follow("act.plan").sound().fill(items__1__description="See the doctor")
    worker.pick(items__1__kind="STABILITY", items__1__domain="HEALTH", items__1__owner="PERSON")
    worker.send().recorded().sees("See the doctor")
    worker.follow("case.update").sound().tick(("status", "IN_PROGRESS")).send().recorded()
    worker.follow("act.add_step").sound().fill(item__description="Write a résumé")
    worker.pick(item__kind="EMPLOYMENT", item__domain="EMPLOYMENT", item__owner="CASEWORKER")
    worker.send().recorded().sees("Write a résumé")

    worker.follow("act.refer").sound().tick(("toType", "EO"), ("purpose", "REFERRAL"))
    worker.pick(recipient="eo-01").tick(("shared", "IDENTITY"), ("shared", "CONTACT"))
    worker.send().recorded()
    worker.follow("act.answer").sound().tick(("answer", "ACCEPTED")).send().recorded()
    worker.follow("act.close").sound().tick(("outcome", "COMPLETED")).send().recorded()

    worker.follow("act.issue").sound().pick(benefitType="BASIC_NEEDS")
    worker.fill(amountCents="343,00").tick(("method", "DIRECT_DEPOSIT")).send().recorded()
    worker.sees("343,00" if language == "fr" else "$343.00")
    worker.follow("act.overpayment").sound().send().refused("amountCents")
    worker.fill(month=f"{local_day():%Y-%m}", amountCents="43,17")
    worker.tick(("cause", "HOUSEHOLD_CHANGE")).send().recorded()
    worker.sees("43,17" if language == "fr" else "$43.17")
    worker.follow("act.note").sound().fill(body="<i>Called back</i>").send().recorded()
    worker.sees("<i>Called back</i>")
    worker.follow("act.reverse").sound().tick(("reason", "WRONG_AMOUNT")).send().recorded()

    worker.follow("act.exit").sound().tick(("reason", "EMPLOYMENT")).send().recorded().sound()
    expect(worker.page.locator(".file .tag--exited")).to_be_visible()

    privacy = desk(language).sign_in("PRIVACY_OFFICER")
    privacy.go("/consents")
    privacy.sees(f"Ève {family}", privacy.words("consents.disclosures", n=1)).sound()
    privacy.go("/looks")
    privacy.sees("Josée Charlebois").sound()
    assert figure(supervisor, "exits_to_employment") == exits_before + 1
    supervisor.sound()

    supervisor.go(case)
    supervisor.follow("act.reopen").sound().tick(("reason", "EXIT_RECORDED_IN_ERROR"))
    supervisor.send().recorded()
    expect(supervisor.page.locator(".entry--corrected")).to_have_count(1)
