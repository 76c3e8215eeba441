"""Figures and the lists behind them: the hard cases one by one, and a town through the engine."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import msgspec
import pytest

from domain.case import events as e
from domain.person import PersonRegistered
from domain.private import Clear
from domain.sameness import PersonsMerged, PersonsUnmerged
from projections.outcomes import queries
from projections.outcomes.measures import MEASURES
from projections.outcomes.queries import Asked, FactKey
from tests.integration.projections.folded import fold, sign_in
from tests.integration.projections.reading import TODAY, Reader, looking
from tests.support.databases import Database
from tests.unit.projections.histories import OFFICES, TENANT
from tests.unit.projections.told import ANN, BEN, CASE, Story, an_id

MONDAY = date(2024, 3, 4)
ZONE = "America/Toronto"
LATER = date(2026, 10, 31)
ALWAYS = (date(1990, 1, 1), date(2030, 1, 1))


class Figures:
    """A story's figures: ``told(measure)`` counts all of it, as known on a day."""

    def __init__(self, reader: Reader, database: Database, story: Story) -> None:
        self._reader, self._database, self._story = reader, database, story
        self._tenant = f"town-{uuid4().hex[:8]}"
        self._folded = False

    async def __call__(
        self, measure: str, on: date = LATER, known_on: date = LATER, **of: str
    ) -> int:
        if not self._folded:
            events = [msgspec.structs.replace(r, tenant=self._tenant) for r in self._story.events]
            await fold(self._database, [events])
            secret = sign_in(self._database, [self._tenant])[self._tenant]
            await self._reader.execute(
                "select set_config('caseledger.session', %s, false)", (secret,)
            )
            self._folded = True
        asked = Asked(known_on=known_on, zone=ZONE, **of)
        period = (on, on) if MEASURES[measure].kind == "standing" else ALWAYS
        found = await queries.figures(
            self._reader, self._tenant, asked, [MEASURES[measure]], [period]
        )
        return found[measure][0].value


@pytest.fixture
async def counting(
    database: Database, stranger: Reader
) -> AsyncIterator[Callable[[Story], Figures]]:
    yield lambda story: Figures(stranger, database, story)


Counting = Callable[[Story], Figures]


async def test_four_days_are_read_four_ways(counting: Counting) -> None:
    # Submitted on the Thursday before Good Friday 2024, complete on the Tuesday after.
    story = Story()
    story.submitted(date(2024, 3, 28))
    story.completed(date(2024, 4, 2))
    story.decided(date(2024, 4, 4))
    told = counting(story)
    assert await told("decided_within_standard") == 1
    assert await told("decided_within_standard_calendar") == 1
    assert await told("decided_within_standard_submitted") == 1
    assert await told("decided_within_standard_calendar_submitted") == 0


@pytest.mark.parametrize(
    ("decided_on", "within"),
    [
        (date(2010, 4, 9), 1),
        (date(2010, 4, 10), 1),
        (date(2010, 4, 11), 1),
        (date(2010, 4, 12), 0),
    ],
)
async def test_a_weekend_after_the_fourth_business_day_is_within_it_in_any_year(
    counting: Counting, decided_on: date, within: int
) -> None:
    # From the Monday after Easter 2010 on; no standard of ours began before 2018.
    story = Story()
    story.submitted(date(2010, 4, 5), completed_on=date(2010, 4, 5))
    story.decided(decided_on)
    assert await counting(story)("decided_within_standard") == within


async def test_a_completion_that_is_learned_late_moves_the_standard_from_then_on(
    counting: Counting,
) -> None:
    story = Story()
    story.submitted(MONDAY)
    story.decided(MONDAY + timedelta(days=14))
    story.completed(MONDAY + timedelta(days=11))
    learned = MONDAY + timedelta(days=40)
    late = datetime.combine(learned, time(12), UTC)
    story.events[-1] = msgspec.structs.replace(story.events[-1], known_at=late)
    told = counting(story)
    assert await told("decided_within_standard", known_on=learned - timedelta(days=1)) == 0
    assert await told("decided_within_standard", known_on=learned) == 1


async def test_an_exit_recorded_in_error_counts_until_it_is_known_to_be_one(
    counting: Counting,
) -> None:
    story = Story()
    story.submitted(MONDAY)
    story.decided(MONDAY)
    gone, found = MONDAY + timedelta(days=30), MONDAY + timedelta(days=60)
    wrong = story.exited(gone)
    story.reopened(found, corrects=wrong)
    told = counting(story)
    before = found - timedelta(days=1)
    assert await told("exits_to_employment", known_on=before) == 1
    assert await told("open_cases", on=gone, known_on=before) == 0
    for measure in ("exits", "exits_to_employment", "exits_final", "exits_maturing"):
        assert await told(measure, known_on=found) == 0
    assert await told("open_cases", on=gone, known_on=found) == 1


