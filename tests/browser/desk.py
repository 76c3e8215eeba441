"""What a person does at the pages, in either language, and what must hold of every page."""

import re
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Response, expect

from caseledger.demo.staff import STAFF
from tests.support.size import FULL
from ui.formats import Language
from ui.texts import text

NARROW = 320  # CSS pixels: a page at 400% zoom
_IDS = re.compile(r"[0-9a-f-]{36}|[0-9]+")
_LOOKED_AT: set[int] = set()


class Desk:
    """Somebody at a browser. Fields are named as in the commands, words come from the texts."""

    def __init__(self, page: Page, language: Language, *, scripts: bool = True) -> None:
        self.page = page
        self.language: Language = language
        self._scripts = scripts
        self._role: str | None = None
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self._hear(said.type, said.text))

    def _hear(self, kind: str, said: str) -> None:
        if kind == "error" and "Failed to load resource" not in said:
            self.faults.append(said)

    def words(self, key: str, **places: object) -> str:
        return text(self.language, key, **places)

    def sign_in(self, role: str) -> "Desk":
        """As the first of the demo's people in that role: those who work in one office, the centre."""
        account = next(one for one in STAFF if one.role == role)
        self.page.goto("/sign-in")
        form = self.page.locator(
            "form", has=self.page.locator(f'input[name=account][value="{account.account_id}"]')
        )
        if not form.is_visible():
            self.page.locator("details summary").click()
        form.get_by_role("button").click()
        expect(self.page.locator(".who")).to_contain_text(account.display_name)
        self._role = role
        return self

    def go(self, path: str) -> Response:
        answer = self.page.goto(path)
        assert answer is not None
        return answer

    def open(self, path: str, purpose: str = "SUPERVISION") -> "Desk":
        """Go to a file to which no work of theirs leads: they are asked what for, and say it."""
        self.go(path)
        self.sees(self.words("purpose.lead")).sound()
        self.tick(("purpose", purpose))
        self.main.get_by_role("button", name=self.words("purpose.open")).click()
        return self

    def follow(self, key: str) -> "Desk":
        """Follow the first link of these words."""
        self.main.get_by_role("link", name=self.words(key)).first.click()
        return self

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def fill(self, **values: str) -> "Desk":
        for name, value in values.items():
            self.field(name).fill(value)
        return self

    def field(self, name: str) -> Locator:
        return self.page.locator(f'[id="f-{name.replace("__", ".")}"]')

    def pick(self, **values: str) -> "Desk":
        """Choose in lists."""
        for name, value in values.items():
            self.field(name).select_option(value)
        return self

    def pick_called(self, name: str, words: str) -> "Desk":
        """Choose in a list by what the choice is called, or by a part of it."""
        choice = self.field(name).locator("option", has_text=words).first
        self.field(name).select_option(choice.get_attribute("value"))
        return self

    def tick(self, *choices: tuple[str, str]) -> "Desk":
        """Choose radios and boxes by their labels, which lie over them."""
        for name, value in choices:
            box = self.page.locator(f'input[name="{name}"][value="{value}"]')
            self.page.locator(f'label[for="{box.get_attribute("id")}"]').click()
        return self

    def send(self) -> "Desk":
        """Press the form's own button."""
        self.main.locator(".send button").click()
        return self

    def do(self, name: str) -> "Desk":
        """Press a button of another purpose (search, add, register)."""
        self.main.locator(f'button[name="do"][value^="{name}"]:not([aria-hidden])').first.click()
        return self

    def sees(self, *words: str) -> "Desk":
        for each in words:
            expect(self.main).to_contain_text(each)
        return self

    def recorded(self) -> "Desk":
        """The case page says what was recorded, and its timeline has it."""
        expect(self.page.locator(".notice--done")).to_be_visible()
        expect(self.page.locator(".entry--new")).to_have_count(1)
        return self

    def refused(self, field: str | None = None) -> "Desk":
        """The page shows the problem, at its field too; with scripts the summary has the focus."""
        summary = self.page.locator(".summary")
        expect(summary).to_be_visible()
        if self._scripts:
            expect(summary).to_be_focused()
        if field:
            link = summary.locator(f'a[href="#f-{field}"]')
            expect(link).to_be_visible()
            expect(self.page.locator(f'[id="e-{field}"]')).to_be_visible()
        return self

    @property
    def case(self) -> str:
        """The path of the case that is shown."""
        return urlsplit(self.page.url).path

    def sound(self) -> "Desk":
        """What must hold of every page: language, accessibility, reflow at 320 px, no fault."""
        page = self.page
        page.wait_for_load_state()  # with its styles: without them nothing keeps to the width
        assert page.locator("html").get_attribute("lang") == self.language
        assert page.locator("h1").count() == 1, page.url
        self._accessible()
        page.set_viewport_size({"width": NARROW, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        page.set_viewport_size({"width": 1280, "height": 900})
        assert wide <= 0, f"{page.url} is {wide} px wider than {NARROW} px"
        assert not self.faults, f"{page.url}: {self.faults}"
        return self

    def _accessible(self) -> None:
        """What axe finds wrong: nothing. A page of one make and role is looked at in one language.

        Both languages fill the same templates, and a text that lacked one would be an error.
        """
        page = self.page
        classes = (
            "[...new Set([...document.querySelectorAll('[class]')].map(e => e.classList.value))]"
        )
        made_of = sorted(page.evaluate(classes))
        make = hash((_IDS.sub("*", page.url), self._scripts, self._role, *made_of))
        if make in _LOOKED_AT and not FULL:
            return
        _LOOKED_AT.add(make)
        # Preloading, axe would write our stylesheets inline, which the page's policy forbids.
        options = {"resultTypes": ["violations"], "preload": False}
        found = Axe().run(page, options=options).response["violations"]
        told = [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]
        assert not told, f"{page.url}: {told}"
