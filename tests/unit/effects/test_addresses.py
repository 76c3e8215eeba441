"""Where a partner may be reached."""

from ipaddress import ip_address

import pytest

from projections.effects.delivery.addresses import allowed, networks_of, url_problem

INSIDE = (
    "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1",
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
        ("https://partner.example.org:port/", "NO_HOST"),
        ("https://par tner/", "NO_HOST"),
        ("https://a:b@partner.example.org/", "HAS_USER"),
        ("https://partner.example.org/#x", "HAS_FRAGMENT"),
    ],
)
def test_an_address_is_whole_and_https(url: str, problem: str | None) -> None:
    assert url_problem(url) == problem
