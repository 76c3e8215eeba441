"""Our engine, its feed and its writer, from position 0 to the ledger's head: ``python -m`` this."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

import msgspec

from bench.contenders.rebuilding import NOTE, Clock, month_of
from bench.loops import Job, Measured, serve
from bench.place import TENANT
from caseledger.key_settings import read_key_file
from domain.case.events import ApplicationDecided, ApplicationSubmitted
from domain.event import Recorded, event_types
from ledger.collecting import seldom_collecting
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from projections.engine import builds
from projections.engine.model import Key, ReadModel, Table
from projections.engine.rebuild import reset
from projections.engine.work import Work
from projections.run import Projections

PATIENCE = 900.0  # seconds


class CaseSummary(msgspec.Struct, frozen=True):
    """A stream: its state, its events and notes counted, its last day."""

    tenant: str
    stream: str
    state: str
    events: int
    notes: int
    last_on: date


class MonthCount(msgspec.Struct, frozen=True):
    """How many events of a type there are in a month."""

    tenant: str
    month: date
    kind: str
    events: int


class BenchModel(ReadModel, frozen=True, kw_only=True, dict=True):
    """A read model whose table is given here, and not in a folder of the program."""

    columns: str

    @cached_property
    def sql(self) -> str:
        [table] = self.tables
        return f"create table read.{self.physical(table)} ({self.columns});"

    @cached_property
    def functions(self) -> str:
        return ""


def _case(work: Work, recorded: Recorded) -> None:
    event = recorded.event
    before = work.get(CaseSummary, recorded.tenant, recorded.stream)
    state = before.state if before else "NONE"
    if isinstance(event, ApplicationDecided):
        state = event.outcome
    elif isinstance(event, ApplicationSubmitted):
        state = "APPLIED"
    work.put(
        CaseSummary(
            recorded.tenant,
            recorded.stream,
            state,
            (before.events if before else 0) + 1,
            (before.notes if before else 0) + (event.wire_name == NOTE),
            max(before.last_on, recorded.effective_on) if before else recorded.effective_on,
        )
    )


def _month(work: Work, recorded: Recorded) -> None:
    key = (recorded.tenant, month_of(recorded.effective_on), recorded.event.wire_name)
    before = work.get(MonthCount, *key)
    work.put(MonthCount(*key, (before.events if before else 0) + 1))


def _case_key(recorded: Recorded) -> Iterable[tuple[type[msgspec.Struct], Key]]:
    return [(CaseSummary, (recorded.tenant, recorded.stream))]


def _month_key(recorded: Recorded) -> Iterable[tuple[type[msgspec.Struct], Key]]:
    month = month_of(recorded.effective_on)
    return [(MonthCount, (recorded.tenant, month, recorded.event.wire_name))]


EVERY = frozenset(event_types().values())
CASES = BenchModel(
    name="bench_cases",
    version=1,
    tables=(Table(name="bench_case", row=CaseSummary, key=("tenant", "stream")),),
    events=EVERY,
    needs=_case_key,
    fold=_case,
    columns="tenant text, stream text, state text not null, events int not null,"
    " notes int not null, last_on date not null, primary key (tenant, stream)",
)
MONTHS = BenchModel(
    name="bench_months",
    version=1,
    tables=(Table(name="bench_month", row=MonthCount, key=("tenant", "month", "kind")),),
    events=EVERY,
    needs=_month_key,
    fold=_month,
    columns="tenant text, month date, kind text, events int not null,"
    " primary key (tenant, month, kind)",
)


class Rebuild:
    """Both models folded by one process, as the program does it."""

    def __init__(self, ledger: Ledger, projector: str) -> None:
        self._ledger = ledger
        self._projector = projector

    async def run(self, job: Job) -> Measured:
        models = (CASES, MONTHS)
        emptied = Projections(self._ledger, self._projector, models=models)
        async with emptied.looking(), emptied.connection() as connection:
            for model in models:
                if live := await builds.live(connection, model.name):
                    await reset(connection, self._ledger.tenant, model.of(live.build))
        head = await self._ledger.head()
        clock = Clock()
        with seldom_collecting():
            return await self._rebuilt(models, head, clock)

    async def _rebuilt(self, models: Sequence[ReadModel], head: int, clock: Clock) -> Measured:
        async with Projections(self._ledger, self._projector, models=models) as projections:
            if not await projections.wait_for(None, head, PATIENCE):
                raise TimeoutError(f"not rebuilt within {PATIENCE} s")
            return clock.answer(head)

    async def close(self) -> None:
        await self._ledger.__aexit__(None, None, None)


async def opened(job: Job) -> Rebuild:
    kek = KeyEncryptionKey(read_key_file(Path(job["key_file"])))
    ledger = Ledger(job["url"], TENANT, kek)
    return Rebuild(await ledger.__aenter__(), job["projector"])


if __name__ == "__main__":
    serve(opened)
