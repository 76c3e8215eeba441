"""The staging tables: made, filled, arranged, counted."""

from typing import LiteralString

from caseledger.importer.form import form

_FILES = tuple(form().files)
_RESIDENTS, _UNITS, _APPLICATIONS = (
    _FILES.index(name) for name in ("residents", "units", "applications")
)

RAW_COLUMNS = (
    "int2", "int4", "text", "text", "text", "date", "bytea", "bool", "int8", "bytea", "bytea",
)  # fmt: skip
ASIDE_COLUMNS = ("int2", "int4", "text", "text", "text", "bytea", "bytea")

CREATE: tuple[LiteralString, ...] = (
    """
    create temporary table raw_row (
        file smallint not null,
        line int not null,
        key text collate "C" not null,
        case_no text collate "C",
        resident_no text collate "C",
        known date,
        sin bytea,
        outside boolean not null,
        cents bigint not null,
        hash bytea not null,
        content bytea not null
    )
    """,
    """
    create temporary table aside (
        file smallint not null,
        line int not null,
        "column" text not null,
        value text not null,
        reason text not null,
        hash bytea not null,
        cells bytea not null
    )
    """,
    'create temporary table known_resident (resident_no text collate "C" primary key)',
    'create temporary table known_case (case_no text collate "C" primary key)',
)

ARRANGE: tuple[LiteralString, ...] = (
    # Letter-identical rows count once; rows that share a key are numbered by what they say.
    """
    create temporary table staged as
    select
        file, line, key,
        (row_number() over (partition by file, key order by content))::int as nth,
        case_no, resident_no, known, sin, outside, cents, hash, content
    from (
        select distinct on (file, key, hash) * from raw_row order by file, key, hash, line
    ) as once
    """,
    """
    create temporary table counted as
    select file, sum(rows)::bigint as rows
    from (
        select file, count(*) as rows from raw_row group by file
        union all
        select file, count(*) from aside group by file
    ) as each
    group by file
    """,
    "drop table raw_row",
    """
    create temporary table kept_aside as
    select distinct on (file, hash) * from aside order by file, hash, line
    """,
    "drop table aside",
    "create index on staged (case_no) where case_no is not null",
    "create index on staged (resident_no) where resident_no is not null",
    "create index on staged (sin) where sin is not null",
    "analyze staged",
    f"""
    insert into known_resident
    select distinct resident_no from staged where file = {_RESIDENTS}
    on conflict do nothing
    """,
    f"""
    insert into known_case
    select distinct case_no from staged where file in ({_UNITS}, {_APPLICATIONS})
    on conflict do nothing
    """,
)

REFUSE_REFERENCES: tuple[LiteralString, ...] = (
    """
    create temporary table refused as
    select
        s.file, s.line, s.key, s.nth, s.hash, s.content, s.known,
        case
            when s.case_no is not null and not exists (
                select from known_case as k where k.case_no = s.case_no)
            then 'case_no' else 'resident_no'
        end as "column"
    from staged as s
    where s.resident_no is not null and not exists (
        select from known_resident as k where k.resident_no = s.resident_no)
    or s.case_no is not null and not exists (
        select from known_case as k where k.case_no = s.case_no)
    """,
    "delete from staged as s using refused as r where s.file = r.file and s.line = r.line",
)

COUNTS: LiteralString = """
with taken as (
    select file, count(*) as rows, sum(cents)::bigint as cents from staged group by file
),
kept as (select file, count(*) as rows from kept_aside group by file)
select
    c.file,
    c.rows,
    c.rows - coalesce(t.rows, 0) - coalesce(k.rows, 0) as repeated,
    coalesce(k.rows, 0) as aside,
    coalesce(t.rows, 0) as taken,
    coalesce(t.cents, 0) as cents
from counted as c
left join taken as t using (file)
left join kept as k using (file)
"""
