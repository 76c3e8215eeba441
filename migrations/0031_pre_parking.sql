-- What a read model could not fold, and what waits with it: positions and codes of errors, nothing
-- of what an event tells.
create table read.parked (
    tenant text not null,
    name text not null,
    build int not null,
    stream text not null,
    position bigint not null,
    error text,
    parked_at timestamptz not null default clock_timestamp(),
    primary key (tenant, name, build, stream),
    foreign key (tenant, name, build) references read.projection on delete cascade
);
create index parked_stream on read.parked (tenant, stream);
comment on table read.parked is
    'Whose events wait in a build of a read model: the case, the person (consents with them) or the '
    'other matter, as its stream is called; position: of the first that waits.';
comment on column read.parked.error is
    'The code of why its first event could not be folded; null where it waits for another stream.';

create table read.parked_event (
    tenant text not null,
    name text not null,
    build int not null,
    stream text not null,
    position bigint not null,
    primary key (tenant, name, build, position),
    foreign key (tenant, name, build, stream) references read.parked on delete cascade
);
create index parked_event_stream on read.parked_event (tenant, name, build, stream);
comment on table read.parked_event is 'Every event that waits.';

alter table read.parked owner to caseledger_projector;
alter table read.parked_event owner to caseledger_projector;

-- A reader sees what is lacking of those whom the recorded look is of.
grant select on read.parked to caseledger_reader;
alter table read.parked enable row level security;
create policy looked on read.parked for select to caseledger_reader using (
    tenant = (select access.looked_tenant())
    and (
        starts_with(stream, 'case-')
        and substr(stream, 6)::uuid = any ((select access.looked_cases())::uuid[])
        or starts_with(stream, 'person-')
        and substr(stream, 8)::uuid = any ((select access.looked_persons())::uuid[])
    )
);

-- The owner of a projection keeps in memory what is parked: whoever folds a part of it again counts
-- on here, and so fences the owner, which reads anew what is parked.
alter table read.projection add column refolds bigint not null default 0;
comment on column read.projection.refolds is
    'How often a part of it was folded again: with owner and position, what fences its owner.';
