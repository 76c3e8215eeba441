-- One row an event of a case, a person or a person's consents, as the ledger holds it: private
-- parts of the payload stay sealed. Written once, never changed.
create table read.timeline_v{version} (
    tenant text not null,
    stream text not null,
    version bigint not null,
    position bigint not null,
    event_id uuid not null,
    kind text not null,
    case_id uuid,
    person_id uuid,
    about_person_id uuid,
    cited_case_id uuid,
    type text not null,
    schema_version int not null,
    effective_on date not null,
    known_at timestamptz not null,
    appended_at timestamptz not null,
    actor_id uuid not null,
    actor_kind text not null,
    role text not null,
    organisation text not null,
    office text,
    authority_kind text,
    authority_reference text,
    channel text,
    programme text,
    source_system text,
    source_reference text,
    corrects uuid,
    irregularities text[] not null,
    payload jsonb not null,
    metadata jsonb not null,
    primary key (tenant, stream, version)
);
create index on read.timeline_v{version} (tenant, case_id, position);
create index on read.timeline_v{version} (tenant, person_id, kind, position);
create unique index on read.timeline_v{version} (tenant, event_id);
create index on read.timeline_v{version} (tenant, case_id, position) where irregularities <> '{}';
create index on read.timeline_v{version} (tenant, corrects) where corrects is not null;
comment on column read.timeline_v{version}.kind is 'case, person or consent: the kind of its stream';
comment on column read.timeline_v{version}.person_id is
    'whose stream it is (person and consent); a case''s event has case_id instead';
comment on column read.timeline_v{version}.about_person_id is 'the member that a case''s event is about';
comment on column read.timeline_v{version}.irregularities is
    'codes of the rules of today that the event breaks, where it came from another system';
comment on column read.timeline_v{version}.cited_case_id is 'the case that a disclosure was made for';
