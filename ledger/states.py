"""The states that a decision reads, folded from their streams: the one place where they are made."""

from collections.abc import Iterable
from typing import Any

from domain.evolve import fold
from domain.streams import stream_kind
from ledger.history import to_fold
from ledger.store import Store


class StateLoader:
    """Folds streams of one tenant. Each answer is the caller's own: it may be moved on in place."""

    def __init__(self, store: Store, tenant: str) -> None:
        self._store = store
        self._tenant = tenant

    async def load_states(self, streams: Iterable[str]) -> dict[str, Any]:
        """The state of each stream as it stands now; ``version`` 0 where there is no such stream.

        Raises ``StoreUnavailable``.
        """
        wanted = dict.fromkeys(streams, 0)
        histories = await self._store.load_rows(self._tenant, wanted)
        return {
            stream: fold(stream_kind(stream), map(to_fold, rows))
            for stream, rows in histories.items()
        }
