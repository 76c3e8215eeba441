"""Read tables in memory: what the engine does with a fold, without a database."""

from collections.abc import Sequence
from typing import Any

import msgspec

from domain.event import Recorded
from domain.private import Clear, Sealed
from ledger.sealing import _walk
from projections.engine.model import ReadModel
from projections.engine.work import Work


class Memory:
    """The tables of a read model, kept by the same needs, fold and changes as the real ones."""

    def __init__(self, model: ReadModel) -> None:
        self.model = model
        self.position = 0
        self.tables: dict[type, dict[tuple[Any, ...], Any]] = {t.row: {} for t in model.tables}

    def take(self, batch: Sequence[Recorded]) -> Work:
        """Fold a batch; what was folded before is passed over, as the position says."""
        fresh = self.model.relevant(r for r in batch if r.position > self.position)
        work = self.model.changes(self.known(self.model.needed(fresh)), fresh)
        self.keep(work)
        self.position = max([self.position, *(r.position for r in batch)])
        return work

    def known(self, needed: dict[type, set[tuple[Any, ...]]]) -> list[Any]:
        """The rows with these keys, as far as they exist."""
        known = []
        for kind, keys in needed.items():
            length = len(self.model.table_of[kind].loaded_by)
            known += [row for key, row in self.tables[kind].items() if key[:length] in keys]
        return known

    def keep(self, work: Work) -> None:
        """Set what a fold changed in place of what was."""
        for table in self.model.tables:
            if table.history:
                unread = work.unread(table.row)
                work.meet(row for key in unread if (row := self.tables[table.row].get(key)))
        for kind, keys in work.removed().items():
            for key in keys:
                self.tables[kind].pop(key, None)
        for kind, rows in work.written().items():
            table = self.model.table_of[kind]
            for row in rows:
                self.tables[kind][tuple(getattr(row, c) for c in table.key)] = row

    def rows(self, kind: type) -> list[Any]:
        return list(self.tables[kind].values())

    def bytes(self) -> bytes:
        """Every row of every table, in the order of its key."""
        return msgspec.json.encode(
            [
                [self.tables[t.row][key] for key in sorted(self.tables[t.row], key=str)]
                for t in self.model.tables
            ]
        )


def sealed(recorded: Recorded) -> Recorded:
    """The event with every clear value in a box that is none, so that folds find it sealed."""

    def box(_path: str, value: Any) -> Any:
        if not isinstance(value, Clear):
            return value
        return Sealed(value.subject, 1, value.value.encode(), value.subject)

    return msgspec.structs.replace(recorded, event=_walk(recorded.event, "", box))
