-- The ledger: events in one gap-free order, the commands that caused them, and the claims that
-- hold what must be unique across streams. Written by ledger.append alone (next migration).
alter default privileges revoke execute on functions from public;

create schema ledger;

create table ledger.events (
    position bigint primary key,
    tenant text not null,
    stream text not null,
    version bigint not null check (version >= 0),
    type text not null,
    schema_version smallint not null,
    event_id uuid not null,
    effective_on date,
    known_at timestamptz not null,
    appended_at timestamptz not null,
    metadata bytea not null,
    state bytea not null,
    unique (tenant, stream, version),
    unique (tenant, event_id)
);
create index events_policy on ledger.events (tenant, position) where type = 'policy.published';
comment on index ledger.events_policy is 'Every process looks for new policy every few seconds.';
comment on table ledger.events is
    'What happened, in commit order. position: 1, 2, 3 without gaps. version: last of the stream + 1.';
comment on column ledger.events.metadata is 'the envelope, as UTF-8 JSON';
comment on column ledger.events.state is 'the payload, as UTF-8 JSON';

create table ledger.commands (
    tenant text not null,
    command_id uuid not null,
    body_hash bytea not null,
    first_position bigint,
    last_position bigint,
    result bytea not null,
    appended_at timestamptz not null,
    primary key (tenant, command_id),
    check ((first_position is null) = (last_position is null))
);
comment on table ledger.commands is
    'Every accepted command, written with its events; positions are null when it had none.';

create table ledger.claims (
    tenant text not null,
    kind text not null,
    key bytea not null,
    stream text not null,
    primary key (tenant, kind, key)
);
comment on table ledger.claims is 'What one stream alone may hold; key is a keyed hash.';

-- A row that is only ever locked, never updated: an updated one would leave a dead version at
-- each append, which every append walks through while a backup holds an old snapshot.
create table ledger.order_lock (
    one boolean primary key default true check (one)
);
insert into ledger.order_lock values (true);
comment on table ledger.order_lock is 'Its only row, locked by ledger.append, is the order lock.';

create view ledger.head as
select
    coalesce(max(last.position), 0) as position,
    max(last.appended_at) as appended_at
from (
    select e.position, e.appended_at
    from ledger.events as e
    order by e.position desc
    limit 1
) as last;
comment on view ledger.head is 'Where the ledger stands: position 0 and no time when it is empty.';

create function ledger.refuse_change() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception using
        errcode = 'CL405',
        message = format('%s.%s is append-only: %s refused', tg_table_schema, tg_table_name, tg_op);
end
$$;
comment on function ledger.refuse_change is 'Refuses UPDATE, DELETE and TRUNCATE, to the owner too.';

create trigger refuse_change before update or delete or truncate on ledger.events
for each statement execute function ledger.refuse_change();

create trigger refuse_change before update or delete or truncate on ledger.commands
for each statement execute function ledger.refuse_change();

grant usage on schema ledger to
    caseledger_writer, caseledger_projector, caseledger_reader, caseledger_auditor;
grant select on ledger.events to caseledger_writer, caseledger_projector, caseledger_auditor;
grant select on ledger.commands to caseledger_writer, caseledger_auditor;
grant select on ledger.claims to caseledger_writer;
grant select on ledger.head to
    caseledger_writer, caseledger_projector, caseledger_reader, caseledger_auditor;
