"""``caseledger effects``: what follows from events, what was given up, and where partners are told."""

import asyncio
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from caseledger.cli.effect_lines import counts, endpoint_line, line, process_line
from caseledger.cli.say import Say
from caseledger.errors import BilingualError
from caseledger.place import Place, place, require_migrated
from caseledger.settings import Settings
from ledger.ledger import Ledger
from projections.effects.delivery import endpoints, outbox
from projections.effects.delivery.addresses import url_problem
from projections.effects.standing import standing
from projections.run import Projections

SHOWN = 100
WITHOUT_END = ("WAITING", "DEAD", "REFUSED")


class NotAnEffect(BilingualError):
    """There is none of that key in a state in which this can be done, or no such partner."""


def effects(options: Any, say: Say) -> int:
    """0 where it was done or told."""
    settings = Settings.read()
    with place(settings) as where:
        require_migrated(where)
        asyncio.run(_run(where, settings, options, say))
    return 0


async def _run(where: Place, settings: Settings, options: Any, say: Say) -> None:
    async with Ledger(where.urls["writer"], settings.tenant, where.kek) as ledger:
        projections = Projections(ledger, where.urls["projector"])
        async with projections.looking(), projections.connection() as connection:
            doing = _Doing(ledger, connection, options, say)
            await getattr(doing, f"do_{(options.effects or 'list').replace('-', '_')}")()


class _Doing:
    """One method a command; each is named as it is typed."""

    def __init__(
        self, ledger: Ledger, connection: AsyncConnection[Any], options: Any, say: Say
    ) -> None:
        self._ledger = ledger
        self._tenant = ledger.tenant
        self._connection = connection
        self._options = options
        self._say = say

    async def do_list(self) -> None:
        """How many of each process stand how, and those that have not come to an end."""
        french = self._say.lang == "fr"
        head = await self._ledger.head()
        for process in (await standing(self._connection, self._tenant, head)).processes:
            print(process_line(process, french))
        for counted in await outbox.counted(self._connection, self._tenant):
            print(counts(counted, french))
        states = None if getattr(self._options, "all", False) else WITHOUT_END
        page = await outbox.shown(self._connection, self._tenant, states=states, limit=SHOWN)
        for row in page.rows:
            print(line(row, french))
        if page.more:
            self._say(f"… et d’autres après ces {SHOWN}.", f"… and more after these {SHOWN}.")

    async def do_retry(self) -> None:
        for key in self._keys():
            if not await outbox.retry(self._connection, self._tenant, key):
                raise _none(key)
        self._say("À l’essai de nouveau.", "To be tried again.")

    async def do_drop(self) -> None:
        for key in self._keys():
            because, by = self._options.because, self._options.by
            if not await outbox.drop(self._connection, self._tenant, key, by, because):
                raise _none(key)
        self._say("Abandonné, avec son motif.", "Dropped, with its reason.")

    async def do_endpoints(self) -> None:
        for each in await endpoints.endpoints(self._connection, self._tenant):
            print(endpoint_line(each, self._say.lang == "fr"))

    async def do_endpoint(self) -> None:
        """Set where a partner is told, and show its secret once more."""
        recipient, url = self._options.recipient, self._options.url
        policy = await self._ledger.policy()
        if policy.code("organisations", recipient, self._ledger.today()) is None:
            raise NotAnEffect(
                f"« {recipient} » n’est pas un organisme de la liste « organisations ».",
                f"{recipient!r} is no organisation of the list “organisations”.",
            )
        if url_problem(url):
            raise NotAnEffect(
                f"« {url} » n’est pas une adresse https complète, sans utilisateur ni fragment.",
                f"{url!r} is no whole https address without user and fragment.",
            )
        made = await endpoints.set_endpoint(self._connection, self._tenant, recipient, url)
        await self._show_secret(made)

    async def do_renew_secret(self) -> None:
        recipient = self._options.recipient
        made = await endpoints.renew_secret(self._connection, self._tenant, recipient)
        if made is None:
            raise _no_endpoint(recipient)
        await self._show_secret(made)
        hours = endpoints.OVERLAP_HOURS
        self._say(
            f"L’ancien secret signe aussi pendant {hours} heures.",
            f"The secret of before signs as well for {hours} hours.",
        )

    async def do_end_endpoint(self) -> None:
        recipient = self._options.recipient
        if not await endpoints.end_endpoint(self._connection, self._tenant, recipient):
            raise _no_endpoint(recipient)
        self._say("Plus rien ne lui est envoyé.", "Nothing is sent there any more.")

    async def _show_secret(self, made: endpoints.Endpoint) -> None:
        secret = await asyncio.to_thread(endpoints.secret_of, self._ledger.keys, made)
        self._say(
            "Secret à remettre au partenaire, par une voie sûre :",
            "The secret to hand to the partner, by a safe way:",
        )
        print(endpoints.written(secret))

    def _keys(self) -> list[UUID]:
        found = []
        for text in self._options.keys:
            try:
                found.append(UUID(text))
            except ValueError:
                raise _none(text) from None
        return found


def _none(key: object) -> NotAnEffect:
    return NotAnEffect(
        f"Il n’y a pas d’effet « {key} » pour lequel cela se fasse.",
        f"There is no effect {key} of which this can be done.",
    )


def _no_endpoint(recipient: str) -> NotAnEffect:
    return NotAnEffect(
        f"Rien n’est envoyé à « {recipient} ».", f"Nothing is sent to {recipient!r}."
    )
