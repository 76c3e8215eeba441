"""That what an answer rests on stands in the logs unaltered: a proof of each, under one checkpoint."""

from collections.abc import Iterable, Sequence

from strawberry import ID

from api.context import Info
from api.database import Connection
from api.errors import Fault
from api.parse import id_argument
from api.read.proofs import shown
from api.read.questions.asking import MOST, allowed, look_at
from api.schema.questions import AnswerProof, ProvenLeaf
from api.schema.scalars import Position
from ledger.log import store
from ledger.log.names import EVENTS, LOOKS
from ledger.log.proving import inclusion_under
from ledger.log.store import Published, leaf_of_event, leaf_of_look


async def prove(info: Info, events: Sequence[int], looks: Sequence[str]) -> AnswerProof:
    """Proofs of these events and looks, each log's under its last checkpoint. Raises ``Fault``."""
    await allowed(info)
    if len(events) + len(looks) > MOST:
        raise Fault("BAD_VALUE", field="events")
    keys = [id_argument(look, "Look", "looks") for look in looks]
    await look_at(info, ())
    async with info.context.services.auditors.connection() as connection:
        of_events = await store.latest(connection, EVENTS)
        of_looks = await store.latest(connection, LOOKS)
        places = [leaf_of_event(position) for position in events]
        proven = await _proven(connection, of_events, places)
        leaf_of = {key: await leaf_of_look(connection, key) for key in keys if key}
        seen = await _proven(connection, of_looks, [leaf_of.get(key) for key in keys])
    leaves = [
        ProvenLeaf(position=Position(position), look=None, text=proven.get(place))
        for position, place in zip(events, places, strict=True)
    ] + [
        ProvenLeaf(position=None, look=ID(look), text=seen.get(leaf_of.get(key)))
        for look, key in zip(looks, keys, strict=True)
    ]
    return AnswerProof(
        events=of_events and shown(of_events),
        looks=of_looks and shown(of_looks),
        leaves=leaves,
        complete=all(leaf.text is not None for leaf in leaves),
    )


async def _proven(
    connection: Connection, published: Published | None, places: Iterable[int | None]
) -> dict[int | None, str]:
    """The proofs of those of these leaves that the checkpoint covers, by leaf."""
    size = published.size if published else 0
    covered = sorted({place for place in places if place is not None and 0 <= place < size})
    if published is None or not covered:
        return {}
    made = await inclusion_under(connection, published, covered)
    return {each.index: each.write() for each in made}
