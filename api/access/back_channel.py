"""Back-channel logout: the provider says that somebody left, and their sessions here end."""

from typing import Any

from api.access.oidc import tokens
from api.access.oidc.errors import TokenRefused
from api.access.oidc.provider import IdentityProvider
from api.access.trail import note
from api.database import Database

_END = """
update access.session as s
set ended_at = now(), end_reason = 'ENDED_BY_PROVIDER'
from access.account as a
where a.tenant = s.tenant and a.account_id = s.account_id and s.tenant = %(tenant)s
  and s.ended_at is null
  and ((%(sid)s::text is not null and s.issuer = %(issuer)s and s.provider_session = %(sid)s)
       or (%(sid)s::text is null and a.issuer = %(issuer)s and a.subject = %(subject)s))
returning s.account_id, s.session_id, s.role, s.via
"""


async def left(auth: Database, provider: IdentityProvider, tenant: str, token: str) -> int:
    """End what a logout token names: one sign-in (``sid``), else all of a subject; how many ended.

    Raises ``TokenRefused``, also for a token that came before, ``ProviderAway``, or ``Fault``.
    """
    claims = await tokens.logout_token(provider, token)
    issuer, skew = claims["iss"], provider.settings.provider.clock_skew_seconds
    async with auth.connection() as connection, connection.transaction():
        await connection.execute("delete from access.logout_token where expires_at < now()")
        cursor = await connection.execute(
            "insert into access.logout_token (issuer, jti, expires_at)"
            " values (%s, %s, to_timestamp(%s)) on conflict do nothing",
            [issuer, str(claims["jti"]), claims["exp"] + skew],
        )
        if cursor.rowcount != 1:
            raise TokenRefused("REPLAYED")
        given: dict[str, Any] = {
            "tenant": tenant,
            "issuer": issuer,
            "sid": claims.get("sid"),
            "subject": claims.get("sub"),
        }
        cursor = await connection.execute(_END, given)
        ended = await cursor.fetchall()
        for account, session, role, via in ended:
            await note(
                connection,
                tenant,
                "ENDED_BY_PROVIDER",
                via=via,
                account=account,
                session=session,
                role=role,
            )
        return len(ended)
