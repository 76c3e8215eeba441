"""``GET /health/live`` and ``GET /health``: is the process up, and is it fit to serve. No secrets."""

from typing import TYPE_CHECKING, Any

import msgspec
import psycopg
from litestar import Response, get
from psycopg_pool import PoolTimeout

from api.errors import Fault
from api.http import json_response
from api.patience import PATIENCE, within
from ledger.store_errors import StoreUnavailable

if TYPE_CHECKING:
    from api.services import Services


def health_handlers(services: "Services") -> list[Any]:
    """Live: the process answers. Ready: the database answers, every projector and log is healthy.

    ``wrong`` names what is not, each by its kind, its name and a code.
    """

    @get("/health/live")
    async def live() -> dict[str, bool]:
        return {"live": True}

    @get("/health")
    async def health() -> Response[bytes]:
        report: dict[str, Any] = {"live": True, "database": False, "projections": {}, "logs": {}}
        wrong: list[dict[str, str]] = []
        try:
            report, wrong = await within(PATIENCE, _seen(services))
        except (Fault, StoreUnavailable, psycopg.Error, PoolTimeout, OSError):
            wrong = [{"kind": "database", "name": "database", "code": "AWAY"}]
        report["wrong"] = wrong
        report["ready"] = not wrong
        return json_response(msgspec.json.encode(report), 200 if report["ready"] else 503)

    return [live, health]


async def _seen(services: "Services") -> tuple[dict[str, Any], list[dict[str, str]]]:
    """How all stands, and what of it is wrong."""
    report: dict[str, Any] = {"live": True, "database": True, "projections": {}, "logs": {}}
    wrong: list[dict[str, str]] = []
    async with services.readers.connection() as connection:
        await connection.execute("select 1")
    for one in await services.projections.status():
        report["projections"][one.name] = {
            "healthy": one.healthy,
            "lagEvents": one.lag_events,
            "lagSeconds": one.lag_seconds,
            "heartbeatAgeSeconds": one.heartbeat_age,
            "parkedStreams": one.parked_streams,
        }
        if one.trouble:
            wrong.append({"kind": "projection", "name": one.name, "code": one.trouble})
    for log in await services.logs.status() if services.logs else ():
        report["logs"][log.log] = {
            "healthy": log.healthy,
            "lagRows": log.lag,
            "lagAgeSeconds": log.lag_age,
            "heartbeatAgeSeconds": log.heartbeat_age,
            "fault": log.fault,
        }
        if not log.healthy:
            code = "FAULT" if log.fault else "STALE"
            wrong.append({"kind": "log", "name": log.log, "code": code})
    if services.logs and not report["logs"]:
        wrong.append({"kind": "log", "name": "log", "code": "NEVER_STARTED"})
    return report, wrong
