"""Figures as known at two times: before, after, and the facts that came, went or changed."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from api.access.gate import Opened, gate_of
from api.access.roles import figures_office
from api.asked import asked
from api.context import Context, Info
from api.errors import Fault
from api.labels import Labels
from api.paging import Place, page_info, page_size, read_cursor, write_cursor
from api.read.batch import Batch
from api.read.consent_rows import case_numbers
from api.read.counts import known
from api.read.fresh import fresh
from api.read.opening import open_batch
from api.read.outcome_days import Days, as_day, days
from api.read.outcomes import (
    NO_CATEGORY,
    SHUT,
    as_float,
    definition_of,
    entry_of,
    fact_shown,
    measure_of,
    terms_of,
)
from api.read.past import Then, then_of
from api.schema.category import INCOME
from api.schema.outcomes import (
    FactChange,
    FactChangeConnection,
    FactChangeEdge,
    FactChangeKind,
    FigureDifference,
    KnownAtTime,
    OutcomeDifference,
    OutcomeFact,
    OutcomesDifference,
)
from api.schema.past import AsKnown
from api.schema.scalars import Position
from domain.policy import Policy
from projections.outcomes import queries
from projections.outcomes.measures import MEASURES, Measure
from projections.outcomes.queries import Asked, ChangeKey, Period, Value
from projections.outcomes.rows import Fact


class Compared(msgspec.Struct, frozen=True):
    """Of which days, as known at which two times."""

    of: Days
    before: Asked
    after: Asked

    @property
    def period(self) -> Period:
        return (self.of.first, self.of.last)

    @property
    def position(self) -> int | None:
        """The later position that is asked about, if one is."""
        return max(self.before.position or 0, self.after.position or 0) or None

    def columns(self, measure: Measure) -> int:
        """Which of the two periods that are asked for is the measure's."""
        return 1 if measure.kind == "standing" else 0


async def compared(
    context: Context,
    from_: Any,
    to: Any,
    on: Any,
    before: AsKnown,
    after: AsKnown | None,
    office: str | None,
    programme: str | None,
) -> Compared:
    """What is asked for. Raises ``Fault``."""
    earlier, later = await then_of(context, before), await then_of(context, after)
    of = await days(context, from_, to, on, later.day.isoformat())
    terms = terms_of(context, of, office, programme)

    def known_at(then: Then, given: AsKnown | None) -> Asked:
        position = given.position if given else None
        return msgspec.structs.replace(terms, known_on=then.day, position=position)

    return Compared(of, known_at(earlier, before), known_at(later, after))


async def report(
    info: Info,
    before: AsKnown,
    after: AsKnown | None,
    from_: Any,
    to: Any,
    on: Any,
    office: str | None,
    programme: str | None,
    measures: Sequence[str] | None,
    at_least: int | None,
) -> OutcomesDifference:
    """Each figure as known at both times, and how many facts differ; names nobody."""
    context = info.context
    session = await context.signed_in()
    chosen = figures_office(session, office or None)
    wanted = [measure_of(id) for id in measures] if measures else list(MEASURES.values())
    two = await compared(context, from_, to, on, before, after, chosen, programme)
    freshness = await fresh(context, max(at_least or 0, two.position or 0) or None)
    return OutcomesDifference(
        from_=as_day(two.of.first),
        to=as_day(two.of.last),
        on=as_day(two.of.on),
        known_before=_time(two.before),
        known_after=_time(two.after),
        freshness=freshness,
        figures=await _differences(context, two, wanted),
    )


