"""A contender in a process of its own, told by lines of JSON what to do (see `bench/loops.py`)."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from bench.loops import Job, Measured

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120.0  # seconds beyond what a job itself takes
LONGEST_LINE = 64 << 20  # bytes: an answer holds every latency


class ContenderFailed(Exception):
    """A contender's process ended or did not answer; its standard error says why."""


class Contender:
    """A process that is open for jobs: ``async with Contender(command, job) as one``."""

    def __init__(self, command: Sequence[str | Path], first: Job) -> None:
        self._command = [str(part) for part in command]
        self._first = first
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> "Contender":
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            limit=LONGEST_LINE,
        )
        try:
            await self._ask(self._first, PATIENCE)
        except BaseException:
            await self._end()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self._end()

    async def run(self, job: Job) -> Measured:
        """What it measured. Raises `ContenderFailed`."""
        return await self._ask(job, job["seconds"] + PATIENCE)

    async def _ask(self, job: Job, patience: float) -> Measured:
        process = self._process
        assert process and process.stdin and process.stdout
        try:
            process.stdin.write(json.dumps(job).encode() + b"\n")
            await process.stdin.drain()
            line = await asyncio.wait_for(process.stdout.readline(), patience)
        except (TimeoutError, ConnectionError) as error:
            raise ContenderFailed(f"{self._command}: {error!r}") from error
        if not line:
            raise ContenderFailed(f"{self._command}: ended with {await process.wait()}")
        return json.loads(line)

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 15)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def module(name: str) -> list[str]:
    """The command that runs a contender written in Python."""
    return [sys.executable, "-m", f"bench.contenders.{name}"]
