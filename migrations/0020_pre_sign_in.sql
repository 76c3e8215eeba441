-- Signing in by an identity provider, service accounts, several roles of one person, and the record
-- of it all. As before, only the sign-in role writes here.
alter table access.account
add column kind text not null default 'PERSON',
add column issuer text,
add column subject text,
add column scopes text [],
add column signed_out_at timestamptz;
alter table access.account add constraint account_kind_check
check (kind in ('PERSON', 'SERVICE')) not valid;
alter table access.account add constraint account_subject_check
check ((issuer is null) = (subject is null)) not valid;
alter table access.account add constraint account_scopes_check
check (kind = 'PERSON' or scopes is not null) not valid;
-- Small: one row a member of staff. Built in a moment, in the migration's own transaction.
-- squawk-ignore require-concurrent-index-creation
create unique index account_subject on access.account (tenant, issuer, subject);
comment on column access.account.subject is
    'with issuer: who this is to the identity provider. Null: signs in by link or token alone.';
comment on column access.account.scopes is
    'Of a service: the named scopes beyond which it does nothing; null for a person.';
comment on column access.account.signed_out_at is
    'Signed out everywhere then: tokens of the identity provider that are older open nothing.';

alter table access.session
add column via text,
add column scopes text [],
add column idle_minutes int,
add column absolute_minutes int,
add column not_after timestamptz,
add column issuer text,
add column provider_session text,
add column end_reason text;
comment on column access.session.via is 'DEMO, LINK, PROVIDER, TOKEN (the provider''s) or SERVICE';
comment on column access.session.scopes is 'What it is limited to; null: all that its role may.';
comment on column access.session.not_after is 'End of the token that opened it, where one did.';
comment on column access.session.provider_session is
    'sid of the identity provider, by which it ends the session from its side.';
-- squawk-ignore require-concurrent-index-creation
create index session_of_account on access.session (tenant, account_id, created_at desc)
where ended_at is null;

create table access.code_flow (
    state_hash bytea primary key,
    browser_hash bytea not null,
    tenant text not null,
    nonce text not null,
    verifier text not null,
    next text not null,
    account_id uuid,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index code_flow_expiry on access.code_flow (expires_at);
comment on table access.code_flow is
    'Sign-ins under way at the identity provider; each returns once, to the browser that began it.';
comment on column access.code_flow.account_id is
    'Whom to bind to the provider''s subject; null: whoever the subject is.';

create table access.logout_token (
    issuer text not null,
    jti text not null,
    expires_at timestamptz not null,
    primary key (issuer, jti)
);
comment on table access.logout_token is 'Back-channel logouts that came: each counts once.';

create table access.service_token (
    token_id uuid primary key,
    secret_hash bytea not null,
    tenant text not null,
    account_id uuid not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    foreign key (tenant, account_id) references access.account (tenant, account_id)
);
comment on column access.service_token.secret_hash is
    'sha256 of the secret, which is stored nowhere';

create table access.throttle (
    tenant text not null,
    kind text not null check (kind in ('ADDRESS', 'ACCOUNT')),
    key text not null,
    failures int not null,
    since timestamptz not null,
    blocked_until timestamptz,
    primary key (tenant, kind, key)
);
comment on table access.throttle is 'Failed sign-ins, counted over all processes.';

create table access.sign_in (
    sign_in_id uuid primary key default gen_random_uuid(),
    at timestamptz not null default clock_timestamp(),
    tenant text not null,
    what text not null,
    via text,
    account_id uuid,
    session_id uuid,
    role text,
    reason text,
    subject_hash bytea,
    address text
);
create index sign_in_at on access.sign_in (tenant, at);
comment on table access.sign_in is
    'Append-only record: who signed in, out, changed hats, was refused, and from where.';
comment on column access.sign_in.subject_hash is
    'sha256 of issuer and subject of whoever was refused without being an account here';

create trigger refuse_change before update or delete or truncate on access.sign_in
for each statement execute function ledger.refuse_change();

create function access.session_of(secret text)
returns table (
    session_id uuid,
    tenant text,
    account_id uuid,
    display_name text,
    role text,
    roles text [],
    office text,
    organisation text,
    created_at timestamptz,
    expires_at timestamptz,
    via text,
    scopes text []
)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select
        s.session_id, s.tenant, s.account_id, a.display_name, s.role, a.roles,
        s.office, s.organisation, s.created_at, s.expires_at, s.via, s.scopes
    from access.live_session(session_of.secret) as s
    join access.account as a on a.tenant = s.tenant and a.account_id = s.account_id
$$;
comment on function access.session_of is
    'Who holds this secret, in which of their roles and scopes, or no row. Touches nothing.';
revoke execute on function access.session_of from public;
grant execute on function access.session_of to caseledger_auth, caseledger_reader;

grant select, insert, update, delete on access.code_flow, access.logout_token, access.throttle
to caseledger_auth;
grant select, insert, update on access.service_token to caseledger_auth;
grant insert on access.sign_in to caseledger_auth;
grant select on access.sign_in to caseledger_auditor;
-- To say under which scopes a recorded look was made; never a secret, not even hashed.
grant select (session_id, tenant, account_id, role, via, scopes, created_at, ended_at)
on access.session to caseledger_auditor;
