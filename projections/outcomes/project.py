"""The fold of the outcomes: each event adds a row to what is known of one fact.

No event asks for a case's whole history: what follows from several facts together (who takes part,
which case is open, who came back) is worked out when it is asked, for the day and the knowledge
that are asked for.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import zip_longest
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.event import Recorded
from domain.policy import Policy, PolicyPublished
from projections.engine.model import Key, ReadModel, Table
from projections.engine.work import Work
from projections.outcomes.facts import BY_EVENT, BY_TERMS, EVENTS, Told, told
from projections.outcomes.measures import MEASURES
from projections.outcomes.rows import Fact, LinkRow, PolicyRow
from projections.outcomes.terms import Terms

POLICIES = ("holidays", "measures")
_NO_TERMS = Terms(Policy(()))


def needs(recorded: Recorded) -> Iterable[tuple[type[msgspec.Struct], Key]]:
    """What is known of the fact already, and the terms of the measures."""
    if isinstance(recorded.event, PolicyPublished):
        return
    for fact in told(recorded, _NO_TERMS):
        if fact.kind in BY_TERMS:
            yield PolicyRow, (recorded.tenant,)
        if not _new(fact, recorded):
            yield Fact, (recorded.tenant, fact.kind, fact.owner)


def fold(work: Work, recorded: Recorded) -> None:
    """Work one event into the rows."""
    event: Any = recorded.event
    if isinstance(event, PolicyPublished):
        if event.policy_id in POLICIES:
            row = PolicyRow(
                tenant=recorded.tenant,
                policy_id=event.policy_id,
                version=event.version,
                event=event,
                position=recorded.position,
            )
            work.put(row)
        return
    facts = told(recorded, _NO_TERMS)
    if any(fact.kind in BY_TERMS for fact in facts):
        facts = told(recorded, _terms(work, recorded.tenant))
    for fact in facts:
        _take(work, fact, recorded)


def _take(work: Work, fact: Told, recorded: Recorded) -> None:
    """Add a row to what is known of one fact."""
    if case := fact.columns.get("case_id"):
        for person in {fact.columns["person_id"], *fact.columns.get("persons", ())} - {None}:
            work.put(LinkRow(tenant=recorded.tenant, case_id=case, person_id=person))
    if _new(fact, recorded):
        work.put(_row(fact, recorded, recorded.event_id))
        return
    known = work.under(Fact, recorded.tenant, fact.kind, fact.owner)
    subject = fact.subject or _corrected(known, recorded.metadata.corrects)
    if subject is not None:
        rows = [row for row in known if row.subject_id == subject]
        new = _changed(fact, recorded, rows) if fact.changes else [_row(fact, recorded, subject)]
        if new:
            _tell(work, [*rows, *new])


def _new(fact: Told, recorded: Recorded) -> bool:
    """Whether the fact is known by its own event, so that nothing can be known of it yet."""
    return fact.kind in BY_EVENT and bool(fact.columns) and recorded.metadata.corrects is None


def _row(fact: Told, recorded: Recorded, subject: UUID) -> Fact:
    return Fact(
        tenant=recorded.tenant,
        kind=fact.kind,
        owner_id=fact.owner,
        subject_id=subject,
        position=recorded.position,
        known_from=recorded.known_at,
        event_id=recorded.event_id,
        event_type=recorded.event.wire_name,
        **(fact.columns or _whose(fact, recorded)),
    )


def _changed(fact: Told, recorded: Recorded, rows: Sequence[Fact]) -> list[Fact]:
    """What is known of the fact from this event on; nothing where it was not told before."""
    standing = [row for row in rows if row.known_to is None and row.day is not None]
    return [
        replace(
            row,
            position=recorded.position,
            known_from=recorded.known_at,
            event_id=recorded.event_id,
            event_type=recorded.event.wire_name,
            ended_at=None,
            former_to=(),
            former_at=(),
            **fact.columns,
        )
        for row in standing
    ]


def _whose(fact: Told, recorded: Recorded) -> dict[str, UUID]:
    """Whose a fact is that is taken back: of the case, or of nobody but the person."""
    case: UUID | None = getattr(recorded.event, "case_id", None)
    return {"person_id": fact.owner} if case is None else {"case_id": case}


def _corrected(known: Sequence[Fact], event_id: UUID | None) -> UUID | None:
    """The fact that this event told; without one, the fact of these that was told last and stands."""
    if event_id is not None:
        return next((row.subject_id for row in known if row.event_id == event_id), event_id)
    standing = [row for row in known if row.day is not None and row.known_to is None]
    last = max(standing, key=lambda row: row.position, default=None)
    return last.subject_id if last else None


def _tell(work: Work, rows: Sequence[Fact]) -> None:
    """One fact's rows, each known until the next one is: in the order of knowledge, not of rows."""
    ordered = sorted(rows, key=lambda row: (row.known_from, row.position))
    at = max(row.position for row in rows)
    for row, after in zip_longest(ordered, ordered[1:]):
        end = after.known_from if after else None
        work.put(row if row.known_to == end else _ended(row, end, at))


def _ended(row: Fact, end: datetime | None, at: int) -> Fact:
    """The row known until then, as an event at that position says; what ended it before is kept."""
    if row.known_to is None or row.ended_at is None:
        return replace(row, known_to=end, ended_at=at)
    former = {
        "former_to": (*row.former_to, row.known_to),
        "former_at": (*row.former_at, row.ended_at),
    }
    return replace(row, known_to=end, ended_at=at, **former)


def _terms(work: Work, tenant: str) -> Terms:
    known = sorted(work.under(PolicyRow, tenant), key=lambda row: row.position)
    return _terms_of(tuple(row.event for row in known))


@lru_cache(maxsize=8)
def _terms_of(events: tuple[PolicyPublished, ...]) -> Terms:
    return Terms(Policy(events))


_SETTLE = "select read.outcome_settle(%(tenant)s, array[{}], %(zone)s)"

OUTCOMES = ReadModel(
    name="outcomes",
    version=4,
    tables=(
        Table(
            name="outcome_fact",
            row=Fact,
            key=("tenant", "kind", "owner_id", "subject_id", "position"),
            partition=3,
            opened_by="case_or_person",
        ),
        Table(
            name="outcome_link",
            row=LinkRow,
            key=("tenant", "case_id", "person_id"),
        ),
        Table(
            name="outcome_policy",
            row=PolicyRow,
            key=("tenant", "policy_id", "version"),
            partition=1,
        ),
    ),
    events=frozenset((PolicyPublished, *EVENTS)),
    needs=needs,
    fold=fold,
    settle=_SETTLE.format(", ".join(f"'{id}'" for id in MEASURES)),
)
