"""What differs between the tables of a read model in use and those beside, for the operator."""

import asyncio

import psycopg
from psycopg_pool import PoolTimeout

from api.access.roles import BUILDS, require
from api.context import Context
from api.errors import Unavailable
from api.schema.builds import BuildDifferences, TableDifference
from ledger.store_errors import StoreUnavailable
from projections.engine.compare import Difference
from projections.rebuilding import NothingToDo, Rebuilding

SECONDS = 10
"""After which comparing is given up; less than a request may take. The command knows no such limit."""

AWAY = (StoreUnavailable, PoolTimeout, psycopg.OperationalError, OSError)


async def differences(context: Context, name: str) -> BuildDifferences | None:
    """Of the reader's tenant alone: others may share the ledger. Raises ``Fault``."""
    require(await context.signed_in(), BUILDS)
    projections = context.services.projections
    try:
        async with asyncio.timeout(SECONDS), projections.comparing:
            found = await Rebuilding(projections, name).differences(tenant=context.tenant)
    except TimeoutError:
        return BuildDifferences(name=name, seconds=SECONDS, given_up=True, even=False, tables=[])
    except (KeyError, NothingToDo):
        return None
    except AWAY:
        raise Unavailable() from None
    return BuildDifferences(
        name=name,
        seconds=SECONDS,
        given_up=False,
        even=found.even,
        tables=[_table(one) for one in found.tables],
    )


def _table(one: Difference) -> TableDifference:
    return TableDifference(
        table=one.table,
        comparable=one.untold is not None,
        only_live=one.only_live,
        only_new=one.only_new,
        different=one.different,
        keys=list(one.keys),
        untold=list(one.untold or ()),
    )
