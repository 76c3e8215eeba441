"""On the day on which a substitute's authority ends (a birthday, a term), who may answer now is asked.

It hears all that there is, history as well: a consent that was imported lapses on its day too.
"""

from collections.abc import Iterator
from typing import Any

from domain.consent import (
    ConsentGranted,
    ConsentInvalidated,
    ConsentReaffirmed,
    ConsentRefused,
    ConsentRevoked,
    ConsentSuperseded,
    ConsentWithdrawn,
)
from domain.event import Recorded
from domain.tasks import AskReaffirmation, SettleTask, reaffirmation_task
from projections.effects.engine.model import (
    CancelTimer,
    Effect,
    Keep,
    Known,
    Process,
    Send,
    SetTimer,
)

_DONE = (ConsentReaffirmed, ConsentWithdrawn)


def react(known: Known, recorded: Recorded) -> Iterator[Effect]:
    """A timer a consent that lapses. What ends the consent ends it, and the task that came of it."""
    event: Any = recorded.event
    name = str(event.consent_id)
    if isinstance(event, ConsentGranted) and event.lapses_on is not None:
        # A consent that is corrected is told again, and the timer moves with it.
        ask = AskReaffirmation(person_id=event.person_id, consent_id=event.consent_id)
        yield SetTimer(name, event.lapses_on, Send(ask, person_id=event.person_id))
        yield Keep(name, event.lapses_on.isoformat(), event.person_id)
        return
    if name not in known.facts or known.facts[name] is None:
        return
    yield CancelTimer(name)
    yield Keep(name, None)
    settle = SettleTask(
        task_id=reaffirmation_task(event.consent_id),
        outcome="DONE" if isinstance(event, _DONE) else "NOT_NEEDED",
    )
    yield Send(settle, person_id=event.person_id)


REAFFIRMATION = Process(
    name="reaffirmation",
    events=frozenset(
        (
            ConsentGranted,
            ConsentRefused,
            ConsentWithdrawn,
            ConsentRevoked,
            ConsentInvalidated,
            ConsentSuperseded,
            ConsentReaffirmed,
        )
    ),
    react=react,
    since="BEGINNING",
    history=True,
    recalls=lambda recorded: (str(recorded.event.consent_id),),  # type: ignore[attr-defined]
)
