"""Reading as the reader may: ids by scope without a look, rows only under one, and what they say."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import AsyncConnection
from psycopg.errors import InsufficientPrivilege

from domain.event import Recorded
from domain.private import Clear
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from projections.case_file import queries as case_file
from projections.case_file.queries import CaseloadFilter
from projections.case_file.rows import CaseRow, MemberRow
from projections.consent_audit import queries as consent_audit
from projections.consent_audit.queries import DisclosureFilter
from projections.consent_audit.rows import ConsentRow, DisclosureRow
from projections.outcomes import queries as outcomes
from projections.outcomes.measures import MEASURES
from projections.paging import Page, Scope
from projections.person_directory import queries as directory
from projections.person_directory.rows import PersonRow
from projections.registry import READ_MODELS
from projections.run import Projections
from projections.timeline import queries as timeline
from tests.integration.projections.town import KEK, append
from tests.support.databases import Database
from tests.unit.projections.histories import OFFICES, TENANT, history
from tests.unit.projections.memory import Memory

EVENTS = history(Random(21), 900)
TODAY = date(2025, 6, 30)
EVERYTHING = Scope(tenant=TENANT, everything=True)
Reader = AsyncConnection[Any]


@pytest.fixture(scope="module", autouse=True)
def town(database: Database) -> None:
    """The town's history, folded."""

    async def fill() -> None:
        async with Ledger(database.url("writer"), TENANT, KeyEncryptionKey(KEK)) as ledger:
            last = await append(ledger, EVENTS)
            async with Projections(ledger, database.url("projector")) as projections:
                assert await projections.wait_for(None, last, 20)

    asyncio.run(fill())


def kept(name: str, kind: type) -> list[Any]:
    """The rows that the model keeps of this history, worked out in memory."""
    [model] = [m for m in READ_MODELS if m.name == name]
    memory = Memory(model)
    memory.take(EVENTS)
    return memory.rows(kind)


CASES: list[CaseRow] = [c for c in kept("case_file", CaseRow) if c.submitted_on]
MEMBERS: list[MemberRow] = kept("case_file", MemberRow)


@pytest.fixture
async def reader(database: Database) -> AsyncIterator[Reader]:
    async with await AsyncConnection.connect(database.url("reader"), autocommit=True) as made:
        yield made


@pytest.fixture
def secret(database: Database) -> str:
    """The secret of a session of somebody's."""
    secret, account = secrets.token_urlsafe(), uuid4()
    with database.connect("auth") as auth:
        auth.execute(
            "insert into access.account (tenant, account_id, display_name, roles, organisation)"
            " values (%s, %s, 'Invented Name', '{CASEWORKER}', %s)",
            (TENANT, account, TENANT),
        )
        auth.execute(
            "insert into access.session (session_id, secret_hash, tenant, account_id, role,"
            " organisation, expires_at)"
            " values (%s, %s, %s, %s, 'CASEWORKER', %s, now() + interval '1 hour')",
            (uuid4(), hashlib.sha256(secret.encode()).digest(), TENANT, account, TENANT),
        )
    return secret


@asynccontextmanager
async def looking(
    reader: Reader,
    secret: str,
    *,
    persons: Sequence[UUID] = (),
    cases: Sequence[UUID] = (),
) -> AsyncIterator[None]:
    """A transaction under a committed look at these."""
    cursor = await reader.execute(
        "select access.record_look(%s, 'SERVICE', null, %s, %s, '{}', 'allowed', '{}', null)",
        (secret, list(persons), list(cases)),
    )
    [look] = await cursor.fetchone() or [None]
    async with reader.transaction():
        await reader.execute("select set_config('caseledger.look', %s, true)", (str(look),))
        yield


async def test_without_a_look_the_reader_sees_no_row_of_any_table(
    reader: Reader, database: Database
) -> None:
    with database.connect("migrator") as owner:
        for model in READ_MODELS:
            for table in model.tables:
                for name in (table.name, model.physical(table)):
                    query = f"select count(*) from read.{name}"
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
                rows = await reader.execute(f"select * from read.{table.name}")
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
        await reader.execute("delete from read.case_file_v1")


