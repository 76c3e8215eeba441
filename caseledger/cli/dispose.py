"""``caseledger dispose``: what is due, asked for by one and agreed to by another, and legal holds.

Everything that changes something is told first, and done with ``--yes`` alone.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg

from api.access import accounts
from caseledger.cli.account_codes import account_id_of, unknown
from caseledger.cli.disposal_lines import Lines
from caseledger.cli.say import Say
from caseledger.errors import BilingualError
from caseledger.importer.rejects import sweep
from caseledger.place import Place, place, require_migrated
from caseledger.policies import publish_policies
from caseledger.settings import Settings
from domain.access import may_act
from domain.decision import Command, Refusal
from domain.disposal.commands import (
    ApproveDisposal,
    DeclineDisposal,
    LiftHold,
    PlaceHold,
    RequestDisposal,
    RequestItemDisposal,
)
from domain.event import Actor
from domain.naming import named
from domain.refusals import text
from ledger.ids import uuid7
from ledger.ledger import Ledger
from projections.effects.carrying_out import CarryingOut
from projections.effects.disposals import Disposals
from projections.effects.running import hearing
from projections.retention.rows import DisposalRow
from projections.run import Projections

CATCH_UP = 600.0  # seconds, where the program does not run and the read models are filled here
CARRY_OUT = 60.0  # seconds to wait for a disposal that was just approved
REJECTED_ROWS = "REJECTED_ROW"


class NotDisposed(BilingualError):
    """What was asked for cannot be done as it was typed, or the rules say no."""


def dispose(options: Any, say: Say) -> int:
    """0 where it was done or told."""
    settings = Settings.read()
    with place(settings) as where:
        require_migrated(where)
        asyncio.run(_Disposing(options, where, settings, say).run())
    return 0


class _Disposing:
    def __init__(self, options: Any, where: Place, settings: Settings, say: Say) -> None:
        self._options = options
        self._where = where
        self._tenant = settings.tenant
        self._say = say

    async def run(self) -> None:
        options = self._options
        async with self._opened() as (ledger, disposals):
            self._lines = Lines(await ledger.policy(), ledger.zone, self._say)
            if options.due:
                await self._due(disposals)
            elif options.status:
                await self._status(disposals)
            elif options.holds:
                for hold in await disposals.holds():
                    print(self._lines.hold(hold))
            elif options.record_class:
                await self._ask_class(ledger, disposals)
            elif options.approve:
                await self._approve(ledger, disposals)
            elif options.decline:
                await self._decline(ledger, disposals)
            else:
                await self._give(ledger, disposals, self._command())

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[tuple[Ledger, Disposals]]:
        urls = self._where.urls
        async with (
            Ledger(urls["writer"], self._tenant, self._where.kek) as ledger,
            # Where the program runs, it goes on with them; else these are the ones that do.
            Projections(ledger, urls["projector"]) as projections,
            hearing(ledger, projections, urls["projector"]),
        ):
            await publish_policies(ledger)
            self._carrying = CarryingOut(ledger, projections)
            head = await ledger.head()
            if not await projections.wait_for(None, head, CATCH_UP):
                raise NotDisposed(
                    "Les projections ne se mettent pas à jour. « caseledger status » dit pourquoi.",
                    "The read models do not catch up. `caseledger status` tells why.",
                )
            yield ledger, Disposals(ledger, projections)

    # --- Lists ----------------------------------------------------------------------------------

    async def _due(self, disposals: Disposals) -> None:
        found = 0
        async for due in disposals.due():
            print(self._lines.due(due))
            found += 1
        self._say(f"Personnes à échéance : {found}.", f"Persons due: {found}.")

    async def _status(self, disposals: Disposals) -> None:
        for row in await disposals.disposals(statuses=["REQUESTED"]):
            print(self._lines.disposal(row))
        outstanding = await disposals.outstanding()
        for each in outstanding:
            print(self._lines.progress(each))
        done = await disposals.progress(await disposals.disposals(statuses=["DISPOSED"]))
        waiting = sum(not each.outstanding and not each.beyond_recovery for each in done)
        self._say(
            f"Destructions effectuées : {len(done)}, dont {waiting} que d’anciens journaux et "
            "sauvegardes ouvrent encore, jusqu’à « caseledger keys rotate ».",
            f"Disposals carried out: {len(done)}, of which {waiting} still open from older logs and "
            "backups, until `caseledger keys rotate`.",
        )
        self._say(
            f"Destructions approuvées et inachevées : {len(outstanding)}.",
            f"Disposals approved and not done: {len(outstanding)}.",
        )

    # --- Acts -----------------------------------------------------------------------------------

    def _command(self) -> Command:
        options = self._options
        ground = {
            "reason": self._needed("reason"),
            "authority": options.authority or "BYLAW",
            "reference": options.reference,
        }
        if options.person:
            return RequestDisposal(person_id=_uuid(options.person), **ground)
        if options.item:
            return RequestItemDisposal(of_event=_uuid(options.item), **ground)
        if options.lift:
            return LiftHold(hold_id=_uuid(options.lift), reason=ground["reason"])
        scope, _, what = options.hold.partition(":")
        named: dict[str, Any] = {
            "PERSON": lambda: {"person_id": _uuid(what)},
            "CASE": lambda: {"case_id": _uuid(what)},
            "CLASS": lambda: {"record_class": what},
        }
        if scope.upper() not in named or not what:
            raise NotDisposed(
                "Écrivez --hold person:ID, case:ID ou class:CODE.",
                "Write --hold person:ID, case:ID or class:CODE.",
            )
        reference = {"reference": self._needed("reference")}
        return PlaceHold(scope=scope.upper(), **named[scope.upper()](), **(ground | reference))  # type: ignore[arg-type]

    async def _ask_class(self, ledger: Ledger, disposals: Disposals) -> None:
        """Ask for everything that is due in a class, each by itself; what is held is left out."""
        wanted = self._options.record_class
        if wanted == REJECTED_ROWS:
            self._sweep()
            return
        found = [
            due
            async for due in disposals.due()
            if due.standing.record_class == wanted and not due.holds and due.waiting is None
        ]
        for due in found:
            print(self._lines.due(due))
            if self._options.yes:
                command = RequestDisposal(
                    person_id=due.subject.person_id,
                    reason=self._options.reason or "SCHEDULE",
                    authority=self._options.authority or "BYLAW",
                    reference=self._options.reference,
                )
                await self._send(ledger, disposals, command)
        self._told(len(found))

    def _sweep(self) -> None:
        """Rejected rows go by their keys, on their day; no person is known of them."""
        if self._options.yes:
            with psycopg.connect(self._where.urls["writer"], autocommit=True) as connection:
                gone = sweep(connection, datetime.now(UTC))
            self._say(
                f"Clés de rangées illisibles détruites : {gone}.",
                f"Keys of rejected rows destroyed: {gone}.",
            )
        else:
            self._told(0)

    async def _approve(self, ledger: Ledger, disposals: Disposals) -> None:
        rows = await self._waiting(disposals, self._options.approve)
        for row in rows:
            print(self._lines.disposal(row))
            if self._options.yes:
                command = ApproveDisposal(disposal_id=row.disposal_id, person_id=row.person_id)
                await self._send(ledger, disposals, command)
        self._told(len(rows))
        if self._options.yes:
            async with asyncio.timeout(CARRY_OUT):
                while await disposals.outstanding():
                    await self._carrying.once()
                    await asyncio.sleep(0.1)
            self._say(
                "Fait. Ce que d’anciens journaux et sauvegardes en gardent s’ouvre tant qu’existe la "
                "clé qui protégeait alors ce registre : « caseledger keys rotate » y met fin.",
                "Done. What older logs and backups hold of it opens as long as the key-encryption key "
                "of then exists: `caseledger keys rotate` ends that.",
            )

    async def _decline(self, ledger: Ledger, disposals: Disposals) -> None:
        reason = self._needed("reason")
        for row in await self._waiting(disposals, self._options.decline):
            print(self._lines.disposal(row))
            command = DeclineDisposal(
                disposal_id=row.disposal_id, person_id=row.person_id, reason=reason
            )
            await self._give(ledger, disposals, command)

    async def _waiting(self, disposals: Disposals, which: str) -> list[DisposalRow]:
        ids = None if which == "all" else [_uuid(which)]
        rows = await disposals.disposals(ids=ids, statuses=["REQUESTED"])
        if ids and not rows:
            raise NotDisposed(
                "Aucune demande de ce numéro n’attend.", "No request of this number waits."
            )
        return rows

    async def _give(self, ledger: Ledger, disposals: Disposals, command: Command) -> None:
        if isinstance(command, RequestDisposal):
            async for due in disposals.due(person=command.person_id):
                print(self._lines.due(due))
        if self._options.yes:
            await self._send(ledger, disposals, command)
        self._told(1)

    async def _send(self, ledger: Ledger, disposals: Disposals, command: Command) -> None:
        actor = await self._actor(ledger, command)
        filled = await disposals.fill(command)
        answer = await ledger.execute(
            filled,
            command_id=uuid7(),
            actor=actor,
            channel="CLI",
            vouched=named(filled),
        )
        if isinstance(answer, Refusal):
            raise NotDisposed(text(answer, "fr"), text(answer, "en"))
        for name, made in answer.result.items():
            print(f"{name}: {made}")

    async def _actor(self, ledger: Ledger, command: Command) -> Actor:
        """Whose account acts, in the first of their roles that may give the command."""
        key = account_id_of(self._needed("account"))
        async with await psycopg.AsyncConnection.connect(
            self._where.urls["auth"], autocommit=True
        ) as connection:
            known = await accounts.accounts(connection, tenant=self._tenant)
        account = next((each for each in known if each.account_id == key), None)
        if account is None:
            raise unknown(str(key))
        policy, today = await ledger.policy(), ledger.today()
        actors = [
            Actor(key, "STAFF", role, account.organisation, account.office)
            for role in account.roles
        ]
        name = type(command).__name__
        able = (actor for actor in actors if may_act(actor, name, policy, today) is None)
        return next(able, actors[0])

    def _needed(self, name: str) -> str:
        value = getattr(self._options, name)
        if not value:
            option = "--as" if name == "account" else f"--{name}"
            raise NotDisposed(f"Il manque {option}.", f"{option} is missing.")
        return value

    def _told(self, count: int) -> None:
        if not self._options.yes:
            self._say(
                f"Rien n’a été fait ({count} à faire). Ajoutez --yes pour le faire.",
                f"Nothing was done ({count} to do). Add --yes to do it.",
            )


def _uuid(given: str) -> UUID:
    """An id as it is shown: bare, or with its kind before it."""
    try:
        return UUID(given.rpartition(":")[2])
    except ValueError:
        raise NotDisposed(
            f"« {given} » n’est pas un identifiant.", f"{given!r} is not an id."
        ) from None
