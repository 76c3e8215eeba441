"""The caseload, and one case."""

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

from api.access.gate import Gate, Opened, gate_of
from api.asked import Asked, asked
from api.context import Context, Info
from api.errors import Fault
from api.paging import Place, page_info, page_size, read_cursor, write_cursor
from api.parse import id_argument
from api.read.consented import keys_by_consent, place
from api.read.counts import counting
from api.read.fresh import fresh
from api.read.opening import load_cases, notice, open_batch
from api.read.past import Then, of_files, then_of
from api.schema.case import Case, CaseConnection, CaseEdge, CaseloadFilter
from api.schema.common import Freshness, NotAvailable
from api.schema.past import AsKnown, AsOf
from projections.case_file import queries
from projections.case_file.queries import CaseKey
from projections.paging import Count, Page

LONGEST_SEARCH = 200


async def caseload(
    info: Info,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    given: CaseloadFilter | None,
    at_least: int | None,
    at: AsKnown | None = None,
) -> CaseConnection:
    """A page of the cases that are this viewer's to work on, what waits longest first."""
    context = info.context
    if (first is not None or after) and (last is not None or before):
        raise Fault("BOTH_WAYS", field="last")
    backward = last is not None or before is not None
    limits = context.services.settings.limits
    size = page_size(limits, last if backward else first, "last" if backward else "first")
    cursor = _cursor(before if backward else after, "before" if backward else "after")
    gate = await gate_of(context)
    if gate.basis == "DUTY":
        raise Fault("NOT_PERMITTED")
    then = await then_of(context, at, gate)
    filter = _filter(context, gate, given, then)
    freshness = await fresh(context, then.at_least(at_least))
    wanted = asked(info)
    look = await gate.searching(wanted, then.position) if filter.search else None
    page, count = await _keys(context, gate, look, filter, size, cursor, backward, then)
    keys = {key.case_id: key for key in page.rows}
    cases = await _open(context, gate, list(keys), wanted, freshness, then)
    edges = [CaseEdge(cursor=_write(keys[case.key]), node=case) for case in cases]
    return CaseConnection(
        edges=edges,
        page_info=page_info(
            [edge.cursor for edge in edges],
            before=page.more if backward else cursor is not None,
            after=cursor is not None if backward else page.more,
        ),
        freshness=freshness,
        counting=counting(count),
    )


async def _keys(
    context: Context,
    gate: Gate,
    look: UUID | None,
    filter: queries.CaseloadFilter,
    size: int,
    cursor: CaseKey | None,
    backward: bool,
    then: Then,
) -> tuple[Page[CaseKey], Callable[[], Awaitable[Count]]]:
    scope, ask, at = gate.scope(), context.reader.ask_then, then.position
    if gate.basis == "CONSENT":
        found = await keys_by_consent(context, gate, look, filter)
        return _page(found, size, cursor, backward)
    page = await ask(
        look, at, queries.caseload_keys, scope, filter, limit=size, cursor=cursor, backward=backward
    )
    return page, lambda: ask(look, at, queries.caseload_count, scope, filter)


def _page(
    found: Page[CaseKey], size: int, cursor: CaseKey | None, backward: bool
) -> tuple[Page[CaseKey], Callable[[], Awaitable[Count]]]:
    """The page of a list that is known whole, and its count."""
    keys, total = found.rows, Count(len(found.rows), found.more)
    if cursor is not None:
        end = place(cursor)
        keys = [key for key in keys if place(key) != end and (place(key) < end) == backward]

    async def count() -> Count:
        return total

    return Page(keys[-size:] if backward else keys[:size], len(keys) > size), count


async def _open(
    context: Context,
    gate: Gate,
    ids: list[UUID],
    wanted: Asked,
    freshness: Freshness,
    then: Then,
) -> list[Case]:
    if not ids:
        return []
    opened = await gate.cases(ids)
    if not opened.cases:
        return []
    batch = await open_batch(context, gate, opened, wanted, freshness, task="CASELOAD", then=then)
    return await load_cases(batch, ids)


def _filter(
    context: Context, gate: Gate, given: CaseloadFilter | None, then: Then
) -> queries.CaseloadFilter:
    given = given or CaseloadFilter()
    statuses = tuple(status.value for status in given.status) if given.status else None
    search = (given.search or "").strip()[:LONGEST_SEARCH].replace("\x00", "") or None
    return queries.CaseloadFilter(
        statuses=statuses,
        caseworker=gate.session.account_id if given.mine else None,
        office=given.office or None,
        programme=given.programme or None,
        search=search,
        attention_by=then.day if given.needs_attention else None,
        today=then.day,
    )


def _write(key: CaseKey) -> str:
    return write_cursor([key.attention_on, key.position, key.case_id])


def _cursor(text: str | None, field: str) -> CaseKey | None:
    if not text:
        return None
    on, position, case = read_cursor(text, tuple[date, Place, UUID], field)
    return CaseKey(case, on, position)


async def case(
    info: Info,
    id: str | None,
    number: str | None,
    at_least: int | None,
    purpose: str | None = None,
    at: AsOf | None = None,
) -> Case | NotAvailable:
    """One case by id or by number. Unknown and not open are one answer, and both are recorded."""
    context = info.context
    key = id_argument(id, "Case", "id")
    gate = await gate_of(context, purpose)
    then = await then_of(context, at, gate)
    freshness = await fresh(context, then.at_least(at_least))
    if key is None and number and "\x00" not in number:
        key = await context.reader.ask(
            None, queries.case_numbered, context.tenant, number.strip().upper()
        )
    wanted = asked(info)
    found = await open_case(context, gate, key, wanted, freshness, then=then) if key else None
    if found is None:
        if key is None:
            await gate.record(Opened(), wanted, task="CASE", allowed=False, as_at=then.position)
        return NotAvailable(message=notice(context))
    return found


async def open_case(
    context: Context,
    gate: Gate,
    key: UUID,
    wanted: Asked,
    freshness: Freshness,
    task: str = "CASE",
    then: Then | None = None,
) -> Case | None:
    """The case where it is open; else nothing, and the refused look is recorded.

    Raises ``Fault`` where it is open, and was not known then.
    """
    opened = await gate.cases([key])
    if key not in opened.cases:
        people = opened.members.get(key, ())
        await gate.record(
            opened,
            wanted,
            task=task,
            persons=people,
            cases=[key],
            allowed=False,
            as_at=then.position if then else None,
        )
        return None
    then = await of_files(context, then, opened)
    batch = await open_batch(context, gate, opened, wanted, freshness, task=task, then=then)
    cases = await load_cases(batch, [key])
    if not cases and not batch.then.present:
        raise Fault("NOT_KNOWN_THEN", field="at")
    return cases[0] if cases else None
