"""The figures as SQL tells them against those worked out on paper, on messy random histories."""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from uuid import uuid4

import msgspec
import pytest

from domain.event import Recorded
from domain.policy import PolicyPublished
from domain.policy_data import load_policy_data
from domain.streams import policy_stream
from projections.engine.tables import column_types, connect, install
from projections.engine.writer import Writer
from projections.outcomes import queries
from projections.outcomes.measures import MEASURES
from projections.outcomes.project import OUTCOMES
from projections.outcomes.queries import Asked, FactKey
from tests.integration.projections.reading import Reader
from tests.support.databases import Database
from tests.support.messy import FIRST, LAST, OFFICES, Messy
from tests.support.paper import Paper, Row

ZONE = "America/Toronto"
SEEDS = range(12)


def policy(tenant: str, like: Recorded, after: int) -> list[Recorded]:
    """The policy that a ledger begins with, told before all else (positions from 1 - ``after``)."""
    found = []
    for number, command in enumerate(load_policy_data()):
        event = PolicyPublished(**msgspec.structs.asdict(command), content_hash="")
        stream = policy_stream(command.policy_id)
        found.append(
            msgspec.structs.replace(like, event=event, stream=stream, position=number - after)
        )
    return found


async def fold(database: Database, histories: Sequence[list[Recorded]]) -> None:
    """Fold each history in batches of its own sizes, as the engine does."""
    connection = await connect(database.url("projector"))
    async with connection:
        await install(connection, OUTCOMES)
        writer = Writer(connection, OUTCOMES, await column_types(connection, OUTCOMES))
        for number, history in enumerate(histories):
            random = Random(number)
            told = [*policy(history[0].tenant, history[0], 1000), *history]
            while told:
                size = random.choice((1, 7, 60, 200))
                batch, told = OUTCOMES.relevant(told[:size]), told[size:]
                async with connection.transaction():
                    known = await writer.load(OUTCOMES.needed(batch))
                    await writer.save(OUTCOMES.changes(known, batch))


def sign_in(database: Database, tenants: Sequence[str]) -> dict[str, str]:
    """A session's secret for each tenant."""
    found = {}
    with database.connect("auth") as auth:
        for tenant in tenants:
            secret, account = secrets.token_urlsafe(), uuid4()
            auth.execute(
                "insert into access.account (tenant, account_id, display_name, roles,"
                " organisation) values (%s, %s, 'Invented Name', '{REPORTING}', %s)",
                (tenant, account, tenant),
            )
            auth.execute(
                "insert into access.session (session_id, secret_hash, tenant, account_id, role,"
                " organisation, expires_at)"
                " values (%s, %s, %s, %s, 'REPORTING', %s, now() + interval '1 hour')",
                (uuid4(), hashlib.sha256(secret.encode()).digest(), tenant, account, tenant),
            )
            found[tenant] = secret
    return found


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


@pytest.fixture
async def reader(stranger: Reader) -> Reader:
    return stranger


async def test_every_figure_and_list_is_what_a_count_on_paper_finds(
    database: Database, reader: Reader
) -> None:
    histories = [Messy(Random(seed), f"town-{seed}").history(220) for seed in SEEDS]
    await fold(database, histories)
    signed_in = sign_in(database, [history[0].tenant for history in histories])
    counted = 0
    for seed, history in zip(SEEDS, histories, strict=True):
        tenant, random = history[0].tenant, Random(seed + 1000)
        secret = signed_in[tenant]
        await reader.execute("select set_config('caseledger.session', %s, false)", (secret,))
        for _ in range(4):
            counted += await check(reader, history, random, tenant)
    assert counted > 1000, "too little was counted to tell anything"
