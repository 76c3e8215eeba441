"""Where a partner may be reached."""

import asyncio
import socket
import threading
from datetime import UTC, datetime
from ipaddress import ip_address

import httpcore
import pytest

from projections.effects.delivery.addresses import (
    AddressNotAllowed,
    Guarded,
    allowed,
    lookups,
    networks_of,
    url_problem,
)
from projections.effects.delivery.webhooks import seconds_of

INSIDE = (
    "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1",
    "::127.0.0.1", "::ffff:0:127.0.0.1", "fec0::1", "64:ff9b:1::7f00:1", "5f00::1",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_nothing_inside_a_network_is_sent_to_unless_it_was_allowed(address: str) -> None:
    assert not allowed(ip_address(address), ())
    assert allowed(ip_address(address), networks_of([address]))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_the_internet_may_be_sent_to(address: str) -> None:
    assert allowed(ip_address(address), ())


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://partner.example.org/hook", None),
        ("https://partner.example.org:8443/hook?x=1", None),
        ("http://partner.example.org/hook", "NOT_HTTPS"),
        ("file:///etc/passwd", "NOT_HTTPS"),
        ("https:///hook", "NO_HOST"),
        ("https://partner..example.org/", "NO_HOST"),
        (f"https://{'a' * 64}.example.org/", "NO_HOST"),
        ("https://partner.example.org:port/", "NO_HOST"),
        ("https://par tner/", "NO_HOST"),
        ("https://a:b@partner.example.org/", "HAS_USER"),
        ("https://partner.example.org/#x", "HAS_FRAGMENT"),
    ],
)
def test_an_address_is_whole_and_https(url: str, problem: str | None) -> None:
    assert url_problem(url) == problem


def looked_up(*addresses: str) -> list[tuple]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in addresses]


async def test_a_resolver_that_hangs_takes_no_thread_of_anybody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(30) and looked_up())
    backend = Guarded((), lookups())
    hanging = [asyncio.create_task(backend.connect_tcp(f"p{n}.org", 443)) for n in range(64)]
    await asyncio.sleep(0)  # all of them wait for their name
    try:
        async with asyncio.timeout(10):
            assert await asyncio.to_thread(lambda: "free") == "free"
    finally:
        released.set()
        ended = await asyncio.gather(*hanging, return_exceptions=True)
    assert {type(each) for each in ended} == {AddressNotAllowed}


async def test_of_several_addresses_the_next_is_tried_and_none_inside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = looked_up("8.8.8.8", "10.0.0.1", "8.8.4.4")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    tried: list[str] = []

    async def connect(self: object, host: str, *_: object) -> str:
        tried.append(host)
        if host == "8.8.8.8":
            raise httpcore.ConnectError
        return "connected"

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    assert await Guarded((), lookups()).connect_tcp("partner.example.org", 443) == "connected"
    assert tried == ["8.8.8.8", "8.8.4.4"]


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        (b"120", 120.0),
        (b"0", 0.0),
        (b"Wed, 21 Oct 2015 07:28:00 GMT", 60.0),
        (b"Wed, 21 Oct 2015 07:20:00 GMT", 0.0),
        (b"", 0.0),
        (b"-5", 0.0),
        (b"soon \xff", 0.0),
        (b"9" * 400, 999_999_999.0),
    ],
)
def test_how_long_a_partner_asks_to_be_left_alone(asked: bytes, seconds: float) -> None:
    now = datetime(2015, 10, 21, 7, 27, tzinfo=UTC).timestamp()
    assert seconds_of(asked, now) == seconds
