"""Opening the private fields that a decider declared, for one decision and nothing else."""

import asyncio
from collections.abc import Mapping, Sequence

from domain.decision import PrivateField
from domain.private import Clear, Disposed, Sealed
from ledger.keys.store import KeyStore
from ledger.sealing import unseal_field


async def open_fields(
    fields: Sequence[PrivateField], keys: KeyStore
) -> Mapping[str, Clear | Disposed]:
    """Each field's value by its name; ``Disposed`` where its key was destroyed.

    Keys in memory open at once; others are fetched in a thread. Raises ``StoreUnavailable``.
    """
    boxes = [box for each in fields if isinstance(box := getattr(each.event, each.field), Sealed)]
    persons = {box.subject for box in boxes}
    items = {box.item for box in boxes if box.item is not None}
    ring = keys.cached(persons, items)
    if ring is None:
        ring = await asyncio.to_thread(keys.fetch, persons, items)
    found = {
        each.name: unseal_field(each.event, each.event_id, each.field, ring) for each in fields
    }
    return {name: value for name, value in found.items() if value is not None}
