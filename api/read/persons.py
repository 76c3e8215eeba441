"""One person, and people by name."""

from uuid import UUID

import msgspec

from api.access.gate import NONE, Gate, Opened, gate_of
from api.access.safety import safety_of
from api.asked import Asked, asked
from api.context import Context, Info
from api.errors import Fault
from api.paging import page_info, page_size, write_cursor
from api.parse import id_argument
from api.read.batch import Batch
from api.read.counts import known
from api.read.fresh import fresh
from api.read.opening import load_cases, notice, open_batch, with_persons
from api.read.past import Then, of_files, then_of
from api.schema.category import IDENTITY
from api.schema.common import Freshness, NotAvailable
from api.schema.past import AsOf
from api.schema.person import Person, PersonConnection, PersonEdge
from projections.case_file.queries import assignments_of_persons
from projections.paging import CAP, Page
from projections.person_directory.queries import find_people

OTHER_CASES = "Person.cases"


async def person(
    info: Info,
    id: str,
    at_least: int | None,
    purpose: str | None = None,
    at: AsOf | None = None,
) -> Person | NotAvailable:
    """One person. Unknown and not open are one answer, and both are recorded."""
    context = info.context
    key = id_argument(id, "Person", "id")
    gate = await gate_of(context, purpose)
    then = await then_of(context, at, gate)
    freshness = await fresh(context, then.at_least(at_least))
    wanted = asked(info)
    found = await open_person(context, gate, key, wanted, freshness, then=then) if key else None
    return found or NotAvailable(message=notice(context))


async def open_person(
    context: Context,
    gate: Gate,
    key: UUID,
    wanted: Asked,
    freshness: Freshness,
    task: str = "PERSON",
    then: Then | None = None,
) -> Person | None:
    """The person where they are open; else nothing, and the refused look is recorded.

    Raises ``Fault`` where they are open, and were not known then.
    """
    opened = await gate.persons([key])
    if key not in opened.persons:
        at = then.position if then else None
        await gate.record(opened, wanted, task=task, persons=[key], allowed=False, as_at=at)
        return None
    batch = await batch_of(context, gate, opened, wanted, freshness, task, then)
    found = (await batch.persons()).get(key)
    if found is None and not batch.then.present:
        raise Fault("NOT_KNOWN_THEN", field="at")
    return found


async def batch_of(
    context: Context,
    gate: Gate,
    opened: Opened,
    wanted: Asked,
    freshness: Freshness,
    task: str,
    then: Then | None = None,
) -> Batch:
    """A batch of these people, with their cases where those are asked for; one look at it all."""
    if OTHER_CASES not in wanted.fields:
        then = await of_files(context, then, opened)
        return await open_batch(context, gate, opened, wanted, freshness, task=task, then=then)
    ask, persons = context.reader.ask, list(opened.persons)
    rows = await ask(None, assignments_of_persons, context.tenant, persons)
    cases = [row.case_id for row in rows]
    if then and not then.present:
        # Of the past, those that they have left since as well, where these are open by themselves.
        cases += (await safety_of(context, (), persons)).left
    through_cases = await gate.cases(list(dict.fromkeys(cases)))
    both = with_persons(opened, through_cases)
    then = await of_files(context, then, both)
    batch = await open_batch(context, gate, both, wanted, freshness, task=task, then=then)
    await load_cases(batch, list(both.cases))
    return batch


async def people(info: Info, search: str, first: int | None) -> PersonConnection:
    """People by name among those whom this viewer's lists may name; a recorded look."""
    context = info.context
    size = page_size(context.services.settings.limits, first)
    gate = await gate_of(context)
    if not search.strip() or len(search) > 200 or "\x00" in search:
        raise Fault("BAD_SEARCH", field="search")
    scope, wanted = gate.scope(), asked(info)
    freshness = await fresh(context)
    look = await gate.searching(wanted)
    # Whom a partner may find by name is decided person by person, so all are decided first:
    # neither page nor count tells of the others.
    most = CAP if gate.basis == "CONSENT" else size
    found = await context.reader.ask(look, find_people, scope, search, limit=most)
    opened = await gate.persons(found.rows) if found.rows else Opened()
    by_name = [key for key in found.rows if IDENTITY in opened.persons.get(key, NONE)]
    page = Page(by_name[:size], found.more or len(by_name) > size)
    nodes: list[Person] = []
    if page.rows:
        wanted_now = set(page.rows)
        shown = msgspec.structs.replace(
            opened,
            persons={
                key: found
                for key, found in opened.persons.items()
                if opened.shown_as.get(key, key) in wanted_now
            },
        )
        batch = await batch_of(context, gate, shown, wanted, freshness, "SEARCH")
        known_people = await batch.persons()
        nodes = [known_people[key] for key in page.rows if key in known_people]
    edges = [PersonEdge(cursor=write_cursor([node.key]), node=node) for node in nodes]
    return PersonConnection(
        edges=edges,
        page_info=page_info([edge.cursor for edge in edges], before=False, after=page.more),
        counting=known(len(edges), page.more),
    )
