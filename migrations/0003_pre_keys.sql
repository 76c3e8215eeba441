-- Wrapped keys, in a schema of their own so that a backup of the ledger leaves them out.
create schema keys;

create table keys.person_key (
    tenant text not null,
    person_id uuid not null,
    version int not null,
    wrapped bytea,
    kek_id text not null,
    state text not null default 'active'
        check (state in ('active', 'shred_requested', 'destroyed')),
    created_at timestamptz not null default now(),
    primary key (tenant, person_id, version),
    check ((state = 'destroyed') = (wrapped is null))
);
comment on table keys.person_key is 'A data subject''s keys, each wrapped under the key kek_id.';

create table keys.item_key (
    tenant text not null,
    item_id uuid not null,
    person_id uuid not null,
    wrapped bytea,
    kek_id text not null,
    state text not null default 'active'
        check (state in ('active', 'shred_requested', 'destroyed')),
    created_at timestamptz not null default now(),
    primary key (tenant, item_id),
    check ((state = 'destroyed') = (wrapped is null))
);
comment on table keys.item_key is
    'The key of one free text or document, wrapped under its person''s, so that it can go alone.';

create table keys.secret (
    tenant text not null,
    name text not null,
    wrapped bytea not null,
    kek_id text not null,
    created_at timestamptz not null default now(),
    primary key (tenant, name)
);
comment on table keys.secret is 'Secrets of a tenant, such as the hash key of its claims.';

grant usage on schema keys to caseledger_writer, caseledger_projector;
grant select, insert on keys.person_key, keys.item_key, keys.secret to caseledger_writer;
grant select on keys.person_key, keys.item_key, keys.secret to caseledger_projector;
