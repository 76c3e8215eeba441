-- A build is one set of tables of a read model. Another is made beside the one that is read, filled,
-- and put in its place; the place in the ledger that each has come to is its own.
create table read.build (
    name text not null,
    build int not null,
    version int not null,
    evolution int not null,
    definition text not null,
    tables text[] not null default '{}',
    functions text[] not null default '{}',
    functions_definition text not null default '',
    state text not null check (state in ('building', 'live', 'kept')),
    switches boolean not null default false,
    made_at timestamptz not null default clock_timestamp(),
    caught_up_at timestamptz,
    switched_at timestamptz,
    primary key (name, build)
);
create unique index build_live_key on read.build (name) where state = 'live';
comment on table read.build is
    'The sets of tables of each read model: the live one is what readers see through the views of its '
    'name, one that is building is filled beside it, one that is kept was live before.';
comment on column read.build.evolution is
    'How many newer versions the events have that it folds: with version, which code is the newer.';
comment on column read.build.definition is
    'A digest of the statements that make its tables; empty for what was made before builds were kept.';
comment on column read.build.functions is
    'The names of the functions that were made for it when it went live, and a digest of them beside.';
comment on column read.build.switches is
    'Whether it goes live by itself once it has caught up, as one of newer code does.';
alter table read.build owner to caseledger_projector;
grant select on read.build to caseledger_reader;

-- Until now there was one set of each, of the version that ran last.
delete from read.projection as p
where exists (select from read.projection as n where n.name = p.name and n.version > p.version);
insert into read.build (name, build, version, evolution, definition, state, switched_at)
select p.name, 1, p.version, 0, '', 'live', now()
from read.projection as p
group by p.name, p.version;

-- A row a tenant and read model: nothing waits for long. (Projections of the code before this go on
-- as they are; one that has to start again meanwhile stands until the new code runs.)
alter table read.projection add column build int not null default 1;
-- squawk-ignore ban-drop-constraint
alter table read.projection drop constraint projection_pkey;
-- squawk-ignore constraint-missing-not-valid, adding-serial-primary-key-field
alter table read.projection add primary key (tenant, name, build);

-- squawk-ignore adding-foreign-key-constraint, constraint-missing-not-valid
alter table read.projection add foreign key (name, build) references read.build on delete cascade;

create table read.purged (
    tenant text not null,
    name text not null,
    build int not null,
    disposal_id uuid not null,
    "position" bigint not null,
    primary key (tenant, name, build, disposal_id),
    foreign key (name, build) references read.build on delete cascade
);
comment on table read.purged is
    'Disposals that a build has carried out in its tables before it was live: they are acknowledged '
    'for its read model (ledger.disposal_step) once it is.';
alter table read.purged owner to caseledger_projector;

alter table read.filled add column build int not null default 1;
-- squawk-ignore ban-drop-constraint
alter table read.filled drop constraint filled_pkey;
-- squawk-ignore constraint-missing-not-valid, adding-serial-primary-key-field
alter table read.filled add primary key (tenant, name, build);
