"""Whom a break-glass is about, found before it is decided: by id, or by the exact number of a case."""

import msgspec

from api.context import Context
from domain.decision import Command
from domain.emergency_decisions import BreakGlass
from projections.case_file.queries import assignments_of_persons
from projections.oversight.queries import applicant_of
from projections.same_person.queries import same_persons


async def located(context: Context, command: Command) -> Command:
    """A break-glass with its person and the cases whose seals may stand in its way; others as given.

    Where the number is nobody's it stays without a person, and is refused as what is not open is.
    """
    if not isinstance(command, BreakGlass):
        return command
    ask, tenant = context.reader.ask, context.tenant
    person = command.person_id
    if person is None and command.case_number:
        number = command.case_number.strip().upper()
        person = await ask(None, applicant_of, tenant, number)
    if person is None:
        return command
    numbers = [row.same_id for row in await ask(None, same_persons, tenant, [person])]
    rows = await ask(None, assignments_of_persons, tenant, numbers)
    cases = tuple(sorted({row.case_id for row in rows}))
    return msgspec.structs.replace(command, person_id=person, case_ids=cases)
