"""Writes the results into `docs/benchmarks.md`, between its two marks, from `build/bench/*.json`."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bench import access, commands, growth, imports, live, logs, looks, rebuilds, sealing

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "build" / "bench"
PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- results begin -->", "<!-- results end -->"
SUITES = ("access", "commands", "growth", "import", "live", "log", "looks", "rebuild", "sealing")


class NoResults(Exception):
    """Nothing was measured yet."""


def save(suite: str, result: dict, about: dict) -> Path:
    """Keep what one suite found."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{suite}.json"
    path.write_text(json.dumps(about | {"suite": suite} | result, indent=1), "utf-8")
    return path


def write(page: Path = PAGE, results: Path = RESULTS) -> None:
    """Put the results into the page. Raises `NoResults` where there are none."""
    found = {
        suite: json.loads(path.read_text("utf-8"))
        for suite in SUITES
        if (path := results / f"{suite}.json").is_file()
    }
    if not found:
        raise NoResults(f"nothing in {results}: run python -m bench first")
    before, rest = page.read_text("utf-8").split(BEGIN)
    _, after = rest.split(END)
    page.write_text(f"{before}{BEGIN}\n\n{markdown(found)}\n{END}{after}", "utf-8")


def markdown(found: dict[str, dict]) -> str:
    """The results section: the machine, then a part for each suite."""
    parts = [_about(found)]
    if result := found.get("commands"):
        parts += [
            "### Commands",
            commands.noise(result) + ".",
            pipes(commands.table(result)),
            *(f"Not measured: {name} ({why})." for name, why in result["missing"].items()),
            pipes(commands.targets(result)),
        ]
    if result := found.get("growth"):
        size = f"At the end the database held {result['size_gib']:.1f} GiB."
        parts += ["### Growth", size, pipes(growth.table(result)), pipes(growth.targets(result))]
    if result := found.get("import"):
        tables = (imports.table, imports.live_table, imports.targets)
        parts += ["### Import", *(pipes(each(result)) for each in tables)]
    if result := found.get("sealing"):
        parts += ["### Sealing", pipes(sealing.table(result))]
    if result := found.get("access"):
        parts += ["### Access", pipes(access.table(result))]
    if result := found.get("live"):
        parts += ["### Live", pipes(live.table(result))]
    if result := found.get("looks"):
        parts += ["### Looks", pipes(looks.table(result))]
    if result := found.get("rebuild"):
        parts += [
            "### Rebuilds",
            *(f"Not measured: {name} ({why})." for name, why in result["missing"].items()),
            *(pipes(each(result)) for each in (rebuilds.table, rebuilds.growth, rebuilds.targets)),
        ]
    if result := found.get("log"):
        parts += ["### Proofs", pipes(logs.table(result)), pipes(logs.targets(result))]
    return "\n\n".join(parts) + "\n"


def pipes(lines: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first line is its head."""
    head, *rest = lines
    rows = [head, ["---"] * len(head), *rest]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows
    )


def columns(lines: Sequence[Sequence[str]]) -> str:
    """The same for a terminal."""
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in lines
    )


def _about(found: dict[str, dict]) -> str:
    newest = max(found.values(), key=lambda result: result["started"])
    days = sorted({datetime.fromisoformat(each["started"]).date() for each in found.values()})
    when = " and ".join(day.isoformat() for day in days)
    hasty = (
        "" if not any(each["quick"] for each in found.values()) else " with `--quick`: a try-out"
    )
    facts = [["Machine", ""], *([name, value] for name, value in newest["machine"].items())]
    facts += [[name, release] for name, release in newest["peers"].items()]
    busy = ", ".join(f"{suite} {each['busy']:.1f}" for suite, each in found.items())
    return (
        f"Measured on {when} (UTC){hasty}.\n\n{pipes(facts)}\n\n"
        f"Load average of the last minute when each began: {busy}."
    )
