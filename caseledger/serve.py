"""The composition root: ledger, projections, API and pages in one process, opened and closed as one."""

import asyncio
import contextlib
import logging
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from socket import socket
from typing import Any

import msgspec
import psycopg
from litestar import Litestar
from litestar.exceptions import HTTPException
from litestar.types import Scope

from api.access.accounts import create_account
from api.access.finder import finding
from api.app import Api
from api.observing import observing
from api.settings import Settings as ApiSettings
from caseledger.demo.staff import STAFF
from caseledger.importer.expiry import expiring
from caseledger.log_settings import LogSettings
from caseledger.place import Place
from caseledger.server import serving
from caseledger.settings import Settings
from ledger.ledger import Ledger
from ledger.log.logs import Logs
from ledger.observing import watching
from ledger.store_errors import StoreUnavailable
from projections.effects.carrying_out import carried_out
from projections.run import Projections
from ui.app import ANSWERED
from ui.mount import mount

log = logging.getLogger("caseledger")

CAUGHT_UP_SECONDS = 600.0
BEGUN_SECONDS = 10.0


class Served(msgspec.Struct, frozen=True):
    """Everything that runs, while ``serve`` holds it open."""

    ledger: Ledger
    projections: Projections
    api: Api
    app: Litestar

    async def make_demo_accounts(self) -> None:
        """The invented people whom the demo lets one sign in as."""
        async with self.api.services.auth.connection() as connection:
            for account in STAFF:
                await create_account(
                    connection,
                    tenant=self.ledger.tenant,
                    account_id=account.account_id,
                    display_name=account.display_name,
                    roles=[account.role, *account.also],
                    office=account.office,
                    organisation=account.organisation,
                )

    async def caught_up(self, progress: Callable[[int, int], None]) -> None:
        """Wait until every projection holds all that the ledger holds now."""
        head = await self.ledger.head()
        async with asyncio.timeout(CAUGHT_UP_SECONDS):
            while not await self.projections.wait_for(None, head, timeout=0.5):
                lowest = min(row.position for row in await self.projections.status())
                progress(min(lowest, head), head)
        progress(head, head)

    async def begun(self) -> None:
        """Wait, for some seconds at most, until every projection is at work: then all is well."""
        with contextlib.suppress(TimeoutError, StoreUnavailable, psycopg.Error):
            async with asyncio.timeout(BEGUN_SECONDS):
                while not all(row.healthy for row in await self.projections.status()):
                    await asyncio.sleep(0.05)

    async def until_stopped(self, bound: socket) -> None:
        """Answer requests until this task is cancelled; those under way are finished first."""
        async with serving(observing(self.app), bound) as server:
            try:
                await asyncio.shield(server)
            finally:
                self.api.end_streams()

    @asynccontextmanager
    async def measured(self, bound: socket | None) -> AsyncIterator[None]:
        """Count what happens, and answer scrapes on that socket; without one, do neither."""
        if bound is None:
            yield
            return
        from api.metrics.counts import Counts
        from api.metrics.exposition import metrics_app

        counts = Counts()
        with watching(counts):
            async with serving(metrics_app(self.api.services, counts), bound):
                yield


@asynccontextmanager
async def serve(
    where: Place, settings: Settings, log_settings: LogSettings, *, demo: bool | None = None
) -> AsyncIterator[Served]:
    """Open all but the effects against a migrated database; close it in the reverse order.

    ``demo``: everybody may sign in as anybody, for nobody in the ledger exists (unless told, so it
    is with the embedded database), and never beside an identity provider.
    """
    demo = (settings.embedded if demo is None else demo) and settings.sign_in is None
    async with (
        # first, hence closed last: what is appended until the end is signed
        Logs(
            where.urls["sequencer"],
            log_settings.key(settings),
            log_settings.origin,
            log_settings.witnesses,
        ) as logs,
        Ledger(where.urls["writer"], settings.tenant, where.kek) as ledger,
        Projections(ledger, where.urls["projector"]) as projections,
        carried_out(ledger, projections),
        expiring(where.urls["writer"]),
    ):
        api = Api(
            ledger,
            projections,
            ApiSettings(
                tenant=settings.tenant,
                reader_url=where.urls["reader"],
                auth_url=where.urls["auth"],
                auditor_url=where.urls["auditor"],
                standby_url=settings.standby,
                demo=demo,
                introspection=settings.embedded,
                https=settings.https,
                idle_minutes=settings.idle_minutes,
                absolute_minutes=settings.session_minutes,
                sign_in=settings.sign_in,
            ),
            logs,
        )
        await api.open()
        asyncio.get_running_loop().set_exception_handler(_log_stray)
        try:
            async with finding(api.services):
                yield Served(ledger, projections, api, _app(api))
        finally:
            await api.close()


def _app(api: Api) -> Litestar:
    pages = mount(api)
    return Litestar(
        route_handlers=[*api.handlers(), pages.router],
        exception_handlers=pages.not_found,
        middleware=[api.middleware],
        openapi_config=None,
        # Its own would log tracebacks with messages; what may be logged is in ``_log_failure``.
        logging_config=None,
        after_exception=[_log_failure],
    )


def _log_stray(loop: asyncio.AbstractEventLoop, about: dict[str, Any]) -> None:
    """What failed with nobody waiting for it; asyncio's own handler would log its message."""
    error = about.get("exception")
    log.error("failed in the background: %s, %s", about["message"], type(error).__name__)


async def _log_failure(error: Exception, scope: Scope) -> None:
    """What went wrong, by type and place alone: a message or a path could tell of a person."""
    if isinstance(error, ANSWERED) or (
        isinstance(error, HTTPException) and error.status_code < 500
    ):
        return
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = f"{Path(last[0].filename).name}:{last[0].lineno}" if last else "?"
    log.error("request failed: %s at %s, %s", type(error).__name__, place, scope["method"])
