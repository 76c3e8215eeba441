"""What a look costs, ``python -m bench looks``: to record one, and to find it again among a million.

Recorded as the reader does, one committed call a look, by somebody with a session; found as a
privacy officer asks: who viewed a person, and what an account saw in a window of time.
"""

import hashlib
from collections.abc import Callable
from functools import partial
from time import perf_counter_ns
from typing import Any
from uuid import UUID, uuid4

import psycopg

from bench.figures import percentile
from bench.place import TENANT, Place

SIZE = 1_000_000
TARGET_MS = 2.0
SECRET = "bench"
PERSONS = 50_000
"""Distinct persons in the looks that are there; ids are ``md5`` of their number."""

_FILL = """
insert into access.look (
    at, tenant, session_id, account_id, role, organisation, purpose, task, persons, cases,
    categories, decision, codes, backend, xid, purpose_from, authorities)
select
    now() - make_interval(secs => (%(size)s - n) * 6.0), %(tenant)s, gen_random_uuid(),
    md5('account ' || n %% 300)::uuid, 'CASEWORKER', %(tenant)s, 'INTEGRATED_CASE_MANAGEMENT',
    case when n %% 20 = 0 then 'CASELOAD' else 'CASE' end,
    (select array_agg(md5(((n::bigint * 7919 + m) %% %(persons)s)::text)::uuid)
     from generate_series(1, case when n %% 20 = 0 then 50 else 1 + n %% 3 end) as m),
    array[md5('case ' || n %% 40000)::uuid], '{IDENTITY,CONTACT}', 'allowed',
    '{ASSIGNED_CASEWORKER}', 1, pg_current_xact_id(), 'CASELOAD', '{ASSIGNMENT:x}'
from generate_series(%(from)s::bigint, %(to)s::bigint) as n
"""
_RECORD = """
select access.record_look(
    %(secret)s, 'INTEGRATED_CASE_MANAGEMENT', 'CASE', %(persons)s, %(cases)s,
    '{IDENTITY,CONTACT}', 'allowed', '{ASSIGNED_CASEWORKER}', gen_random_uuid(),
    %(task)s, 'CASELOAD', %(authorities)s)
"""
_VIEWED = """
select look_id, at, account_id, purpose, purpose_from, categories from access.look
where tenant = %s and persons @> array[%s::uuid] order by at desc, look_id desc limit 51
"""
_EXPOSED = """
select count(distinct person) from access.look as l, unnest(l.persons) as person
where l.tenant = %s and l.account_id = %s and l.decision = 'allowed'
  and l.at >= now() - interval '7 days'
"""


async def measure(
    at: Place, size: int = SIZE, times: int = 2_000, say: Callable[[str], None] = print
) -> dict[str, Any]:
    """Milliseconds, p50 and p99, of each thing, with ``size`` looks there."""
    database = await at.ledger("looks")
    with database.connect() as admin:
        _session(admin)
        _fill(admin, size)
        at.settle()
        one, fifty = partial(_record, admin, 1), partial(_record, admin, 50)
        rows = [
            _timed(admin, "record a look at one person", times, "reader", one),
            _timed(admin, "record a look at fifty", times, "reader", fifty),
            _timed(admin, "who viewed a person", times // 4, "auditor", partial(_viewed, admin)),
            _timed(admin, "an account's week", times // 4, "auditor", partial(_exposed, admin)),
        ]
        [stored] = admin.execute("select pg_total_relation_size('access.look')").fetchone() or [0]
    for row in rows:
        say(f"{row['work']:30} p50 {row['p50_ms']:7.2f} ms  p99 {row['p99_ms']:7.2f} ms")
    return {"looks": size, "bytes": stored, "rows": rows}


def table(result: dict[str, Any]) -> list[list[str]]:
    """A line for each thing, and whether the target is met."""
    lines = [[f"With {result['looks']:,} looks", "p50 ms", "p99 ms", f"p50 below {TARGET_MS:.0f}"]]
    for row in result["rows"]:
        reached = "reached" if row["p50_ms"] < TARGET_MS else "missed"
        asked = reached if row["work"].startswith("record") else ""
        lines.append([row["work"], f"{row['p50_ms']:.2f}", f"{row['p99_ms']:.2f}", asked])
    return lines


def _session(admin: psycopg.Connection) -> None:
    account = uuid4()
    admin.execute(
        "insert into access.account (tenant, account_id, display_name, roles, organisation)"
        " values (%s, %s, 'Invented Name', '{CASEWORKER}', %s)",
        [TENANT, account, TENANT],
    )
    admin.execute(
        "insert into access.session (session_id, secret_hash, tenant, account_id, role,"
        " organisation, expires_at)"
        " values (%s, %s, %s, %s, 'CASEWORKER', %s, now() + interval '1 day')",
        [uuid4(), hashlib.sha256(SECRET.encode()).digest(), TENANT, account, TENANT],
    )


def _fill(admin: psycopg.Connection, size: int) -> None:
    # Without their leaves: the log of looks is measured by itself.
    admin.execute("set session_replication_role = replica")
    for first in range(1, size + 1, 50_000):
        last = min(size, first + 49_999)
        given = {"size": size, "tenant": TENANT, "persons": PERSONS, "from": first, "to": last}
        admin.execute(_FILL, given)
    admin.execute("set session_replication_role = origin")
    admin.execute("vacuum analyze access.look")


def _record(admin: psycopg.Connection, many: int) -> None:
    case = uuid4()
    given = {
        "secret": SECRET,
        "persons": [uuid4() for _ in range(many)],
        "cases": [case] if many == 1 else [uuid4() for _ in range(many)],
        "task": case if many == 1 else None,
        "authorities": [f"ASSIGNMENT:{case}"],
    }
    admin.execute(_RECORD, given)


def _viewed(admin: psycopg.Connection) -> None:
    admin.execute(_VIEWED, [TENANT, _md5("4711")]).fetchall()


def _exposed(admin: psycopg.Connection) -> None:
    admin.execute(_EXPOSED, [TENANT, _md5("account 7")]).fetchall()


def _md5(text: str) -> UUID:
    return UUID(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest())


def _timed(
    admin: psycopg.Connection, work: str, times: int, role: str, run: Callable[[], None]
) -> dict[str, Any]:
    admin.execute(f"set role caseledger_{role}")
    run()
    found = []
    for _ in range(times):
        began = perf_counter_ns()
        run()
        found.append(perf_counter_ns() - began)
    found.sort()
    admin.execute("reset role")
    return {
        "work": work,
        "p50_ms": percentile(found, 0.5) / 1e6,
        "p99_ms": percentile(found, 0.99) / 1e6,
    }
