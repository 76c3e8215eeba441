-- Who may sign in, and who is signed in. Only the sign-in role writes here.
create schema access;

create table access.account (
    tenant text not null,
    account_id uuid not null,
    display_name text not null,
    roles text[] not null,
    office text,
    organisation text not null,
    active boolean not null default true,
    created_at timestamptz not null default now(),
    primary key (tenant, account_id)
);

create table access.sign_in_link (
    link_hash bytea primary key,
    tenant text not null,
    account_id uuid not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    foreign key (tenant, account_id) references access.account (tenant, account_id)
);
comment on table access.sign_in_link is
    'Links that sign in once: used_at is set by the same statement that checks it is null.';

create table access.session (
    session_id uuid primary key,
    secret_hash bytea not null unique,
    tenant text not null,
    account_id uuid not null,
    role text not null,
    office text,
    organisation text not null,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ended_at timestamptz,
    foreign key (tenant, account_id) references access.account (tenant, account_id)
);
comment on column access.session.secret_hash is 'sha256 of the secret, which is stored nowhere';
comment on column access.session.role is 'the one of the account''s roles that is worn';

create function access.live_session(secret text) returns setof access.session
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select s.*
    from access.session as s
    join access.account as a on a.tenant = s.tenant and a.account_id = s.account_id
    where s.secret_hash = sha256(convert_to(live_session.secret, 'UTF8'))
      and s.ended_at is null
      and s.expires_at > clock_timestamp()
      and a.active
      and s.role = any (a.roles)
$$;
comment on function access.live_session is
    'The session of this secret if neither it nor its account has ended; for functions of this schema.';

create function access.current_session(secret text)
returns table (
    session_id uuid,
    tenant text,
    account_id uuid,
    display_name text,
    role text,
    office text,
    organisation text,
    created_at timestamptz,
    expires_at timestamptz
)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select
        s.session_id, s.tenant, s.account_id, a.display_name,
        s.role, s.office, s.organisation, s.created_at, s.expires_at
    from access.live_session(current_session.secret) as s
    join access.account as a on a.tenant = s.tenant and a.account_id = s.account_id
$$;
comment on function access.current_session is 'Who holds this secret, or no row. Touches nothing.';

revoke execute on function access.live_session from public;
revoke execute on function access.current_session from public;

-- the projector: to name the functions of 0005 in the policies of its tables, not to call them
grant usage on schema access to
    caseledger_auth, caseledger_reader, caseledger_auditor, caseledger_projector;
grant select, insert, update on access.account, access.sign_in_link, access.session
to caseledger_auth;
grant execute on function access.current_session to caseledger_auth, caseledger_reader;
