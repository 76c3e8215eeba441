"""``GET /metrics``: served on an address of its own, never beside pages and API."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from litestar import Litestar, Response, get
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from api.http import AnyRequest
from api.metrics.counts import Counts
from api.metrics.standing import standing

if TYPE_CHECKING:
    from api.services import Services


class _Scrape(Collector):
    """What was counted so far, and how all stood when it was asked."""

    def __init__(self, counts: Counts, standing: Sequence[Metric]) -> None:
        self._counts = counts
        self._standing = standing

    def collect(self) -> Iterable[Metric]:
        yield from self._counts.registry.collect()
        yield from self._standing


def metrics_app(services: "Services", counts: Counts) -> Litestar:
    """The one route, as Prometheus's text or as OpenMetrics, whichever is asked for."""

    @get("/metrics")
    async def metrics(request: AnyRequest) -> Response[bytes]:
        encode, kind = choose_encoder(request.headers.get("accept", ""))
        body = encode(_Scrape(counts, await standing(services)))
        return Response(body, headers={"content-type": kind, "cache-control": "no-store"})

    return Litestar([metrics], openapi_config=None, logging_config=None)
