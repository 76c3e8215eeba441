"""Makes the README's pictures from a running demo: ``python docs/screenshots.py [address]``.

Writes ``docs/images/<page>-<language>.png``. Needs playwright and Debian's chromium; the people shown
are the demo's, every one of them invented.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
SIZE = {"width": 1200, "height": 800}


def main() -> int:
    address = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8620"
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is needed: apt-get install chromium", file=sys.stderr)
        return 1
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language in ("en", "fr"):
            context = browser.new_context(
                base_url=address,
                locale=f"{language}-CA",
                viewport=SIZE,  # type: ignore[arg-type]
                reduced_motion="reduce",
            )
            for name in _pages(context.new_page()):
                page = context.pages[0]
                page.screenshot(path=IMAGES / f"{name}-{language}.png")
                print(IMAGES / f"{name}-{language}.png")
            context.close()
        browser.close()
    return 0


def _pages(page: Page) -> Iterator[str]:
    """Goes from page to page, and names each one when it is ready to be taken."""
    page.goto("/sign-in")
    yield "sign-in"
    _sign_in(page, "CASEWORKER")
    yield "caseload"
    page.goto("/cases?all=1&mine=1&status=GRANTED")
    page.locator("table.rows tbody th a").nth(3).click()
    yield "case"
    case = page.url.split("?")[0]
    page.locator("#timeline").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('timeline').scrollIntoView()")
    yield "timeline"
    page.goto(f"{case}/consent")
    yield "consent"
    page.goto("/outcomes")
    yield "outcomes"
    page.context.clear_cookies(name="session")
    page.goto("/sign-in")
    _sign_in(page, "PRIVACY_OFFICER")
    yield "consent-audit"


def _sign_in(page: Page, role: str) -> None:
    field = page.locator(f'input[name=role][value="{role}"]')
    page.locator(".card form", has=field).get_by_role("button").click()
    page.locator(".who").wait_for()


if __name__ == "__main__":
    sys.exit(main())
