"""As the ledger stood at a position: what is told later is what was told then."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from psycopg import AsyncConnection, errors

from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from projections.case_file import queries as case_file
from projections.case_file.project import CASE_FILE
from projections.case_file.queries import CaseKey, CaseloadFilter
from projections.case_file.rows import CaseRow, MemberRow
from projections.consent_audit import queries as consent_audit
from projections.consent_audit.queries import DisclosureFilter
from projections.letters.queries import letters
from projections.meetings.queries import appointments
from projections.paging import Page, Scope
from projections.person_directory.queries import Cutoff, persons, persons_then, reached_on
from projections.run import Projections
from projections.then import NOT_OF_PAST, as_at
from projections.timeline import queries as timeline
from tests.integration.projections.reading import (
    CASES,
    EVENTS,
    EVERYTHING,
    MEMBERS,
    TODAY,
    Reader,
    looking,
)
from tests.integration.projections.town import KEK, append
from tests.support.databases import Database
from tests.unit.projections.histories import TENANT
from tests.unit.projections.memory import Memory

CASE_IDS = [case.case_id for case in CASES]
PERSON_IDS = list(dict.fromkeys(member.person_id for member in MEMBERS))
MIDWAY = EVENTS[250].known_at
LAST = 500
"""Events that the ledger grows by."""

Answers = dict[str, Any]


class Grown(NamedTuple):
    """The ledger's last position, and by position what was answered when the ledger stood there."""

    last: int
    told: dict[int, Answers]


async def answers(reader: Reader, secret: str) -> Answers:
    """All that is asked of every case and person, and pages of every list."""
    found: Answers = {}
    for number, filter in enumerate(_FILTERS):
        found[f"caseload {number}"] = await _caseload(reader, filter)
        count = await case_file.caseload_count(reader, EVERYTHING, filter)
        found[f"caseload count {number}"] = count
    for state in (None, "GIVEN", "WITHDRAWN", "EXPIRED"):
        page = await consent_audit.consent_keys(
            reader, EVERYTHING, today=TODAY, state=state, limit=7
        )
        found[f"consents {state}"] = page
        count = await consent_audit.consent_count(reader, EVERYTHING, today=TODAY, state=state)
        found[f"consent count {state}"] = count
    to_eo = DisclosureFilter(recipient_kind="EO")
    found["disclosures"] = await consent_audit.disclosure_keys(reader, EVERYTHING, to_eo, limit=9)
    found["disclosure count"] = await consent_audit.disclosure_count(reader, EVERYTHING, to_eo)
    async with looking(reader, secret, persons=PERSON_IDS, cases=CASE_IDS):
        for of_cases in _OF_CASES:
            rows = await of_cases(reader, TENANT, CASE_IDS)
            found[of_cases.__name__] = sorted(rows, key=repr)
        for of_persons in _OF_PERSONS:
            rows = await of_persons(reader, TENANT, PERSON_IDS)
            found[of_persons.__name__] = sorted(rows, key=repr)
        reached = await reached_on(reader, TENANT, PERSON_IDS, TODAY)
        found["reached"] = sorted(reached, key=repr)
        cutoffs = [Cutoff(person, MIDWAY) for person in PERSON_IDS]
        found["persons then"] = await persons_then(reader, TENANT, cutoffs)
        for case in CASE_IDS[:5]:
            found[f"timeline {case}"] = await timeline.of_case(
                reader, TENANT, case, PERSON_IDS[:9], limit=6
            )
            found[f"timeline count {case}"] = await timeline.count_of_case(
                reader, TENANT, case, PERSON_IDS[:9]
            )
    return found


_OF_CASES: tuple[Callable[..., Awaitable[list[Any]]], ...] = (
    case_file.cases,
    case_file.members,
    case_file.applications,
    case_file.assessments,
    case_file.plans,
    case_file.plan_items,
    case_file.memberships,
    case_file.exits,
    case_file.responsible,
    case_file.tasks,
    case_file.deferrals,
    case_file.incomes,
    case_file.overpayments,
    case_file.referrals,
    case_file.benefits,
    appointments,
    letters,
)
_OF_PERSONS: tuple[Callable[..., Awaitable[list[Any]]], ...] = (
    persons,
    consent_audit.consents_of,
    consent_audit.disclosures_of,
    consent_audit.tellings_of,
    consent_audit.pauses_of,
)
_FILTERS = (
    CaseloadFilter(),
    CaseloadFilter(statuses=("GRANTED", "EXITED")),
    CaseloadFilter(office="centre", attention_by=TODAY),
    CaseloadFilter(search=CASES[3].case_number),
)


async def _caseload(reader: Reader, filter: CaseloadFilter) -> list[Page[CaseKey]]:
    """The first pages, and the way back from there."""
    ask = case_file.caseload_keys
    first = await ask(reader, EVERYTHING, filter, limit=5)
    if not first.more:
        return [first]
    second = await ask(reader, EVERYTHING, filter, limit=5, cursor=first.rows[-1])
    back = await ask(reader, EVERYTHING, filter, limit=3, cursor=second.rows[0], backward=True)
    return [first, second, back]


