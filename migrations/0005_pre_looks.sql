-- Looks: who saw whose data, under what role, for what purpose. Recorded and committed before any
-- data leaves; row-level security of the read tables opens only what a committed look names.
create table access.look (
    look_id uuid primary key default gen_random_uuid(),
    at timestamptz not null,
    tenant text not null,
    session_id uuid not null,
    account_id uuid not null,
    role text not null,
    office text,
    organisation text not null,
    purpose text not null,
    task text,
    persons uuid[] not null,
    cases uuid[] not null,
    categories text[] not null,
    decision text not null check (decision in ('allowed', 'denied')),
    codes text[] not null,
    request_id uuid,
    backend int not null,
    backend_start timestamptz,
    xid xid8 not null
);
create index look_at on access.look (tenant, at);
comment on table access.look is 'Append-only; written by access.record_look alone.';
comment on column access.look.backend is
    'with backend_start and xid: the connection and transaction that recorded it';

create trigger refuse_change before update or delete or truncate on access.look
for each statement execute function ledger.refuse_change();

create function access.backend_start() returns timestamptz
language sql stable parallel restricted
security definer
set search_path = pg_catalog, pg_temp
as $$
    select a.backend_start from pg_stat_get_activity(pg_backend_pid()) as a
$$;
comment on function access.backend_start is
    'When this connection began; null where the owner may not read statistics (see roles.sql).';

create function access.record_look(
    secret text,
    purpose text,
    task text,
    persons uuid[],
    cases uuid[],
    categories text[],
    decision text,
    codes text[],
    request_id uuid
)
returns uuid
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    s access.session;
    recorded uuid;
begin
    select l.* into s from access.live_session(record_look.secret) as l;
    if not found then
        raise exception using errcode = 'CL401', message = 'no live session for this secret';
    end if;
    insert into access.look (
        at, tenant, session_id, account_id, role, office, organisation, purpose, task,
        persons, cases, categories, decision, codes, request_id, backend, backend_start, xid
    )
    values (
        clock_timestamp(), s.tenant, s.session_id, s.account_id, s.role, s.office, s.organisation,
        record_look.purpose, record_look.task,
        coalesce(record_look.persons, '{}'), coalesce(record_look.cases, '{}'),
        coalesce(record_look.categories, '{}'), record_look.decision,
        coalesce(record_look.codes, '{}'), record_look.request_id,
        pg_backend_pid(), access.backend_start(), pg_current_xact_id()
    )
    returning look_id into recorded;
    return recorded;
end
$$;
comment on function access.record_look is
    'Records a look by the holder of the session secret and returns its id, to be named by the '
    'setting caseledger.look in a later transaction of the same connection. CL401: no live session.';

create function access.open_look() returns setof access.look
language sql stable parallel restricted
security definer
set search_path = pg_catalog, pg_temp
as $$
    select l.*
    from access.look as l
    where l.look_id = nullif(current_setting('caseledger.look', true), '')::uuid
      and l.decision = 'allowed'
      and l.backend = pg_backend_pid()
      and l.backend_start is not distinct from access.backend_start()
      and l.at > clock_timestamp() - interval '30 seconds'
      -- recorded by a transaction that has committed: not by this one, which may yet roll back
      and l.xid is distinct from pg_current_xact_id_if_assigned()
$$;
comment on function access.open_look is
    'The look that this connection named, if it still opens anything; for functions of this schema.';

create function access.looked_persons() returns uuid[]
language sql stable parallel restricted
security definer
set search_path = pg_catalog, pg_temp
as $$
    select coalesce((select l.persons from access.open_look() as l), '{}')
$$;
comment on function access.looked_persons is
    'Persons the open look names, else none. In a policy, once a statement: '
    'person_id = any ((select access.looked_persons())::uuid[]).';

create function access.looked_cases() returns uuid[]
language sql stable parallel restricted
security definer
set search_path = pg_catalog, pg_temp
as $$
    select coalesce((select l.cases from access.open_look() as l), '{}')
$$;
comment on function access.looked_cases is 'Cases the open look names, else none.';

create function access.looked_tenant() returns text
language sql stable parallel restricted
security definer
set search_path = pg_catalog, pg_temp
as $$
    select l.tenant from access.open_look() as l
$$;
comment on function access.looked_tenant is 'Tenant of the open look, else null.';

revoke execute on function
    access.backend_start, access.record_look, access.open_look,
    access.looked_persons, access.looked_cases, access.looked_tenant
from public;

grant execute on function
    access.record_look, access.looked_persons, access.looked_cases, access.looked_tenant
to caseledger_reader;
grant select on access.look to caseledger_auditor;
