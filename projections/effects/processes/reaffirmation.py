"""On the day on which a substitute's authority ends (a birthday, a term), who may answer now is asked.

It hears all that there is, history as well: a consent that was imported lapses on its day too. Birth
dates are sealed, so that one was corrected is not seen here: each correction of whose consents lapse
has the days worked out anew, and the event that tells of another day moves the timer.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from domain.case.events import ApplicationSubmitted, MemberJoined
from domain.consent import (
    ConsentGranted,
    ConsentInvalidated,
    ConsentLapseMoved,
    ConsentReaffirmed,
    ConsentRefused,
    ConsentRevoked,
    ConsentSuperseded,
    ConsentWithdrawn,
)
from domain.event import Event, Recorded
from domain.lapses import ReviewLapses
from domain.person import PersonRegistered
from domain.tasks import AskReaffirmation, SettleTask, reaffirmation_task
from projections.effects.engine.model import (
    CancelTimer,
    Effect,
    Keep,
    Known,
    Process,
    Send,
    SetTimer,
    taken_here,
)

_DONE = (ConsentReaffirmed, ConsentWithdrawn)


def react(known: Known, recorded: Recorded) -> Iterator[Effect]:
    """A timer a consent that lapses. What ends the consent ends it, and the task that came of it."""
    event: Any = recorded.event
    if isinstance(event, PersonRegistered):
        if event.person_id in known.whose.values():
            yield Send(ReviewLapses(person_id=event.person_id), person_id=event.person_id)
        return
    if isinstance(event, ApplicationSubmitted | MemberJoined):
        yield from _asked_anew(known, recorded)
        return
    name = str(event.consent_id)
    if isinstance(event, ConsentGranted) and event.lapses_on is not None:
        # A consent that is corrected is told again, and the timer moves with it.
        yield from _asked(event)
        return
    if name not in known.facts or known.facts[name] is None:
        return
    if isinstance(event, ConsentLapseMoved):
        yield from _moved(event, recorded.effective_on)
        return
    yield CancelTimer(name)
    yield Keep(name, None)
    settle = SettleTask(
        task_id=reaffirmation_task(event.consent_id),
        outcome="DONE" if isinstance(event, _DONE) else "NOT_NEEDED",
    )
    yield Send(settle, person_id=event.person_id)


def _asked_anew(known: Known, recorded: Recorded) -> Iterator[Effect]:
    """Nobody may have worked with them on the day on which they were to be asked; one to come stays."""
    for name, person in known.whose.items():
        if person in _persons(recorded):
            yield _timer(UUID(name), person, date.fromisoformat(known.facts[name]))


def _persons(recorded: Recorded) -> tuple[UUID, ...]:
    """Who came to somebody who works with them, here and now."""
    event: Any = recorded.event
    if not taken_here(recorded):
        return ()
    if isinstance(event, MemberJoined):
        return (event.person_id,)
    return tuple(member.person_id for member in event.members)


def _asked(event: ConsentGranted | ConsentLapseMoved) -> Iterator[Effect]:
    assert event.lapses_on is not None
    yield _timer(event.consent_id, event.person_id, event.lapses_on)
    yield Keep(str(event.consent_id), event.lapses_on.isoformat(), event.person_id)


def _timer(consent_id: UUID, person_id: UUID, on: date) -> SetTimer:
    ask = AskReaffirmation(person_id=person_id, consent_id=consent_id)
    return SetTimer(str(consent_id), on, Send(ask, person_id=person_id))


def _moved(event: ConsentLapseMoved, today: date) -> Iterator[Effect]:
    """Ask on the other day instead. ``today``: the one on which it was learned."""
    if event.instead_of <= today and event.lapses_on <= today:
        return  # asked already, and rightly
    yield from _asked(event)
    if event.instead_of <= today:
        settle = SettleTask(task_id=reaffirmation_task(event.consent_id), outcome="NOT_NEEDED")
        yield Send(settle, person_id=event.person_id)


def _recalls(recorded: Recorded) -> tuple[str | UUID, ...]:
    """The consent; whatever lapses of whose birth date was corrected, or who came into a unit."""
    event: Any = recorded.event
    if isinstance(event, ApplicationSubmitted | MemberJoined):
        return _persons(recorded)
    if not isinstance(event, PersonRegistered):
        return (str(event.consent_id),)
    return (event.person_id,) if recorded.metadata.corrects is not None else ()


_HEARD: tuple[type[Event], ...] = (
    PersonRegistered,
    ApplicationSubmitted,
    MemberJoined,
    ConsentGranted,
    ConsentLapseMoved,
    ConsentRefused,
    ConsentWithdrawn,
    ConsentRevoked,
    ConsentInvalidated,
    ConsentSuperseded,
    ConsentReaffirmed,
)

REAFFIRMATION = Process(
    name="reaffirmation",
    events=frozenset(_HEARD),
    react=react,
    since="BEGINNING",
    history=True,
    recalls=_recalls,
)
