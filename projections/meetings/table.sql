-- Appointments, and visits at the counter.
create table read.appointment_v{version} (
    tenant text not null,
    appointment_id uuid not null,
    case_id uuid not null,
    person_id uuid not null,
    staff_id uuid,
    on_day date,
    at_time text,
    mode text,
    status text not null,
    cancelled_for text,
    position bigint not null,
    primary key (tenant, appointment_id)
);
create index on read.appointment_v{version} (tenant, case_id, on_day);
comment on column read.appointment_v{version}.status is 'SCHEDULED, CANCELLED, HELD or MISSED';

create table read.counter_visit_v{version} (
    tenant text not null,
    visit_id uuid not null,
    case_id uuid,
    office text not null,
    reasons text[] not null,
    arrived_at timestamptz not null,
    position bigint not null,
    primary key (tenant, visit_id)
);
create index on read.counter_visit_v{version} (tenant, case_id, arrived_at)
where case_id is not null;