@pytest.mark.parametrize(("away", "returned"), [(0, 1), (365, 1), (366, 0)])
async def test_a_return_within_the_year_is_one_and_one_after_it_is_none(
    counting: Counting, away: int, returned: int
) -> None:
    story = Story()
    story.submitted(MONDAY)
    story.decided(MONDAY)
    gone = MONDAY + timedelta(days=10)
    story.exited(gone)
    back = gone + timedelta(days=away)
    story.submitted(back, "return")
    story.decided(back, "return")
    told = counting(story)
    assert await told("exits_final") == 1
    assert await told("returned_case") == await told("returned_person") == returned
    assert await told("no_return_within_a_year") == 1 - returned
    ripe = gone + timedelta(days=365)
    assert await told("exits_maturing", known_on=ripe - timedelta(days=1)) == 1
    assert await told("exits_final", known_on=ripe) == 1


async def test_who_returns_as_a_dependant_or_with_another_case_is_told_apart(
    counting: Counting,
) -> None:
    # Ann leaves; Ben, a dependant then, comes back; the case does not.
    story = Story()
    story.submitted(MONDAY)
    story.decided(MONDAY)
    story.exited(MONDAY + timedelta(days=10))
    story.submitted(
        MONDAY + timedelta(days=20), "other", members=(e.Member(BEN, "APPLICANT", "OW_ADULT"),)
    )
    story.decided(MONDAY + timedelta(days=20), "other")
    elsewhere = uuid4()
    for at in (-2, -1):
        told = story.events[at]
        event = msgspec.structs.replace(told.event, case_id=elsewhere)  # type: ignore[call-arg]
        story.events[at] = msgspec.structs.replace(told, event=event)
    assert await counting(story)("returned_person") == 0
    again = Story()
    again.events = list(story.events)
    again.submitted(MONDAY + timedelta(days=30), "third")
    again.decided(MONDAY + timedelta(days=30), "third")
    for at in (-2, -1):
        told = again.events[at]
        event = msgspec.structs.replace(told.event, case_id=elsewhere)  # type: ignore[call-arg]
        again.events[at] = msgspec.structs.replace(told, event=event)
    figures = counting(again)
    assert await figures("returned_person") == 1
    assert await figures("returned_case") == 0


async def test_exits_of_another_programme_are_no_exits_from_ontario_works(
    counting: Counting,
) -> None:
    story = Story()
    story.submitted(MONDAY, programme="ODSP")
    story.decided(MONDAY)
    story.exited(MONDAY + timedelta(days=9))
    told = counting(story)
    assert await told("exits") == await told("exits_final") == 0
    assert await told("exits_recorded") == await told("exits_recorded", programme="ODSP") == 1


async def test_participants_are_adults_who_take_part_and_plans_those_since_the_grant(
    counting: Counting,
) -> None:
    story = Story()
    story.submitted(MONDAY)
    story.planned(MONDAY - timedelta(days=3), review_on=MONDAY)
    story.decided(MONDAY)
    after = MONDAY + timedelta(days=5)
    story.planned(after, review_on=MONDAY)
    told = counting(story)
    assert await told("participants", on=MONDAY) == 1
    assert await told("action_plan_in_place", on=after - timedelta(days=1)) == 0
    assert await told("action_plan_in_place", on=after) == 1


async def test_a_known_membership_tells_who_is_of_the_unit_and_when(counting: Counting) -> None:
    story = Story()
    story.submitted(MONDAY)
    story.decided(MONDAY)
    one = {"case_id": CASE, "person_id": BEN}
    child, adult = ({"membership_id": an_id(name)} for name in ("child", "adult"))
    birthday = MONDAY + timedelta(days=50)
    story.tell(
        e.MemberJoined(
            **one,
            **child,
            role="DEPENDENT",
            participant_class="DEPENDENT_CHILD",
            joined_on=MONDAY,
        )
    )
    story.tell(e.MemberLeft(**one, **child, left_on=birthday))
    story.tell(
        e.MemberJoined(
            **one,
            **adult,
            role="DEPENDENT",
            participant_class="DEPENDENT_ADULT",
            joined_on=birthday,
        )
    )
    told = counting(story)
    assert await told("participants", on=birthday - timedelta(days=1)) == 0
    assert await told("participants", on=birthday) == 1


