"""How all stands at this moment, asked anew for each scrape: ledger, projections, logs, pools."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import psycopg
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from psycopg_pool import PoolTimeout

from api.patience import PATIENCE, within
from ledger.log.logs import LogStatus
from ledger.store_errors import StoreUnavailable
from projections.effects.standing import standing as standing_effects
from projections.engine.progress import BuildStatus
from projections.status import TROUBLES, ProjectionStatus

if TYPE_CHECKING:
    from api.services import Services

Value = float | int | bool | None
Told = tuple[str, str, Callable[[Any], Value]]

AWAY = (StoreUnavailable, psycopg.Error, PoolTimeout, OSError)

OF_PROJECTION: tuple[Told, ...] = (
    ("position", "Position in the ledger that it holds.", lambda s: s.position),
    ("lag_events", "How far the ledger is ahead of it.", lambda s: s.lag_events),
    (
        "lag_seconds",
        "For how long the first event that is not in it has been in the ledger.",
        lambda s: s.lag_seconds,
    ),
    (
        "heartbeat_age_seconds",
        "Since when its owner was not heard of; absent where it never ran.",
        lambda s: s.heartbeat_age,
    ),
    ("parked_streams", "Files set aside until they are mended.", lambda s: s.parked_streams),
    ("parked_events", "Their events that are not in it.", lambda s: s.parked_events),
    ("healthy", "1 where it runs and was heard of lately.", lambda s: s.healthy),
)
OF_LOG: tuple[Told, ...] = (
    ("leaves", "Leaves under its last checkpoint.", lambda s: s.size or 0),
    ("witnessed_leaves", "Leaves under the last one countersigned.", lambda s: s.witnessed or 0),
    ("lag_rows", "Rows under no checkpoint yet.", lambda s: s.lag),
    ("lag_seconds", "For how long the first of them has waited.", lambda s: s.lag_age or 0.0),
    (
        "heartbeat_age_seconds",
        "Since when its sequencer was not heard of.",
        lambda s: s.heartbeat_age,
    ),
    ("healthy", "1 where it is signed and nothing is wrong.", lambda s: s.healthy),
)
OF_PROCESS: tuple[Told, ...] = (
    ("position", "Position up to which it has heard the ledger.", lambda s: s.position),
    ("lag_events", "How far the ledger is ahead of it.", lambda s: s.lag_events),
    ("heartbeat_age_seconds", "Since when it was not heard of.", lambda s: s.heartbeat_age),
    ("healthy", "1 where it runs and was heard of lately.", lambda s: s.healthy),
)
OF_OUTBOX: tuple[Told, ...] = (
    ("waiting", "Effects that wait to be carried out.", lambda s: s.waiting),
    ("dead", "Effects that were given up, for somebody to look at.", lambda s: s.dead),
    ("refused", "Commands that the ledger refused, for somebody to look at.", lambda s: s.refused),
    ("overdue_seconds", "For how long the first has been due.", lambda s: s.overdue_seconds),
)
OF_POOL: tuple[Told, ...] = (
    ("limit_connections", "Most connections that it may have.", lambda s: s.get("pool_max")),
    ("open_connections", "Connections that it has.", lambda s: s.get("pool_size", 0)),
    ("idle_connections", "Connections that nobody uses.", lambda s: s.get("pool_available", 0)),
    ("waiting_requests", "Who waits for one.", lambda s: s.get("requests_waiting", 0)),
)


async def standing(services: "Services") -> list[Metric]:
    """Never raises: while the database is away, it says so, and what would need it is absent."""
    found: list[Metric] = [
        InfoMetricFamily(
            "caseledger_ledger", "Whose ledger it is.", {"tenant": services.settings.tenant}
        ),
        _gauge(
            "appends_waiting",
            "Appends on their way to the database, or behind those.",
            services.ledger.store.appends_waiting,
        ),
        _gauge("streams_open", "Subscriptions that somebody follows.", len(services.streams)),
        _gauge(
            "notifications_heard",
            "1 where this process hears what others tell; else it looks for itself.",
            services.projections.listener.listens,
        ),
        *_families("pool", "pool", services.pools(), OF_POOL),
    ]
    try:
        found += await within(PATIENCE, _from_database(services))
    except AWAY:
        found.append(_gauge("database_up", _UP, False))
    else:
        found.append(_gauge("database_up", _UP, True))
    return found


_UP = "1 where the database answers."


async def _from_database(services: "Services") -> list[Metric]:
    head = await services.ledger.head()
    projections: list[ProjectionStatus] = await services.projections.status()
    logs: list[LogStatus] = await services.logs.status() if services.logs else []
    async with services.projections.connection() as connection:
        effects = await standing_effects(connection, services.settings.tenant, head)
    return [
        _gauge("ledger_head_position", "Position of the last event.", head),
        *_families("projection", "projection", {s.name: s for s in projections}, OF_PROJECTION),
        *_builds(await services.projections.builds()),
        _troubles(projections),
        _owned(projections, services.projections.owner),
        *_families("log", "log", {s.log: s for s in logs}, OF_LOG),
        *_families("process", "process", {s.name: s for s in effects.processes}, OF_PROCESS),
        *_families("effects", "kind", {s.kind: s for s in effects.outbox}, OF_OUTBOX),
    ]


def _families(of: str, label: str, found: dict[str, Any], told: Iterable[Told]) -> Iterator[Metric]:
    for name, words, value in told:
        family = GaugeMetricFamily(f"caseledger_{of}_{name}", words, labels=[label])
        for which, one in found.items():
            if (now := value(one)) is not None:
                family.add_metric([which], float(now))
        yield family


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"caseledger_{name}", words, value=float(value))


def _builds(found: Iterable[BuildStatus]) -> Iterator[Metric]:
    """Of those that are not live: few at a time."""
    labels = ["projection", "build", "state"]
    share = GaugeMetricFamily(
        "caseledger_projection_build_progress_ratio",
        "How much of the ledger a build beside the live one holds.",
        labels=labels,
    )
    left = GaugeMetricFamily(
        "caseledger_projection_build_left_seconds",
        "How long until it has caught up, at its pace; absent where that is not known.",
        labels=labels,
    )
    parked = GaugeMetricFamily(
        "caseledger_projection_build_parked_streams",
        "Files set aside in a build beside the live one, of all tenants.",
        labels=labels,
    )
    for one in found:
        if one.state != "live":
            values = [one.name, str(one.build), one.state]
            share.add_metric(values, one.share)
            parked.add_metric(values, one.parked)
            if one.seconds_left is not None:
                left.add_metric(values, one.seconds_left)
    return iter((share, left, parked))


def _troubles(projections: Iterable[ProjectionStatus]) -> Metric:
    family = GaugeMetricFamily(
        "caseledger_projection_trouble",
        "1 for the reason why a projection is not well.",
        labels=["projection", "trouble"],
    )
    for one in projections:
        for trouble in TROUBLES:
            family.add_metric([one.name, trouble], float(one.trouble == trouble))
    return family


def _owned(projections: Iterable[ProjectionStatus], me: str) -> Metric:
    family = GaugeMetricFamily(
        "caseledger_projection_owned", "1 where this process runs it.", labels=["projection"]
    )
    for one in projections:
        family.add_metric([one.name], float(one.owner == me))
    return family
