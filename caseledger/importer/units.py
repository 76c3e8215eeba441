"""A unit of work: all that the extract tells about one stream, made into what is to be appended."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from caseledger.importer.authority import authorised, reconsidered
from caseledger.importer.changes import Changes, Outcome, changes
from caseledger.importer.keys import keyed
from caseledger.importer.mapping.cases import case_events
from caseledger.importer.mapping.consents import consent, disclosure
from caseledger.importer.mapping.people import resident
from caseledger.importer.mapping.source import KeyedRow, Source
from caseledger.importer.past import Past, Standing, standings
from caseledger.importer.rows import Consent
from caseledger.importer.stage import StagedRow
from domain.decision import Claim, NewEvent
from domain.event import Recorded
from domain.history import learned_order
from domain.policy import Policy

MAX_EVENTS = 500
Unseal = Callable[[Sequence[Recorded]], Awaitable[list[Recorded]]]


class Work(msgspec.Struct, frozen=True):
    """A stream and its rows: ``kind`` is ``persons``, ``consents`` or ``cases``."""

    kind: str
    stream: str
    rows: Sequence[StagedRow]
    flags: frozenset[str] = frozenset()
    """What staging found out and no stream can: that a SIN is another person's too."""
    additional: bool = False
    """Whether the rows add to those of the same keys that stand, and never change them."""
    moved: frozenset[str] = frozenset()
    """References of rows that were taken into another stream before."""


class Unit(msgspec.Struct):
    """What is to be appended to a stream that stands at ``version``, in its order."""

    work: Work
    version: int
    parts: list[list[NewEvent]]
    """The events in appends of at most 500."""
    outcomes: dict[str, Outcome]
    unsaid: list[str]
    rows: Sequence[KeyedRow] = ()
    past: list[Recorded] = []
    claims: list[Claim] = []
    marks: dict[str, set[str]] = {}
    """Irregularities that no stream tells of itself: by code, the values that another one holds."""
    irregular: Counter[str] = msgspec.field(default_factory=Counter)
    """How often each irregularity was marked on its events."""

    @property
    def events(self) -> Iterator[NewEvent]:
        """All of them, in their order."""
        return chain.from_iterable(self.parts)

    def command_id(self, events: Sequence[NewEvent], version: int, claims: Sequence[Claim]) -> UUID:
        """The same for the same events on the same state: what was sent twice is written once."""
        names = (*(str(e.event_id) for e in events), *(f"{c.kind}|{c.value}" for c in claims))
        return uuid5(NAMESPACE_URL, f"{self.work.stream}@{version}:{' '.join(names)}")


async def assemble(
    source: Source, policy: Policy, work: Work, past: Past, now: datetime, unseal: Unseal
) -> Unit:
    """Map the rows and compare them with what stands. Nothing is decided: history is kept as it was."""
    rows = keyed(work.rows, past.hashes, additional=work.additional)
    if past.hashes and past.holds((row.reference, row.hash) for row in rows):
        return Unit(work, past.version, [], _all_there(work, rows), [], rows)
    events = await unseal(past.events()) if past.version else []
    standing = standings(events, source.system)
    if work.kind == "consents":
        found = _consents(source, policy, work, rows, events, standing, now)
    else:
        told: Iterator[NewEvent] = (
            (new for row in rows for new in resident(source, row))
            if work.kind == "persons"
            else case_events(source, rows, events)
        )
        found = changes(source, rows, told, standing, now, work.moved)
    parts = in_parts(found.events)
    return Unit(work, past.version, parts, found.outcomes, found.unsaid, rows, events)


def _consents(
    source: Source,
    policy: Policy,
    work: Work,
    rows: Sequence[KeyedRow],
    past: Sequence[Recorded],
    standing: dict[str, dict[UUID, Standing]],
    now: datetime,
) -> Changes:
    """Consents first; then each disclosure with the authority that it had by what is known of them."""
    given = [row for row in rows if isinstance(row.value, Consent)]
    shared = [row for row in rows if not isinstance(row.value, Consent)]
    told = [new for row in given for new in consent(source, row, policy)]
    found = changes(source, given, told, standing, now, work.moved)
    known = [*past, *found.events]
    disclosed = authorised(
        source, (new for row in shared for new in disclosure(source, row)), known
    )
    after = changes(source, shared, disclosed, standing, now, work.moved)
    found.events.extend(after.events)
    found.unsaid.extend(after.unsaid)
    here = {row.reference for row in rows}
    others = [s for ref, parts in standing.items() if ref not in here for s in parts.values()]
    found.events.extend(reconsidered(source, others, known, now))
    return found


def _all_there(work: Work, rows: Sequence[KeyedRow]) -> dict[str, Outcome]:
    # A referral is counted where its case is sent, though what it shared stands with the person.
    return {
        row.reference: Outcome.THERE
        for row in rows
        if work.kind != "consents" or row.file == "consents"
    }


def in_parts(events: Sequence[NewEvent]) -> list[list[NewEvent]]:
    """Events in their order, cut into appends of at most 500; all parts of a row go together."""
    if len(events) <= MAX_EVENTS:
        return [sorted(events, key=_place)] if events else []
    parts: list[list[NewEvent]] = [[]]
    for row in _by_row(events):
        if parts[-1] and len(parts[-1]) + len(row) > MAX_EVENTS:
            parts.append([])
        parts[-1].extend(row)
    return [sorted(part, key=_place) for part in parts]


def _by_row(events: Sequence[NewEvent]) -> list[list[NewEvent]]:
    rows: dict[str, list[NewEvent]] = {}
    for new in events:
        assert new.source is not None
        rows.setdefault(new.source.reference, []).append(new)
    return sorted(rows.values(), key=lambda row: min(_place(new) for new in row))


def _place(new: NewEvent) -> tuple:
    """As it was learned, and what was learned on one day in the order in which the day makes sense."""
    assert new.source is not None
    return (new.known_at, learned_order(new.event), new.effective_on, new.source.reference)
