"""What a command that an event led to needs and no stream tells: a case of somebody."""

from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from domain.decision import Command
from domain.letters import PrepareLetter
from domain.tasks import AskReaffirmation

READS = ("case_file", "same_person")

_CASE_OF = """
    with shown as (
        select coalesce(a.canonical_id, p.id) as id
        from (select %(person)s::uuid as id) as p
        left join read.person_alias as a
            on a.tenant = %(tenant)s and a.person_id = p.id and a.known_to is null
    ),
    numbers as (
        select id from shown
        union
        select %(person)s::uuid
        union
        select a.person_id from shown
        join read.person_alias as a
            on a.tenant = %(tenant)s and a.canonical_id = shown.id and a.known_to is null
    )
    select m.case_id from numbers
    join read.case_member as m on m.tenant = %(tenant)s and m.person_id = numbers.id
    join read.case_file as c on c.tenant = m.tenant and c.case_id = m.case_id
    where c.status in ('GRANTED', 'APPLIED')
    order by c.status = 'GRANTED' desc, c.submitted_on desc, c.case_id
    limit 1
"""


def lacks(command: Command) -> bool:
    """Whether a case is to be looked up for it."""
    return isinstance(command, AskReaffirmation | PrepareLetter) and command.case_id is None


async def filled(connection: AsyncConnection[Any], tenant: str, command: Command) -> Command:
    """The command with a case of the person that is under way, where they have one."""
    assert isinstance(command, AskReaffirmation | PrepareLetter)
    given = {"tenant": tenant, "person": command.person_id}
    row = await (await connection.execute(_CASE_OF, given)).fetchone()
    case: UUID | None = row[0] if row else None
    return msgspec.structs.replace(command, case_id=case)
