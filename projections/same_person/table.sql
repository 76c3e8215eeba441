-- Which numbers are one person's, as known from when until when; and pairs that somebody looks at.
create table read.person_alias_v{version} (
    tenant text not null,
    person_id uuid not null,
    canonical_id uuid not null,
    known_from timestamptz not null,
    known_to timestamptz,
    position bigint not null,
    primary key (tenant, person_id, position)
);
create unique index on read.person_alias_v{version} (tenant, person_id) where known_to is null;
create index on read.person_alias_v{version} (tenant, canonical_id) where known_to is null;
comment on table read.person_alias_v{version} is
    'A number that is another one''s too; canonical_id is shown. Without known_to: known now.';

create table read.person_pair_v{version} (
    tenant text not null,
    person_id uuid not null,
    other_id uuid not null,
    status text not null,
    score int not null,
    likeness jsonb not null,
    suspected_at timestamptz,
    apart_at timestamptz,
    apart_by uuid,
    apart_role text,
    apart_reason text,
    merged_at timestamptz,
    merged_by uuid,
    merged_role text,
    merged_reason text,
    survivor_id uuid,
    position bigint not null,
    primary key (tenant, person_id, other_id)
);
create index on read.person_pair_v{version} (tenant, status);
create index on read.person_pair_v{version} (tenant, other_id);
