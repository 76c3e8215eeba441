"""What a caller is told of an append."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from domain.decision import Claim as Claimed
from domain.decision import Refusal
from ledger.store_errors import ClaimConflict
from ledger.stored import Appended, Claim

_result = msgspec.json.Decoder(dict[str, str])


class Accepted(msgspec.Struct, frozen=True):
    """A command that was accepted: at which position, whether long ago, and the ids that it made.

    ``position`` is that of its last event; None where there was nothing left to do.
    """

    command_id: UUID
    position: int | None
    replayed: bool
    result: dict[str, str]


def accepted(command_id: UUID, appended: Appended) -> Accepted:
    """The answer to a command whose append is durable."""
    result = _result.decode(appended.result) if appended.result else {}
    return Accepted(command_id, appended.last_position, appended.replayed, result)


def claimed(wanted: Sequence[Claimed], claims: Sequence[Claim], conflict: ClaimConflict) -> Refusal:
    """The refusal that belongs to a claim which another stream holds."""
    for claim, stored in zip(wanted, claims, strict=True):
        if (stored.kind, stored.key) == (conflict.kind, conflict.key):
            details = claim.refusal.details | {"holder": conflict.holder}
            return msgspec.structs.replace(claim.refusal, details=details)
    raise conflict
