"""The policy of `domain/policy_data`, published into a ledger under test."""

from domain.event import Actor
from domain.policy_data import load_policy_data
from domain.streams import policy_stream
from ledger.commands import Accepted
from ledger.ids import uuid7
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger

SYSTEM = Actor(id=uuid7(), kind="SYSTEM", role="SYSTEM", organisation="riviere-nord")


async def publish_policy(url: str, tenant: str, kek: KeyEncryptionKey) -> None:
    async with Ledger(url, tenant, kek) as ledger:
        await published(ledger)


async def published(ledger: Ledger) -> None:
    """What every ledger begins with; one that holds it already, as a copy may, is left as it is."""
    if not await ledger.load(policy_stream("roles")):
        for command in load_policy_data():
            answer = await ledger.execute(command, command_id=uuid7(), actor=SYSTEM)
            assert isinstance(answer, Accepted), answer
    await ledger.policies.refresh()
