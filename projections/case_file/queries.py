"""What is asked of the case file. Ids and sort keys come first; rows only under a recorded look."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from projections.case_file.rows import (
    ApplicationRow,
    AssessmentRow,
    BenefitRow,
    CaseRow,
    DeferralRow,
    ExitRow,
    IncomeRow,
    MemberRow,
    MembershipRow,
    OverpaymentRow,
    PlanItemRow,
    PlanRow,
    ReferralRow,
    ResponsibleRow,
    TaskRow,
    by_day,
)
from projections.folding import fold_words
from projections.paging import Count, Page, Scope, count_up_to_cap, fetch, page_of

Connection = AsyncConnection[Any]
T = TypeVar("T")


class CaseKey(msgspec.Struct, frozen=True):
    """A case in the caseload's order: what waits longest first, then what moved last."""

    case_id: UUID
    attention_on: date
    position: int


class CaseloadFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which cases. ``attention_by``: those that wait for somebody on that day, usually today.

    ``statuses`` are those of ``today``; without it, the last that are known of.
    """

    statuses: tuple[str, ...] | None = None
    caseworker: UUID | None = None
    office: str | None = None
    programme: str | None = None
    search: str | None = None
    attention_by: date | None = None
    today: date | None = None


class Assignment(msgspec.Struct, frozen=True):
    """Who is responsible for a case, and one of its members (one row a member).

    ``left_on`` is the first day on which the member is no longer of the unit; ``closed_on`` the day on
    which the case ended, or its application was refused or withdrawn. Where the member has several
    numbers, ``canonical_id`` is the one that is shown, and ``same_as`` are all of them.
    """

    case_id: UUID
    person_id: UUID | None
    office: str | None
    caseworker_id: UUID | None
    status: str | None
    programme: str | None
    left_on: date | None = None
    closed_on: date | None = None
    canonical_id: UUID | None = None
    same_as: list[UUID] | None = None

    def status_on(self, today: date) -> str | None:
        """Its status that day: an exit of a day to come has not ended it yet."""
        return by_day(self.status, self.closed_on, today)


CASELOAD_IDS = """read.caseload_ids(
    %(tenant)s, %(scope)s::jsonb, %(statuses)s, %(caseworker)s, %(office)s,
    %(programme)s, %(words)s, %(number)s, %(attention_by)s,
    %(cursor_on)s, %(cursor_position)s, %(backward)s, %(page)s, %(today)s)"""


async def caseload_keys(
    connection: Connection,
    scope: Scope,
    filter: CaseloadFilter,
    *,
    limit: int,
    cursor: CaseKey | None = None,
    backward: bool = False,
) -> Page[CaseKey]:
    """A page of the caseload after the cursor, or before it when ``backward``.

    Needs no look but to search: without one, no name is found.
    """
    parameters = _caseload(scope, filter, cursor, backward) | {"page": limit + 1}
    rows = await fetch(connection, CaseKey, f"select * from {CASELOAD_IDS}", parameters)
    return page_of(rows, limit, backward=backward)


async def caseload_count(connection: Connection, scope: Scope, filter: CaseloadFilter) -> Count:
    """How many cases the filter finds, up to the cap; needs a look where the page does."""
    return await count_up_to_cap(connection, CASELOAD_IDS, _caseload(scope, filter, None, False))


def _caseload(
    scope: Scope, filter: CaseloadFilter, cursor: CaseKey | None, backward: bool
) -> dict[str, Any]:
    search = _storable(filter.search).strip() if filter.search else None
    return scope.parameters() | {
        "statuses": None if filter.statuses is None else list(filter.statuses),
        "caseworker": filter.caseworker,
        "office": filter.office,
        "programme": filter.programme,
        "words": None if search is None else fold_words(search),
        "number": None if search is None else search.upper(),
        "attention_by": filter.attention_by,
        "today": filter.today,
        "cursor_on": cursor.attention_on if cursor else None,
        "cursor_position": cursor.position if cursor else None,
        "backward": backward,
    }


def _storable(text: str) -> str:
    """PostgreSQL's text cannot hold the character 0: nothing is found by it."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