WORKER = next(c.caseworker_id for c in CASES if c.caseworker_id)
SCOPES: list[tuple[Scope, Callable[[CaseRow], bool]]] = [
    (EVERYTHING, lambda c: True),
    (Scope(tenant=TENANT), lambda c: False),
    (Scope(tenant="another", everything=True), lambda c: False),
    (Scope(tenant=TENANT, office="est"), lambda c: c.office == "est"),
    (Scope(tenant=TENANT, account=WORKER), lambda c: c.caseworker_id == WORKER),
    (
        Scope(tenant=TENANT, account=WORKER, unassigned_in="est"),
        lambda c: c.caseworker_id == WORKER or (c.caseworker_id is None and c.office == "est"),
    ),
    (Scope(tenant=TENANT, applied=True), lambda c: c.status == "APPLIED"),
    (Scope(tenant=TENANT, recipient="eo-01"), lambda c: "eo-01" in c.recipients),
]
FILTERS: list[tuple[CaseloadFilter, Callable[[CaseRow], bool]]] = [
    (CaseloadFilter(), lambda c: True),
    (CaseloadFilter(statuses=("GRANTED", "EXITED")), lambda c: c.status in ("GRANTED", "EXITED")),
    (CaseloadFilter(caseworker=WORKER), lambda c: c.caseworker_id == WORKER),
    (CaseloadFilter(office="centre"), lambda c: c.office == "centre"),
    (CaseloadFilter(programme="ODSP"), lambda c: c.programme == "ODSP"),
    (CaseloadFilter(attention_by=TODAY), lambda c: c.attention_on <= TODAY),
    (CaseloadFilter(search="zoe UNA"), lambda c: c.case_id in NAMED_ZOE),
    (CaseloadFilter(search=CASES[3].case_number), lambda c: c is CASES[3]),
    (CaseloadFilter(search="!?"), lambda c: False),
]
ZOE = {p.person_id for p in kept("person_directory", PersonRow) if p.given_name == "Zoë"}
NAMED_ZOE = {m.case_id for m in MEMBERS if m.person_id in ZOE}


@pytest.mark.parametrize("scope,in_scope", SCOPES, ids=range(len(SCOPES)))
@pytest.mark.parametrize("filter,wanted", FILTERS, ids=range(len(FILTERS)))
async def test_the_caseload_pages_through_exactly_what_is_asked_for(
    reader: Reader,
    scope: Scope,
    in_scope: Callable[[CaseRow], bool],
    filter: CaseloadFilter,
    wanted: Callable[[CaseRow], bool],
) -> None:
    expected = sorted(
        (c for c in CASES if in_scope(c) and wanted(c)),
        key=lambda c: (c.attention_on, -c.position),
    )
    ids = [c.case_id for c in expected]
    forward: list[Any] = []
    while True:
        cursor = forward[-1] if forward else None
        page = await case_file.caseload_keys(reader, scope, filter, limit=7, cursor=cursor)
        forward += page.rows
        if not page.more:
            break
    assert [key.case_id for key in forward] == ids
    if len(forward) > 3:
        back = await case_file.caseload_keys(
            reader, scope, filter, limit=2, cursor=forward[3], backward=True
        )
        assert ([key.case_id for key in back.rows], back.more) == (ids[1:3], True)
    count = await case_file.caseload_count(reader, scope, filter)
    assert (count.value, count.capped) == (len(ids), False)


async def test_the_gate_learns_who_is_responsible_and_to_whom_somebody_was_referred(
    reader: Reader,
) -> None:
    case = next(c for c in CASES if c.members == 3 and c.recipients)
    persons = {m.person_id for m in MEMBERS if m.case_id == case.case_id}
    of_case = await case_file.assignments_of_cases(reader, TENANT, [case.case_id])
    assert {a.person_id for a in of_case} == persons
    assert {(a.office, a.caseworker_id, a.status, a.programme) for a in of_case} == {
        (case.office, case.caseworker_id, case.status, case.programme)
    }
    person = next(iter(persons))
    of_person = await case_file.assignments_of_persons(reader, TENANT, [person])
    assert {a.case_id for a in of_person} >= {case.case_id}
    assert {a.case_id for a in of_person} == {m.case_id for m in MEMBERS if m.person_id == person}
    referred = await case_file.referred_to(reader, TENANT, [m.person_id for m in MEMBERS])
    assert {r for found in referred.values() for r in found} == {"eo-01", "eo-02"}


