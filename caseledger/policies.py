"""Set-up of policy: what the program ships is published as events, once, before anything is decided."""

from uuid import NAMESPACE_URL, uuid5

from caseledger.errors import BilingualError
from domain.decision import Refusal
from domain.event import Actor, Cause
from domain.policy_data import load_policy_data
from domain.refusals import text
from ledger.ids import uuid7
from ledger.ledger import Ledger

SETUP = Actor(
    id=uuid5(NAMESPACE_URL, "caseledger:setup"),
    kind="SYSTEM",
    role="SYSTEM",
    organisation="caseledger",
)
"""The actor of what the program itself publishes."""


class PolicyError(BilingualError):
    """A policy file says something else than what was published under the same version."""


async def publish_policies(ledger: Ledger) -> int:
    """Publish what is new; how many were. Raises ``PolicyError``, and nothing should start then."""
    published = 0
    run = Cause(correlation=uuid7())
    for command in load_policy_data():
        answer = await ledger.execute(command, command_id=uuid7(), actor=SETUP, cause=run)
        if isinstance(answer, Refusal):
            raise PolicyError(text(answer, "fr"), text(answer, "en"))
        published += answer.position is not None
    await ledger.policies.refresh()
    return published
