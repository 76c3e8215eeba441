"""PostgreSQL's own `pgbench` on the SQL of a command: what the server allows, with no program beside.

One transaction is what one command of ours asks of the database: load the stream; then one
statement, committed by itself, that inserts the event and the row of the command. Statements are
prepared, payloads as large as ours, and the tables copies of ours with the same indexes and checks
(`like … including all`). It does less than we do: positions come from a sequence (with gaps, not in
commit order), nothing is looked up or compared, no key of a text is stored, nothing is decided or
sealed, and what was loaded is not decoded.
"""

import asyncio
import os
import resource
import tempfile
from pathlib import Path

from bench.loops import STREAM_BEGINS, STREAM_ENDS, Job, Measured
from bench.place import Database
from bench.process import ContenderFailed
from caseledger.embedded import binaries

TABLES = """
create schema bench;
create table bench.events (like ledger.events including all);
alter table bench.events alter position add generated always as identity;
create table bench.commands (like ledger.commands including all);
"""

EVENT = """(tenant, stream, version, type, schema_version, event_id, effective_on, known_at,
 appended_at, metadata, state)"""

SCRIPT = f"""\
\\if :version >= {STREAM_ENDS}
  with made as materialized (select 'case-' || uuidv7() as stream), begun as (
    insert into bench.events {EVENT}
    select 'bench', m.stream, v, 'note.added', 1, uuidv7(), current_date, now(), now(),
      :metadata::bytea, :state::bytea
    from made as m, generate_series(1, {STREAM_BEGINS}) as v
  )
  select stream from made \\gset
  \\set version {STREAM_BEGINS}
\\else
  select stream, version, type, state, event_id, schema_version, effective_on, known_at, metadata,
    position, appended_at, tenant
  from bench.events
  where tenant = 'bench' and stream = :stream and version > 0 order by version;
  \\set version :version + 1
  with appended as (
    insert into bench.events {EVENT}
    values ('bench', :stream, :version, 'note.added', 1, uuidv7(), current_date, now(), now(),
      :metadata::bytea, :state::bytea)
    returning position, appended_at
  )
  insert into bench.commands
    (tenant, command_id, body_hash, first_position, last_position, result, appended_at)
  select 'bench', uuidv7(), :hash::bytea, position, position, :result::bytea, appended_at
  from appended;
\\endif
"""


class PgBench:
    """Answers the same jobs as the contenders' processes; one process of `pgbench` for each."""

    def __init__(self, database: Database, payload: dict[str, int]) -> None:
        self._database = database
        with database.connect() as connection:
            connection.execute(TABLES)
        self._variables = {
            "version": STREAM_ENDS,
            "stream": "none yet",
            "metadata": "x" * payload["metadata"],
            "state": "x" * payload["state"],
            "hash": "x" * 32,
            "result": "x" * 50,
        }

    async def run(self, job: Job) -> Measured:
        with tempfile.TemporaryDirectory(prefix="cl-pgbench-") as folder:
            script = Path(folder, "command.sql")
            script.write_text(SCRIPT, "utf-8")
            # whole seconds are all that it takes; what is too much is not counted
            whole = int(job["warmup"] + job["seconds"]) + 1
            before = _children()
            await self._pgbench(
                *("--no-vacuum", "--protocol", "prepared", "--file", script),
                *("--client", job["clients"], "--jobs", min(job["clients"], os.cpu_count() or 1)),
                *("--time", whole, "--log", "--log-prefix", Path(folder, "log")),
                *(f"--define={name}={value}" for name, value in self._variables.items()),
            )
            return _measured(sorted(Path(folder).glob("log*")), job, _children() - before)

    async def _pgbench(self, *arguments: object) -> None:
        process = await asyncio.create_subprocess_exec(
            binaries.find().path("pgbench"),
            *map(str, arguments),
            self._database.url,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, problem = await process.communicate()
        if process.returncode:
            raise ContenderFailed(f"pgbench: {problem.decode(errors='replace')[-800:]}")


def _measured(logs: list[Path], job: Job, cpu: float) -> Measured:
    """Latencies of the transactions that ended within the time that was asked for."""
    ended = []
    for log in logs:
        for line in log.read_text("ascii").splitlines():
            # client, transaction, microseconds, script, second and microsecond at which it ended
            _, _, latency, _, second, micro = line.split()[:6]
            ended.append((int(second) * 1_000_000 + int(micro), int(latency)))
    first = min(at for at, _ in ended) + int(job["warmup"] * 1e6)
    window = int(job["seconds"] * 1e6)
    latencies = [latency for at, latency in ended if first <= at < first + window]
    if not latencies:
        raise ContenderFailed("pgbench did nothing in the time that was asked for")
    return {"seconds": job["seconds"], "latencies": latencies, "cpu": cpu * 1e6 / len(ended)}


def _children() -> float:
    """Seconds of CPU that ended child processes have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
