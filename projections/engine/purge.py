"""A disposal is carried out in every read model, where it stands in the order, and acknowledged.

A rebuild folds the same events in the same order, and so ends at the same rows.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from psycopg import AsyncConnection, sql

from domain.disposal.events import CARRIED_OUT, ItemDisposed, PersonDisposed
from domain.event import Recorded
from projections.engine.model import ReadModel, Table, kinds

# Only what is live tells that its read model is done; a build beside it, once it is live.
_ACKNOWLEDGE = """
with noted as (
    insert into read.purged (tenant, name, build, disposal_id, position)
    select %(tenant)s, b.name, b.build, %(disposal_id)s, %(position)s from read.build as b
    where b.name = %(name)s and b.build = %(build)s and b.state = 'building'
    on conflict do nothing
)
insert into ledger.disposal_step (tenant, disposal_id, step, position)
select %(tenant)s, %(disposal_id)s, b.name, %(position)s from read.build as b
where b.name = %(name)s and b.build = %(build)s and b.state = 'live'
on conflict do nothing
"""

_ACKNOWLEDGE_NOTED = """
insert into ledger.disposal_step (tenant, disposal_id, step, position)
select p.tenant, p.disposal_id, p.name, p.position from read.purged as p
where p.name = %s and p.build = %s
on conflict do nothing
"""


def until_disposals(
    batch: Sequence[Recorded],
) -> Iterator[tuple[Sequence[Recorded], Recorded | None]]:
    """A batch in parts, each up to and with a disposal that was carried out; the rest at the end."""
    if kinds(batch).isdisjoint(CARRIED_OUT):
        yield batch, None
        return
    start = 0
    for at, recorded in enumerate(batch):
        if isinstance(recorded.event, CARRIED_OUT):
            yield batch[start : at + 1], recorded
            start = at + 1
    if start < len(batch):
        yield batch[start:], None


async def purge(connection: AsyncConnection[Any], model: ReadModel, disposal: Recorded) -> None:
    """Leave nothing sealed of what was disposed of in the model's tables, and say so."""
    event: Any = disposal.event
    parameters = _parameters(disposal.tenant, event)
    for table in model.tables:
        for physical in model.stored(table):
            name = sql.Identifier("read", physical)
            if table.sealed:
                await connection.execute(_statement(table, name), parameters)
            if table.forgets and isinstance(event, PersonDisposed):
                forget = f"delete from {{}} where tenant = %(tenant)s and ({table.forgets})"
                await connection.execute(sql.SQL(forget).format(name), parameters)
    await connection.execute(
        _ACKNOWLEDGE,
        {
            "tenant": disposal.tenant,
            "disposal_id": event.disposal_id,
            "position": disposal.position,
            "name": model.name,
            "build": model.build,
        },
    )


async def acknowledge(connection: AsyncConnection[Any], model: ReadModel) -> None:
    """Say of a build that goes live which disposals it has carried out until then."""
    await connection.execute(_ACKNOWLEDGE_NOTED, (model.name, model.build))


def _parameters(tenant: str, event: PersonDisposed | ItemDisposed) -> dict[str, Any]:
    whole = isinstance(event, PersonDisposed)
    return {
        "tenant": tenant,
        "persons": list(event.persons) if isinstance(event, PersonDisposed) else [event.person_id],
        "cases": list(event.case_ids),
        "gone": list(event.persons) if isinstance(event, PersonDisposed) else [],
        "items": list(event.items) if isinstance(event, ItemDisposed) else [],
        "named": [f"%{key}%" for key in (event.persons if whole else event.items)],
    }


def _statement(table: Table, name: sql.Identifier) -> sql.Composed:
    """Only rows of the person or of their cases are looked at, and only those that name them."""
    whose = [
        f"{column} = any (%({name})s::uuid[])"
        for column, name in (("case_id", "cases"), ("person_id", "persons"))
        if column in table.columns
    ]
    cleaned = sql.SQL(", ").join(
        sql.SQL(
            "{column} = ledger.without_sealed({column}, %(gone)s::uuid[], %(items)s::uuid[])"
        ).format(column=sql.Identifier(column))
        for column in table.sealed
    )
    held = sql.SQL(" or ").join(
        sql.SQL("{}::text like any (%(named)s::text[])").format(sql.Identifier(column))
        for column in table.sealed
    )
    return sql.SQL(
        "update {table} set {cleaned} where tenant = %(tenant)s and ({whose}) and ({held})"
    ).format(
        table=name,
        cleaned=cleaned,
        whose=sql.SQL(" or ".join(whose)),
        held=held,
    )