async def detail(
    info: Info,
    measure: str,
    before: AsKnown,
    after: AsKnown | None,
    from_: Any,
    to: Any,
    on: Any,
    office: str | None,
    programme: str | None,
    first: int | None,
    cursor: str | None,
) -> OutcomeDifference:
    """The facts of a figure that differ, oldest first; recorded as a look at their files."""
    context = info.context
    size = page_size(context.services.settings.limits, first)
    gate = await gate_of(context)
    chosen = figures_office(gate.session, office or None)
    found = measure_of(measure)
    two = await compared(context, from_, to, on, before, after, chosen, programme)
    freshness = await fresh(context, two.position)
    place = _cursor(cursor) if cursor else None
    shown = await _differences(context, two, [found])
    if not shown:
        raise Fault("NOT_BY_OFFICE", field="measure")
    keys = await context.reader.ask(
        None,
        queries.change_keys,
        context.tenant,
        two.before,
        two.after,
        found,
        two.period,
        two.of.on,
        limit=size,
        cursor=place,
    )
    opened = Opened(
        codes=("FIGURES",),
        cases={key.case_id: frozenset({INCOME}) for key in keys.rows if key.case_id},
        persons={
            key.person_id: NO_CATEGORY for key in keys.rows if key.person_id and not key.case_id
        },
    )
    then = Then(two.after.known_on, two.position)
    batch = await open_batch(
        context, gate, opened, asked(info), freshness, task="OUTCOME", then=then
    )
    positions = [at for key in keys.rows if key.case_id or key.person_id for at in key.positions]
    facts = {
        fact.position: fact
        for fact in await batch.ask_now(queries.facts, context.tenant, positions)
    }
    numbers = await case_numbers(batch, set(opened.cases))
    edges = [
        FactChangeEdge(
            cursor=write_cursor([key.day, key.subject_id, key.positions[-1]]),
            node=_change(key, facts, numbers, batch, two.after),
        )
        for key in keys.rows
    ]
    total = shown[0].came + shown[0].went + shown[0].changed
    return OutcomeDifference(
        difference=shown[0],
        changes=FactChangeConnection(
            edges=edges,
            page_info=page_info(
                [edge.cursor for edge in edges], before=place is not None, after=keys.more
            ),
            counting=known(total),
        ),
    )


async def _differences(
    context: Context, two: Compared, wanted: Sequence[Measure]
) -> list[FigureDifference]:
    measures = [m for m in wanted if m.of_case or not two.after.of_cases]
    periods = [two.period, (two.of.on, two.of.on)]
    ask, tenant = context.ask_nameless, context.tenant
    before = await ask(queries.figures, tenant, two.before, measures, periods)
    after = await ask(queries.figures, tenant, two.after, measures, periods)
    counted = await ask(
        queries.changes, tenant, two.before, two.after, measures, two.period, two.of.on
    )
    policy = await context.policy()
    labels = Labels(policy, context.language)
    return [
        _difference(
            m, before[m.id][two.columns(m)], after[m.id][two.columns(m)], counted, policy, labels
        )
        for m in measures
    ]


def _difference(
    measure: Measure,
    before: Value,
    after: Value,
    counted: dict[tuple[str, str], int],
    policy: Policy,
    labels: Labels,
) -> FigureDifference:
    entry = entry_of(measure, policy)
    words = entry["fr" if labels.french else "en"]
    came, went, changed = (counted.get((measure.id, kind.value), 0) for kind in FactChangeKind)
    return FigureDifference(
        measure=measure.id,
        name=words["name"],
        definition=definition_of(words, labels.french),
        definition_version=measure.version,
        confirmed=bool(entry.get("confirmed", False)),
        standing=measure.kind == "standing",
        group=labels.code("measures", entry["group"]),
        unit=measure.unit,
        before=float(before.value),
        after=float(after.value),
        before_denominator=as_float(before.denominator),
        after_denominator=as_float(after.denominator),
        came=came,
        went=went,
        changed=changed,
    )


def _change(
    key: ChangeKey,
    facts: dict[int, Fact],
    numbers: dict[UUID, str],
    batch: Batch,
    after: Asked,
) -> FactChange:
    def shown(position: int | None) -> OutcomeFact | None:
        if position is None:
            return None
        if position in facts:
            return fact_shown(facts[position], numbers, batch)
        return OutcomeFact(
            case=None,
            case_number=None,
            on=as_day(key.day),
            amount=None,
            position=Position(0),
            event_type="",
            title=SHUT[batch.labels.french],
        )

    told = facts.get(key.before_position or 0)
    ended = told.ended_at if told else None
    if ended is not None and after.position is not None and ended > after.position:
        ended = None
    return FactChange(
        change=FactChangeKind(key.change),
        before=shown(key.before_position),
        after=shown(key.after_position),
        ended_at=Position(ended) if ended is not None else None,
    )


def _time(asked: Asked) -> KnownAtTime:
    position = asked.position
    return KnownAtTime(
        known_on=as_day(asked.known_on),
        position=Position(position) if position is not None else None,
    )


def _cursor(text: str) -> ChangeKey:
    day, subject, _ = read_cursor(text, tuple[date, UUID, Place])
    return ChangeKey("", day, subject)
