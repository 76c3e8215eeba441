-- The matters of the privacy office. Nobody reads the first two but the program, for who may.
create table read.matter_v{version} (
    tenant text not null,
    matter_id uuid not null,
    kind text not null,
    status text not null,
    received_on date not null,
    since date not null,
    extended_by int not null,
    person_id uuid,
    of_event uuid,
    account_id uuid,
    affected uuid[] not null,
    owed text[] not null,
    told text[] not null,
    acknowledged text[] not null,
    position bigint not null,
    primary key (tenant, matter_id)
);
comment on column read.matter_v{version}.kind is 'ACCESS, CORRECTION or INCIDENT';

create table read.matter_step_v{version} (
    tenant text not null,
    matter_id uuid not null,
    position bigint not null,
    stream text not null,
    version int not null,
    event_id uuid not null,
    person_id uuid,
    type text not null,
    schema_version int not null,
    effective_on date not null,
    known_at timestamptz not null,
    appended_at timestamptz not null,
    actor_id uuid not null,
    role text not null,
    payload jsonb not null,
    metadata jsonb not null,
    primary key (tenant, matter_id, position)
);
create index on read.matter_step_v{version} (tenant, person_id);

-- Shown wherever the entry is that they dispute.
create table read.disagreement_v{version} (
    tenant text not null,
    of_event uuid not null,
    matter_id uuid not null,
    person_id uuid not null,
    case_id uuid,
    stated_on date not null,
    statement jsonb,
    position bigint not null,
    primary key (tenant, of_event, matter_id)
);
create index on read.disagreement_v{version} (tenant, person_id);
