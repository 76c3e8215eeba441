"""Lists go by scope and filter, page by page, and name nobody who is not in scope."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import pytest

from projections.case_file import queries as case_file
from projections.case_file.gate_facts import case_facts
from projections.case_file.queries import CaseloadFilter
from projections.case_file.rows import CaseRow
from projections.paging import Scope
from projections.person_directory import queries as directory
from projections.person_directory.rows import PersonRow
from projections.same_person.rows import AliasRow
from tests.integration.projections.reading import (
    CASES,
    EVERYTHING,
    MEMBERS,
    TODAY,
    Reader,
    kept,
    looking,
)
from tests.unit.projections.histories import TENANT

pytestmark = pytest.mark.usefixtures("town")


WORKER = next(c.caseworker_id for c in CASES if c.caseworker_id)
EXITS = sorted(c.exited_on for c in CASES if c.exited_on)
BEFORE_EXITS = EXITS[len(EXITS) // 2]
"""A day on which some of the exits are to come."""
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
    (
        CaseloadFilter(statuses=("GRANTED",), today=BEFORE_EXITS),
        lambda c: c.status_on(BEFORE_EXITS) == "GRANTED",
    ),
    (CaseloadFilter(caseworker=WORKER), lambda c: c.caseworker_id == WORKER),
    (CaseloadFilter(office="centre"), lambda c: c.office == "centre"),
    (CaseloadFilter(programme="ODSP"), lambda c: c.programme == "ODSP"),
    (CaseloadFilter(attention_by=TODAY), lambda c: c.attention_on <= TODAY),
    (CaseloadFilter(search="zoe UNA"), lambda c: c.case_id in NAMED_ZOE),
    (CaseloadFilter(search=CASES[3].case_number), lambda c: c is CASES[3]),
    (CaseloadFilter(search="!?"), lambda c: False),
]
SHOWN = {
    row.person_id: row.canonical_id for row in kept("same_person", AliasRow) if row.known_to is None
}


def as_shown(persons: Iterable[UUID]) -> set[UUID]:
    """Whoever has several numbers, by the one that is shown."""
    return {SHOWN.get(person, person) for person in persons}


ZOE = as_shown(p.person_id for p in kept("person_directory", PersonRow) if p.given_name == "Zoë")
NAMED_ZOE = {m.case_id for m in MEMBERS if as_shown([m.person_id]) <= ZOE}


@pytest.mark.parametrize("scope,in_scope", SCOPES, ids=range(len(SCOPES)))
@pytest.mark.parametrize("filter,wanted", FILTERS, ids=range(len(FILTERS)))
async def test_the_caseload_pages_through_exactly_what_is_asked_for(
    searcher: Reader,
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
        page = await case_file.caseload_keys(searcher, scope, filter, limit=7, cursor=cursor)
        forward += page.rows
        if not page.more:
            break
    assert [key.case_id for key in forward] == ids
    if len(forward) > 3:
        back = await case_file.caseload_keys(
            searcher, scope, filter, limit=2, cursor=forward[3], backward=True
        )
        assert ([key.case_id for key in back.rows], back.more) == (ids[1:3], True)
    count = await case_file.caseload_count(searcher, scope, filter)
    assert (count.value, count.capped) == (len(ids), False)


async def test_the_gate_learns_who_is_responsible_and_to_whom_somebody_was_referred(
    reader: Reader,
) -> None:
    case = next(c for c in CASES if c.members == 3 and c.recipients)
    persons = {m.person_id for m in MEMBERS if m.case_id == case.case_id}
    of_case = (await case_facts(reader, TENANT, [case.case_id])).assignments
    assert {a.person_id for a in of_case} == persons
    assert {(a.office, a.caseworker_id, a.status, a.programme) for a in of_case} == {
        (case.office, case.caseworker_id, case.status, case.programme)
    }
    person = next(iter(persons))
    of_person = await case_file.assignments_of_persons(reader, TENANT, [person])
    assert {a.case_id for a in of_person} >= {case.case_id}
    assert {a.case_id for a in of_person} == {m.case_id for m in MEMBERS if m.person_id == person}
    assert {(a.left_on, a.closed_on) for a in of_case} == {(None, case.exited_on)}
    referred = await case_file.referrals_of(reader, TENANT, [m.person_id for m in MEMBERS])
    assert {r.recipient for r in referred} == {"eo-01", "eo-02"}
    for one in CASES:
        running = {
            r.recipient
            for r in referred
            if r.case_id == one.case_id and not (r.ended_on or r.paused_at)
        }
        assert running == set(one.recipients), "a list names a case while a referral of it runs"
    assert any(r.ended_on for r in referred)


async def test_people_are_found_by_any_beginning_without_accents_within_scope(
    searcher: Reader,
) -> None:
    rows: list[PersonRow] = kept("person_directory", PersonRow)

    async def found(search: str, scope: Scope) -> set[UUID]:
        return set((await directory.find_people(searcher, scope, search, limit=100)).rows)

    cote = as_shown(p.person_id for p in rows if p.family_name == "Côté")
    assert await found("COTE", EVERYTHING) == cote
    assert await found("anne mar côt", EVERYTHING) == cote
    assert await found("cot noah", EVERYTHING) == set()
    assert await found("%", EVERYTHING) == set()
    office = {c.case_id for c in CASES if c.office == "est"}
    members = as_shown(m.person_id for m in MEMBERS if m.case_id in office)
    assert await found("cote", Scope(tenant=TENANT, office="est")) == cote & members
    alone = as_shown(p.person_id for p in rows) - as_shown(m.person_id for m in MEMBERS)
    only = Scope(tenant=TENANT, without_case=True)
    assert {i for n in "eznab" for i in await found(n, only)} == alone != set()


async def test_names_come_with_a_look_and_in_order(reader: Reader, secret: str) -> None:
    rows: list[PersonRow] = kept("person_directory", PersonRow)
    async with looking(reader, secret, persons=[p.person_id for p in rows]):
        found = await directory.persons(reader, TENANT, [p.person_id for p in rows])
    assert found == sorted(rows, key=lambda p: (p.search_key, p.person_id))
    assert {p.sin_last3 for p in found} == {"286", None}


async def test_hostile_words_find_nothing_and_break_nothing(searcher: Reader) -> None:
    for search in ("'; drop schema read cascade; --", "\\", "_%", "a" * 5000, "zzz\0", "\0"):
        page = await case_file.caseload_keys(
            searcher, EVERYTHING, CaseloadFilter(search=search), limit=5
        )
        people = await directory.find_people(searcher, EVERYTHING, search, limit=5)
        assert (page.rows, people.rows) == ([], []), search
    assert await case_file.case_numbered(searcher, TENANT, "RN\0") is None
