"""Somebody who has the reader's role and knows every id, against the read models themselves."""

from datetime import date
from typing import Any, LiteralString

import pytest
from psycopg import sql
from psycopg.errors import Error, InsufficientPrivilege

from projections.case_file import queries as case_file
from projections.case_file.gate_facts import case_facts
from projections.case_file.queries import CaseloadFilter
from projections.consent_audit import queries as consent_audit
from projections.outcomes import queries as outcomes
from projections.outcomes.measures import MEASURES
from projections.person_directory import queries as directory
from projections.person_directory.project import PERSON_DIRECTORY
from projections.registry import READ_MODELS
from projections.timeline import queries as timeline
from tests.integration.projections.reading import (
    CASES,
    EVENTS,
    EVERYTHING,
    MEMBERS,
    TODAY,
    Reader,
)
from tests.support.databases import Database
from tests.unit.projections.histories import TENANT

pytestmark = pytest.mark.usefixtures("town")
PERSONS = [m.person_id for m in MEMBERS]
OF_A_CASE = [r.event_id for r in EVENTS if r.stream.startswith("case-")][-1]
NAMES = PERSON_DIRECTORY.physical(PERSON_DIRECTORY.tables[0])


async def everything_asked(reader: Reader) -> dict[str, Any]:
    """What each function says that answers before a look; names left aside."""
    ids = [c.case_id for c in CASES]
    asked, year = outcomes.Asked(known_on=TODAY, zone="UTC"), (date(2024, 1, 1), date(2024, 12, 31))
    figures = await outcomes.figures(reader, TENANT, asked, [*MEASURES.values()], [year])
    received = MEASURES["applications_received"]
    return {
        "caseload": (
            await case_file.caseload_keys(reader, EVERYTHING, CaseloadFilter(), limit=3)
        ).rows,
        "number": await case_file.case_numbered(reader, TENANT, CASES[0].case_number or ""),
        "cases": (await case_facts(reader, TENANT, ids)).assignments,
        "persons": await case_file.assignments_of_persons(reader, TENANT, PERSONS),
        "referred": await case_file.referrals_of(reader, TENANT, PERSONS),
        "grants": await consent_audit.grants_for(reader, TENANT, PERSONS),
        "consents": (
            await consent_audit.consent_keys(reader, EVERYTHING, today=TODAY, limit=3)
        ).rows,
        "disclosures": (
            await consent_audit.disclosure_keys(
                reader, EVERYTHING, consent_audit.DisclosureFilter(), limit=3
            )
        ).rows,
        "owner": [o for o in [await timeline.owner(reader, TENANT, OF_A_CASE)] if o],
        "figures": [name for name, (found,) in figures.items() if found.facts],
        "facts": (await outcomes.fact_keys(reader, TENANT, asked, received, year, limit=3)).rows,
        "years": await outcomes.years(reader, TENANT),
    }


async def test_who_is_not_signed_in_is_given_no_id(stranger: Reader) -> None:
    said = await everything_asked(stranger)
    assert {name: bool(found) for name, found in said.items()} == dict.fromkeys(said, False)


async def test_who_is_signed_in_is_given_ids_of_their_tenant_alone(
    reader: Reader, database: Database
) -> None:
    said = await everything_asked(reader)
    assert {name: bool(found) for name, found in said.items()} == dict.fromkeys(said, True)
    elsewhere = case_file.assignments_of_persons(reader, "another-tenant", PERSONS)
    assert await elsewhere == []
    with database.connect("auth") as auth:
        auth.execute("update access.session set ended_at = now()")
    assert await case_file.assignments_of_persons(reader, TENANT, PERSONS) == [], "signed out"


async def test_names_cannot_be_spelled_out_without_a_recorded_look(
    reader: Reader, database: Database
) -> None:
    for statement in (
        "select count(*) from read.persons_named(%s, '{c}')",
        "select count(*) from read.find_people(%s, '{c}', '{\"everything\": true}', 100)",
    ):
        assert await (await reader.execute(statement, (TENANT,))).fetchone() == (0,)
    assert (await directory.find_people(reader, EVERYTHING, "cote", limit=5)).rows == []
    named = CaseloadFilter(search="cote")
    assert (await case_file.caseload_keys(reader, EVERYTHING, named, limit=5)).rows == []
    assert (await case_file.caseload_count(reader, EVERYTHING, named)).value == 0


async def test_a_recorded_search_finds_names(searcher: Reader) -> None:
    assert (await directory.find_people(searcher, EVERYTHING, "cote", limit=5)).rows
    named = CaseloadFilter(search="cote")
    assert (await case_file.caseload_keys(searcher, EVERYTHING, named, limit=5)).rows


