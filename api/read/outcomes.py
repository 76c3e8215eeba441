"""Outcome figures, and the list behind each: case numbers and events, nobody's name."""

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
from api.paging import page_info, page_size, read_cursor, write_cursor
from api.read.consent_rows import case_numbers
from api.read.counts import counting
from api.read.fresh import fresh
from api.read.opening import open_batch
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
from api.schema.scalars import Cents, Day, Month, Position
from domain.policy import Policy
from projections.outcomes import queries
from projections.outcomes.queries import FactKey, Figure
from projections.paging import CAP, Count

YEARS = range(1990, 2101)
_AXIS = (
    "Effective day, as known now",
    "Jour d’effet, tel que connu maintenant",
)


async def report(
    info: Info, year: int | None, office: str | None, at_least: int | None
) -> OutcomeReport:
    """Every figure of a year, month by month up to today."""
    context = info.context
    session = await context.signed_in()
    chosen = figures_office(session, office or None)
    freshness = await fresh(context, at_least)
    years = await context.ask_nameless(queries.years, context.tenant)
    this_year = context.today.year
    wanted = _year(this_year if year is None else year)
    figures = await context.ask_nameless(
        queries.figures, context.tenant, year=wanted, office=chosen, today=context.today
    )
    policy = await context.policy()
    return OutcomeReport(
        year=wanted,
        # A fact may count from a day to come: whether somebody returned is known a year later.
        years=sorted({this_year, *(y for y in years if y <= this_year)}, reverse=True),
        as_of=context.now,
        freshness=freshness,
        # The others are what shares are made of; policy gives no name to them.
        figures=[
            _figure(figure, policy, context)
            for figure in figures
            if _words(figure.measure, policy, context)[0]
        ],
    )


async def detail(
    info: Info,
    measure: str,
    year: int,
    month: int | None,
    office: str | None,
    first: int | None,
    after: str | None,
) -> OutcomeDetail:
    """A figure and the facts that it is made of, oldest first; recorded as a look at their cases."""
    context = info.context
    size = page_size(context.services.settings.limits, first)
    gate = await gate_of(context)
    chosen = figures_office(gate.session, office or None)
    if month is not None and not 1 <= month <= 12:
        raise Fault("BAD_MONTH", field="month")
    cursor = _cursor(after) if after else None
    terms: dict[str, Any] = {
        "year": _year(year),
        "month": month,
        "office": chosen,
        "today": context.today,
    }
    figure = await _measure(context, measure, terms)
    keys = await context.reader.ask(
        None, queries.fact_keys, context.tenant, measure, limit=size, after=cursor, **terms
    )
    paid = frozenset({INCOME})  # what somebody was paid; all else says nothing of a person
    opened = Opened(codes=("FIGURES",), cases={key.case_id: paid for key in keys.rows})
    batch = await open_batch(
        context, gate, opened, asked(info), await fresh(context), task="OUTCOME"
    )
    facts = await batch.ask(queries.facts, context.tenant, measure, keys.rows)
    numbers = await case_numbers(batch, set(opened.cases))
    edges = [
        FactEdge(
            cursor=write_cursor([key.day, key.case_id, key.subject_id, key.person_id]),
            node=OutcomeFact(
                case=global_id("Case", fact.case_id),
                case_number=numbers.get(fact.case_id, ""),
                on=Day(fact.day.isoformat()),
                amount=None if fact.amount_cents is None else Cents(fact.amount_cents),
                position=Position(fact.position),
                event_type=fact.event_type,
                title=narrate.title(fact.event_type, batch.labels),
            ),
        )
        for key, fact in zip(keys.rows, facts, strict=True)
    ]
    shown = _figure(figure, batch.policy, context)
    return OutcomeDetail(
        figure=shown,
        value=_value(shown, terms["year"], month),
        facts=FactConnection(
            edges=edges,
            page_info=page_info(
                [edge.cursor for edge in edges], before=cursor is not None, after=keys.more
            ),
            counting=counting(lambda: _count(context, measure, terms)),
        ),
    )


async def _measure(context: Context, measure: str, terms: dict[str, Any]) -> Figure:
    figures = await context.reader.ask(
        None,
        queries.figures,
        context.tenant,
        year=terms["year"],
        office=terms["office"],
        today=context.today,
    )
    found = next((figure for figure in figures if figure.measure == measure), None)
    if found is None:
        raise Fault("UNKNOWN_MEASURE", field="measure")
    return found


async def _count(context: Context, measure: str, terms: dict[str, Any]) -> Count:
    page = await context.reader.ask(
        None, queries.fact_keys, context.tenant, measure, limit=CAP, **terms
    )
    return Count(len(page.rows), page.more)


def _cursor(text: str) -> FactKey:
    day, case, subject, person = read_cursor(text, tuple[date, UUID, UUID, UUID | None])
    return FactKey(day, case, subject, person)


def _year(year: int) -> int:
    if year not in YEARS:
        raise Fault("BAD_NUMBER", field="year")
    return year


def _value(figure: OutcomeFigure, year: int, month: int | None) -> float:
    if month is None:
        return figure.value
    wanted = f"{year:04d}-{month:02d}"
    return next((found.value for found in figure.months if found.month == wanted), 0.0)


def _figure(figure: Figure, policy: Policy, context: Context) -> OutcomeFigure:
    labels = Labels(policy, context.language)
    words, confirmed = _words(figure.measure, policy, context)
    return OutcomeFigure(
        measure=figure.measure,
        name=words.get("name", figure.measure),
        definition=_definition(words, labels.french),
        definition_version=figure.definition_version,
        confirmed=confirmed,
        axis=_AXIS[labels.french],
        unit=figure.unit,
        value=float(figure.value),
        denominator=None if figure.denominator is None else float(figure.denominator),
        share=figure.share,
        months=[
            MonthFigure(
                month=Month(month.month),
                value=float(month.value),
                denominator=None if month.denominator is None else float(month.denominator),
            )
            for month in figure.months
        ],
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


def _definition(words: dict[str, str], french: bool) -> str:
    colon = "\N{NO-BREAK SPACE}: " if french else ": "
    return " ".join(
        f"{fr if french else en}{colon}{_after_colon(words[part], french).rstrip('.')}."
        for part, fr, en in _PARTS
        if words.get(part) and words[part].rstrip(".") not in _NOTHING
    )


def _words(measure: str, policy: Policy, context: Context) -> tuple[dict[str, str], bool]:
    for entry in policy.content("measures", context.today).get("measures", ()):
        if entry["id"] == measure:
            words = entry["fr" if context.language == "fr" else "en"]
            return words, bool(entry.get("confirmed", False))
    return {}, False
