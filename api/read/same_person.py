"""Pairs of numbers that may be one person's: the list, and two beside each other. Each is a look."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from strawberry.utils.str_converters import to_camel_case

from api.access.gate import NONE, Gate, gate_of
from api.access.roles import role_entry
from api.asked import asked
from api.context import Context, Info
from api.errors import Fault
from api.ids import global_id
from api.paging import page_info, page_size, read_cursor, write_cursor
from api.parse import id_argument
from api.read.batch import Batch
from api.read.fresh import fresh
from api.read.opening import notice, open_batch
from api.schema.category import IDENTITY
from api.schema.common import NotAvailable
from api.schema.person import Person
from api.schema.same_person import (
    PairDecision,
    PairStatus,
    PersonPair,
    PersonPairConnection,
    PersonPairEdge,
)
from domain.likeness import fold
from projections.same_person.queries import pair_keys, pairs
from projections.same_person.rows import PairRow

TASK = "SAME_PERSON"
_COMPARED = (
    "given_name",
    "family_name",
    "birth_date",
    "telephone",
    "email",
    "address",
    "sin_last3",
)


async def person_pairs(
    info: Info, status: PairStatus, first: int | None, after: str | None, at_least: int | None
) -> PersonPairConnection:
    """Pairs of a status, the most alike first, of this viewer's offices or of nobody's."""
    context = info.context
    size = page_size(context.services.settings.limits, first)
    cursor = read_cursor(after, tuple[int, str]) if after else None
    gate = await _settling(context)
    freshness = await fresh(context, at_least)
    page = await context.reader.ask(
        None, pair_keys, gate.scope(), status.value, limit=size, after=cursor
    )
    edges: list[PersonPairEdge] = []
    if page.rows:
        both = [(key.shown_id, key.shown_other_id) for key in page.rows]
        rows = [(key.person_id, key.other_id) for key in page.rows]
        opened = await gate.pairs([*both, *rows])
        batch = await open_batch(context, gate, opened, asked(info), freshness, task=TASK)
        found = await _found(batch, [person for pair in rows for person in pair])
        for key, pair, row in zip(page.rows, both, rows, strict=True):
            if (made := await _pair(batch, pair, found.get(row))) is not None:
                place = write_cursor([key.score, key.pair])
                edges.append(PersonPairEdge(cursor=place, node=made))
    return PersonPairConnection(
        edges=edges,
        page_info=page_info(
            [edge.cursor for edge in edges], before=after is not None, after=page.more
        ),
        freshness=freshness,
    )


async def person_pair(
    info: Info, one: str, other: str, at_least: int | None
) -> PersonPair | NotAvailable:
    """Two numbers beside each other. Not open and unknown are one answer, and both are recorded."""
    context = info.context
    first, second = id_argument(one, "Person", "one"), id_argument(other, "Person", "other")
    gate = await _settling(context)
    freshness = await fresh(context, at_least)
    wanted = asked(info)
    if first is None or second is None or first == second:
        return NotAvailable(message=notice(context))
    pair = first, second
    opened = await gate.pairs([pair])
    if any(IDENTITY not in opened.persons.get(key, NONE) for key in pair):
        await gate.record(opened, wanted, task=TASK, persons=pair, allowed=False)
        return NotAvailable(message=notice(context))
    batch = await open_batch(context, gate, opened, wanted, freshness, task=TASK)
    low, high = sorted(pair)
    found = await _found(batch, list(batch.opened.persons))
    # What is suspected of a merged number is told under the one that stands for it.
    row = found.get((low, high)) or next(
        (
            each
            for (a, b), each in found.items()
            if each.status == "SUSPECTED" and {batch.shown_as(a), batch.shown_as(b)} == set(pair)
        ),
        None,
    )
    if row is None and batch.shown_as(low) == batch.shown_as(high):
        # One came to the other by way of a third: shown is the merge that brought it.
        row = next(
            (each for each in found.values() if each.status == "MERGED" and _moved(each) in pair),
            None,
        )
        low, high = (row.person_id, row.other_id) if row else (low, high)
    made = await _pair(batch, (low, high), row)
    return made or NotAvailable(message=notice(context))


def _moved(row: PairRow) -> UUID:
    """Which of a merged pair is no longer shown for itself."""
    return row.other_id if row.survivor_id == row.person_id else row.person_id


async def _settling(context: Context) -> Gate:
    """The gate of somebody who may merge. Raises ``Fault``."""
    gate = await gate_of(context)
    role = role_entry(await context.policy(), gate.session, context.today)
    if role is None or "MergePersons" not in role.get("commands", ()):
        raise Fault("NOT_PERMITTED")
    return gate


async def _found(batch: Batch, ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], PairRow]:
    rows = await batch.ask(pairs, batch.context.tenant, ids)
    return {(row.person_id, row.other_id): row for row in rows}


async def _pair(batch: Batch, both: tuple[UUID, UUID], row: PairRow | None) -> PersonPair | None:
    records = await batch.records()
    one, other = (records.get(person) for person in both)
    if one is None or other is None:
        return None
    signs = row.likeness if row else ()
    return PersonPair(
        key=both,
        one=one,
        other=other,
        score=row.score if row else 0,
        signs=batch.labels.codes("likeness_signs", [code for code, _ in signs]),
        differing=[to_camel_case(name) for name in _COMPARED if _differ(one, other, name)],
        status=PairStatus(row.status if row else "SUSPECTED"),
        survivor=global_id("Person", row.survivor_id) if row and row.survivor_id else None,
        suspected_at=row.suspected_at if row else None,
        decisions=_decisions(batch, row) if row else [],
        freshness=batch.freshness,
    )


def _differ(one: Person, other: Person, name: str) -> bool:
    """Blind to case and accents, as what is suspected is found.

    A value that is not given, or not open to who asks, may be the same: it is no difference.
    """
    a, b = getattr(one, name), getattr(other, name)
    return bool(a and b) and fold(str(a)) != fold(str(b))


def _decisions(batch: Batch, row: PairRow) -> list[PairDecision]:
    told: list[tuple[str, str, datetime | None, UUID | None, str | None, str | None]] = [
        (
            "MERGED",
            "merge_reasons",
            row.merged_at,
            row.merged_by,
            row.merged_role,
            row.merged_reason,
        ),
        (
            "APART",
            "keep_apart_reasons",
            row.apart_at,
            row.apart_by,
            row.apart_role,
            row.apart_reason,
        ),
    ]
    return [
        PairDecision(
            status=PairStatus(status),
            at=at,
            by=batch.actor(by, role or ""),
            reason=batch.labels.code(listed, reason),
        )
        for status, listed, at, by, role, reason in told
        if at is not None and by is not None
    ]
