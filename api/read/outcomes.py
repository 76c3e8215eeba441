"""Outcome figures, and the list behind each: case numbers and events, nobody's name."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from api import narrate
from api.access.gate import Opened, gate_of
from api.access.roles import figures_office
from api.asked import asked
from api.context import Context, Info
from api.errors import Fault
from api.ids import global_id
from api.labels import Labels
from api.paging import Place, page_info, page_size, read_cursor, write_cursor
from api.read.batch import Batch
from api.read.consent_rows import case_numbers
from api.read.counts import known
from api.read.fresh import fresh
from api.read.opening import open_batch
from api.read.outcome_days import Days, as_day, days
from api.read.past import Then
from api.schema.category import INCOME
from api.schema.outcomes import (
    FactConnection,
    FactEdge,
    MonthFigure,
    OutcomeDetail,
    OutcomeFact,
    OutcomeFigure,
    OutcomeReport,
)
from api.schema.scalars import Cents, Month, Position
from domain.policy import Policy
from projections.outcomes import queries
from projections.outcomes.measures import MEASURES, Measure
from projections.outcomes.queries import Asked, FactKey, Value
from projections.outcomes.rows import Fact

NO_CATEGORY: frozenset[str] = frozenset()


async def report(
    info: Info,
    from_: Any,
    to: Any,
    on: Any,
    known_on: Any,
    office: str | None,
    programme: str | None,
    measures: Sequence[str] | None,
    position: int | None,
    at_least: int | None,
) -> OutcomeReport:
    """Figures of a period and a day, as known on a day, and of each month where they are asked for."""
    context = info.context
    session = await context.signed_in()
    chosen = figures_office(session, office or None)
    wanted = [measure_of(id) for id in measures] if measures else list(MEASURES.values())
    of = await days(context, from_, to, on, known_on, position)
    freshness = await fresh(context, max(at_least or 0, position or 0) or None)
    terms = terms_of(context, of, chosen, programme)
    by_month = "OutcomeFigure.months" in asked(info).fields
    figures = await _figures(context, terms, of, wanted, by_month=by_month)
    years = await context.ask_nameless(queries.years, context.tenant)
    this_year = context.today.year
    return OutcomeReport(
        from_=as_day(of.first),
        to=as_day(of.last),
        on=as_day(of.on),
        known_on=as_day(of.known_on),
        # A fact may be of a day to come: a benefit of next year's January, an exit foreseen.
        years=sorted({this_year, *(y for y in years if y <= this_year)}, reverse=True),
        as_of=context.now,
        freshness=freshness,
        figures=figures,
    )


async def detail(
    info: Info,
    measure: str,
    from_: Any,
    to: Any,
    on: Any,
    known_on: Any,
    office: str | None,
    programme: str | None,
    position: int | None,
    first: int | None,
    after: str | None,
) -> OutcomeDetail:
    """A figure and the facts that it is made of, oldest first; recorded as a look at their files."""
    context = info.context
    size = page_size(context.services.settings.limits, first)
    gate = await gate_of(context)
    chosen = figures_office(gate.session, office or None)
    found = measure_of(measure)
    of = await days(context, from_, to, on, known_on, position)
    freshness = await fresh(context, position)
    cursor = _cursor(after) if after else None
    terms = terms_of(context, of, chosen, programme)
    by_month = "OutcomeFigure.months" in asked(info).fields
    shown = await _figures(context, terms, of, [found], by_month=by_month)
    if not shown:
        raise Fault("NOT_BY_OFFICE", field="measure")
    period = (of.on, of.on) if found.kind == "standing" else (of.first, of.last)
    keys = await context.reader.ask(
        None, queries.fact_keys, context.tenant, terms, found, period, limit=size, after=cursor
    )
    paid = frozenset({INCOME})  # what somebody was paid; all else says nothing of a person
    opened = Opened(
        codes=("FIGURES",),
        cases={key.case_id: paid for key in keys.rows if key.case_id},
        persons={
            key.person_id: NO_CATEGORY for key in keys.rows if key.person_id and not key.case_id
        },
    )
    then = Then(of.known_on, position)
    batch = await open_batch(
        context, gate, opened, asked(info), freshness, task="OUTCOME", then=then
    )
    named = [key for key in keys.rows if key.case_id or key.person_id]
    facts = await batch.ask_now(queries.facts, context.tenant, [key.position for key in named])
    fact_of = dict(zip(named, facts, strict=True))
    numbers = await case_numbers(batch, set(opened.cases))
    edges = [
        FactEdge(
            cursor=write_cursor([key.day, key.subject_id, key.position]),
            node=fact_shown(fact_of[key], numbers, batch) if key in fact_of else _shut(key, batch),
        )
        for key in keys.rows
    ]
    return OutcomeDetail(
        figure=shown[0],
        facts=FactConnection(
            edges=edges,
            page_info=page_info(
                [edge.cursor for edge in edges], before=cursor is not None, after=keys.more
            ),
            counting=known(shown[0].facts),
        ),
    )


def terms_of(context: Context, of: Days, office: str | None, programme: str | None) -> Asked:
    """On which terms figures are asked for."""
    return Asked(
        known_on=of.known_on,
        zone=context.zone.key,
        position=of.position,
        office=office,
        programme=programme or None,
    )


def measure_of(id: str) -> Measure:
    """The measure of that id. Raises ``Fault``."""
    if id not in MEASURES:
        raise Fault("UNKNOWN_MEASURE", field="measure")
    return MEASURES[id]


def _cursor(text: str) -> FactKey:
    return FactKey(*read_cursor(text, tuple[date, UUID, Place]))


async def _figures(
    context: Context, terms: Asked, of: Days, wanted: Sequence[Measure], *, by_month: bool
) -> list[OutcomeFigure]:
    """The measures that these terms have an answer for, in their order."""
    measures = [m for m in wanted if m.of_case or not terms.of_cases]
    months = of.months() if by_month else {}
    periods = [(of.first, of.last), (of.on, of.on), *months.values()]
    values = await context.ask_nameless(queries.figures, context.tenant, terms, measures, periods)
    policy = await context.policy()
    return [
        _figure(measure, values[measure.id], list(months), of, policy, context)
        for measure in measures
    ]


def _figure(
    measure: Measure,
    values: Sequence[Value],
    months: Sequence[str],
    of: Days,
    policy: Policy,
    context: Context,
) -> OutcomeFigure:
    labels = Labels(policy, context.language)
    entry = entry_of(measure, policy)
    words = entry["fr" if labels.french else "en"]
    standing = measure.kind == "standing"
    told = values[1] if standing else values[0]
    return OutcomeFigure(
        measure=measure.id,
        name=words["name"],
        definition=definition_of(words, labels.french),
        definition_version=measure.version,
        confirmed=bool(entry.get("confirmed", False)),
        axis=of.in_words(standing=standing, french=labels.french),
        standing=standing,
        group=labels.code("measures", entry["group"]),
        unit=measure.unit,
        value=float(told.value),
        denominator=as_float(told.denominator),
        share=told.value / told.denominator if told.denominator else None,
        facts=told.facts,
        months=[
            MonthFigure(
                month=Month(month),
                value=float(value.value),
                denominator=as_float(value.denominator),
            )
            for month, value in zip(months, values[2:], strict=True)
        ],
    )


def as_float(value: int | None) -> float | None:
    return None if value is None else float(value)


def fact_shown(fact: Fact, numbers: dict[UUID, str], batch: Batch) -> OutcomeFact:
    """A fact, its case by number."""
    case = fact.case_id
    return OutcomeFact(
        case=global_id("Case", case) if case else None,
        case_number=numbers.get(case, "") if case else None,
        on=as_day(fact.day or batch.context.local_day(fact.known_from)),
        amount=None if fact.amount_cents is None else Cents(fact.amount_cents),
        position=Position(fact.position),
        event_type=fact.event_type,
        title=narrate.title(fact.event_type, batch.labels),
    )


SHUT = ("A file that is not open to you", "Un dossier qui ne vous est pas ouvert")


def _shut(key: queries.FactKey, batch: Batch) -> OutcomeFact:
    """A fact of a sealed file: it counts, and nothing is told of it but its day."""
    return OutcomeFact(
        case=None,
        case_number=None,
        on=as_day(key.day),
        amount=None,
        position=Position(0),
        event_type="",
        title=SHUT[batch.labels.french],
    )


_PARTS = (
    ("numerator", "Compte", "Counts"),
    ("population", "Parmi", "Among"),
    ("exclusions", "Sans", "Leaves out"),
)


_NOTHING = ("Aucun", "Aucune", "None")


def _after_colon(words: str, french: bool) -> str:
    # French goes on in lower case there; English may not, where a name comes first.
    return words[:1].lower() + words[1:] if french else words


def definition_of(words: dict[str, str], french: bool) -> str:
    """What a measure counts, among what, without what."""
    colon = "\N{NO-BREAK SPACE}: " if french else ": "
    return " ".join(
        f"{fr if french else en}{colon}{_after_colon(words[part], french).rstrip('.')}."
        for part, fr, en in _PARTS
        if words.get(part) and words[part].rstrip(".") not in _NOTHING
    )


def entry_of(measure: Measure, policy: Policy) -> dict[str, Any]:
    """What the newest policy says of a measure: definitions hold for every day that is asked for."""
    for entry in policy.content("measures", date.max).get("measures", ()):
        if entry["id"] == measure.id:
            return entry
    raise LookupError(f"policy does not define {measure.id}")
