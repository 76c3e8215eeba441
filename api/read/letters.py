"""Letters: the list of those that wait, one of them, those of a case; and whether one may be mailed."""

from collections import defaultdict
from typing import TYPE_CHECKING
from uuid import UUID

from api.access.gate import gate_of
from api.asked import asked
from api.context import Info
from api.errors import Fault
from api.ids import global_id
from api.paging import Place, page_info, page_size, read_cursor, write_cursor
from api.parse import id_argument
from api.read.counts import counting
from api.read.fresh import fresh
from api.schema.category import CONTACT, FILE
from api.schema.common import Code, NotAvailable
from api.schema.letters import Letter, LetterConnection, LetterEdge, Task
from api.schema.scalars import Day
from domain.person import safe_by
from projections.case_file.queries import members
from projections.case_file.queries import tasks as task_rows
from projections.letters import queries
from projections.person_directory.queries import persons

if TYPE_CHECKING:
    from api.read.batch import Batch

TASKS = ("LETTERS", "LETTER")


async def waiting(
    info: Info, first: int | None, after: str | None, at_least: int | None
) -> LetterConnection:
    """Letters that wait in the cases of this viewer's lists, the oldest first; a recorded look."""
    from api.read.opening import load_cases, open_batch

    context = info.context
    gate = await gate_of(context)
    if gate.basis in ("DUTY", "CONSENT"):
        raise Fault("NOT_PERMITTED")
    size = page_size(context.services.settings.limits, first)
    place = read_cursor(after, tuple[Place])[0] if after else None
    freshness = await fresh(context, at_least)
    scope = gate.scope()
    page = await context.reader.ask(None, queries.waiting_keys, scope, limit=size, after=place)
    edges = []
    if page.rows:
        ids = list(dict.fromkeys(key.case_id for key in page.rows))
        opened = await gate.cases(ids)
        if opened.cases:
            batch = await open_batch(context, gate, opened, asked(info), freshness, task="LETTERS")
            await load_cases(batch, ids)
            known = await batch.letters()
            for key in page.rows:
                if found := known.get(key.letter_id):
                    edges.append(LetterEdge(cursor=write_cursor([key.position]), node=found))
    return LetterConnection(
        edges=edges,
        page_info=page_info(
            [edge.cursor for edge in edges], before=after is not None, after=page.more
        ),
        freshness=freshness,
        counting=counting(lambda: context.reader.ask(None, queries.waiting_count, scope)),
    )


async def letter(info: Info, id: str, at_least: int | None) -> Letter | NotAvailable:
    """One letter, under a look at its case. Unknown and not open are one answer."""
    from api.read.cases import open_case
    from api.read.opening import notice

    context = info.context
    key = id_argument(id, "Letter", "id")
    gate = await gate_of(context)
    freshness = await fresh(context, at_least)
    of = (
        await context.reader.ask(None, queries.case_of_letter, context.tenant, key) if key else None
    )
    case = await open_case(context, gate, of, asked(info), freshness, "LETTER") if of else None
    found = (await case.batch.letters()).get(key) if case and key else None
    return found or NotAvailable(message=notice(context))


async def load(batch: "Batch") -> dict[UUID, Letter]:
    """The letters of the batch's cases, for those whose duty the file is, by their ids."""
    rows = await batch.ask(queries.letters, batch.context.tenant, list(batch.cases))
    labels = batch.labels
    found: dict[UUID, Letter] = {}
    for row in rows:
        case = batch.cases.get(row.case_id)
        if case is None or FILE not in batch.of_case(row.case_id):
            continue
        if row.prepared_on is None or not batch.then.knew(row.prepared_on):
            continue
        found[row.letter_id] = Letter(
            batch=batch,
            key=row.letter_id,
            row=row,
            id=global_id("Letter", row.letter_id),
            case_id=case.id,
            case_number=case.number,
            person=await batch.person(row.person_id),
            kind=labels.code("letter_kinds", row.kind),
            language=labels.code("official_languages", row.language),
            prepared_on=Day(str(row.prepared_on)),
            waiting=row.state == "WAITING",
            sent_on=Day(str(row.sent_on)) if row.sent_on else None,
            means=labels.maybe("letter_means", row.means),
            let_go_for=labels.maybe("letter_let_go_reasons", row.let_go_for),
        )
    return found


async def held_because(batch: "Batch", letter: Letter) -> Code | None:
    """Why it is the caseworker's to see to, and nobody's to mail.

    Whoever left the unit is not told of at all. Of a case that has ended, people are shown as they
    were then; but whether mail is safe is asked of now: a letter that goes out cannot be called back.
    """
    person = letter.row.person_id
    unit = await batch.once("unit", lambda: _unit(batch))
    if CONTACT not in batch.of_person(person) or (letter.row.case_id, person) not in unit:
        return batch.labels.code("letter_held", "NOT_OF_THE_CASE")
    code = (await batch.once("mailing", lambda: _mailing(batch))).get(batch.shown_as(person))
    return batch.labels.maybe("letter_held", code)


async def _unit(batch: "Batch") -> set[tuple[UUID, UUID]]:
    """Who is of the unit of each case, by all numbers under which they are shown."""
    numbers: dict[UUID, list[UUID]] = defaultdict(list)
    for number in batch.opened.persons:
        numbers[batch.shown_as(number)].append(number)
    rows = await batch.ask(members, batch.context.tenant, list(batch.cases))
    return {(r.case_id, n) for r in rows for n in numbers[batch.shown_as(r.person_id)]}


async def _mailing(batch: "Batch") -> dict[UUID, str | None]:
    """Of each person that is shown, why no letter may be mailed, under any of their numbers."""
    rows = await batch.ask(persons, batch.context.tenant, list(batch.opened.persons))
    of: dict[UUID, list] = defaultdict(list)
    for row in rows:
        of[batch.shown_as(row.person_id)].append(row)
    found: dict[UUID, str | None] = {}
    for person, theirs in of.items():
        if any(row.disposed for row in theirs):
            found[person] = "DISPOSED"
        elif not all(safe_by("MAIL", row.safe_means, row.safety_flag == "Y") for row in theirs):
            found[person] = "MAIL_NOT_SAFE"
        else:
            found[person] = None if any(row.address for row in theirs) else "NO_ADDRESS"
    return found


async def tasks(batch: "Batch") -> dict[UUID, list[Task]]:
    """The open tasks of the batch's cases, by case, for those whose duty the file is."""
    rows = await batch.ask(task_rows, batch.context.tenant, list(batch.cases))
    found: dict[UUID, list[Task]] = defaultdict(list)
    for row in rows:
        if row.person_id is None or not batch.on_duty(row.case_id):
            continue
        about = global_id("Consent", row.about) if row.about else None
        found[row.case_id].append(
            Task(
                id=global_id("Task", row.task_id),
                kind=batch.labels.code("task_kinds", row.kind),
                person=await batch.person(row.person_id),
                due_on=Day(str(row.due_on)),
                consent_id=about if row.kind == "CONSENT_REAFFIRMATION" else None,
            )
        )
    return found
