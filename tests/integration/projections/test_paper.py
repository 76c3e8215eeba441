"""The figures as SQL tells them against those worked out on paper, on messy random histories."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from domain.event import Recorded
from projections.outcomes import queries
from projections.outcomes.measures import MEASURES
from projections.outcomes.queries import Asked, FactKey
from tests.integration.projections.folded import fold, policy, sign_in
from tests.integration.projections.reading import Reader
from tests.support.databases import Database
from tests.support.messy import FIRST, LAST, OFFICES, Messy
from tests.support.paper import Paper, Row

ZONE = "America/Toronto"
SEEDS = range(12)


def on_paper(paper: Paper, first: date, last: date, on: date, asked: Asked) -> dict[str, set[Row]]:
    """What counts, measure by measure."""

    def of_place(row: Row) -> bool:
        if asked.office and not (row.case and paper.office(row.case, row.on) == asked.office):
            return False
        if not asked.programme:
            return True
        own = row.programme or (row.case and paper.programme(row.case, row.on))
        return own == asked.programme

    found: dict[str, set[Row]] = defaultdict(set)
    for measure, rows in paper.standing(on).items():
        found[measure] = set({row.key: row for row in rows if of_place(row)}.values())
    for measure, rows in paper.counted().items():
        found[measure] = {row for row in rows if first <= row.on <= last and of_place(row)}
    return found


async def check(reader: Reader, history: list[Recorded], random: Random, tenant: str) -> int:
    def day() -> date:
        return FIRST + timedelta(days=random.randrange((LAST - FIRST).days + 400))

    asked = Asked(
        known_on=day(),
        zone=ZONE,
        office=random.choice((None, None, *OFFICES)),
        programme=random.choice((None, None, "OW", "ODSP")),
    )
    paper = Paper(history, ZONE, asked.known_on)
    first, last = sorted((day(), day()))
    on = day()
    expected = on_paper(paper, first, last, on, asked)
    measures = [m for m in MEASURES.values() if m.of_case or not asked.of_cases]
    periods = [(first, last), (on, on)]
    figures = await queries.figures(reader, tenant, asked, measures, periods)
    for measure in measures:
        standing = measure.kind == "standing"
        value, rows = figures[measure.id][standing], expected[measure.id]
        told = sum(row.cents for row in rows) if measure.unit == "cents" else len(rows)
        where = (tenant, measure.id, asked, first, last, on)
        assert (value.value, value.facts) == (told, len(rows)), where
        if measure.of:
            of = expected[measure.of]
            whole = sum(row.cents for row in of) if measure.unit == "cents" else len(of)
            assert value.denominator == whole, where
    for measure in random.sample(measures, 12):
        period = periods[measure.kind == "standing"]
        keys: list[FactKey] = []
        more = True
        while more:
            after = keys[-1] if keys else None
            page = await queries.fact_keys(
                reader, tenant, asked, measure, period, limit=9, after=after
            )
            keys, more = keys + page.rows, page.more
        of = {row.key for row in expected[measure.id]}
        assert {key.subject_id for key in keys} == of, (tenant, measure.id, asked, period)
        assert len(keys) == len(expected[measure.id])
        cited = {r.position: r.event for r in history}
        assert all(key.position in cited for key in keys)
    return sum(len(rows) for rows in expected.values())


async def test_every_figure_and_list_is_what_a_count_on_paper_finds(
    database: Database, stranger: Reader
) -> None:
    histories = [Messy(Random(seed), f"town-{seed}").history(220) for seed in SEEDS]
    await fold(database, [[*policy(history[0], 1000), *history] for history in histories])
    signed_in = sign_in(database, [history[0].tenant for history in histories])
    counted = 0
    for seed, history in zip(SEEDS, histories, strict=True):
        tenant, random = history[0].tenant, Random(seed + 1000)
        secret = signed_in[tenant]
        await stranger.execute("select set_config('caseledger.session', %s, false)", (secret,))
        for _ in range(4):
            counted += await check(stranger, history, random, tenant)
    assert counted > 1000, "too little was counted to tell anything"
