-- Imports of other systems' extracts: each run with its report, and the rows that could not be read.
create schema import;

create table import.run (
    tenant text not null,
    import_id uuid not null,
    kind text not null check (kind in ('EXTRACT', 'MENDED')),
    custodian text not null,
    source_system text not null,
    as_of date not null,
    invented boolean not null,
    manifest_sha256 text not null,
    started_by text not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    report jsonb,
    primary key (tenant, import_id)
);
comment on table import.run is
    'One row an import. No finish: it was interrupted, or still runs. The report names no person.';
create index run_started on import.run (tenant, started_at desc);

create table import.reject (
    tenant text not null,
    reject_id uuid not null,
    import_id uuid not null,
    source_system text not null,
    file text not null,
    line int not null,
    "column" text not null,
    reason text not null,
    row_hash bytea not null,
    box bytea not null,
    kept_by text not null,
    kept_at timestamptz not null,
    mended_by text,
    mended_at timestamptz,
    mended_as text,
    primary key (tenant, reject_id),
    unique (tenant, source_system, file, row_hash),
    foreign key (tenant, import_id) references import.run (tenant, import_id),
    check (num_nulls(mended_by, mended_at, mended_as) in (0, 3))
);
comment on table import.reject is
    'A row that could not be read. What it held is sealed in box, under the key keys.reject_key.';
comment on column import.reject.row_hash is 'keyed hash of the row''s cells: the same row is kept once';
comment on column import.reject.mended_as is 'the source reference under which it was taken at last';

-- The keys: beside the persons' keys, apart from what they open, and gone on their day.
create table keys.reject_key (
    tenant text not null,
    reject_id uuid not null,
    wrapped bytea not null,
    kek_id text not null,
    expires_at timestamptz not null,
    primary key (tenant, reject_id)
);
comment on table keys.reject_key is
    'The key of one rejected row. Deleted when the row is mended, or when it expires.';
create index reject_key_expires on keys.reject_key (expires_at);

grant usage on schema import to caseledger_writer, caseledger_reader;
grant select, insert on import.run, import.reject to caseledger_writer;
grant update (finished_at, report) on import.run to caseledger_writer;
grant update (mended_by, mended_at, mended_as) on import.reject to caseledger_writer;
grant select, insert, delete on keys.reject_key to caseledger_writer;
grant select on import.run to caseledger_reader;
