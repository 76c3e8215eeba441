"""Our own commands and our own store, as one process of the program runs them: `python -m` this.

A job names its `kind`: `command` (load the case, decide, seal a note, append with the command id),
`store` (the same load and append, nothing decided or sealed), `with_text` and `without_text` (one
and the same decision, with and without a sealed text), `import` (see `importing.py`). `known` is a
number of filled cases (see `bench/filled.py`), all of `person`, to take in any order in place of new
ones; `rate` asks for commands at set times.
"""

import os
import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from bench.contenders.importing import Importing
from bench.contenders.template import WORDS, Template, accepted, assessment, make_template
from bench.filled import known_case
from bench.loops import STREAM_BEGINS, STREAM_ENDS, Job, Measured, Step, closed_loop, paced, serve
from caseledger.key_settings import read_key_file
from domain.case.commands import AddNote
from domain.decision import Command
from ledger.ids import uuid7
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from ledger.stored import Append, CommandRecord, LedgerEvent

TENANT = "bench"


class Ours:
    """One open ledger, and a granted case whose events begin every stream."""

    def __init__(self, ledger: Ledger, template: Template, payload: dict[str, int]) -> None:
        self._ledger = ledger
        self._template = template
        self._payload = payload
        self._person = template.person
        self._importing = Importing(ledger)

    async def run(self, job: Job) -> Measured:
        if job["kind"] == "import":
            return await self._importing.run(job)
        self._person = UUID(job["person"]) if "person" in job else self._template.person
        kind = getattr(self, f"_{job['kind']}")
        steps = [self._client(kind, job.get("known", 0)) for _ in range(job["clients"])]
        if rate := job.get("rate"):
            return await paced(steps, job["seconds"], rate)
        return await closed_loop(steps, job["seconds"], job["warmup"])

    async def close(self) -> None:
        await self._ledger.__aexit__(None, None, None)

    def _client(self, kind: Callable[[UUID, int], Step], known: int) -> Step:
        """A client that gives commands on one case, then on the next."""
        case_id, version = uuid7(), STREAM_ENDS

        async def step() -> None:
            nonlocal case_id, version
            if known:
                case_id = known_case(random.randrange(known))
            elif version >= STREAM_ENDS:
                case_id, version = uuid7(), STREAM_BEGINS
                await self._ledger.store.append(self._template.append(TENANT, case_id))
                return
            version += 1
            await kind(case_id, version)()

        return step

    def _command(self, case_id: UUID, _version: int) -> Step:
        return self._give(AddNote(case_id=case_id, person_id=self._person, body=WORDS))

    def _with_text(self, case_id: UUID, version: int) -> Step:
        return self._assess(case_id, version, WORDS)

    def _without_text(self, case_id: UUID, version: int) -> Step:
        return self._assess(case_id, version, None)

    def _assess(self, case_id: UUID, number: int, summary: str | None) -> Step:
        today = self._ledger.today()
        return self._give(assessment(case_id, self._person, today, number, summary))

    def _give(self, command: Command) -> Step:
        async def step() -> None:
            await accepted(self._ledger, command)

        return step

    def _store(self, case_id: UUID, version: int) -> Step:
        async def step() -> None:
            stream = f"case-{case_id}"
            history = await self._ledger.store.load(TENANT, stream)
            event = LedgerEvent(
                originator_id=stream,
                originator_version=history[-1].originator_version + 1,
                topic="note.added",
                state=b"x" * self._payload["state"],
                event_id=uuid7(),
                schema_version=1,
                effective_on=date.today(),
                known_at=datetime.now(UTC),
                metadata=b"x" * self._payload["metadata"],
            )
            record = CommandRecord(uuid7(), os.urandom(32), b"{}")
            await self._ledger.store.append(Append(TENANT, [event], command=record))

        return step


async def opened(job: Job) -> Ours:
    kek = KeyEncryptionKey(read_key_file(Path(job["key_file"])))
    ledger = Ledger(job["url"], TENANT, kek)
    await ledger.__aenter__()
    return Ours(ledger, await make_template(ledger), job["payload"])


if __name__ == "__main__":
    serve(opened)
