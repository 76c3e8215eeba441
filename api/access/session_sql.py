"""The statements by which sessions begin, go on and change hats; all run as the sign-in role."""

from projections.case_file.gate_facts import CASE_FACTS

_HELD = """
select s.*
from access.session_of(%(secret)s) as s
where set_config('caseledger.session', %(secret)s, {once}) is not null
"""
CURRENT = _HELD.format(once="false")
# Materialized: the connection holds the secret before anything is asked by it, and no longer.
CURRENT_AND_FACTS = f"""
with me as materialized ({_HELD.format(once="true")})
select me.*, f.facts from me cross join lateral ({CASE_FACTS}) as f
"""
ROLES = """
select a.roles, (
    select s.role from access.session as s
    where s.tenant = a.tenant and s.account_id = a.account_id and s.role = any (a.roles)
    order by s.created_at desc limit 1
)
from access.account as a
where a.tenant = %(tenant)s and a.account_id = %(account)s and a.active
"""
OPEN = """
insert into access.session (
    session_id, secret_hash, tenant, account_id, role, office, organisation, expires_at,
    via, scopes, idle_minutes, absolute_minutes, not_after, issuer, provider_session)
select %(session)s, %(hash)s, a.tenant, a.account_id, %(role)s, a.office, a.organisation,
       least(now() + make_interval(mins => %(idle)s), %(not_after)s::timestamptz),
       %(via)s, %(scopes)s, %(idle)s, %(absolute)s, %(not_after)s, %(issuer)s, %(sid)s
from access.account as a
where a.tenant = %(tenant)s and a.account_id = %(account)s and a.active
  and %(role)s = any (a.roles)
returning session_id
"""
TOUCH = """
update access.session
set last_seen_at = now(),
    expires_at = least(
        now() + make_interval(mins => coalesce(idle_minutes, %(idle)s)),
        created_at + make_interval(mins => coalesce(absolute_minutes, %(absolute)s)),
        not_after)
where session_id = %(session)s and ended_at is null and expires_at > now()
"""
TAKE_OFF = """
update access.session
set ended_at = now(), end_reason = 'HAT_CHANGED'
where session_id = %(session)s and ended_at is null and expires_at > now()
returning via, scopes, issuer, provider_session, least(
    not_after, created_at + make_interval(mins => coalesce(absolute_minutes, %(absolute)s)))
"""
