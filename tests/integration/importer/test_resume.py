"""``kill -9`` at any moment: sent again, the ledger holds what one quiet run would have put there."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.importer.ledgers import content, told
from tests.support.databases import Database, PgServer, new_database
from tests.support.extracts import Extract, generate
from tests.support.imported import run_import

TOWN = "baie-verte"
ROOT = Path(__file__).resolve().parents[3]
KILLS = 5

PROGRAM = """
import asyncio, sys
from pathlib import Path
from caseledger.importer import send
from caseledger.importer.progress import Watch
from tests.support import imported
from tests.support.databases import Database
class Telling(Watch):
    def sent(self, events, streams):
        print(events, flush=True)
send.STREAMS_AT_ONCE = 4
imported.Watch = Telling
url, folder = sys.argv[1:]
asyncio.run(imported.run_import(Database("", {"writer": url}, Path()), Path(folder), "baie-verte"))
"""


@pytest.fixture
def quiet(pg_server: PgServer, migrated_template: str) -> Iterator[Database]:
    with new_database(pg_server, migrated_template) as made:
        yield made


def kill_after(database: Database, folder: Path, events: int) -> None:
    """Begin the import in a process of its own, and kill it once it has written so many events."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, database.url("writer"), str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= events:
                break
        process.send_signal(signal.SIGKILL)


def share_a_member(extract: Extract) -> None:
    """The applicant of one open case is a spouse in another: which of the two is marked must not
    depend on how often the import was killed.
    """
    ended = {row["case_no"] for row in extract.rows["exits"]}
    first, second, *_ = sorted(
        (row["case_no"], row["submitted_on"])
        for row in extract.rows["applications"]
        if row["outcome"] == "GRANTED" and row["case_no"] not in ended
    )
    units = extract.rows["units"]
    applicant = next(row for row in units if row["case_no"] == first[0])
    extract.add(
        "units",
        case_no=second[0],
        resident_no=applicant["resident_no"],
        role="SPOUSE",
        participant_class="OW_ADULT",
        from_on=second[1],
    )


async def test_killed_and_sent_again(empty: Database, quiet: Database, tmp_path: Path) -> None:
    extract = generate(31, 60)
    share_a_member(extract)
    folder = extract.write(tmp_path / "extract")
    report, _ = await asyncio.to_thread(lambda: asyncio.run(run_import(quiet, folder, TOWN)))
    expected = content(await told(quiet, TOWN))
    assert len(expected) == report.events
    assert report.irregular["MEMBER_OF_TWO_UNITS"] == 1

    chance = random.Random(31)
    before = 0
    for _ in range(KILLS):
        events = chance.randrange(1, len(expected) // KILLS)
        await asyncio.to_thread(kill_after, empty, folder, events)
        half = content(await told(empty, TOWN))
        assert half <= expected  # nothing else than what belongs there, however it ended
        assert before < len(half) < len(expected)  # it went on, and was killed in the middle
        before = len(half)

    again, _ = await asyncio.to_thread(lambda: asyncio.run(run_import(empty, folder, TOWN)))
    assert content(await told(empty, TOWN)) == expected
    assert again.totals["taken"] + again.totals["there"] == report.totals["taken"]
    assert again.totals["corrected"] == 0
    assert (again.money, again.irregular) == (report.money, report.irregular)
