"""Figures and the lists behind them."""

from datetime import date

import pytest

from projections.outcomes import queries as outcomes
from projections.outcomes.measures import MEASURES
from projections.paging import Page
from tests.integration.projections.reading import (
    TODAY,
    Reader,
    looking,
)
from tests.unit.projections.histories import OFFICES, TENANT

pytestmark = pytest.mark.usefixtures("town")


@pytest.mark.parametrize("office", [None, *OFFICES])
@pytest.mark.parametrize("measure", MEASURES)
async def test_every_figure_is_the_size_or_sum_of_its_list(
    reader: Reader, secret: str, measure: str, office: str | None
) -> None:
    [figure] = [
        f
        for f in await outcomes.figures(reader, TENANT, year=2024, office=office, today=TODAY)
        if f.measure == measure
    ]
    assert len(figure.months) == 12
    for month in (None, *range(1, 13)):
        keys: list[outcomes.FactKey] = []
        page: Page[outcomes.FactKey] | None = None
        while page is None or page.more:
            page = await outcomes.fact_keys(
                reader,
                TENANT,
                measure,
                year=2024,
                month=month,
                office=office,
                today=TODAY,
                limit=13,
                after=keys[-1] if keys else None,
            )
            keys += page.rows
        assert len(set(keys)) == len(keys)
        async with looking(reader, secret, cases=[key.case_id for key in keys]):
            facts = await outcomes.facts(reader, TENANT, measure, keys)
        assert [(f.case_id, f.day) for f in facts] == [(k.case_id, k.day) for k in keys]
        in_cents = figure.unit == "cents"
        listed = sum(f.amount_cents or 0 for f in facts) if in_cents else len(facts)
        told = figure.value if month is None else figure.months[month - 1].value
        assert listed == told


async def test_figures_stop_today_and_years_are_those_in_which_something_counts(
    reader: Reader,
) -> None:
    assert 2024 in await outcomes.years(reader, TENANT)
    spring = await outcomes.figures(reader, TENANT, year=2024, office=None, today=date(2024, 3, 15))
    assert {m.month for f in spring for m in f.months} == {"2024-01", "2024-02", "2024-03"}
    coming = await outcomes.figures(reader, TENANT, year=2026, office=None, today=TODAY)
    assert {(f.value, f.months) for f in coming} == {(0, ())}
    assert any(f.value for f in spring)