async def case_numbered(connection: Connection, tenant: str, number: str) -> UUID | None:
    """The case of that number, where there is one; needs no look."""
    cursor = await connection.execute(
        "select read.case_numbered(%s, %s)", (tenant, _storable(number))
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def assignments_of_persons(
    connection: Connection, tenant: str, persons: Iterable[UUID]
) -> list[Assignment]:
    """The cases of which these persons are members, and who is responsible for them."""
    query = "select * from read.assignments_of_persons(%(tenant)s, %(ids)s)"
    return await fetch(connection, Assignment, query, {"tenant": tenant, "ids": list(persons)})


class ReferralFact(msgspec.Struct, frozen=True):
    """A referral as the gate decides on it: ``ended_on`` is the day it was declined or closed."""

    person_id: UUID
    case_id: UUID
    recipient: str
    to_type: str | None
    made_on: date
    ended_on: date | None
    paused_at: datetime | None = None


async def referrals_of(
    connection: Connection, tenant: str, persons: Iterable[UUID]
) -> list[ReferralFact]:
    """To whom each of these persons was referred; what the gate decides on."""
    query = "select * from read.referrals_of(%(tenant)s, %(ids)s)"
    return await fetch(connection, ReferralFact, query, {"tenant": tenant, "ids": list(persons)})


# --- Under a look that names the cases --------------------------------------------------------


async def cases(connection: Connection, tenant: str, ids: Iterable[UUID]) -> list[CaseRow]:
    """The cases that the look opens, in no order."""
    return await _of_cases(connection, CaseRow, "case_file", tenant, ids, "case_id")


async def members(connection: Connection, tenant: str, ids: Iterable[UUID]) -> list[MemberRow]:
    return await _of_cases(connection, MemberRow, "case_member", tenant, ids, "ordinal")


async def applications(
    connection: Connection, tenant: str, ids: Iterable[UUID]
) -> list[ApplicationRow]:
    """Latest first."""
    rows = await _of_cases(
        connection,
        ApplicationRow,
        "case_application",
        tenant,
        ids,
        "submitted_on desc, application_id",
    )
    return [row for row in rows if row.submitted_on is not None]


async def assessments(
    connection: Connection, tenant: str, ids: Iterable[UUID]
) -> list[AssessmentRow]:
    """Latest first."""
    order = "completed_on desc, assessment_id"
    return await _of_cases(connection, AssessmentRow, "case_assessment", tenant, ids, order)


async def plans(connection: Connection, tenant: str, ids: Iterable[UUID]) -> list[PlanRow]:
    """Latest first."""
    order = "created_on desc, plan_id"
    rows = await _of_cases(connection, PlanRow, "case_plan", tenant, ids, order)
    return [row for row in rows if row.created_on is not None]


async def memberships(
    connection: Connection, tenant: str, ids: Iterable[UUID]
) -> list[MembershipRow]:
    """Who was of the unit from when until when, in the order in which they joined."""
    order = "joined_on, left_on, membership_id"
    rows = await _of_cases(connection, MembershipRow, "case_membership", tenant, ids, order)
    return [row for row in rows if row.joined_on is not None]


async def exits(connection: Connection, tenant: str, ids: Iterable[UUID]) -> list[ExitRow]:
    """In the order in which they were learned, with those that were found to be errors."""
    return await _of_cases(connection, ExitRow, "case_exit", tenant, ids, "position")


async def responsible(
    connection: Connection, tenant: str, ids: Iterable[UUID]
) -> list[ResponsibleRow]:
    """Who took the cases over, in the order in which it was learned."""
    return await _of_cases(connection, ResponsibleRow, "case_responsible", tenant, ids, "position")


async def deferrals(connection: Connection, tenant: str, ids: Iterable[UUID]) -> list[DeferralRow]:
    """Latest first."""
    order = "from_on desc, deferral_id"
    rows = await _of_cases(connection, DeferralRow, "case_deferral", tenant, ids, order)
    return [row for row in rows if row.from_on is not None]


async def incomes(connection: Connection, tenant: str, ids: Iterable[UUID]) -> list[IncomeRow]:
    """One a person and month, as told last; latest month first."""
    order = "month desc, person_id, reported_on desc, position desc"
    rows = await _of_cases(connection, IncomeRow, "case_income", tenant, ids, order)
    standing: dict[tuple[UUID, UUID, str], IncomeRow] = {}
    for row in rows:
        standing.setdefault((row.case_id, row.person_id, row.month), row)
    return list(standing.values())


async def overpayments(
    connection: Connection, tenant: str, ids: Iterable[UUID]
) -> list[OverpaymentRow]:
    """Latest first."""
    order = "established_on desc, overpayment_id"
    return await _of_cases(connection, OverpaymentRow, "case_overpayment", tenant, ids, order)


async def plan_items(connection: Connection, tenant: str, ids: Iterable[UUID]) -> list[PlanItemRow]:
    """In the order in which they were agreed."""
    rows = await _of_cases(
        connection, PlanItemRow, "case_plan_item", tenant, ids, "plan_id, position, item_id"
    )
    return [row for row in rows if row.kind is not None]


async def referrals(connection: Connection, tenant: str, ids: Iterable[UUID]) -> list[ReferralRow]:
    """Latest first."""
    rows = await _of_cases(
        connection, ReferralRow, "case_referral", tenant, ids, "made_on desc, referral_id"
    )
    return [row for row in rows if row.made_on is not None]


async def tasks(connection: Connection, tenant: str, ids: Iterable[UUID]) -> list[TaskRow]:
    """Those that are open, what is due first standing first."""
    rows = await _of_cases(connection, TaskRow, "case_task", tenant, ids, "due_on, task_id")
    return [row for row in rows if row.kind is not None and row.outcome is None]


async def benefits(connection: Connection, tenant: str, ids: Iterable[UUID]) -> list[BenefitRow]:
    """Latest first."""
    rows = await _of_cases(
        connection, BenefitRow, "case_benefit", tenant, ids, "issued_on desc, benefit_id"
    )
    return [row for row in rows if row.issued_on is not None]


async def _of_cases(
    connection: Connection, row_type: type[T], table: str, tenant: str, ids: Iterable[UUID], by: str
) -> list[T]:
    columns = ", ".join(row_type.__struct_fields__)  # type: ignore[attr-defined]
    query = (
        f"select {columns} from read.{table}"
        f" where tenant = %(tenant)s and case_id = any (%(ids)s) order by {by}"
    )
    return await fetch(connection, row_type, query, {"tenant": tenant, "ids": list(ids)})
