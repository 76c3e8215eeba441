"""Rows open to a recorded look at them, and to nothing else."""

from typing import Any

import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from domain.event import Recorded
from domain.private import Clear
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from ledger.sealing import private_values
from projections.case_file import queries as case_file
from projections.case_file.project import CASE_FILE
from projections.person_directory import queries as directory
from projections.registry import READ_MODELS
from projections.timeline import queries as timeline
from projections.timeline.project import TIMELINE
from tests.integration.projections.reading import (
    CASES,
    EVENTS,
    MEMBERS,
    Reader,
    looking,
    paged,
)
from tests.integration.projections.town import KEK
from tests.support.databases import Database
from tests.unit.projections.histories import TENANT

pytestmark = pytest.mark.usefixtures("town")


async def test_without_a_look_the_reader_sees_no_row_of_any_table(
    reader: Reader, database: Database
) -> None:
    with database.connect("migrator") as owner:
        for model in READ_MODELS:
            for table in model.tables:
                for name in (table.name, model.physical(table)):
                    query = sql.SQL("select count(*) from read.{}").format(sql.Identifier(name))
                    there, seen = owner.execute(query).fetchone(), await reader.execute(query)
                    assert there and there[0] > 0, f"{name} has rows to hide"
                    assert await seen.fetchone() == (0,), name


async def test_a_look_opens_its_cases_and_persons_and_nothing_beside(
    reader: Reader, secret: str
) -> None:
    case = next(c for c in CASES if c.members == 3 and c.status == "GRANTED")
    persons = [m.person_id for m in MEMBERS if m.case_id == case.case_id]
    async with looking(reader, secret, persons=persons, cases=[case.case_id]):
        for model in READ_MODELS:
            for table in model.tables:
                view = sql.Identifier("read", table.name)
                rows = await reader.execute(sql.SQL("select * from {}").format(view))
                names = [c.name for c in rows.description or ()]
                for row in await rows.fetchall():
                    found = dict(zip(names, row, strict=True))
                    assert (
                        found.get("case_id") == case.case_id or found.get("person_id") in persons
                    ), table.name
        everyone = [c.case_id for c in CASES]
        assert await case_file.cases(reader, TENANT, everyone) == [case]
        assert len(await case_file.members(reader, TENANT, everyone)) == 3
        found = await directory.persons(reader, TENANT, [m.person_id for m in MEMBERS])
        assert {p.person_id for p in found} == set(persons)
        assert await case_file.cases(reader, "another-tenant", everyone) == []


async def test_the_reader_calls_what_it_may_and_others_call_nothing(
    reader: Reader, database: Database
) -> None:
    assert await case_file.case_numbered(reader, TENANT, CASES[0].case_number or "")
    with database.connect("migrator") as owner:
        others = owner.execute(
            "select r.role, p.proname from pg_proc as p,"
            " unnest('{caseledger_auditor, caseledger_auth, caseledger_writer}'::text[]) as r(role)"
            " where p.pronamespace = 'read'::regnamespace"
            " and has_function_privilege(r.role, p.oid, 'execute')"
        )
        assert others.fetchall() == []
    with pytest.raises(InsufficientPrivilege):
        await reader.execute("update read.projection set position = 0")
    with pytest.raises(InsufficientPrivilege):
        await reader.execute(f"delete from read.{CASE_FILE.physical(CASE_FILE.tables[0])}")


async def test_a_case_page_shows_its_events_and_its_members_consents_newest_first(
    reader: Reader, secret: str, database: Database
) -> None:
    case = max(CASES, key=lambda c: c.version).case_id
    persons = [m.person_id for m in MEMBERS if m.case_id == case]

    def on_page(recorded: Recorded) -> bool:
        event: Any = recorded.event
        if recorded.stream == f"case-{case}":
            return True
        if recorded.stream.startswith(("letter-", "task-")):
            return event.case_id == case and type(event) in TIMELINE.events
        consents = recorded.stream in {f"consent-{person}" for person in persons}
        return consents and getattr(event, "case_id", case) == case

    expected = [r for r in reversed(EVENTS) if on_page(r)]
    async with looking(reader, secret, persons=persons, cases=[case]):
        entries = await paged(
            lambda before: timeline.of_case(reader, TENANT, case, persons, limit=11, before=before)
        )
        assert [x.event_id for x in entries] == [r.event_id for r in expected]
        count = await timeline.count_of_case(reader, TENANT, case, persons)
        assert count.value == len(expected) > 30
        events = await timeline.events(reader, TENANT, [r.event_id for r in expected])
    corrections = {r.metadata.corrects: r for r in EVENTS if r.metadata.corrects}
    assert {
        x.event_id: (x.corrected_by.event_id, x.corrected_by.position)
        for x in entries
        if x.corrected_by
    } == {
        r.event_id: (corrections[r.event_id].event_id, corrections[r.event_id].position)
        for r in expected
        if r.event_id in corrections
    }
    positions = {r.event_id: r.position for r in expected}
    assert {x.event_id: x.corrected.position for x in entries if x.corrected} == {
        r.event_id: positions[r.metadata.corrects]
        for r in expected
        if r.metadata.corrects in positions
    }
    owner = await timeline.owner(reader, TENANT, expected[0].event_id)
    assert owner in (timeline.Owner(case, None), timeline.Owner(None, owner and owner.person_id))
    async with Ledger(database.url("writer"), TENANT, KeyEncryptionKey(KEK)) as ledger:
        opened = await ledger.unseal(events)
    assert [o.event for o in opened] == [r.event for r in reversed(expected)], "as it was told"
    assert any(isinstance(v, Clear) for o in opened for v in private_values(o.event))
