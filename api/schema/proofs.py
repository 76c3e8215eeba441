"""Proofs: checkpoints of the Merkle logs, and what leads to them. Hashes alone, nothing of a person."""

from datetime import datetime
from enum import Enum

import strawberry

from api.schema.scalars import Position


@strawberry.enum(description="Which log: that of the events, or that of the looks.")
class ProofLog(Enum):
    EVENTS = "events"
    LOOKS = "looks"


@strawberry.type(description="What a log says of itself, signed: so many leaves, and their root.")
class Checkpoint:
    origin: str = strawberry.field(
        description="The log's name, which after a restore is a new one."
    )
    size: Position = strawberry.field(description="Leaves in the tree.")
    root: str = strawberry.field(description="RFC 6962 root, base64.")
    note: str = strawberry.field(
        description="C2SP signed note: this with the log's signature and every witness's."
    )
    signed_at: datetime
    cosignatures: int = strawberry.field(description="How many witnesses countersigned it.")


@strawberry.type(description="That one event is in the log (RFC 6962, section 2.1.1).")
class InclusionProof:
    checkpoint: Checkpoint
    index: Position = strawberry.field(description="The leaf: the event's position less 1.")
    leaf: str = strawberry.field(description="Hash of the leaf, base64.")
    hashes: list[str] = strawberry.field(description="The path to the root, base64.")
    text: str = strawberry.field(description="The same as C2SP tlog-proof.")


@strawberry.type(description="That the log only grew (RFC 6962, section 2.1.2).")
class ConsistencyProof:
    from_: Position = strawberry.field(name="from", description="Leaves of the older tree.")
    to: Position = strawberry.field(description="Leaves of the newer tree.")
    from_root: str = strawberry.field(description="Root of the older tree, base64.")
    to_root: str = strawberry.field(description="Root of the newer tree, base64.")
    hashes: list[str] = strawberry.field(description="The proof, base64.")
