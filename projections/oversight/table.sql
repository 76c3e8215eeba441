-- Files opened in an emergency with their review, and the reviews of findings about looks.
create table read.emergency_v{version} (
    tenant text not null,
    emergency_id uuid not null,
    person_id uuid not null,
    account_id uuid not null,
    role text not null,
    office text,
    organisation text not null,
    reason text not null,
    words jsonb,
    categories text[] not null,
    opened_at timestamptz not null,
    until timestamptz not null,
    review_by date not null,
    seals text[] not null,
    alerted uuid[] not null,
    outcome text,
    reviewed_by uuid,
    reviewed_role text,
    reviewed_at timestamptz,
    review_words jsonb,
    incident_id uuid,
    position bigint not null,
    primary key (tenant, emergency_id)
);
create index on read.emergency_v{version} (tenant, person_id);
create index on read.emergency_v{version} (tenant, position);
create index on read.emergency_v{version} (tenant, position)
where outcome is null or outcome = 'FOLLOW_UP';

create table read.finding_review_v{version} (
    tenant text not null,
    finding_id uuid not null,
    outcome text not null,
    explanation text,
    reviewed_by uuid not null,
    reviewed_role text not null,
    reviewed_at timestamptz not null,
    incident_id uuid,
    position bigint not null,
    primary key (tenant, finding_id)
);
