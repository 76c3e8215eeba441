-- Folded states of long streams. Nothing is lost with them: whoever finds none folds the stream.
create table ledger.snapshots (
    tenant text not null,
    stream text not null,
    version bigint not null check (version > 0),
    position bigint not null,
    fingerprint bytea not null,
    digest bytea not null,
    state bytea not null,
    taken_at timestamptz not null default now(),
    primary key (tenant, stream)
);
comment on table ledger.snapshots is
    'The latest snapshot of each long stream. May be emptied at any time, while all is running.';
comment on column ledger.snapshots.version is 'the stream''s last event in it';
comment on column ledger.snapshots.position is 'where that event stands in the ledger';
comment on column ledger.snapshots.fingerprint is
    'SHA-256 of how it was folded; other code has another one, and does not read it';
comment on column ledger.snapshots.digest is 'SHA-256 of whose, where and what it is';
comment on column ledger.snapshots.state is 'the state as UTF-8 JSON, private values still sealed';

grant select, insert, update, delete on ledger.snapshots to caseledger_writer;
