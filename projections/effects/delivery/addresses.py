"""Where a partner may be reached: over https alone, and never inside this network unless allowed."""

import asyncio
import contextlib
import ipaddress
import socket
import ssl
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import httpcore

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressNotAllowed(Exception):
    """The name leads to no address that may be sent to."""


def url_problem(url: str) -> str | None:
    """Why this is no address to send to (NOT_HTTPS, NO_HOST, HAS_USER, HAS_FRAGMENT), if so."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "NO_HOST"
    if parts.scheme != "https":
        return "NOT_HTTPS"
    if not parts.hostname or not url.isascii() or any(c.isspace() for c in url):
        return "NO_HOST"
    try:
        parts.hostname.encode("idna")  # as whoever looks the name up will
    except UnicodeError:
        return "NO_HOST"
    if parts.username or parts.password:
        return "HAS_USER"
    return "HAS_FRAGMENT" if parts.fragment else None


def networks_of(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks as written (10.1.0.0/16). Raises ``ValueError``."""
    return tuple(ipaddress.ip_network(text) for text in texts)


def allowed(address: Address, networks: Sequence[Network]) -> bool:
    """Whether it is of the internet, or of a network that was allowed by name."""
    if any(address in network for network in networks):
        return True
    if isinstance(address, ipaddress.IPv6Address):
        # What carries an IPv4 address inside goes where that one goes.
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return allowed(inner, networks)
        # Beyond it lie forms of old and of one site alone, which Python counts as global.
        if address not in _INTERNET or address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_INTERNET = ipaddress.IPv6Network("2000::/3")
"""All of IPv6 that is given out for the internet (RFC 4291)."""


class Guarded(httpcore.AsyncNetworkBackend):
    """Looks a name up once, and connects to what was looked at: the name cannot move in between."""

    def __init__(self, networks: Sequence[Network], names: Executor) -> None:
        self._networks = networks
        self._names = names
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.AsyncNetworkStream:
        found = await asyncio.get_running_loop().run_in_executor(
            self._names, partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        )
        addresses = (ipaddress.ip_address(str(info[4][0]).partition("%")[0]) for info in found)
        good = [a for a in addresses if allowed(a, self._networks)]
        if not good:
            raise AddressNotAllowed
        for address in good[:-1]:
            with contextlib.suppress(httpcore.ConnectError):
                return await self._backend.connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
        return await self._backend.connect_tcp(
            str(good[-1]), port, timeout, local_address, socket_options
        )


def lookups() -> Executor:
    """Threads to look names up: a resolver that hangs takes none by which all else works."""
    return ThreadPoolExecutor(8, thread_name_prefix="webhook names")


def pool(
    networks: Sequence[Network], names: Executor, context: ssl.SSLContext | None
) -> httpcore.AsyncConnectionPool:
    """Connections that keep to this; it follows no redirect, knows no proxy and keeps none open.

    ``names`` looks them up (``lookups``).
    """
    return httpcore.AsyncConnectionPool(
        ssl_context=context or ssl.create_default_context(),
        network_backend=Guarded(networks, names),
        max_keepalive_connections=0,
        retries=0,
    )
