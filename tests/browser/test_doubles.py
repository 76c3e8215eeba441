"""A supervisor finds who was registered twice, compares, decides, and undoes it: in both languages."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.work import new_family, register_and_apply
from tests.support.program import Program


def register_again(desk: Desk, given: str, family: str, birth_date: str) -> None:
    desk.go("/applications/new")
    desk.fill(search=family).do("search")
    desk.page.locator("#register summary").click()
    desk.fill(person__givenName=given, person__familyName=family, person__birthDate=birth_date)
    desk.tick(("person.officialLanguage", desk.language)).pick(person__spokenLanguage="wo")
    desk.do("register")
    desk.sees(desk.words("apply.registered", name=f"{given} {family}"))


def look_for_doubles(home: Path) -> None:
    looking = Program("suspects", env={"CASELEDGER_HOME": str(home)})
    assert looking.ended() == 0, looking.said
    assert "newly suspected: 0" not in looking.said


@pytest.mark.parametrize(("language", "scripts"), [("fr", True), ("en", False)])
def test_two_records_are_compared_merged_and_parted_again(desk, open_folder, language, scripts):
    supervisor = desk(language, scripts=scripts).sign_in("SUPERVISOR")
    words, family = supervisor.words, new_family()
    case = register_and_apply(supervisor, "Awa", family)
    register_again(supervisor, "AWA", family.upper(), "1990-04-11")
    look_for_doubles(open_folder / "pages")

    supervisor.page.locator('.bar__nav a[href="/doubles"]').click()
    row = supervisor.main.locator("tr", has_text=family)
    expect(row).to_contain_text(words("doubles.out_of", score="").strip())
    if scripts:
        supervisor.sound()
    row.get_by_role("link").click()
    expect(supervisor.main.locator("tr.differs")).to_have_count(1)
    expect(supervisor.main.locator("tr.differs")).to_contain_text(words("doubles.differs"))
    if scripts:
        supervisor.sound()

    # Nothing is decided without a reason.
    merge_first = supervisor.main.get_by_role("button", name=words("doubles.merge_first"))
    merge_first.click()
    supervisor.refused("mergeReason")
    supervisor.pick(mergeReason="DOCUMENTS_AGREE")
    merge_first.click()
    supervisor.sees(words("doubles.done_merge"))
    if scripts:
        supervisor.sound()
    supervisor.go("/doubles")
    expect(supervisor.main.locator("tr", has_text=family)).to_have_count(0)

    supervisor.go("/doubles?status=MERGED")
    supervisor.main.locator("tr", has_text=family).get_by_role("link").click()
    supervisor.pick(undoReason="MERGED_BY_MISTAKE")
    supervisor.main.get_by_role("button", name=words("doubles.undo")).click()
    supervisor.sees(words("doubles.done_undo"))
    supervisor.pick(apartReason="RELATIVES")
    supervisor.main.get_by_role("button", name=words("doubles.keep_apart")).click()
    supervisor.sees(words("doubles.done_apart"))
    supervisor.go("/doubles?status=APART")
    expect(supervisor.main.locator("tr", has_text=family)).to_have_count(1)
    supervisor.go(case)
    supervisor.sees("Awa")


def test_nobody_else_is_shown_the_way_or_the_page(desk):
    worker = desk().sign_in("CASEWORKER")
    assert worker.page.locator('.bar__nav a[href="/doubles"]').count() == 0
    assert worker.go("/doubles").status == 403
    none = "00000000-0000-7000-8000-000000000001"
    assert worker.go(f"/doubles/{none}/{none[:-1]}2").status == 403
    supervisor = desk().sign_in("SUPERVISOR")
    assert supervisor.go(f"/doubles/{none}/{none[:-1]}2").status == 404
    assert supervisor.go(f"/doubles/{none}/nobody").status in (400, 404)
