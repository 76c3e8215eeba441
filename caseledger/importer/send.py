"""Sending: unit after unit into the ledger, beside live work, and again from the start where it was lost.

Each unit is written whole or not at all, and the ledger says what is in it: an import that ended at
any point, however hard, is begun again and goes on with what is missing.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import LiteralString
from uuid import NAMESPACE_URL, uuid5

import msgspec

from caseledger.importer.changes import Outcome, retracting
from caseledger.importer.claims import SHARED, claims, without
from caseledger.importer.errors import ImportStopped
from caseledger.importer.keys import bare
from caseledger.importer.mapping.source import Source
from caseledger.importer.marks import mark, standing_state
from caseledger.importer.past import Past, standings
from caseledger.importer.reconcile import LISTED
from caseledger.importer.stage import Stage
from caseledger.importer.units import Unit, Work, assemble, in_parts
from domain.decision import Refusal
from domain.event import Actor, Cause
from domain.history import HistoryRules
from domain.refusals import text
from ledger.bulk import BulkUnit, BulkWriter, StreamMoved
from ledger.collecting import seldom_collecting
from ledger.ledger import Ledger
from ledger.sealing import subjects
from ledger.store_errors import EventIdUsed

STREAMS_AT_ONCE = 256
MAX_ATTEMPTS = 12

Told = Callable[[int, int], None]
"""How far it is: events written so far, and streams done."""


def importer_actor(tenant: str) -> Actor:
    """Who writes what is imported: this program, for the custodian whose system told it."""
    return Actor(uuid5(NAMESPACE_URL, "caseledger:importer"), "SYSTEM", "SYSTEM", tenant)


_ELSEWHERE: LiteralString = """
select stream, event_id from ledger.events
where tenant = %s and stream <> %s and event_id = any(%s::uuid[])
"""


class Sent(msgspec.Struct):
    """What was done: events, rows by file and outcome, irregularities by code, rows that changed."""

    events: int = 0
    streams: int = 0
    rows: dict[str, Counter[str]] = {}
    irregular: Counter[str] = msgspec.field(default_factory=Counter)
    corrected: list[str] = []
    unsaid: list[str] = []
    disposed: list[str] = []
    named: dict[tuple[str, str], str] = {}
    """Of mended rows: by key and hash, the reference that each was given."""


class Sender:
    """Sends what is staged. ``told`` is called after each unit.

    ``additional``: mended rows, which never change what another row of the same key has told.
    ``cause``: the import, as the run that all its commands belong to.
    """

    def __init__(
        self,
        ledger: Ledger,
        stage: Stage,
        source: Source,
        told: Told,
        *,
        additional: bool = False,
        cause: Cause | None = None,
    ) -> None:
        self._ledger = ledger
        self._stage = stage
        self._source = source
        self._told = told
        self._additional = additional
        self._actor = importer_actor(ledger.tenant)
        self._writer = BulkWriter(
            ledger.store, ledger.keys, ledger.policies, ledger.tenant, self._actor, cause
        )
        self.sent = Sent()

    async def send(self) -> Sent:
        """Persons, then their consents, then cases: whoever is named stands before what names them."""
        self._policy = await self._ledger.policy()
        self._rules = HistoryRules(self._policy, self._source.as_of)
        with seldom_collecting():
            for pages in (self._persons, self._consents, self._cases):
                await self._all(pages())
        return self.sent

    async def _all(self, pages: Iterator[list[Work]]) -> None:
        """Make a page's units while the one before it is being written; written in their order."""
        under_way: asyncio.Task[None] | None = None
        try:
            while page := await asyncio.to_thread(next, pages, None):
                units = await self._units(page)
                if under_way is not None:
                    await under_way
                under_way = asyncio.create_task(self._write(units))
            if under_way is not None:
                await under_way
        finally:
            if under_way is not None and not under_way.done():
                under_way.cancel()
                await asyncio.wait([under_way])

    async def _units(self, page: Sequence[Work]) -> list[Unit]:
        past = await self._past(page)
        units = []
        for work in page:
            units.append(await self._assemble(work, past[work.stream]))
            await asyncio.sleep(0)  # what is being written goes on
        persons = {p for unit in units for new in unit.events for p in subjects(new.event)}
        if persons:
            # All at once, so that no unit waits for its keys while a later one overtakes it.
            await asyncio.to_thread(self._ledger.keys.fetch, persons, (), True)
        return units

    async def _past(self, works: Sequence[Work]) -> dict[str, Past]:
        rows = await self._ledger.store.load_rows(
            self._ledger.tenant, {work.stream: 0 for work in works}
        )
        return {stream: Past(found, self._source.system) for stream, found in rows.items()}

    async def _write(self, units: Sequence[Unit]) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for unit in units:
                    group.create_task(self._one(unit))
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None

    async def _one(self, unit: Unit) -> None:
        """Append one unit; made again on fresh state where somebody else wrote to its stream."""
        for _ in range(MAX_ATTEMPTS):
            work = unit.work
            try:
                if await self._append(unit):
                    self._count(unit)
                    return
            except EventIdUsed:
                work = await self._moved(work, unit)
            unit = await self._assemble(work, (await self._past([work]))[work.stream])
        raise _too_many_changes()

    async def _moved(self, work: Work, unit: Unit) -> Work:
        """Rows that belonged to other streams when they were taken before: take back what they told."""
        told = {new.event_id: new for new in unit.events}
        values = (self._ledger.tenant, work.stream, list(told))
        elsewhere: dict[str, dict[str, str]] = defaultdict(dict)
        for stream, event_id in await asyncio.to_thread(self._stage.execute, _ELSEWHERE, values):
            new = told[event_id]
            assert new.source is not None
            elsewhere[stream][new.source.reference] = new.source_hash or ""
        for stream, rows in elsewhere.items():
            await self._take_back(work, stream, rows)
        return msgspec.structs.replace(work, moved=work.moved.union(*elsewhere.values()))

    async def _take_back(self, work: Work, stream: str, rows: Mapping[str, str]) -> None:
        there = msgspec.structs.replace(work, stream=stream, rows=())
        for _ in range(MAX_ATTEMPTS):
            past = (await self._past([there]))[stream]
            standing = standings(past.events(), self._source.system)
            now = datetime.now(UTC)
            back = {
                (reference, each.first): retracting(self._source, each, hashed, now)
                for reference, hashed in rows.items()
                for each in standing.get(reference, {}).values()
                if not each.retracted
            }
            events = [event for event in back.values() if event is not None]
            if await self._append(Unit(there, past.version, in_parts(events), {}, [])):
                self.sent.events += len(events)
                self.sent.unsaid += sorted({ref for (ref, _), event in back.items() if not event})
                return
        raise _too_many_changes()

    async def _assemble(self, work: Work, past: Past) -> Unit:
        now = datetime.now(UTC)
        unit = await assemble(self._source, self._policy, work, past, now, self._ledger.unseal)
        if unit.parts:
            state = (
                standing_state(unit, self._actor, self._ledger.tenant)
                if work.kind == "cases"
                else None
            )
            unit.claims = claims(unit, state, self._ledger.today())
            unit.irregular = mark(self._source, self._rules, unit)
        return unit

    async def _append(self, unit: Unit) -> bool:
        """Whether it is written; False where the stream moved meanwhile."""
        version = unit.version
        for at in range(len(unit.parts)):
            if not await self._part(unit, at, version):
                return False
            version += len(unit.parts[at])
        return True

    async def _part(self, unit: Unit, at: int, version: int) -> bool:
        while True:
            events = unit.parts[at]
            wanted = unit.claims if at == len(unit.parts) - 1 else []
            answer = await self._writer.append(
                BulkUnit(
                    command_id=unit.command_id(events, version, wanted),
                    body=unit.work.stream.encode(),
                    events=events,
                    versions={unit.work.stream: version},
                    claims=wanted,
                )
            )
            match answer:
                case StreamMoved():
                    return False
                case Refusal(code=code) if code in SHARED:
                    without(unit, answer)
                    unit.irregular = mark(self._source, self._rules, unit)
                case Refusal(code="PERSON_DISPOSED"):
                    await self._leave_out(unit, at)
                    if not unit.parts[at]:
                        return True
                case Refusal():
                    raise ImportStopped(text(answer, "fr"), text(answer, "en"))
                case _:
                    return True

    async def _leave_out(self, unit: Unit, at: int) -> None:
        """Rows about somebody whose data was disposed of here: nothing of it comes back."""
        persons = {person for new in unit.parts[at] for person in subjects(new.event)}
        ring = await asyncio.to_thread(self._ledger.keys.fetch, persons, (), True)
        gone = ring.lacks(persons)
        rows = {
            new.source.reference
            for new in unit.parts[at]
            if new.source is not None and not gone.isdisjoint(subjects(new.event))
        }
        if not rows:
            raise _too_many_changes()
        unit.parts[at] = [n for n in unit.parts[at] if n.source and n.source.reference not in rows]
        unit.outcomes.update(dict.fromkeys(rows & unit.outcomes.keys(), Outcome.DISPOSED))

    def _count(self, unit: Unit) -> None:
        sent = self.sent
        sent.events += sum(map(len, unit.parts))
        sent.streams += 1
        sent.irregular.update(unit.irregular)
        sent.unsaid.extend(unit.unsaid)
        if self._additional:
            for row in unit.rows:
                sent.named[f"{row.file}/{bare(row.key)}", row.hash] = row.reference
        for reference, outcome in unit.outcomes.items():
            file = reference.partition("/")[0]
            sent.rows.setdefault(file, Counter())[outcome.value] += 1
            if outcome is Outcome.DISPOSED:
                sent.disposed.append(reference)
            if outcome is Outcome.CORRECTED and len(sent.corrected) < LISTED:
                sent.corrected.append(reference)
        self._told(sent.events, sent.streams)

    def _persons(self) -> Iterator[list[Work]]:
        after = ""
        while page := self._stage.residents(after, STREAMS_AT_ONCE):
            after = page[-1][0]
            works = []
            for number, rows in groupby(page, key=lambda row: row[0]):
                found = list(rows)
                shared = frozenset({"SIN_SHARED"} if any(row[3] for row in found) else ())
                staged = [msgspec.structs.replace(row, known=first) for _, row, first, _ in found]
                stream = self._source.person_stream(number)
                works.append(Work("persons", stream, staged, shared, self._additional))
            yield works

    def _consents(self) -> Iterator[list[Work]]:
        return self._owned("consents", self._stage.consents, self._source.consent_stream)

    def _cases(self) -> Iterator[list[Work]]:
        return self._owned("cases", self._stage.cases, self._source.case_stream)

    def _owned(
        self, kind: str, read: Callable, stream: Callable[[str], str]
    ) -> Iterator[list[Work]]:
        after = ""
        while page := read(after, STREAMS_AT_ONCE):
            after = page[-1][0]
            yield [
                Work(kind, stream(owner), [row for _, row in rows], frozenset(), self._additional)
                for owner, rows in groupby(page, key=lambda row: row[0])
            ]


def _too_many_changes() -> ImportStopped:
    return ImportStopped(
        "Un dossier change trop souvent pour être importé. Relancez l’import plus tard : il "
        "reprendra où il en était.",
        "A file changes too often to be imported. Run the import again later: it will go on "
        "where it was.",
    )
