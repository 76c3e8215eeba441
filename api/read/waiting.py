"""How much waits for review, for the count beside the way to it."""

from api.context import Context
from api.read import findings
from api.read.emergencies import filter_of
from projections.oversight.queries import emergency_count


async def waiting(context: Context) -> int:
    """Emergencies and findings that wait; none for who reviews nothing and leads no office."""
    session = await context.signed_in()
    wanted = await filter_of(context, session, waiting=True)
    told = wanted.everything or wanted.office is not None
    opened = (await context.reader.ask(None, emergency_count, wanted)).value if told else 0
    return opened + (await findings.waiting(context, session)).value
