"""The whole program on an empty ledger, somebody of each role to sign in as, and a browser."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.desk import Desk
from tests.support.program import ROOT, Program
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
STAFF = (
    ("Inès Accueil", "INTAKE", "centre"),
    ("Marc Roy", "CASEWORKER", "centre"),
    ("Sam Okafor", "SUPERVISOR", "centre"),
    ("Priya Nair", "PRIVACY_OFFICER", None),
    ("Rae Chiffre", "REPORTING", None),
    ("Otis Machine", "OPERATOR", None),
)


@pytest.fixture(scope="package")
def address(open_folder: Path) -> Iterator[str]:
    """Where the program answers; its ledger holds policy and accounts, and no case yet."""
    env = {"CASELEDGER_HOME": str(open_folder / "pages")}
    program = Program("run", "--empty", "--port", "0", env=env)
    try:
        found = program.ready()
        for name, role, office in STAFF:
            add_staff(env, name, role, office)
        yield found
    finally:
        program.stop()


def add_staff(env: dict[str, str], name: str, role: str, office: str | None) -> None:
    where = ["--office", office] if office else []
    command = [sys.executable, "-m", "caseledger", "staff", "add", name, "--role", role, *where]
    subprocess.run(command, cwd=ROOT, env=os.environ | env, check=True, capture_output=True)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's chromium, driven by playwright.

    Ended with this package: its event loop must not run on below the asynchronous tests.
    """
    path = shutil.which("chromium")
    assert path, "chromium is needed for the tests of the pages: apt-get install chromium"
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM))
        yield made
        made.close()


OpenDesk = Callable[..., Desk]


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[OpenDesk]:
    """Opens a desk: a browser of its own, in a language, with scripts or without."""
    contexts = []

    def opened(language: Language = "en", *, scripts: bool = True) -> Desk:
        context = browser.new_context(
            base_url=address,
            locale="fr-CA" if language == "fr" else "en-CA",
            java_script_enabled=scripts,
            viewport={"width": 1280, "height": 900},
        )
        contexts.append(context)
        return Desk(context.new_page(), language, scripts=scripts)

    yield opened
    for context in contexts:
        context.close()
