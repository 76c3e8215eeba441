"""From ids to a batch: the decision, the recorded look, and what is common to all answers."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from api.access.gate import NONE, Gate, Opened
from api.asked import Asked
from api.attention import attention_of
from api.context import Context
from api.ids import global_id
from api.labels import Labels
from api.read import effective
from api.read.batch import Batch
from api.read.past import Then, policy_of
from api.schema.case import Case, CaseStatus
from api.schema.category import INCOME, OPENED
from api.schema.common import Freshness
from api.schema.scalars import Day, Position
from domain.access import NOTICE
from projections.case_file.rows import CaseRow
from projections.same_person.queries import merged_then

LISTS = frozenset(
    {
        "CASELOAD",
        "SEARCH",
        "CONSENT_AUDIT",
        "DISCLOSURES",
        "LOOKS",
        "OUTCOME",
        "EMERGENCIES",
        "FINDINGS",
        "QUESTION",
        "LETTERS",
    }
)
"""Tasks that show many people at once."""


def notice(context: Context) -> str:
    """The one neutral notice, whatever the reason."""
    return NOTICE["fr" if context.language == "fr" else "en"]


async def open_batch(
    context: Context,
    gate: Gate,
    opened: Opened,
    asked: Asked,
    freshness: Freshness,
    *,
    task: str,
    cases: Iterable[UUID] = (),
    then: Then | None = None,
) -> Batch:
    """Record the look at all that was opened, and begin a batch under it; ``then``: of the past."""
    labels = Labels(await context.policy(), context.language)
    policy = await policy_of(context, then)
    staff = await context.services.staff.all()
    look = await gate.record(
        opened,
        asked,
        task=task,
        persons=opened.persons,
        cases=[*opened.cases, *cases],
        as_at=then.position if then else None,
    )
    if opened.shown_as and then is not None and then.position is not None:
        opened = await _as_numbered(context, opened, look, then)
    listing = task in LISTS
    return Batch(
        context, opened, look, policy, staff, freshness, labels, listing=listing, then=then
    )


async def _as_numbered(context: Context, opened: Opened, look: UUID, then: Then) -> Opened:
    """The same, by the merges that stood then: numbers that were merged since are shown apart.

    Those whose merge was undone since are two people now, and shown as such.
    """
    assert then.position is not None
    at = then.known_before or then.came_at
    merged = await context.reader.ask(
        look, merged_then, context.tenant, opened.shown_as, then.position, at
    )
    shown_as = {one: shown for one, shown in merged.items() if shown in opened.persons}
    return msgspec.structs.replace(opened, shown_as=shown_as)


async def load_cases(batch: Batch, ids: Sequence[UUID]) -> list[Case]:
    """The cases of these ids that the look opened, in the order of the ids."""
    wanted = [case for case in ids if case in batch.opened.cases]
    rows = await effective.cases(batch, wanted)
    made = {row.case_id: _case(batch, row) for row in rows if row.submitted_on is not None}
    ordered = {case: made[case] for case in wanted if case in made}
    batch.cases.update(ordered)
    return list(ordered.values())


def _case(batch: Batch, row: CaseRow) -> Case:
    labels = batch.labels
    categories = batch.of_case(row.case_id)
    status = row.status_on(batch.today) or "APPLIED"
    told = INCOME in categories
    people = batch.opened.members.get(row.case_id, ())
    shown = categories.union(*(batch.of_person(person) for person in people))
    withheld = [category for category in OPENED if category not in shown]
    provable = batch.context.services.logs is not None and batch.opened.whole([row.case_id], people)
    return Case(
        batch=batch,
        key=row.case_id,
        applicant_id=row.applicant_id,
        id=global_id("Case", row.case_id),
        number=row.case_number or "",
        version=row.version,
        programme=labels.code("programmes", row.programme),
        status=CaseStatus(status),
        status_label=labels.word("case_statuses", status),
        office=labels.maybe("offices", row.office),
        caseworker=batch.staff_member(row.caseworker_id),
        caseworker_elsewhere=row.caseworker_id is not None and row.caseworker_id not in batch.staff,
        submitted_on=_day(row.submitted_on) or Day(""),
        granted_on=_day(row.granted_on),
        exited_on=_day(row.exited_on),
        exit_reason=labels.maybe("exit_reasons", row.exit_reason) if told else None,
        last_activity_on=Day(row.last_activity_on.isoformat()),
        as_of=Day(batch.today.isoformat()),
        attention=attention_of(row, batch.policy, labels, batch.today)
        if told and batch.then.effective_on is None
        else [],
        withheld=labels.codes("categories", withheld),
        position=Position(row.position),
        freshness=batch.freshness,
        proof_pack=f"/packs/case/{row.case_id}" if provable and batch.then.present else None,
    )


def _day(value: object) -> Day | None:
    return None if value is None else Day(str(value))


def with_persons(opened: Opened, found: Opened) -> Opened:
    """Both openings as one; of whom the first opened by all their cases, as late as it says."""
    persons = {
        person: opened.persons.get(person, NONE) | found.persons.get(person, NONE)
        for person in (*opened.persons, *found.persons)
    }
    later = {person: day for person, day in found.until.items() if person not in opened.persons}
    return Opened(
        cases={**opened.cases, **found.cases},
        persons=persons,
        members={**opened.members, **found.members},
        codes=tuple(dict.fromkeys((*opened.codes, *found.codes))),
        purpose=opened.purpose,
        shown_as={**opened.shown_as, **found.shown_as},
        until={**opened.until, **later},
        authorities=tuple(dict.fromkeys((*opened.authorities, *found.authorities))),
        former=(opened.former | found.former) - persons.keys(),
    )