async def test_people_are_found_by_any_beginning_without_accents_within_scope(
    reader: Reader,
) -> None:
    rows: list[PersonRow] = kept("person_directory", PersonRow)

    async def found(search: str, scope: Scope) -> set[UUID]:
        return set((await directory.find_people(reader, scope, search, limit=100)).rows)

    named = {p.person_id for p in rows if p.family_name == "Côté" or p.given_name == "Noah"}
    cote = {p.person_id for p in rows if p.family_name == "Côté"}
    assert await found("COTE", EVERYTHING) == cote
    assert await found("anne mar côt", EVERYTHING) == cote
    assert await found("cot noah", EVERYTHING) == set() != named
    assert await found("%", EVERYTHING) == set()
    office = {c.case_id for c in CASES if c.office == "est"}
    members = {m.person_id for m in MEMBERS if m.case_id in office}
    assert await found("cote", Scope(tenant=TENANT, office="est")) == cote & members
    alone = {p.person_id for p in rows} - {m.person_id for m in MEMBERS}
    only = Scope(tenant=TENANT, without_case=True)
    assert {i for n in "eznab" for i in await found(n, only)} == alone != set()


async def test_names_come_with_a_look_and_in_order(reader: Reader, secret: str) -> None:
    rows: list[PersonRow] = kept("person_directory", PersonRow)
    async with looking(reader, secret, persons=[p.person_id for p in rows]):
        found = await directory.persons(reader, TENANT, [p.person_id for p in rows])
    assert found == sorted(rows, key=lambda p: (p.search_key, p.person_id))
    assert {p.sin_last3 for p in found} == {"286", None}


async def paged(fetch: Callable[[int | None], Any]) -> list[Any]:
    """All rows of a list that goes by position, page by page."""
    found: list[Any] = []
    page: Page[Any] | None = None
    while page is None or page.more:
        page = await fetch(found[-1].position if found else None)
        assert page is not None
        found += page.rows
    return found


@pytest.mark.parametrize("state", [None, "GIVEN", "REFUSED", "WITHDRAWN", "EXPIRED"])
async def test_the_consent_audit_lists_by_state_as_of_today(
    reader: Reader, secret: str, state: str | None
) -> None:
    rows = [r for r in kept("consent_audit", ConsentRow) if r.answer]
    expected = [
        r.consent_id
        for r in sorted(rows, key=lambda r: -r.position)
        if state in (None, r.state(TODAY))
    ]
    assert expected, "there is one of each"
    keys = await paged(
        lambda before: consent_audit.consent_keys(
            reader, EVERYTHING, today=TODAY, state=state, limit=9, before=before
        )
    )
    assert [key.consent_id for key in keys] == expected
    count = await consent_audit.consent_count(reader, EVERYTHING, today=TODAY, state=state)
    assert count.value == len(expected)
    persons = [key.person_id for key in keys]
    async with looking(reader, secret, persons=persons):
        found = await consent_audit.consents(reader, TENANT, expected)
        assert [row.state(TODAY) for row in found] == [state or r.state(TODAY) for r in found]
        assert [row.consent_id for row in found] == expected


async def test_consents_in_scope_are_those_of_members_of_cases_in_scope(reader: Reader) -> None:
    office = {c.case_id for c in CASES if c.office == "est"}
    members = {m.person_id for m in MEMBERS if m.case_id in office}
    rows = [r for r in kept("consent_audit", ConsentRow) if r.answer]
    keys = await consent_audit.consent_keys(
        reader, Scope(tenant=TENANT, office="est"), today=TODAY, limit=500
    )
    expected = {r.consent_id for r in rows if r.person_id in members}
    assert {k.consent_id for k in keys.rows} == expected != {r.consent_id for r in rows}


