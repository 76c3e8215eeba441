"""The consent audit, as of today."""

import pytest

from projections.consent_audit import queries as consent_audit
from projections.consent_audit.queries import DisclosureFilter
from projections.consent_audit.rows import ConsentRow, DisclosureRow
from projections.paging import Scope
from tests.integration.projections.reading import (
    CASES,
    EVERYTHING,
    MEMBERS,
    TODAY,
    Reader,
    kept,
    looking,
    paged,
)
from tests.unit.projections.histories import TENANT

pytestmark = pytest.mark.usefixtures("town")


@pytest.mark.parametrize(
    "state", [None, "GIVEN", "REFUSED", "WITHDRAWN", "EXPIRED", "REVOKED", "NEEDS_REAFFIRMATION"]
)
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
    rows = [r for r in kept("consent_audit", ConsentRow) if r.answer]
    seen = set()
    scopes = [Scope(tenant=TENANT, office=c.office) for c in CASES if c.office]
    scopes += [Scope(tenant=TENANT, account=c.caseworker_id) for c in CASES if c.caseworker_id]
    for scope in scopes:
        cases = {
            c.case_id
            for c in CASES
            if scope.office == c.office or (scope.account and scope.account == c.caseworker_id)
        }
        members = {m.person_id for m in MEMBERS if m.case_id in cases}
        keys = await consent_audit.consent_keys(reader, scope, today=TODAY, limit=500)
        expected = {r.consent_id for r in rows if r.person_id in members}
        assert {k.consent_id for k in keys.rows} == expected
        seen.add(len(expected))
    assert max(seen) > min(seen), "a scope leaves somebody out"


async def test_grants_and_disclosures(reader: Reader, secret: str) -> None:
    rows: list[ConsentRow] = kept("consent_audit", ConsentRow)
    given = [r for r in rows if r.answer == "GIVEN"]
    grants = await consent_audit.grants_for(reader, TENANT, [r.person_id for r in rows])
    assert {g.consent_id for g in grants} == {r.consent_id for r in given}
    told = {
        g.consent_id: (g.lapses_on, [(e.kind, e.at, e.categories) for e in g.endings])
        for g in grants
    }
    assert told == {
        r.consent_id: (r.lapses_on, [(e.kind, e.at, e.categories) for e in r.endings])
        for r in given
    }
    assert any(g.grant.endings for g in grants)

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