@pytest.fixture(scope="module")
def grown(database: Database, signed_in: str) -> Grown:
    """A ledger that grew by leaps of any size, folded in batches of any size."""
    random = Random(8)
    told: dict[int, Answers] = {}

    async def grow() -> int:
        events = list(EVENTS[:LAST])
        async with (
            Ledger(database.url("writer"), TENANT, KeyEncryptionKey(KEK)) as ledger,
            Projections(
                ledger, database.url("projector"), batch=lambda: random.choice((1, 3, 20, 200))
            ) as projections,
            await AsyncConnection.connect(database.url("reader"), autocommit=True) as reader,
        ):
            await hold(reader, signed_in)
            last = 0
            while events:
                size = random.choice((1, 5, 40, 70)) if last else 120
                last = await append(ledger, events[:size])
                del events[:size]
                assert await projections.wait_for(None, last, 60)
                told[last] = await answers(reader, signed_in)
        return last

    return Grown(asyncio.run(grow()), told)


async def hold(reader: Reader, secret: str) -> None:
    await reader.execute("select set_config('caseledger.session', %s, false)", (secret,))


async def test_asked_later_of_any_position_it_is_told_as_it_was_then(
    reader: Reader, secret: str, grown: Grown
) -> None:
    assert len({repr(each["cases"]) for each in grown.told.values()}) > 6
    for position, then in grown.told.items():
        async with as_at(reader, position):
            again = await answers(reader, secret)
        for what, told in then.items():
            assert again[what] == told, (position, what)


async def test_every_event_left_its_version_also_in_the_middle_of_a_batch(
    reader: Reader, secret: str, grown: Grown
) -> None:
    within = [at for at in range(60, grown.last) if at not in grown.told]
    for position in sorted(Random(3).sample(within, 12)):
        memory = Memory(CASE_FILE)
        memory.take([event for event in EVENTS if event.position <= position])
        async with (
            as_at(reader, position),
            looking(reader, secret, cases=CASE_IDS),
        ):
            for ask, kind in ((case_file.cases, CaseRow), (case_file.members, MemberRow)):
                then = await ask(reader, TENANT, CASE_IDS)
                expected = [row for row in memory.rows(kind) if row.case_id in CASE_IDS]
                assert sorted(then, key=repr) == sorted(expected, key=repr), position


async def test_what_no_past_is_kept_of_is_not_answered_by_the_present(
    reader: Reader, grown: Grown
) -> None:
    with pytest.raises(NOT_OF_PAST):
        async with as_at(reader, grown.last):
            await case_file.referrals_of(reader, TENANT, PERSON_IDS)
    assert await case_file.referrals_of(reader, TENANT, PERSON_IDS), "and then asks of now again"


async def test_the_past_is_shut_without_a_look_and_a_session_as_the_present_is(
    stranger: Reader, secret: str, grown: Grown
) -> None:
    async with as_at(stranger, grown.last - 50):
        page = await case_file.caseload_keys(stranger, EVERYTHING, CaseloadFilter(), limit=5)
        assert page.rows == [], "without a session no ids"
        await hold(stranger, secret)
        assert await case_file.cases(stranger, TENANT, CASE_IDS) == []
        assert await persons(stranger, TENANT, PERSON_IDS) == []
        async with looking(stranger, secret, cases=CASE_IDS[:1]):
            opened = await case_file.cases(stranger, TENANT, CASE_IDS)
            assert {row.case_id for row in opened} <= {CASE_IDS[0]}
            twins = await stranger.execute(_TWIN)
            assert {row[0] for row in await twins.fetchall()} == {CASE_IDS[0]}
    with pytest.raises(errors.InsufficientPrivilege):
        await stranger.execute(f"update {_PHYSICAL} set since = 0")


async def test_whose_lists_name_a_case_is_decided_on_what_it_is_now(
    reader: Reader, grown: Grown
) -> None:
    scope, everything = Scope(tenant=TENANT, recipient="eo-01"), CaseloadFilter()
    now = await _all(reader, scope, everything)
    gained = False
    for position, told in grown.told.items():
        async with as_at(reader, position):
            then = await _all(reader, scope, everything)
            known = await _all(reader, EVERYTHING, everything)
        assert then == now & known
        rows = [row for row in told["cases"] if row.case_id in now]
        gained |= any("eo-01" not in row.recipients for row in rows)
    assert gained, "also of the days before it was theirs"


async def _all(reader: Reader, scope: Scope, filter: CaseloadFilter) -> set[UUID]:
    page = await case_file.caseload_keys(reader, scope, filter, limit=1000)
    return {key.case_id for key in page.rows}


_PHYSICAL = f"read.{CASE_FILE.physical(CASE_FILE.tables[0])}"
_TWIN = f"select case_id from read.{CASE_FILE.twin(CASE_FILE.tables[0])}"


async def test_a_day_ends_before_the_first_event_that_was_known_after_it(
    stranger: Reader, database: Database, grown: Grown
) -> None:
    with database.connect("migrator") as connection:
        known = connection.execute(
            "select position, known_at from ledger.events"
            " where type <> 'policy.published' order by position"
        ).fetchall()
    for _, instant in [known[0], *Random(5).sample(known, 6), known[-1]]:
        later = (position for position, other in known if other >= instant)
        cursor = await stranger.execute(_KNOWN, (TENANT, instant))
        assert await cursor.fetchone() == (next(later) - 1,)
    cursor = await stranger.execute(_KNOWN, (TENANT, "infinity"))
    assert await cursor.fetchone() == (known[-1][0],)
    cursor = await stranger.execute(_KNOWN, ("another", known[0][1]))
    assert await cursor.fetchone() == (known[-1][0],), "another tenant learned nothing of this"


_KNOWN = "select ledger.position_known(%s, %s)"
