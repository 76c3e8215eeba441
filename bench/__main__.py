"""``python -m bench [suite …] [--quick]``: measure, print, and keep the results in `build/bench`.

Suites: access, commands, growth, import, live, log, looks, rebuild, sealing; all where none is named (about
20 minutes, with ``--quick`` about 3). ``python -m bench report`` writes what was found last into
`docs/benchmarks.md`.
"""

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import (
    access,
    commands,
    growth,
    imports,
    live,
    logs,
    looks,
    machine,
    rebuilds,
    report,
    sealing,
)
from bench.field import ALL, AT_HAND
from bench.place import Place, place
from bench.report import SUITES, columns


def main(arguments: list[str] | None = None) -> int:
    parser = _parser()
    asked = parser.parse_args(arguments)
    if unknown := set(asked.suites) - {*SUITES, "report"}:
        parser.error(f"no suite {', '.join(sorted(unknown))}: {', '.join(SUITES)}, or report")
    if "report" in asked.suites:
        try:
            report.write()
        except report.NoResults as why:
            print(why, file=sys.stderr)
            return 1
        print(f"written: {report.PAGE.relative_to(report.ROOT)}")
        return 0
    for suite in asked.suites or SUITES:
        with place(asked.folder) as at:
            about = {
                "started": datetime.now(UTC).isoformat(timespec="seconds"),
                "quick": asked.quick,
                "busy": machine.busy(),
                "machine": machine.describe(at.folder),
                "peers": machine.peers(),
            }
            print(
                f"\n{suite}: PostgreSQL {about['machine']['PostgreSQL']}, {about['machine']['CPU']}"
            )
            if about["machine"]["Data on"] == "tmpfs":
                print("The server's folder is on tmpfs, where a flush costs nothing: use --folder.")
            result = asyncio.run(_measure(suite, at, asked))
        report.save(suite, result, about)
        for lines in _tables(suite, result):
            print("\n" + columns(lines))
        if suite == "commands":
            print(commands.noise(result))
    return 0


async def _measure(suite: str, at: Place, asked: argparse.Namespace) -> dict:
    quick = asked.quick
    if suite == "access":
        return access.measure(**({"rounds": 2, "times": 2_000} if quick else {}))
    if suite == "commands":
        names = AT_HAND if asked.no_peers else ALL
        rounds, seconds = (2, 0.6) if quick else (5, 2.0)
        return await commands.measure(at, names, rounds=rounds, seconds=seconds)
    if suite == "growth":
        sizes = [size for size in growth.SIZES if size < asked.to] + [asked.to]
        if quick:
            return await growth.measure(at, (10_000, 100_000), rounds=1, seconds=0.6)
        return await growth.measure(at, sizes)
    if suite == "import":
        if quick:
            return await imports.measure(at, rounds=2, cases=300, seconds=1.5)
        return await imports.measure(at)
    if suite == "live":
        return await live.measure(at, **({"seconds": 2.0} if quick else {}))
    if suite == "log":
        if quick:
            return await logs.measure(at, 20_000, rounds=2, seconds=0.6, proofs=100)
        return await logs.measure(at)
    if suite == "looks":
        return await looks.measure(at, **({"size": 20_000, "times": 200} if quick else {}))
    if suite == "rebuild":
        names = rebuilds.AT_HAND if asked.no_peers else rebuilds.ALL
        sizes = {"sizes": (20_000, 60_000), "rounds": 1} if quick else {}
        return await rebuilds.measure(at, names, **sizes)
    return await sealing.measure(at, **({"rounds": 2, "seconds": 0.6} if quick else {}))


def _tables(suite: str, result: dict) -> list[list[list[str]]]:
    found = {
        "access": (access.table,),
        "commands": (commands.table, commands.targets),
        "growth": (growth.table, growth.targets),
        "import": (imports.table, imports.live_table, imports.targets),
        "sealing": (sealing.table,),
        "log": (logs.table, logs.targets),
        "live": (live.table,),
        "looks": (looks.table,),
        "rebuild": (rebuilds.table, rebuilds.growth, rebuilds.targets),
    }
    return [table(result) for table in found[suite]]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure the ledger beside its peers on one server."
    )
    parser.add_argument(
        "suites", nargs="*", metavar="suite", help=", ".join(SUITES) + "; or report"
    )
    parser.add_argument("--quick", action="store_true", help="see that all works: about 2 minutes")
    parser.add_argument("--no-peers", action="store_true", help="fetch nothing")
    parser.add_argument(
        "--to",
        type=int,
        default=growth.SIZES[-1],
        metavar="EVENTS",
        help="size that growth ends at",
    )
    parser.add_argument(
        "--folder", type=Path, help="where the server keeps its data (default: temporary files)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
