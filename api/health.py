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
    """Live: the process answers. Ready: the database answers, every projector and log is healthy."""

    @get("/health/live")
    async def live() -> dict[str, bool]:
        return {"live": True}

    @get("/health")
    async def health() -> Response[bytes]:
        report: dict[str, Any] = {"live": True, "database": False, "projections": {}, "logs": {}}
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
            for log in await services.logs.status() if services.logs else ():
                report["logs"][log.log] = {
                    "healthy": log.healthy,
                    "lagRows": log.lag,
                    "lagAgeSeconds": log.lag_age,
                    "heartbeatAgeSeconds": log.heartbeat_age,
                    "fault": log.fault,
                }
        except (Fault, StoreUnavailable, psycopg.Error, PoolTimeout, OSError):
            report["database"] = False
        healthy = [p["healthy"] for kind in ("projections", "logs") for p in report[kind].values()]
        begun = bool(report["projections"]) and bool(report["logs"] or not services.logs)
        report["ready"] = report["database"] and begun and all(healthy)
        return json_response(msgspec.json.encode(report), 200 if report["ready"] else 503)

    return [live, health]
