"""An effect that tells a partner: a signed request as Standard Webhooks has it, of ids alone.

https://www.standardwebhooks.com: the headers webhook-id (the effect's key), webhook-timestamp and
webhook-signature, which is HMAC-SHA256 over ``id.timestamp.body``.
"""

import asyncio
import base64
import hashlib
import hmac
import ssl
import time
from collections.abc import Sequence
from email.utils import parsedate_to_datetime

import httpcore
import msgspec

from ledger.keys.store import KeyStore
from projections.effects.delivery.addresses import (
    AddressNotAllowed,
    lookups,
    networks_of,
    pool,
    url_problem,
)
from projections.effects.delivery.endpoints import endpoints, secrets_of
from projections.effects.delivery.outbox import Outcome, Taken
from projections.effects.settings import EffectSettings
from projections.run import Projections

GONE = 410
"""The partner says that nothing is to come here any more: given up at once."""


class WebhookSender:
    """Tells partners. ``context`` is for tests: whose certificates count."""

    def __init__(
        self,
        projections: Projections,
        keys: KeyStore,
        tenant: str,
        settings: EffectSettings,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._projections = projections
        self._keys = keys
        self._tenant = tenant
        self._seconds = settings.timeout
        self._networks = networks_of(settings.networks)
        self._names = lookups()
        self._context = context

    async def __call__(self, taken: Taken) -> Outcome:
        async with self._projections.connection() as connection:
            found = await endpoints(connection, self._tenant, taken.effect["recipient"])
        endpoint = next((e for e in found if e.ended_at is None), None)
        if endpoint is None:
            return Outcome("DROPPED", "NO_ENDPOINT")
        if problem := url_problem(endpoint.url):
            return Outcome("RETRY", problem)
        body = body_of(taken)
        secrets = await secrets_of(self._keys, endpoint)
        headers = signed(str(taken.key), int(time.time()), body, secrets)
        try:
            status, wait = await self._post(endpoint.url, headers, body)
        except AddressNotAllowed:
            return Outcome("RETRY", "ADDRESS_NOT_ALLOWED")
        except TimeoutError:
            return Outcome("RETRY", "TIMED_OUT")
        except httpcore.ConnectError as error:
            insecure = isinstance(error.__context__, ssl.SSLError)
            return Outcome("RETRY", "NOT_SECURE" if insecure else type(error).__name__)
        except (httpcore.NetworkError, httpcore.TimeoutException, OSError) as error:
            return Outcome("RETRY", type(error).__name__)
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            return Outcome("RETRY", type(error).__name__)
        if 200 <= status < 300:
            return Outcome("DONE")
        return Outcome("DEAD" if status == GONE else "RETRY", f"HTTP_{status}", wait=wait)

    async def _post(self, url: str, headers: dict[str, str], body: bytes) -> tuple[int, float]:
        """The status, and the seconds it asks for before the next attempt; no more is read."""
        async with (
            asyncio.timeout(self._seconds),
            pool(self._networks, self._names, self._context) as http,
            http.stream("POST", url, headers=headers, content=body) as response,
        ):
            asked = (value for name, value in response.headers if name.lower() == b"retry-after")
            return response.status, seconds_of(next(asked, b""), time.time())


def seconds_of(retry_after: bytes, now: float) -> float:
    """The seconds that it asks for (RFC 9110: a number, or an instant); 0 where it makes no sense."""
    text = retry_after.decode("ascii", "replace").strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, OverflowError):
        return 0.0


def body_of(taken: Taken) -> bytes:
    """The same bytes at each attempt: what kind of event, when it came about (UTC), and ids."""
    told = {
        "type": taken.effect["type"],
        "timestamp": taken.effect["at"],
        "data": {**taken.effect["ids"], "position": str(taken.position)},
    }
    return msgspec.json.encode(told)


def signed(key: str, at: int, body: bytes, secrets: Sequence[bytes]) -> dict[str, str]:
    """The headers of a request; ``at`` in whole seconds of Unix time."""
    content = b"%s.%d.%s" % (key.encode(), at, body)
    signatures = [
        "v1," + base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode()
        for secret in secrets
    ]
    return {
        "content-type": "application/json",
        "user-agent": "Caseledger",
        "webhook-id": key,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signatures),
    }