async def test_one_person_under_two_numbers_counts_once_until_the_merge_is_undone(
    counting: Counting,
) -> None:
    story = Story()
    for person in (ANN, BEN):
        name = Clear("A", person)
        registered = PersonRegistered(
            person_id=person,
            given_name=name,
            family_name=name,
            birth_date=name,
            official_language="fr",
        )
        story.tell(registered, MONDAY)
    both = (e.Member(ANN, "APPLICANT", "OW_ADULT"), e.Member(BEN, "SPOUSE", "OW_ADULT"))
    story.submitted(MONDAY, members=both)
    story.decided(MONDAY)
    merged, parted = MONDAY + timedelta(days=10), MONDAY + timedelta(days=20)
    pair = {"survivor_id": ANN, "merged_id": BEN, "members": (BEN,), "reason": "X"}
    for event, day in ((PersonsMerged(**pair), merged), (PersonsUnmerged(**pair), parted)):
        story.tell(event, day)
        story.tell(event, day)  # In the stream of each of them.
    told = counting(story)
    for day, persons in ((MONDAY, 2), (merged, 1), (parted, 2)):
        for measure in ("persons_known", "participants"):
            assert await told(measure, on=LATER, known_on=day) == persons, (measure, day)


async def test_the_fast_track_stands_apart(counting: Counting) -> None:
    story = Story()
    story.submitted(MONDAY)
    story.decided(MONDAY)
    story.referred(MONDAY, origin="FAST_TRACK")
    story.answered(MONDAY + timedelta(days=3))
    told = counting(story)
    assert await told("referrals_made") == await told("referrals_accepted") == 1
    assert await told("referrals_made_without_fast_track") == 0
    assert await told("referrals_accepted_without_fast_track") == 0
    assert await told("referred_to_employment", on=MONDAY) == 1
    assert await told("referred_without_fast_track", on=MONDAY) == 0


async def test_an_office_has_the_figures_of_the_days_on_which_it_was_responsible(
    counting: Counting,
) -> None:
    story = Story()
    story.submitted(MONDAY, office="est")
    story.decided(MONDAY)
    moved = MONDAY + timedelta(days=20)
    story.assigned(moved)
    told = counting(story)
    before = moved - timedelta(days=1)
    assert await told("open_cases", on=before, office="est") == 1
    assert await told("open_cases", on=before, office="centre") == 0
    assert await told("open_cases", on=moved, office="est") == 0
    assert await told("open_cases", on=moved, office="centre") == 1
    assert await told("applications_received", office="est") == 1


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("office", [None, *OFFICES])
async def test_every_figure_of_a_town_is_the_size_or_sum_of_its_list(
    reader: Reader, secret: str, office: str | None
) -> None:
    asked = Asked(known_on=TODAY, zone=ZONE, office=office)
    measures = [m for m in MEASURES.values() if m.of_case or not office]
    year = (date(2024, 1, 1), date(2024, 12, 31))
    months = [(date(2024, m, 1), date(2024, m, 28)) for m in (3, 6)]
    periods = [year, *months]
    figures = await queries.figures(reader, TENANT, asked, measures, periods)
    for measure in measures:
        for period, figure in zip(periods, figures[measure.id], strict=True):
            keys: list[FactKey] = []
            more = True
            while more:
                after = keys[-1] if keys else None
                page = await queries.fact_keys(
                    reader, TENANT, asked, measure, period, limit=25, after=after
                )
                keys, more = keys + page.rows, page.more
            assert len(set(keys)) == len(keys) == figure.facts
            cases = [key.case_id for key in keys if key.case_id]
            persons = [key.person_id for key in keys if key.person_id and not key.case_id]
            async with looking(reader, secret, cases=cases, persons=persons):
                facts = await queries.facts(reader, TENANT, [key.position for key in keys])
            assert [(f.position, f.day) for f in facts] == [(k.position, k.day) for k in keys]
            cents = sum(f.amount_cents or 0 for f in facts)
            assert figure.value == (cents if measure.unit == "cents" else len(facts))
    assert any(figure[0].value for figure in figures.values())


@pytest.mark.usefixtures("town")
async def test_without_a_session_there_are_no_figures_and_without_a_look_no_facts(
    stranger: Reader, reader: Reader
) -> None:
    asked = Asked(known_on=TODAY, zone=ZONE)
    measure = MEASURES["applications_received"]
    page = await queries.fact_keys(reader, TENANT, asked, measure, ALWAYS, limit=5)
    assert (
        page.rows and await queries.facts(reader, TENANT, [key.position for key in page.rows]) == []
    )
    assert 2024 in await queries.years(reader, TENANT)
    await stranger.execute("select set_config('caseledger.session', '', false)")
    figures = await queries.figures(stranger, TENANT, asked, [measure], [ALWAYS])
    assert figures[measure.id][0].facts == 0
    assert (await queries.fact_keys(stranger, TENANT, asked, measure, ALWAYS, limit=5)).rows == []