async def test_grants_and_disclosures(reader: Reader, secret: str) -> None:
    rows: list[ConsentRow] = kept("consent_audit", ConsentRow)
    given = [r for r in rows if r.answer == "GIVEN"]
    grants = await consent_audit.grants_for(reader, TENANT, [r.person_id for r in rows])
    assert {g.consent_id for g in grants} == {r.consent_id for r in given}
    assert {g.withdrawn_at for g in grants} == {r.withdrawn_at for r in given}

    made = sorted(kept("consent_audit", DisclosureRow), key=lambda d: -d.position)
    day = made[len(made) // 2].made_at
    filter = DisclosureFilter(from_at=day, recipient_kind="EO")
    keys = await paged(
        lambda before: consent_audit.disclosure_keys(
            reader, EVERYTHING, filter, limit=4, before=before
        )
    )
    assert [k.disclosure_id for k in keys] == [d.disclosure_id for d in made if d.made_at >= day]
    resting = next(d for d in made if d.consent_ids)
    async with looking(reader, secret, persons=[resting.person_id]):
        found = await consent_audit.disclosures_resting_on(
            reader, TENANT, [resting.person_id], resting.consent_ids[:1]
        )
        assert resting in found
        assert await consent_audit.disclosures(reader, TENANT, [d.disclosure_id for d in made]) == [
            d for d in made if d.person_id == resting.person_id
        ]


async def test_a_case_page_shows_its_events_and_its_members_consents_newest_first(
    reader: Reader, secret: str, database: Database
) -> None:
    case = max(CASES, key=lambda c: c.version).case_id
    persons = [m.person_id for m in MEMBERS if m.case_id == case]

    def on_page(recorded: Recorded) -> bool:
        event: Any = recorded.event
        if recorded.stream == f"case-{case}":
            return True
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
    corrections = {r.metadata.corrects: r.event_id for r in EVENTS if r.metadata.corrects}
    assert {x.event_id: x.corrected_by for x in entries if x.corrected_by} == {
        r.event_id: corrections[r.event_id] for r in expected if r.event_id in corrections
    }
    owner = await timeline.owner(reader, TENANT, expected[0].event_id)
    assert owner in (timeline.Owner(case, None), timeline.Owner(None, owner and owner.person_id))
    async with Ledger(database.url("writer"), TENANT, KeyEncryptionKey(KEK)) as ledger:
        opened = await ledger.unseal(events)
    assert [o.event for o in opened] == [r.event for r in reversed(expected)], "as it was told"
    assert "Clear" in repr(Clear("", case)) and any("Clear" in repr(o.event) for o in opened)


@pytest.mark.parametrize("office", [None, *OFFICES])
@pytest.mark.parametrize("measure", MEASURES)
async def test_every_figure_is_the_size_or_sum_of_its_list(
    reader: Reader, secret: str, measure: str, office: str | None
) -> None:
    [figure] = [
        f
        for f in await outcomes.figures(reader, TENANT, year=2024, office=office, today=TODAY)
        if f.measure == measure
    ]
    assert len(figure.months) == 12
    for month in (None, *range(1, 13)):
        keys: list[outcomes.FactKey] = []
        page: Page[outcomes.FactKey] | None = None
        while page is None or page.more:
            page = await outcomes.fact_keys(
                reader,
                TENANT,
                measure,
                year=2024,
                month=month,
                office=office,
                today=TODAY,
                limit=13,
                after=keys[-1] if keys else None,
            )
            keys += page.rows
        assert len(set(keys)) == len(keys)
        async with looking(reader, secret, cases=[key.case_id for key in keys]):
            facts = await outcomes.facts(reader, TENANT, measure, keys)
        assert [(f.case_id, f.day) for f in facts] == [(k.case_id, k.day) for k in keys]
        in_cents = figure.unit == "cents"
        listed = sum(f.amount_cents or 0 for f in facts) if in_cents else len(facts)
        told = figure.value if month is None else figure.months[month - 1].value
        assert listed == told


async def test_figures_stop_today_and_years_are_those_in_which_something_counts(
    reader: Reader,
) -> None:
    assert 2024 in await outcomes.years(reader, TENANT)
    spring = await outcomes.figures(reader, TENANT, year=2024, office=None, today=date(2024, 3, 15))
    assert {m.month for f in spring for m in f.months} == {"2024-01", "2024-02", "2024-03"}
    coming = await outcomes.figures(reader, TENANT, year=2026, office=None, today=TODAY)
    assert {(f.value, f.months) for f in coming} == {(0, ())}
    assert any(f.value for f in spring)


async def test_hostile_words_find_nothing_and_break_nothing(reader: Reader) -> None:
    for search in ("'; drop schema read cascade; --", "\\", "_%", "a" * 5000, "é\u0301\0", "\0"):
        page = await case_file.caseload_keys(
            reader, EVERYTHING, CaseloadFilter(search=search), limit=5
        )
        people = await directory.find_people(reader, EVERYTHING, search, limit=5)
        assert (page.rows, people.rows) == ([], []), search
    assert await case_file.case_numbered(reader, TENANT, "RN\0") is None
