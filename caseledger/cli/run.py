"""``caseledger run``: everything in one process, until it is told to stop."""

import asyncio
import contextlib
import signal
from datetime import UTC, datetime
from socket import socket
from typing import Any

import msgspec
import psycopg

from caseledger.cli.demo import fill_ledger
from caseledger.cli.say import Say
from caseledger.demo.standing import holds_more_than_policy, standing
from caseledger.importer.rejects import sweep
from caseledger.importer.runs import Holds, holds
from caseledger.log_settings import LogSettings
from caseledger.migrate import migrate
from caseledger.place import Place, place
from caseledger.policies import publish_policies
from caseledger.ports import listen, listen_at
from caseledger.serve import Served, serve
from caseledger.settings import Address, Settings
from caseledger.tracing import traced, wanted
from ledger.collecting import seldom_collecting
from projections.effects.running import effects


def run(options: Any, say: Say) -> int:
    """Migrate, fill the demonstration at its first start, serve; 0 after a signal to stop."""
    settings = Settings.read()
    if options.host or options.port is not None:
        settings = msgspec.structs.replace(
            settings,
            host=options.host or settings.host,
            port=settings.port if options.port is None else options.port,
        )
    log_settings = LogSettings.read(settings)
    wanted()
    if settings.embedded:
        say("Démarrage de PostgreSQL…", "Starting PostgreSQL…")
    with place(settings) as where:
        for name in migrate(where.urls["migrator"]):
            say(f"Migration appliquée : {name}", f"Migration applied: {name}")
        with contextlib.suppress(asyncio.CancelledError), seldom_collecting():
            asyncio.run(_run(where, settings, log_settings, options.empty, say))
    say("Arrêté.", "Stopped.")
    return 0


async def _run(
    where: Place, settings: Settings, log_settings: LogSettings, empty: bool, say: Say
) -> None:
    _cancel_on_signals()
    held = _imports(where, settings)
    # Bound before anything long begins, so that a port that is no port is told at once.
    with contextlib.ExitStack() as sockets:
        bound = sockets.enter_context(listen(settings.host, settings.port))
        measures = sockets.enter_context(listen_at(settings.metrics)) if settings.metrics else None
        demo = settings.embedded and not held.real
        async with (
            traced(settings.tenant),
            serve(where, settings, log_settings, demo=demo) as served,
            served.measured(measures),
        ):
            await publish_policies(served.ledger)
            if settings.embedded and not held.imported and await _nothing_yet(served):
                await served.make_demo_accounts()
                if not empty:
                    await _fill_once(served, say)
            # What follows from invented years comes after them: it is known now, and not in between.
            url = where.urls["projector"]
            async with effects(served.ledger, served.projections, url, settings.effects):
                await served.begun()
                host, port = bound.getsockname()[:2]
                if measures is not None:
                    _announce_measures(measures, say)
                _announce(settings, host, port, say)
                await served.until_stopped(bound)


def _imports(where: Place, settings: Settings) -> Holds:
    """What was imported; the keys of rejected rows whose time is over go at each start."""
    with psycopg.connect(where.urls["writer"], autocommit=True) as connection:
        sweep(connection, datetime.now(UTC))
        return holds(connection, settings.tenant)


async def _nothing_yet(served: Served) -> bool:
    """Whether it is a demonstration, or could become one: nothing is invented beside other files."""
    known = await standing(served.ledger)
    return known is not None or not await holds_more_than_policy(served.ledger)


async def _fill_once(served: Served, say: Say) -> None:
    known = await standing(served.ledger)
    if known is None or not known.complete:
        say(
            "Premier démarrage : une petite municipalité inventée est mise en place.",
            "First start: a small invented municipality is being set up.",
        )
        await fill_ledger(served.ledger, say)
        await served.caught_up(
            lambda done, total: say.progress("Projections :", "Projections:", done, total)
        )


def _announce(settings: Settings, host: str, port: int, say: Say) -> None:
    shown = f"[{host}]" if ":" in host else host
    if settings.port not in (0, port):
        say(
            f"Le port {settings.port} est pris : le {port} sert à sa place.",
            f"Port {settings.port} is in use: {port} serves in its place.",
        )
    say(
        f"Caseledger est prêt : http://{shown}:{port}/  (Ctrl+C pour arrêter)",
        f"Caseledger is ready: http://{shown}:{port}/  (Ctrl+C to stop)",
    )


def _announce_measures(bound: socket, say: Say) -> None:
    address = Address(*bound.getsockname()[:2])
    say(f"Mesures : http://{address}/metrics", f"Measures: http://{address}/metrics")


def _cancel_on_signals() -> None:
    """A signal ends whatever is under way as a cancellation, so that everything is closed."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
