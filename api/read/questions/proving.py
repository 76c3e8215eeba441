"""That what an answer rests on stands in the logs unaltered: a proof of each, under one checkpoint."""

from collections.abc import Sequence

from strawberry import ID

from api.context import Info
from api.errors import Fault
from api.parse import id_argument
from api.read.proofs import shown
from api.read.questions.asking import MOST, allowed, look_at
from api.schema.questions import AnswerProof, ProvenLeaf
from api.schema.scalars import Position
from ledger.log import store
from ledger.log.names import EVENTS, LOOKS
from ledger.log.proving import inclusion_under
from ledger.log.store import leaf_of_event, leaf_of_look


async def prove(info: Info, events: Sequence[int], looks: Sequence[str]) -> AnswerProof:
    """Proofs of these events and looks, each log's under its last checkpoint. Raises ``Fault``."""
    await allowed(info)
    if len(events) + len(looks) > MOST:
        raise Fault("BAD_VALUE", field="events")
    keys = [id_argument(look, "Look", "looks") for look in looks]
    await look_at(info, ())
    leaves: list[ProvenLeaf] = []
    async with info.context.services.auditors.connection() as connection:
        of_events = await store.latest(connection, EVENTS)
        of_looks = await store.latest(connection, LOOKS)
        for position in events:
            index, text = leaf_of_event(position), None
            if of_events is not None and 0 <= index < of_events.size:
                text = (await inclusion_under(connection, of_events, index)).write()
            leaves.append(ProvenLeaf(position=Position(position), look=None, text=text))
        for look, key in zip(looks, keys, strict=True):
            leaf = await leaf_of_look(connection, key) if key else None
            text = None
            if of_looks is not None and leaf is not None and leaf < of_looks.size:
                text = (await inclusion_under(connection, of_looks, leaf)).write()
            leaves.append(ProvenLeaf(position=None, look=ID(look), text=text))
    return AnswerProof(
        events=of_events and shown(of_events),
        looks=of_looks and shown(of_looks),
        leaves=leaves,
        complete=all(leaf.text is not None for leaf in leaves),
    )
