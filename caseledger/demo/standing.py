"""The ledger says itself that it holds a demonstration: a policy of its own, with how it was made.

So whoever reads it can see that all is invented, and a fill that was interrupted knows how it began
and goes on with the same stories, even on another day.
"""

from datetime import date, timedelta
from uuid import UUID

import msgspec

from caseledger.demo.staff import SYSTEM, demo_id
from caseledger.demo.stories import DAYS_TOLD
from caseledger.errors import BilingualError
from domain.decision import Refusal
from domain.policy import PublishPolicy
from domain.streams import stream_kind
from ledger.ledger import Ledger

POLICY = "demonstration"
_PAGE = 500


class Demonstration(msgspec.Struct, frozen=True):
    """How a demonstration was made; ``today`` is the day after the last one that it tells of."""

    seed: int
    cases: int
    today: date
    complete: bool = False

    def command_id(self, story: int, step: int) -> UUID:
        """The id of a step: the same however often the stories are told again."""
        return demo_id(f"{self.seed}/{self.cases}/{self.today}/{story}/{step}")


class LedgerNotEmpty(BilingualError):
    """There is something in the ledger that the demonstration did not put there, or all of it."""


async def standing(ledger: Ledger) -> Demonstration | None:
    """The demonstration that this ledger holds, in part or (``complete``) whole; or nothing."""
    await ledger.policies.refresh()
    document = (await ledger.policy()).document(POLICY, date.max)
    if document is None:
        return None
    return msgspec.convert(document.content, Demonstration)


async def begin(ledger: Ledger, wanted: Demonstration) -> Demonstration:
    """Say that a demonstration begins, or find the one to go on with.

    Raises ``LedgerNotEmpty`` where it is complete, or where the ledger holds anything but policy.
    """
    known = await standing(ledger)
    if known is not None and known.complete:
        raise LedgerNotEmpty(
            "Ce registre contient déjà toutes les données de démonstration.",
            "This ledger already holds all of the demonstration data.",
        )
    if known is not None:
        return known
    if await holds_more_than_policy(ledger):
        raise LedgerNotEmpty(
            "Ce registre contient déjà des dossiers. Les données de démonstration ne vont que "
            "dans un registre vide; rien n’a été écrit.",
            "This ledger already holds files. Demonstration data only goes into an empty ledger; "
            "nothing was written.",
        )
    await _publish(ledger, wanted, "1")
    return wanted


async def finish(ledger: Ledger, made: Demonstration) -> None:
    """Say that the demonstration is whole."""
    await _publish(ledger, msgspec.structs.replace(made, complete=True), "2")


async def _publish(ledger: Ledger, made: Demonstration, version: str) -> None:
    command = PublishPolicy(
        policy_id=POLICY,
        version=version,
        effective_from=made.today - timedelta(days=DAYS_TOLD + 31),
        public_on=made.today,
        source="Invented for the demonstration municipality of Rivière-Nord: nobody in this"
        " ledger exists / Inventé pour la municipalité fictive de Rivière-Nord : personne dans ce"
        " registre n’existe",
        content=msgspec.json.encode(made).decode(),
    )
    answer = await ledger.execute(
        command, command_id=made.command_id(-1, int(version)), actor=SYSTEM
    )
    if isinstance(answer, Refusal):
        raise RuntimeError(f"the demonstration could not be named: {answer.code}")
    await ledger.policies.refresh()


async def holds_more_than_policy(ledger: Ledger) -> bool:
    """Whether anything but policy was ever written to it."""
    position = 0
    while events := await ledger.read(position, _PAGE):
        if any(stream_kind(e.stream) != "policy" for e in events):
            return True
        position = events[-1].position
    return False
