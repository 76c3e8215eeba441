"""Checkpoints and proofs, for whoever is signed in."""

import base64

from api.context import Context
from api.schema.proofs import Checkpoint, ConsistencyProof, InclusionProof, ProofLog
from api.schema.scalars import Position
from ledger.log import store
from ledger.log.names import EVENTS
from ledger.log.proof import consistency_spans, root_span
from ledger.log.proving import inclusion
from ledger.log.store import Published, leaf_of_event


async def checkpoint(context: Context, log: ProofLog) -> Checkpoint | None:
    """The last one, or nothing before the first."""
    await context.signed_in()
    async with context.services.readers.connection() as connection:
        published = await store.latest(connection, log.value)
    return published and shown(published)


async def inclusion_proof(context: Context, position: int) -> InclusionProof | None:
    """That the event at a position is in the log, or nothing where no checkpoint covers it."""
    await context.signed_in()
    async with context.services.readers.connection() as connection:
        made = await inclusion(connection, EVENTS, leaf_of_event(position))
    return made and InclusionProof(
        checkpoint=shown(made.published),
        index=Position(made.index),
        leaf=_base64(made.leaf),
        hashes=[_base64(each) for each in made.hashes],
        text=made.write(),
    )


async def consistency_proof(
    context: Context, log: ProofLog, old: int, new: int | None
) -> ConsistencyProof | None:
    """That one tree began another, or nothing where a checkpoint does not reach so far."""
    await context.signed_in()
    async with context.services.readers.connection() as connection:
        published = await store.latest(connection, log.value)
        if published is None:
            return None
        size = published.size if new is None else new
        if not 0 <= old <= size <= published.size:
            return None
        spans = [*consistency_spans(old, size), root_span(old), root_span(size)]
        *hashes, before, after = await store.prove(connection, published.place, spans, size)
    return ConsistencyProof(
        from_=Position(old),
        to=Position(size),
        from_root=_base64(before),
        to_root=_base64(after),
        hashes=[_base64(each) for each in hashes],
    )


def shown(published: Published) -> Checkpoint:
    said = published.checkpoint
    return Checkpoint(
        origin=said.origin,
        size=Position(said.size),
        root=_base64(said.root),
        note=published.note,
        signed_at=published.signed_at,
        cosignatures=published.cosignatures,
    )


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
