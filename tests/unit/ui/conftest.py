"""One site for all tests, on a backend that is each test's own, and a browser signed in to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from graphql import build_schema
from litestar import Litestar
from litestar.datastructures import Cookie
from litestar.testing import TestClient

import api
from tests.support.pages import Backend
from ui.app import create_pages
from ui.routes.signin import DemoAccount, SignIn
from ui.site import Site


@pytest.fixture(scope="session")
def schema() -> Any:
    return build_schema((Path(api.__file__).parent / "schema.graphql").read_text("utf-8"))


@pytest.fixture(scope="session")
def answering() -> Backend:
    return Backend()


@pytest.fixture(scope="session")
def browser(schema: Any, answering: Backend) -> Iterator[TestClient[Litestar]]:
    async def people(_language: str) -> list[DemoAccount]:
        return [DemoAccount("1", "Ana", "SUPERVISOR", "Supervisor", "centre", "Centre")]

    async def opened(*_: Any) -> Cookie:
        return Cookie("session", value="secret", path="/")

    async def ended(*_: Any) -> Cookie:
        return Cookie("session", value="", max_age=0, path="/")

    site = Site(
        execute=answering,
        schema=schema,
        zone=ZoneInfo("America/Toronto"),
        demo=True,
        secret=lambda request: request.cookies.get("session"),
    )
    pages = create_pages(site, SignIn(people, opened, opened, opened, ended))
    with TestClient(Litestar([pages.router], exception_handlers=pages.not_found)) as made:
        made.follow_redirects = False
        yield made


@pytest.fixture
def backend(answering: Backend) -> Backend:
    answering.reset()
    return answering


@pytest.fixture
def client(browser: TestClient[Litestar], backend: Backend) -> TestClient[Litestar]:
    """Somebody signed in, reading English."""
    browser.cookies.clear()
    browser.cookies.set("session", "secret")
    browser.cookies.set("lang", "en")
    return browser
