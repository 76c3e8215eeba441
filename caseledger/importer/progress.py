"""How far an import is: what it does, how fast, and how long it will still take."""

import time
from typing import Protocol


class Speaks(Protocol):
    """What ``caseledger.cli.say.Say`` can do."""

    def __call__(self, fr: str, en: str) -> None: ...

    def progress(self, fr: str, en: str, done: int, total: int) -> None: ...


_PHASES = {
    "verify": ("Vérification des fichiers…", "Checking the files…"),
    "arrange": ("Tri des rangées…", "Sorting the rows…"),
    "suspect": (
        "Recherche de personnes inscrites deux fois…",
        "Looking for people registered twice…",
    ),
    "reconcile": ("Rapprochement avec le registre…", "Reconciling with the ledger…"),
}


class Watch:
    """Tells somebody. Nobody listens where ``say`` is None."""

    def __init__(self, say: Speaks | None = None) -> None:
        self._say = say
        self._total = 0
        self._began = time.monotonic()

    def phase(self, name: str) -> None:
        if self._say:
            self._say(*_PHASES[name])

    def reading(self, rows: int) -> None:
        self._total, self._began = rows, time.monotonic()

    def read(self, done: int) -> None:
        if self._say:
            self._say.progress("Rangées lues :", "Rows read:", done, self._total)

    def sending(self, streams: int) -> None:
        self._total, self._began = streams, time.monotonic()

    def sent(self, events: int, streams: int) -> None:
        """After each unit: events written so far, and people and cases done."""
        if self._say is None:
            return
        spent = time.monotonic() - self._began
        left = spent * (self._total - streams) / streams if streams else 0.0
        rate = round(events / spent) if spent > 0.5 else 0
        self._say.progress(
            f"{events} événements, {rate}/s, encore {_time(left)} ; personnes et dossiers :",
            f"{events} events, {rate}/s, {_time(left)} left; people and cases:",
            streams,
            self._total,
        )

    def events(self, done: int, total: int) -> None:
        """Of an export that is taken in: events done, sent now or there already."""
        if self._say:
            self._say.progress("Événements :", "Events:", done, total)


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
