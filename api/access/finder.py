"""Works out findings from looks as they come, in every process, one of them at a time for a tenant.

It goes by the leaves of the log of looks, which have no gaps and come in the order in which they
commit: what it examined is one number, kept in the transaction that keeps what it found. Wherever it
is stopped, it goes on there.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import psycopg

from api.database import Connection
from api.services import Services
from domain.calendar import local_day
from domain.findings import Look, findings, terms_of, told
from domain.policy import Policy
from domain.reviewing import queue_of
from projections.paging import fetch

log = logging.getLogger(__name__)

POLL = 2.0  # seconds between looks for looks
PAGE = 200

_NEXT = """
    select * from access.looks_to_examine(
        %(tenant)s, %(denied_minutes)s, %(bulk_minutes)s, %(page)s)
"""
_KEEP = """
    select access.record_findings(
        %(tenant)s, %(leaf)s, %(ids)s, %(kinds)s, %(queues)s, %(looks)s, %(persons)s::uuid[],
        %(days)s)
"""


class _Leaf(msgspec.Struct, frozen=True):
    """A leaf of the log of looks: all but ``leaf`` is empty where it is another tenant's."""

    leaf: int
    look_id: UUID | None
    at: datetime | None
    account_id: UUID | None
    role: str | None
    office: str | None
    task: str | None
    allowed: bool | None
    codes: tuple[str, ...] | None
    persons: tuple[UUID, ...] | None
    tied: dict[str, tuple[UUID, ...]] | None
    tells_work: bool | None
    work: str | None
    denied_before: int | None
    persons_before: int | None


async def examine(
    connection: Connection, tenant: str, zone: ZoneInfo, policy: Policy, page: int = PAGE
) -> int:
    """Examine the next looks and keep what was found; how many leaves there were.

    ``connection``: of the audit role, with no transaction open.
    """
    terms = terms_of(policy, local_day(datetime.now(UTC), zone))
    async with connection.transaction():
        leaves = await fetch(
            connection,
            _Leaf,
            _NEXT,
            {
                "tenant": tenant,
                "denied_minutes": terms.denied_minutes,
                "bulk_minutes": terms.bulk_minutes,
                "page": page,
            },
        )
        if not leaves:
            return 0
        found = [
            (finding, look)
            for leaf in leaves
            if leaf.look_id is not None
            for look in [_look(leaf)]
            for finding in findings(look, zone, policy)
        ]
        await connection.execute(
            _KEEP,
            {
                "tenant": tenant,
                "leaf": leaves[-1].leaf,
                "ids": [finding.finding_id for finding, _ in found],
                "kinds": [finding.kind for finding, _ in found],
                "queues": [queue_of(policy, look.role, finding.day) for finding, look in found],
                "looks": [look.look_id for _, look in found],
                "persons": [finding.person_id for finding, _ in found],
                "days": [finding.day for finding, _ in found],
            },
        )
        return len(leaves)


def _look(leaf: _Leaf) -> Look:
    told = msgspec.structs.asdict(leaf)
    told.pop("leaf")
    return Look(**told)


class Finder:
    """Examines the looks of the services' tenant for as long as it runs."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def run(self) -> None:
        """Until cancelled. What fails is tried again."""
        while True:
            more = 0
            try:
                more = await self.once()
            except psycopg.errors.UndefinedTable:
                log.debug("the read models are not made yet")
            except Exception as error:  # nothing that is found wrong today may end it for good
                log.warning("findings wait: %s", type(error).__name__)
            await asyncio.sleep(0 if more == PAGE else POLL)

    async def once(self) -> int:
        """One step; how many looks were examined."""
        services = self._services
        policy = await services.policy()
        tenant, zone = services.settings.tenant, services.ledger.zone
        if not told(policy, local_day(datetime.now(UTC), zone)):
            return 0
        async with services.auditors.connection() as connection:
            return await examine(connection, tenant, zone, policy)


@asynccontextmanager
async def finding(services: Services) -> AsyncIterator[None]:
    """While it is open, findings are worked out as long as this process lives."""
    task = asyncio.create_task(Finder(services).run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
