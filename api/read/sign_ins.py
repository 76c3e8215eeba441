"""Where somebody is signed in: their own sessions, and nobody else's."""

from api.context import Context
from api.labels import Labels
from api.schema.viewer import SignIn

_MINE = """
select s.created_at, s.last_seen_at, s.role, s.via, s.session_id
from access.session as s
where s.tenant = %s and s.account_id = %s and s.ended_at is null and s.expires_at > now()
order by s.created_at desc
limit 50
"""


async def sign_ins(context: Context) -> list[SignIn]:
    """The live sessions of the account that asks. Raises ``Fault``."""
    session = await context.signed_in()
    async with context.services.auth.connection() as connection:
        cursor = await connection.execute(_MINE, [session.tenant, session.account_id])
        rows = await cursor.fetchall()
    labels = Labels(await context.policy(), context.language)
    return [
        SignIn(
            started_at=started,
            last_seen_at=seen,
            role=labels.code("roles", role),
            via=labels.code("sign_in_ways", via or "LINK"),
            current=key == session.session_id,
        )
        for started, seen, role, via, key in rows
    ]
