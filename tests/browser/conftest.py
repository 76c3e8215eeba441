"""The whole program on an empty ledger, somebody of each role to sign in as, and a browser."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.desk import Desk
from tests.support.program import Program
from ui.formats import Language

CHROMIUM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="package")
def address(open_folder: Path) -> Iterator[str]:
    """Where the program answers; its ledger holds policy and the demo's accounts, and no case yet."""
    env = {"CASELEDGER_HOME": str(open_folder / "pages")}
    program = Program("run", "--empty", "--port", "0", env=env)
    try:
        yield program.ready()
    finally:
        program.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's chromium, driven by playwright: its shell without a window, where it is installed.

    The whole browser shows the same pages in half as much time again. Ended with this package: its
    event loop must not run on below the asynchronous tests.
    """
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert path, "the tests of the pages need it: apt-get install chromium-headless-shell"
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM))
        yield made
        made.close()


OpenDesk = Callable[..., Desk]


class Windows:
    """Browsers of somebody's own. To open one costs more than most pages: they are used again."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._free: dict[tuple[Language, bool], list[BrowserContext]] = {}

    def take(self, language: Language, scripts: bool) -> BrowserContext:
        """One that nobody uses, without a cookie; no page stores anything else."""
        if free := self._free.get((language, scripts)):
            return free.pop()
        return self._browser.new_context(
            base_url=self._address,
            locale="fr-CA" if language == "fr" else "en-CA",
            java_script_enabled=scripts,
            viewport={"width": 1280, "height": 900},
        )

    def give_back(self, language: Language, scripts: bool, window: BrowserContext) -> None:
        for page in window.pages:
            page.close()
        window.clear_cookies()
        self._free.setdefault((language, scripts), []).append(window)


@pytest.fixture(scope="package")
def windows(browser: Browser, address: str) -> Windows:
    return Windows(browser, address)


@pytest.fixture
def desk(windows: Windows) -> Iterator[OpenDesk]:
    """Opens a desk: a browser of its own, in a language, with scripts or without."""
    taken = []

    def opened(language: Language = "en", *, scripts: bool = True) -> Desk:
        window = windows.take(language, scripts)
        taken.append((language, scripts, window))
        return Desk(window.new_page(), language, scripts=scripts)

    yield opened
    for each in taken:
        windows.give_back(*each)
