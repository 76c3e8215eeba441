-- Read tables: made, filled and dropped by the projector, read by the reader.
create schema read;
grant usage, create on schema read to caseledger_projector;
grant usage on schema read to caseledger_reader;

alter default privileges for role caseledger_projector in schema read
grant select on tables to caseledger_reader;

create table read.projection (
    tenant text not null,
    name text not null,
    version int not null,
    position bigint not null default 0,
    heartbeat timestamptz,
    owner text,
    state text not null,
    error text,
    primary key (tenant, name, version)
);
comment on table read.projection is
    'Each read model''s versions: the position its tables hold, who runs it, and how it fares.';
alter table read.projection owner to caseledger_projector;
grant select on read.projection to caseledger_reader;
