"""The benchmark runs, and what it finds has the shape that its tables and page are made from."""

import asyncio
from collections.abc import Iterator

import pytest

from bench import commands, rebuilds
from bench.field import AT_HAND, PGBENCH, PROCESSES, STOCK
from bench.place import Place, place


@pytest.fixture
def at() -> Iterator[Place]:
    with place() as made:
        yield made


def test_ours_pgbench_and_the_stock_library_run_in_one_round(at: Place) -> None:
    said: list[str] = []
    result = asyncio.run(
        commands.measure(at, AT_HAND, clients=(2,), rounds=1, seconds=0.4, say=said.append)
    )

    assert {row["contender"] for row in result["rows"]} == {*AT_HAND, PROCESSES}
    assert len(result["rows"]) == len(said) == len(AT_HAND) + 1
    for row in result["rows"]:
        assert row["commands"] > 0 and row["rate"] > 0, row
        assert 0 < row["p50_ms"] <= row["p99_ms"], row
    assert result["missing"] == {}
    # a sealed note with its envelope: everybody writes as much
    assert result["payload"]["state"] > 300 and result["payload"]["metadata"] > 100

    table = commands.table(result)
    assert {line[1] for line in table[1:]} == {*AT_HAND, PROCESSES}
    asked = " ".join(line[0] for line in commands.targets(result)[1:])
    assert PGBENCH in asked and STOCK in asked and "two processes" in asked
    assert "2 clients 0%" in commands.noise(result)


def test_rebuilds_of_ours_and_of_one_statement_come_to_the_same_rows(at: Place) -> None:
    result = asyncio.run(rebuilds.measure(at, rebuilds.AT_HAND, 1, (2_000,), say=lambda _: None))

    assert {row["contender"] for row in result["rows"]} == set(rebuilds.AT_HAND)
    assert all(row["rate"] > 0 for row in result["rows"])
    with at.connect("rebuilt") as connection:
        for columns, table in (
            ("stream, state, events, notes, last_on", "bench_case"),
            ("month, kind, events", "bench_month"),
        ):
            ours, theirs = (
                connection.execute(
                    f"select {columns} from {schema}.{table} order by 1, 2"
                ).fetchall()  # type: ignore[arg-type]
                for schema in ("read", "public")
            )
            assert ours == theirs
            assert len(ours) > 15
    assert len(rebuilds.table(result)) == 1 + len(rebuilds.AT_HAND)
