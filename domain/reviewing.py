"""Who reviews what somebody did: a queue of policy, never themselves, never their own unit."""

from datetime import date
from itertools import chain
from uuid import UUID

from domain.decision import Refusal
from domain.event import Actor
from domain.policy import Code, Policy

EVERY_ROLE = "*"


def queue_of(policy: Policy, role: str, today: date) -> str:
    """The queue (a code of ``review_queues``) that reviews what somebody in this role did."""
    queues = policy.codes("review_queues", today)
    named = (queue for queue in queues if role in queue.get("of_roles", ()))
    others = (queue for queue in queues if EVERY_ROLE in queue.get("of_roles", ()))
    return next(chain(named, others)).code


def queues_for(policy: Policy, actor: Actor, today: date) -> tuple[str, ...]:
    """The queues that the actor, by the hat they wear, works on."""
    queues = policy.codes("review_queues", today)
    return tuple(queue.code for queue in queues if _works_on(actor, queue))


def may_review(
    policy: Policy, actor: Actor, today: date, *, role: str, account_id: UUID, office: str | None
) -> Refusal | None:
    """Nothing where the actor may review what that account did in that role, in that office."""
    if actor.kind == "SYSTEM":
        return None
    queue = policy.code("review_queues", queue_of(policy, role, today), today)
    if queue is None or not _works_on(actor, queue):
        return Refusal("NOT_PERMITTED")
    if actor.id == account_id:
        return Refusal("REVIEW_OF_OWN")
    if office is not None and actor.office == office:
        return Refusal("REVIEW_OF_OWN_UNIT")
    return None


def _works_on(actor: Actor, queue: Code) -> bool:
    offices = queue.get("offices", ())
    return actor.role in queue.get("reviewed_by", ()) and (not offices or actor.office in offices)
