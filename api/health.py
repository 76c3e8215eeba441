"""``GET /health/live`` and ``GET /health``: is the process up, and is it fit to serve. No secrets."""

from typing import TYPE_CHECKING, Any

import msgspec
import psycopg
from litestar import Response, get
from psycopg_pool import PoolTimeout

from api.errors import Fault
from api.http import json_response
from ledger.store_errors import StoreUnavailable

if TYPE_CHECKING:
    from api.services import Services


def health_handlers(services: "Services") -> list[Any]:
    """Live: the process answers. Ready: the database answers and every projector is healthy."""

    @get("/health/live")
    async def live() -> dict[str, bool]:
        return {"live": True}

    @get("/health")
    async def health() -> Response[bytes]:
        report: dict[str, Any] = {"live": True, "database": False, "projections": {}}
        try:
            async with services.readers.connection() as connection:
                await connection.execute("select 1")
            report["database"] = True
            for one in await services.projections.status():
                report["projections"][one.name] = {
                    "healthy": one.healthy,
                    "lagEvents": one.lag_events,
                    "heartbeatAgeSeconds": one.heartbeat_age,
                }
        except (Fault, StoreUnavailable, psycopg.Error, PoolTimeout, OSError):
            report["database"] = False
        healthy = [p["healthy"] for p in report["projections"].values()]
        report["ready"] = report["database"] and bool(healthy) and all(healthy)
        return json_response(msgspec.json.encode(report), 200 if report["ready"] else 503)

    return [live, health]