async def test_statistics_and_plans_tell_nobodys_name(stranger: Reader, database: Database) -> None:
    with database.connect("migrator") as owner:
        owner.execute("analyze")
    cursor = await stranger.execute("select tablename from pg_stats where schemaname = 'read'")
    assert {row[0] for row in await cursor.fetchall()} <= {"build", "projection"}
    cursor = await stranger.execute(
        "select s.statistics_name from pg_stats_ext as s where s.schemaname = 'read'"
    )
    assert await cursor.fetchall() == []
    table = "read.person_directory"
    plans = [await estimate(stranger, table, name) for name in ("Noah", "Nobodyhere", "Una")]
    assert len(set(plans)) == 1, "an estimate that differs by name tells who is here"


async def estimate(reader: Reader, table: LiteralString, name: str) -> Any:
    query = sql.SQL("explain (format json) select from {} where given_name = {}")
    cursor = await reader.execute(query.format(sql.SQL(table), sql.Literal(name)))
    [[plan]] = await cursor.fetchall()
    return plan[0]["Plan"]["Plan Rows"]


@pytest.mark.parametrize(
    "statement",
    [
        "select * from access.look",
        "select * from access.session",
        "select * from access.account",
        "select * from access.sign_in_link",
        "select * from access.open_look()",
        "select * from access.live_session('x')",
        "select access.signed_in_to('x')",
        "select access.signed_in_as('x')",
        "select read.shut_cases('x')",
        "select read.shut_persons('x')",
        "select * from ledger.events",
        "select * from ledger.claims",
        "select * from keys.person_key",
        "insert into access.look (look_id) values (gen_random_uuid())",
        "set role caseledger_projector",
        "set session authorization cl_migrator",
        f"alter table read.{NAMES} disable row level security",
        "alter view read.person_directory set (security_invoker = false)",
        "create function read.mine() returns int language sql as 'select 1'",
        "create or replace function access.looked_tenant() returns text language sql as 'select 1'",
        "create rule r as on select to read.projection do instead select 1",
        "create trigger t after insert on access.look execute function ledger.refuse_change()",
        "create schema mine",
        f"begin; lock table read.{NAMES} in access exclusive mode",
        "copy ledger.events to stdout",
        "copy read.projection to program 'true'",
        "copy read.projection to '/tmp/out'",
        "select pg_read_file('PG_VERSION')",
        "select lo_import('/etc/passwd')",
        "select * from pg_authid",
        "select * from pg_largeobject",
        "select * from pg_stat_get_wal_receiver() as w where pg_reload_conf()",
        "load 'auto_explain'",
        "set log_statement = 'all'",
        "set row_security = off; select * from read.person_directory",
    ],
)
async def test_the_readers_role_may_not(stranger: Reader, statement: LiteralString) -> None:
    with pytest.raises(Error) as refused:
        cursor = await stranger.execute(statement)
        await cursor.fetchall()
    assert isinstance(refused.value, InsufficientPrivilege), repr(refused.value)


async def test_copy_and_cursors_and_temporary_names_pass_the_same_policies(
    searcher: Reader,
) -> None:
    # Names that come first on the caller's own path are not what definer functions call.
    await searcher.execute("create temp table look as select 1 as everything")
    await searcher.execute(
        "create function pg_temp.looked_persons() returns uuid[] language sql as"
        " 'select array_agg(gen_random_uuid())'"
    )
    await searcher.execute(
        "create function pg_temp.tells(anyelement) returns boolean language plpgsql cost 0.0001 as"
        " $$ begin raise warning 'seen %', $1; return true; end $$"
    )
    seen: list[str | None] = []
    searcher.add_notice_handler(lambda notice: seen.append(notice.message_primary))
    await searcher.execute("set search_path = pg_temp, access, read, pg_catalog")
    for model in READ_MODELS:
        for table in model.tables:
            names = (table.name, model.physical(table))
            for view in (sql.Identifier("read", name) for name in names):
                query = sql.SQL("select * from {} as t where pg_temp.tells(t::text)").format(view)
                assert await (await searcher.execute(query)).fetchall() == [], table.name
            async with (
                searcher.cursor() as cursor,
                cursor.copy(
                    sql.SQL("copy (select * from {}) to stdout").format(
                        sql.Identifier("read", table.name)
                    )
                ) as copy,
            ):
                assert [row async for row in copy] == [], table.name
    assert seen == []
