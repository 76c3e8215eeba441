"""From latencies to figures: rates, percentiles, medians over rounds, and ratios with their spread."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.loops import Measured

Row = dict[str, Any]


@dataclass(frozen=True)
class Spread:
    """Median over rounds, and the least and the most."""

    median: float
    least: float
    most: float

    @property
    def width(self) -> float:
        """The most over the least, less one, as a share: 0.1 says that they differ by a tenth."""
        return self.most / self.least - 1 if self.least else 0.0


def spread(values: Iterable[float]) -> Spread:
    found = sorted(values)
    return Spread(median(found), found[0], found[-1])


def said(found: Spread) -> str:
    """``1.52 (1.40 to 1.61)``: the median, the least and the most."""
    return f"{found.median:.2f} ({found.least:.2f} to {found.most:.2f})"


def percentile(ordered: Sequence[int], share: float) -> float:
    """The value below which `share` of them lie (nearest rank)."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def row(contender: str, clients: int, number: int, *measured: Measured) -> Row:
    """What one run gave; several processes of one contender ran at the same time."""
    ordered = sorted(one for each in measured for one in each["latencies"])
    if not ordered:
        raise ValueError(f"{contender} did not finish one command")
    return {
        "contender": contender,
        "clients": clients,
        "round": number,
        "commands": len(ordered),
        "rate": sum(len(each["latencies"]) / each["seconds"] for each in measured),
        "cpu_us": sum(each["cpu"] * len(each["latencies"]) for each in measured) / len(ordered),
        "p50_ms": percentile(ordered, 0.50) / 1000,
        "p99_ms": percentile(ordered, 0.99) / 1000,
    }


def over_rounds(rows: Iterable[Row], figure: str, **wanted: object) -> Spread:
    """A figure of the rows that match, over their rounds."""
    return spread(each[figure] for each in matching(rows, **wanted))


def ratio(
    rows: Sequence[Row], figure: str, above: dict[str, object], below: dict[str, object]
) -> Spread:
    """One figure over another, round by round, of the rounds that both have."""
    under = {each["round"]: each[figure] for each in matching(rows, **below)}
    return spread(
        each[figure] / under[each["round"]]
        for each in matching(rows, **above)
        if each["round"] in under
    )


def matching(rows: Iterable[Row], **wanted: object) -> list[Row]:
    return [row for row in rows if all(row.get(key) == value for key, value in wanted.items())]
