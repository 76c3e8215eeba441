-- Effects: what events lead to outside the ledger, once each. Where each process stands, what is due
-- on a day, and what waits to be carried out. Ids, codes and days alone: nothing here names anybody.
create schema effects;
grant usage on schema effects to caseledger_projector;

create table effects.process (
    tenant text not null,
    name text not null,
    position bigint not null,
    started_at bigint not null,
    owner text,
    heartbeat timestamptz,
    state text not null default 'running',
    error text,
    primary key (tenant, name)
);
comment on table effects.process is
    'How far each process has heard the ledger. No rebuild of a read model moves it.';
comment on column effects.process.started_at is 'the position after which it hears, set once';

create table effects.timer (
    tenant text not null,
    process text not null,
    name text not null,
    due_on date not null,
    due_at timestamptz not null,
    effect jsonb not null,
    person_id uuid,
    case_id uuid,
    event_id uuid not null,
    position bigint not null,
    correlation uuid not null,
    primary key (tenant, process, name)
);
create index timer_due on effects.timer (tenant, due_at);
create index timer_person on effects.timer (tenant, person_id) where person_id is not null;
comment on table effects.timer is
    'What is to come about on a day: due_at is the beginning of due_on, local to the tenant.';

create table effects.fact (
    tenant text not null,
    process text not null,
    name text not null,
    value jsonb not null,
    person_id uuid,
    primary key (tenant, process, name)
);
create index fact_person on effects.fact (tenant, person_id) where person_id is not null;
comment on table effects.fact is
    'What a process keeps of earlier events for later ones: to whom somebody was referred.';

create table effects.outbox (
    tenant text not null,
    key uuid not null,
    process text not null,
    kind text not null check (kind in ('COMMAND', 'WEBHOOK')),
    effect jsonb not null,
    person_id uuid,
    case_id uuid,
    event_id uuid not null,
    position bigint not null,
    correlation uuid not null,
    made_at timestamptz not null default clock_timestamp(),
    state text not null default 'WAITING'
    check (state in ('WAITING', 'DONE', 'REFUSED', 'DEAD', 'DROPPED')),
    attempts int not null default 0,
    due_at timestamptz not null default clock_timestamp(),
    leased_until timestamptz,
    error text,
    answer bigint,
    ended_at timestamptz,
    ended_by text,
    reason text,
    primary key (tenant, key)
);
create index outbox_waiting on effects.outbox (tenant, due_at) where state = 'WAITING';
create index outbox_made on effects.outbox (tenant, state, made_at, key);
create index outbox_person on effects.outbox (tenant, person_id) where person_id is not null;
comment on column effects.outbox.key is
    'made of the event, the process and its place among the effects: the same however often';
comment on column effects.outbox.answer is 'the position that a command reached';
comment on column effects.outbox.error is 'a code, never a message: that could tell of somebody';

create table effects.endpoint (
    tenant text not null,
    recipient text not null,
    url text not null,
    version int not null,
    previous_until timestamptz,
    made_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz,
    primary key (tenant, recipient)
);
comment on table effects.endpoint is
    'Where a partner wants to be told. Its secret is keys.secret''s webhook:RECIPIENT:VERSION; the one '
    'before it signs as well until previous_until.';

grant select, insert, update, delete
on effects.process, effects.timer, effects.fact, effects.outbox, effects.endpoint to caseledger_projector;
