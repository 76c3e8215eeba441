"""What a contender's own process does: begin when told, run its clients, answer with every latency.

Needs the standard library alone, because a peer's client runs in an environment of its own. One job
is one line of JSON on standard input, one answer a line on standard output::

    {"url": "postgresql://…", "payload": {"state": 560, "metadata": 280}}
    {"clients": 16, "seconds": 2.0, "warmup": 0.3}
    -> {"seconds": 2.004, "latencies": [812, 790, …], "cpu": 310.5}

Latencies are microseconds, one for each command; `cpu` is microseconds of this process's own time
for each command, warm-up included.

Every stream begins with `STREAM_BEGINS` events appended at once, and is left at `STREAM_ENDS`
events for a new one, so that what is loaded does not grow with speed. That first append counts as
one command.
"""

import asyncio
import json
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

STREAM_BEGINS = 4
STREAM_ENDS = 20

Job = dict[str, Any]
Step = Callable[[], Awaitable[None]]
"""One command of one client."""
Measured = dict[str, Any]


class Runner(Protocol):
    """A contender that is connected and ready."""

    async def run(self, job: Job) -> Measured: ...

    async def close(self) -> None: ...


async def closed_loop(steps: list[Step], seconds: float, warmup: float) -> Measured:
    """Each client gives its next command as soon as the last is answered.

    Commands that begin within `warmup` seconds are not counted; at least one is, however long it takes.
    """
    latencies: list[int] = []
    steps_taken = 0
    cpu = time.process_time()
    begin = time.perf_counter_ns() + int(warmup * 1e9)
    end = begin + int(seconds * 1e9)

    async def client(step: Step) -> None:
        nonlocal steps_taken
        now = time.perf_counter_ns()
        while now < end or not latencies:
            await step()
            done = time.perf_counter_ns()
            steps_taken += 1
            if now >= begin:
                latencies.append((done - now) // 1000)
            now = done

    await asyncio.gather(*(client(step) for step in steps))
    return _measured(begin, latencies, cpu, steps_taken)


async def paced(steps: list[Step], seconds: float, rate: float) -> Measured:
    """`rate` commands a second in all, each due at its time whether or not the last is answered.

    A latency runs from the time at which the command was due, so that a stall counts for all that
    it held up.
    """
    latencies: list[int] = []
    cpu = time.process_time()
    begin = time.perf_counter_ns()
    between = len(steps) / rate * 1e9

    async def client(number: int, step: Step) -> None:
        due = begin + number / len(steps) * between
        while due < begin + seconds * 1e9:
            await asyncio.sleep(max(0.0, (due - time.perf_counter_ns()) / 1e9))
            await step()
            latencies.append(int(time.perf_counter_ns() - due) // 1000)
            due += between

    await asyncio.gather(*(client(number, step) for number, step in enumerate(steps)))
    return _measured(begin, latencies, cpu, len(latencies))


def threads(steps: list[Callable[[], None]], seconds: float, warmup: float) -> Measured:
    """As `closed_loop`, a thread for each client."""
    latencies: list[list[int]] = [[] for _ in steps]
    failures: list[BaseException] = []
    cpu, taken = time.process_time(), [0] * len(steps)
    begin = time.perf_counter_ns() + int(warmup * 1e9)
    end = begin + int(seconds * 1e9)

    def client(number: int, step: Callable[[], None], mine: list[int]) -> None:
        now = time.perf_counter_ns()
        try:
            while now < end or not mine:
                step()
                done = time.perf_counter_ns()
                taken[number] += 1
                if now >= begin:
                    mine.append((done - now) // 1000)
                now = done
        except BaseException as error:
            failures.append(error)

    running = [
        threading.Thread(target=client, args=(number, step, latencies[number]))
        for number, step in enumerate(steps)
    ]
    for each in running:
        each.start()
    for each in running:
        each.join()
    if failures:
        raise failures[0]
    return _measured(begin, [one for mine in latencies for one in mine], cpu, sum(taken))


def serve(opened: Callable[[Job], Awaitable[Runner]]) -> None:
    """Answer jobs until standard input ends; the first one opens the contender."""
    asyncio.run(_serve(opened))


async def _serve(opened: Callable[[Job], Awaitable[Runner]]) -> None:
    answer, sys.stdout = sys.stdout, sys.stderr  # whatever a library prints is no answer
    first = await asyncio.to_thread(sys.stdin.readline)
    runner = await opened(json.loads(first))
    try:
        print("{}", file=answer, flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(json.dumps(await runner.run(json.loads(line))), file=answer, flush=True)
    finally:
        await runner.close()


def _measured(begin: int, latencies: list[int], cpu: float, steps_taken: int) -> Measured:
    return {
        "seconds": (time.perf_counter_ns() - begin) / 1e9,
        "latencies": latencies,
        "cpu": (time.process_time() - cpu) * 1e6 / max(1, steps_taken),
    }
