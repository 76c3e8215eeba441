-- Disposals, from the request to the day on which the data went, and legal holds.
create table read.disposal_v{version} (
    tenant text not null,
    disposal_id uuid not null,
    person_id uuid not null,
    scope text not null,
    record_class text not null,
    schedule text not null,
    reason text not null,
    authority text not null,
    reference text,
    persons uuid[] not null,
    case_ids uuid[] not null,
    of_event uuid,
    items uuid[] not null,
    kept_until date,
    status text not null,
    requested_by uuid not null,
    requested_at timestamptz not null,
    decided_by uuid,
    decided_at timestamptz,
    decline_reason text,
    disposed_on date,
    disposed_position bigint,
    position bigint not null,
    primary key (tenant, disposal_id)
);
create index on read.disposal_v{version} (tenant, person_id);
create index on read.disposal_v{version} (tenant, status, position);
comment on column read.disposal_v{version}.status is 'REQUESTED, APPROVED, DECLINED or DISPOSED';

create table read.legal_hold_v{version} (
    tenant text not null,
    hold_id uuid not null,
    scope text not null,
    person_id uuid,
    case_id uuid,
    record_class text,
    reason text not null,
    authority text not null,
    reference text not null,
    placed_by uuid not null,
    placed_at timestamptz not null,
    lifted_by uuid,
    lifted_at timestamptz,
    lift_reason text,
    position bigint not null,
    primary key (tenant, hold_id)
);
