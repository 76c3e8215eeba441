"""Fills an empty ledger with invented cases, by telling their stories to the real commands.

    async with Ledger(...) as ledger:
        summary = await fill(ledger, progress=lambda done, total: print(done, "/", total))

Stories are told side by side in the order of their instants, so that the ledger's order is about
that of the days. Each step has an id of its own: a fill that was interrupted is begun again, finds
what it has done, and goes on.
"""

import asyncio
import heapq
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

import msgspec

from caseledger.demo import office, privacy
from caseledger.demo.standing import (
    POLICY,
    Demonstration,
    begin,
    finish,
    holds_more_than_policy,
    standing,
)
from caseledger.demo.stories import plots, story
from caseledger.demo.tales import Step, Tale, Town, go_on
from domain.decision import Command, Refusal
from domain.naming import named
from domain.policy import PolicyPublished
from domain.refusals import text
from ledger.ledger import Ledger

OFFICE, PRIVACY = -2, -3
"""In place of a story's number: what comes to the privacy office, and what waits for it."""
IN_FLIGHT = 16
"""Stories that wait for the ledger at once: enough to fill its group commits."""


class Summary(msgspec.Struct, frozen=True):
    """What a whole demonstration holds; ``seconds`` is how long this run of it took."""

    cases: int
    people: int
    commands: int
    events: int
    seconds: float


class StepRefused(RuntimeError):
    """A story asked for what the rules do not allow: a fault of the demo, never of its reader."""

    def __init__(self, number: int, place: int, step: Step, refusal: Refusal) -> None:
        super().__init__(
            f"story {number}, step {place} ({type(step.command).__name__} by {step.actor.role},"
            f" {step.at:%Y-%m-%d %H:%M}): {text(refusal, 'en')} [{refusal.code}]"
        )


class _Telling(msgspec.Struct, order=True):
    """A story and its next step; ordered by when that happens."""

    at: datetime
    number: int
    place: int
    step: Step
    tale: Tale


async def fill(
    ledger: Ledger,
    *,
    today: date | None = None,
    cases: int = 320,
    seed: int = 20,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Summary:
    """Tell so many cases of the three years before ``today`` (the tenant's day; default: now).

    Policy must be published already. ``progress`` is told how many steps are done, and of how many.
    Raises ``LedgerNotEmpty``, ``StoreUnavailable`` (then call it again), or ``StepRefused``.
    """
    began = time.monotonic()
    day = today or ledger.today()
    made = await begin(ledger, Demonstration(seed, cases, day))
    tellings = await _tellings(ledger, made)
    total, people = _count(await _tellings(ledger, made))
    total += office.STEPS + privacy.STEPS
    heard = _Progress(progress, total)
    await _tell(ledger, made, tellings, heard)
    await _tell_office(ledger, made, heard)
    events = await _events_since_begun(ledger)
    await finish(ledger, made)
    people += privacy.PEOPLE
    return Summary(made.cases + privacy.CASES, people, total, events, time.monotonic() - began)


async def is_filled(ledger: Ledger) -> bool:
    """Whether nothing is left for ``fill`` to do: it has ended, or other cases are there."""
    known = await standing(ledger)
    return known.complete if known else await holds_more_than_policy(ledger)


async def _tellings(ledger: Ledger, made: Demonstration) -> list[_Telling]:
    policy = await ledger.policy()
    town = Town(made.today, ledger.zone, policy)
    chosen = plots(made.cases)
    usual = sum(plot.kind == "USUAL" for plot in chosen)
    found = []
    for plot in chosen:
        tale = story(plot, usual, made.seed, town)
        if (first := next(tale, None)) is not None:
            found.append(_Telling(first.at, plot.number, 0, first, tale))
    return found


class _Progress:
    """Passes on how far it is, a hundred times in all."""

    def __init__(self, tell: Callable[[int, int], None], total: int) -> None:
        self._tell = tell
        self._total = total
        self._done = 0

    def step(self) -> None:
        self._done += 1
        if self._done == self._total or self._done * 100 // self._total != (
            (self._done - 1) * 100 // self._total
        ):
            self._tell(self._done, self._total)


async def _tell(
    ledger: Ledger, made: Demonstration, tellings: list[_Telling], progress: _Progress
) -> None:
    """Tell all of them: the step that happens first is asked for first, many at once."""
    heapq.heapify(tellings)

    async def listen() -> None:
        while tellings:
            now = heapq.heappop(tellings)
            result = await _ask(ledger, made, now.number, now.place, now.step)
            progress.step()
            if (step := go_on(now.tale, result)) is not None:
                following = _Telling(step.at, now.number, now.place + 1, step, now.tale)
                heapq.heappush(tellings, following)

    try:
        async with asyncio.TaskGroup() as listeners:
            for _ in range(IN_FLIGHT):
                listeners.create_task(listen())
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None


async def _tell_office(ledger: Ledger, made: Demonstration, progress: _Progress) -> None:
    """What comes to the privacy office, after all stories: it is about what they told."""
    town = Town(made.today, ledger.zone, await ledger.policy())

    def asking(number: int) -> office.Ask:
        async def ask(place: int, step: Step) -> Mapping[str, str]:
            result = await _ask(ledger, made, number, place, step)
            progress.step()
            return result

        return ask

    await office.told(ledger, town, asking(OFFICE))
    await privacy.told(ledger, town, asking(PRIVACY))


async def _ask(
    ledger: Ledger, made: Demonstration, number: int, place: int, step: Step
) -> Mapping[str, str]:
    command_id = made.command_id(number, place)
    known = await ledger.store.find_command(ledger.tenant, command_id)
    if known is not None:
        return msgspec.json.decode(known.result, type=dict[str, str])
    at = step.at.astimezone(UTC)
    answer = await ledger.execute(
        step.command,
        command_id=command_id,
        actor=step.actor,
        source=step.source,
        clock=lambda: at,
        vouched=named(step.command),
    )
    if isinstance(answer, Refusal):
        raise StepRefused(number, place, step, answer)
    return answer.result


class _Imagined(dict[str, str]):
    """The result of a command that nobody gave: ids enough to tell how a story goes on."""

    def __init__(self, command: Command) -> None:
        self._items = len(getattr(command, "items", ()))

    def __missing__(self, name: str) -> str:
        count = self._items if name == "item_ids" else 1
        return " ".join(str(uuid5(UUID(int=0), f"{name}/{n}")) for n in range(count))


def _count(tellings: list[_Telling]) -> tuple[int, int]:
    """How many steps all these stories have, and how many people; they are told dry."""
    steps = people = 0
    for telling in tellings:
        step: Step | None = telling.step
        while step is not None:
            steps += 1
            result = _Imagined(step.command)
            people += type(step.command).__name__ == "RegisterPerson"
            step = go_on(telling.tale, result)
    return steps, people


async def _events_since_begun(ledger: Ledger) -> int:
    position = 0
    while events := await ledger.read(position, 500):
        for event in events:
            if isinstance(event.event, PolicyPublished) and event.event.policy_id == POLICY:
                return await ledger.head() - event.position
        position = events[-1].position
    raise LookupError(POLICY)
