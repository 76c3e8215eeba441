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

import httpcore
import msgspec

from ledger.keys.store import KeyStore
from projections.effects.delivery.addresses import (
    AddressNotAllowed,
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
            status = await self._post(endpoint.url, headers, body)
        except AddressNotAllowed:
            return Outcome("RETRY", "ADDRESS_NOT_ALLOWED")
        except TimeoutError:
            return Outcome("RETRY", "TIMED_OUT")
        except (httpcore.NetworkError, httpcore.TimeoutException, OSError) as error:
            return Outcome("RETRY", type(error).__name__)
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            return Outcome("RETRY", type(error).__name__)
        if 200 <= status < 300:
            return Outcome("DONE")
        return Outcome("DEAD" if status == GONE else "RETRY", f"HTTP_{status}")

    async def _post(self, url: str, headers: dict[str, str], body: bytes) -> int:
        """The status; what else it answers is not read."""
        async with (
            asyncio.timeout(self._seconds),
            pool(self._networks, self._context) as http,
            http.stream("POST", url, headers=headers, content=body) as response,
        ):
            return response.status


def body_of(taken: Taken) -> bytes:
    """The same bytes at each attempt: what kind of event, when it was noted (UTC), and ids."""
    told = {
        "type": taken.effect["type"],
        "timestamp": taken.made_at,
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
