"""Read your writes: wait for a position, bounded, and say how fresh an answer is."""

from api.context import Context
from api.errors import Unavailable
from api.schema.common import Freshness
from api.schema.scalars import Position

SILENT_SECONDS = 15
_STANDING = """
select coalesce(min(p.position), 0),
    coalesce(bool_or(p.heartbeat is null or p.state <> 'running'
        or p.heartbeat < clock_timestamp() - make_interval(secs => %s)), true)
from read.projection as p
join read.build as b on b.name = p.name and b.build = p.build and b.state = 'live'
where p.tenant = %s and p.name = any(%s)
"""


async def fresh(context: Context, at_least: int | None = None) -> Freshness:
    """Wait until the read models stand at ``at_least``, then say where they stand.

    Stale: they did not get there in time, or one of them was not heard of lately.
    """
    reached = True
    if at_least:
        await context.reader.release()
        try:
            reached = await context.services.projections.wait_for(
                None, at_least, context.services.settings.limits.wait_seconds
            )
        except OSError:
            raise Unavailable() from None
    # What another release had besides is filled by nobody, and read by nobody.
    names = [model.name for model in context.services.projections.models]
    async with context.reader.lend() as connection:
        cursor = await connection.execute(_STANDING, [SILENT_SECONDS, context.tenant, names])
        row = await cursor.fetchone()
    position, silent = row if row else (0, True)
    return Freshness(position=Position(position), stale=not reached or silent)
