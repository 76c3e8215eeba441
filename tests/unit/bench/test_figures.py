"""Figures out of latencies, ratios within rounds, and the page that is written from them."""

import json

import pytest

from bench import report
from bench.figures import Spread, over_rounds, percentile, ratio, row, said
from bench.peers import fetch


def test_a_percentile_is_a_latency_that_was_seen() -> None:
    ordered = list(range(1, 101))
    assert percentile(ordered, 0.50) == 51
    assert percentile(ordered, 0.99) == 100
    assert percentile([7], 0.99) == 7


def test_processes_of_one_contender_are_taken_together() -> None:
    found = row(
        "ours", 16, 0,
        {"seconds": 2.0, "latencies": [1000, 3000], "cpu": 10.0},
        {"seconds": 1.0, "latencies": [2000], "cpu": 40.0},
    )  # fmt: skip
    assert found["commands"] == 3
    assert found["rate"] == 2 / 2.0 + 1 / 1.0
    assert found["p50_ms"] == 2.0
    assert found["cpu_us"] == 20.0


def test_who_did_nothing_has_no_figures() -> None:
    with pytest.raises(ValueError, match="ours did not finish"):
        row("ours", 1, 0, {"seconds": 1.0, "latencies": [], "cpu": 0.0})


def test_a_ratio_is_taken_within_a_round() -> None:
    # the machine was three times as fast in the second round: the ratio does not see it
    rows = [
        {"contender": name, "round": number, "rate": rate}
        for name, rates in {"ours": (20.0, 60.0), "theirs": (10.0, 30.0)}.items()
        for number, rate in enumerate(rates)
    ]
    found = ratio(rows, "rate", {"contender": "ours"}, {"contender": "theirs"})
    assert found == Spread(2.0, 2.0, 2.0)
    assert over_rounds(rows, "rate", contender="ours").width == 2.0
    # who failed in a round has no ratio there
    assert ratio(rows[:-1], "rate", {"contender": "ours"}, {"contender": "theirs"}) == found
    assert said(Spread(1.5, 1.25, 2.0)) == "1.50 (1.25 to 2.00)"


def test_the_page_takes_the_results_between_its_marks(tmp_path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    with pytest.raises(report.NoResults):
        report.write(page, tmp_path)
    times = {"p50_ms": 1.0, "p99_ms": 2.0, "cpu_us": 33.0}
    rows = [
        {"contender": name, "clients": 16, "round": 0, "rate": rate} | times
        for name, rate in (("ours", 300.0), ("pgbench", 500.0), ("eventsourcing", 50.0))
    ]
    about = {
        "started": "2026-11-22T08:00:00+00:00", "quick": False, "busy": 0.1,
        "machine": {"CPU": "one | two"}, "peers": {"emmett": "0.42.0"},
    }  # fmt: skip
    result = about | {"rows": rows, "missing": {"Emmett": "no network"}}
    (tmp_path / "commands.json").write_text(json.dumps(result))

    report.write(page, tmp_path)

    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "old" not in text
    assert "| 16 | pgbench | 500 | 1.00 | 2.00 | 33 | 0.60 (0.60 to 0.60) |" in text
    assert "6.00 (6.00 to 6.00) | reached |" in text
    assert "| CPU | one \\| two |" in text
    assert "Not measured: Emmett (no network)." in text


def test_the_real_page_has_the_marks() -> None:
    text = report.PAGE.read_text("utf-8")
    assert text.count(report.BEGIN) == text.count(report.END) == 1


def test_peers_are_locked_by_release_and_hash_and_name_no_address() -> None:
    locked = json.loads((fetch.HERE / "package-lock.json").read_text("utf-8"))["packages"]
    for name, package in locked.items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name
    wanted = (fetch.HERE / "requirements.txt").read_text("utf-8")
    assert "://" not in wanted and wanted.count("==") * 2 <= wanted.count("--hash=sha256:")
    assert fetch.versions().keys() >= {"@event-driven-io/emmett-postgresql", "message-db-py"}
