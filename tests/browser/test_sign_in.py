"""Signing in at an identity provider, in a browser, with two hats: out there, back, and out again."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenDesk
from tests.support.identity_provider import IdentityProvider
from tests.support.program import Program

FILE = """
public_url = "{address}"
make_accounts = true
[provider]
issuer = "{issuer}"
client_id = "caseledger"
client_secret_file = "secret"
name_en = "your city account"
name_fr = "votre compte municipal"
[claims]
roles = "groups"
office = "office"
"""


@pytest.fixture
def provided(open_folder: Path, address: str, tmp_path: Path) -> Iterator[tuple[str, object]]:
    """Another program on the same ledger, with an identity provider; and the provider."""
    provider = IdentityProvider()
    with socket.create_server(("127.0.0.1", 0)) as free:
        here = f"http://127.0.0.1:{free.getsockname()[1]}"
    file = tmp_path / "sign-in.toml"
    (tmp_path / "secret").write_text("any")
    file.write_text(FILE.format(address=here, issuer=provider.issuer))
    env = {"CASELEDGER_HOME": str(open_folder / "pages"), "CASELEDGER_SIGN_IN_FILE": str(file)}
    program = Program("run", "--empty", "--port", here.rpartition(":")[2], env=env)
    try:
        assert program.ready() == here
        yield here, provider
    finally:
        program.stop()
        provider.stop()


def test_who_wears_two_hats_signs_in_changes_and_leaves(
    desk: OpenDesk, provided: tuple[str, IdentityProvider]
) -> None:
    here, provider = provided
    provider.knows("zoe", name="Zoé Q", groups=["SUPERVISOR", "PRIVACY_OFFICER"], office="centre")
    somebody = desk("fr")
    page, words = somebody.page, somebody.words
    page.route("https://cdn.jsdelivr.net/**", lambda route: route.abort())
    page.goto(f"{here}/cases?all=1")
    somebody.sound()
    page.get_by_role(
        "link", name=words("signin.provider_named", name="votre compte municipal")
    ).click()
    assert page.url.startswith(provider.issuer)
    page.locator("input[name=sub]").fill("zoe")
    page.locator("input[name=sub]").press("Enter")
    page.wait_for_url(f"{here}/cases?all=1")
    expect(page.locator(".who")).to_contain_text("Zoé Q, Superviseure ou superviseur")
    somebody.sound()
    page.locator(".who__hats button").click()
    page.wait_for_url(f"{here}/consents")
    expect(page.locator(".who__name")).to_contain_text("Responsable de la protection")
    page.get_by_role("link", name=words("site.sign_ins")).click()
    expect(page.locator("tbody tr")).to_have_count(1)
    somebody.sound()
    page.get_by_role("main").get_by_role("button", name=words("signins.everywhere")).click()
    somebody.sees(words("signin.left"))
    assert page.get_by_role("link", name=words("signin.leave")).get_attribute("href")
    page.goto(f"{here}/looks")
    somebody.sees(words("signin.provider_lead"))
