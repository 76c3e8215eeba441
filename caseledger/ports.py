"""A port to listen on: the one asked for, or else the next that is free."""

import errno
import socket

from caseledger.errors import BilingualError
from caseledger.settings import METRICS, Address

NEXT_PORTS = 20


class NoPort(BilingualError):
    """The address cannot be listened on at all."""


def listen(host: str, port: int) -> socket.socket:
    """A bound socket: on ``port``, on one of the 20 after it, or on any that is free.

    Raises ``NoPort`` where the host is not one of this machine's, or the port is not ours to take.
    """
    candidates = [0] if port == 0 else [*range(port, min(port + NEXT_PORTS, 65_535) + 1), 0]
    for candidate in candidates:
        try:
            return _bound(host, candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise NoPort(
                    f"Impossible d’écouter à l’adresse {host}:{candidate} ({error.strerror}). "
                    "Choisissez-en une autre avec --host et --port.",
                    f"Cannot listen on {host}:{candidate} ({error.strerror}). "
                    "Choose another with --host and --port.",
                ) from error
    raise AssertionError("the system always has a free port to give")


def listen_at(address: Address) -> socket.socket:
    """A socket bound to just this address. Raises ``NoPort``: whoever scrapes it knows no other."""
    try:
        return _bound(address.host, address.port)
    except OSError as error:
        raise NoPort(
            f"Impossible de servir les mesures à l’adresse {address} ({error.strerror}). "
            f"Choisissez-en une autre dans {METRICS}.",
            f"Cannot serve measures on {address} ({error.strerror}). Choose another in {METRICS}.",
        ) from error


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        # Without this a restart within a minute finds its own old connections in the way.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(2048)
    except OSError:
        made.close()
        raise
    return made
