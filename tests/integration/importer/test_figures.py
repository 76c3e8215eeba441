"""Every figure that is expected of the example extract, asked for through GraphQL.

As known on the manifest's day; open cases also as known on each quarter's own last day.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from projections.outcomes.measures import MEASURES
from tests.support.api_world import World, opened_world
from tests.support.databases import PgServer, new_database, wait_until
from tests.support.imported import FOLDED, Imported

STANDING = {
    "open_cases": "open_cases",
    "participants": "participants",
    "deferred": "deferred",
    "with_plan": "action_plan_in_place",
    "referred_eo": "referred_to_employment",
    "referred_eo_without_fast_track": "referred_without_fast_track",
}
OF_YEARS = {
    "applications": "applications_received",
    "decided": "applications_decided",
    "granted": "applications_granted",
    "decided_received_centrally": "decided_received_centrally",
    "decided_by_ministry": "decided_by_ministry",
    "within_4_business_days_of_submission": "decided_within_standard_submitted",
    "within_4_business_days_of_completion": "decided_within_standard",
    "within_4_calendar_days_of_submission": "decided_within_standard_calendar_submitted",
    "auto_granted": "granted_automatically",
    "ow_exits": "exits",
    "ow_exits_to_employment": "exits_to_employment",
    "return_final": "exits_final",
    "return_returned_case": "returned_case",
    "return_returned_person": "returned_person",
    "return_maturing": "exits_maturing",
    "return_excluded": "exits_not_watched",
    "referrals_eo_made": "referrals_made",
    "referrals_eo_accepted": "referrals_accepted",
    "issued_cents": "benefits_issued",
    "issued_locally_cents": "benefits_issued_locally",
    "reversed_cents": "benefits_reversed",
    "stability_cents": "stability_support_issued",
    "overpayments_cents": "overpayments_established",
}
CONSENT = {
    "grants": "consents_granted",
    "refusals": "consents_refused",
    "withdrawals": "consents_withdrawn",
    "in_force_on_as_of": "consents_in_force",
    "referrals": "referrals_recorded",
    "internal_uses": "internal_uses",
    "ministry_disclosures": "ministry_disclosures",
    "local_disclosures": "local_disclosures",
    "local_disclosures_without_consent_at_the_time": "disclosures_without_consent",
    "of_these_papered_later": "disclosures_papered_later",
}
COUNTS = {
    "units": ["memberships_recorded"],
    "applications": ["applications_received"],
    "assignments": ["assignments_recorded"],
    "consents": ["consents_granted", "consents_refused", "consents_withdrawn"],
    "assessments": ["assessments_completed"],
    "plans": ["plans_created"],
    "deferrals": ["deferrals_granted"],
    "referrals": ["referrals_recorded"],
    "incomes": ["incomes_reported"],
    "payments": ["benefits_issued"],
    "overpayments": ["overpayments_established"],
    "exits": ["exits_recorded"],
}
FIGURES = """
query ($from: Date, $to: Date, $knownOn: Date, $measures: [String!]) {
  outcomes(from: $from, to: $to, knownOn: $knownOn, measures: $measures) {
    figures { measure value facts definitionVersion confirmed axis definition }
  }
}
"""
LIST = """
query ($measure: String!, $from: Date, $to: Date, $knownOn: Date, $after: String) {
  outcome(
    measure: $measure, from: $from, to: $to, knownOn: $knownOn, first: 100, after: $after
  ) {
    figure { value facts unit }
    facts { totalCount pageInfo { hasNextPage endCursor } edges { node { amount position } } }
  }
}
"""
FIRST_DAY = date(1950, 1, 1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(pg_server: PgServer, folded: Imported) -> AsyncIterator[World]:
    """The imported ledger with the read models that figures and their lists are read from."""
    with new_database(pg_server, folded.database.name) as database:
        async with opened_world(database, folded.tenant, FOLDED, 120) as made:
            yield made


@pytest.fixture(scope="module")
def as_of(imported: Imported) -> date:
    manifest = json.loads((imported.folder / "manifest.json").read_text("utf-8"))
    return date.fromisoformat(manifest["as_of"])


async def figures(
    world: World, measures: Iterable[str], known_on: date, to: date, from_: date | None = None
) -> dict[str, Any]:
    data = await world.ask(
        "reporting",
        FIGURES,
        **{"from": from_ and str(from_), "to": str(to), "knownOn": str(known_on)},
        measures=sorted(measures),
    )
    return {figure["measure"]: figure for figure in data["outcomes"]["figures"]}


@pytest.mark.asyncio(loop_scope="module")
async def test_the_owner_keeps_sums_that_are_what_is_counted(
    world: World, imported: Imported
) -> None:
    day = datetime.now(ZoneInfo("America/Toronto")).date()
    tenant, measures = imported.tenant, list(MEASURES)
    lasts = [date(year, 12, 31) for year in range(2015, day.year + 1)]
    of = (tenant, measures, [date(d.year, 1, 1) for d in lasts], lasts, day, "America/Toronto")
    with world.database.connect("projector") as projector:
        projector.execute("set role caseledger_projector")

        def settled() -> int | None:
            query = """
                select s.position from read.outcome_summary as s where s.tenant = %(tenant)s
                  and s.position = (select max(position) from read.outcome_fact
                                    where tenant = %(tenant)s)"""
            found = projector.execute(query, {"tenant": tenant}).fetchone()
            return found[0] if found else None

        await asyncio.to_thread(wait_until, lambda: settled() is not None, 60)
        summed = projector.execute(
            "select * from read.outcome_sums(%s, %s, %s, %s, %s, %s, %s, null, null)",
            (tenant, settled(), *of[1:]),
        ).fetchall()
        counted = projector.execute(
            "select * from read.outcome_count(%s, %s, %s, %s, %s, %s, null, null, null)", of
        ).fetchall()
    assert sorted(summed) == sorted(counted)
    assert len({row[0] for row in summed}) >= len(measures) - 2


@pytest.mark.asyncio(loop_scope="module")
async def test_every_quarter_stands_as_expected(
    world: World, imported: Imported, as_of: date
) -> None:
    for day, expected in imported.expected["quarters"].items():
        quarter = date.fromisoformat(day)
        found = await figures(world, STANDING.values(), as_of, quarter)
        then = await figures(world, ["open_cases"], quarter, quarter)
        told = {name: found[measure]["value"] for name, measure in STANDING.items()}
        told["open_cases_as_known_then"] = then["open_cases"]["value"]
        assert told == expected, day
    assert imported.expected["quarters"]


@pytest.mark.asyncio(loop_scope="module")
async def test_every_year_counts_as_expected(world: World, imported: Imported, as_of: date) -> None:
    for year, expected in imported.expected["years"].items():
        first, last = date(int(year), 1, 1), date(int(year), 12, 31)
        found = await figures(world, OF_YEARS.values(), as_of, last, first)
        told = {name: found[measure]["value"] for name, measure in OF_YEARS.items()}
        assert told == expected, year
    assert imported.expected["years"]


@pytest.mark.asyncio(loop_scope="module")
async def test_consents_and_disclosures_count_as_expected(
    world: World, imported: Imported, as_of: date
) -> None:
    found = await figures(world, CONSENT.values(), as_of, as_of, FIRST_DAY)
    told = {name: found[measure]["value"] for name, measure in CONSENT.items()}
    assert told == imported.expected["consent"]


@pytest.mark.asyncio(loop_scope="module")
async def test_every_row_is_counted(world: World, imported: Imported, as_of: date) -> None:
    names = [measure for measures in COUNTS.values() for measure in measures]
    found = await figures(world, [*names, "persons_known"], as_of, as_of, FIRST_DAY)
    told = {name: sum(found[m]["facts"] for m in of) for name, of in COUNTS.items()}
    expected = dict(imported.expected["counts"])
    # Doubles are persons of their own, until somebody says that they are the same.
    doubles = len(imported.expected["mess"]["same_person_pairs"])
    assert found["persons_known"]["value"] == expected.pop("residents") + doubles
    assert told == expected


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "measure",
    [
        "participants",
        "deferred",
        "returned_person",
        "disclosures_papered_later",
        "consents_in_force",
        "overpayments_established",
    ],
)
async def test_the_list_behind_a_figure_is_the_figure(
    world: World, as_of: date, measure: str
) -> None:
    asked = {"measure": measure, "from": str(FIRST_DAY), "to": str(as_of), "knownOn": str(as_of)}
    listed: list[Any] = []
    found: dict[str, Any] = {}
    after, more = None, True
    while more:
        found = (await world.ask("reporting", LIST, **asked, after=after))["outcome"]
        listed += [edge["node"] for edge in found["facts"]["edges"]]
        page = found["facts"]["pageInfo"]
        after, more = page["endCursor"], page["hasNextPage"]
    figure = found["figure"]
    assert len(listed) == figure["facts"] == found["facts"]["totalCount"] > 0
    whole = sum(node["amount"] or 0 for node in listed)
    assert figure["value"] == (whole if figure["unit"] == "cents" else len(listed))
    assert len({node["position"] for node in listed}) == len(listed) or measure == "participants"


@pytest.mark.asyncio(loop_scope="module")
async def test_every_figure_says_what_it_is(world: World, as_of: date) -> None:
    found = await figures(world, [*STANDING.values(), *OF_YEARS.values()], as_of, as_of)
    for figure in found.values():
        assert figure["definition"] and figure["definitionVersion"] and not figure["confirmed"]
        assert figure["axis"].startswith("effective ") and "as known on" in figure["axis"]
