-- The Merkle logs of events and of looks: tiles, signed checkpoints, what witnesses countersigned.
-- Hashes and names alone: nothing here tells of a person.
create schema log;

create table log.origin (
    log text not null check (log in ('events', 'looks')),
    sequence int not null check (sequence > 0),
    name text not null unique,
    verifier text,
    cites text,
    reason text not null,
    opened_at timestamptz not null default clock_timestamp(),
    primary key (log, sequence),
    unique (log, reason)
);
comment on table log.origin is
    'The lives of each log. The last one grows; the ones before were ended by a restore.';
comment on column log.origin.verifier is
    'the key that signs it, name+hash+key (C2SP signed-note); null until its first checkpoint';
comment on column log.origin.cites is 'the last known checkpoint of the origin before, as signed';
comment on column log.origin.reason is
    'what opened it, so that the same does not open it twice; start for the first';

create table log.state (
    log text primary key check (log in ('events', 'looks')),
    sequence int not null,
    size bigint not null default 0 check (size >= 0),
    signed bigint check (signed between 0 and size),
    owner text,
    heartbeat timestamptz,
    fault text,
    foreign key (log, sequence) references log.origin (log, sequence)
);
comment on table log.state is 'Where each log stands; moved on by compare-and-set.';
comment on column log.state.size is 'leaves in the stored tiles; durable before it is signed';
comment on column log.state.signed is 'leaves under the last checkpoint; null before the first';
comment on column log.state.fault is 'why it is not signed any further; a code, never data';

create table log.tile (
    log text not null,
    sequence int not null,
    level smallint not null check (level between 0 and 63),
    index bigint not null check (index >= 0),
    hashes bytea not null check (length(hashes) between 32 and 8192 and length(hashes) % 32 = 0),
    primary key (log, sequence, level, index),
    foreign key (log, sequence) references log.origin (log, sequence)
);
-- Hashes do not compress.
alter table log.tile alter column hashes set storage external;
comment on table log.tile is
    'C2SP tlog-tiles of height 8, each as wide as it has become: a partial tile begins the wider one.';

create table log.checkpoint (
    log text not null,
    sequence int not null,
    size bigint not null,
    note text not null,
    signed_at timestamptz not null default clock_timestamp(),
    primary key (log, sequence, size),
    foreign key (log, sequence) references log.origin (log, sequence)
);
comment on table log.checkpoint is
    'Checkpoints as signed. Those that no witness countersigned are thinned out after a day.';

create table log.cosignature (
    log text not null,
    sequence int not null,
    size bigint not null,
    witness text not null,
    line text not null,
    received_at timestamptz not null default clock_timestamp(),
    primary key (log, sequence, size, witness),
    foreign key (log, sequence, size) references log.checkpoint (log, sequence, size)
);
comment on column log.cosignature.witness is 'the witness''s key, name+hash+key';
comment on column log.cosignature.line is 'its signature line (C2SP tlog-cosignature)';

create table log.look (
    leaf bigint primary key check (leaf >= 0),
    look_id uuid not null unique
);
comment on table log.look is 'Which leaf each look is: looks have no order of their own.';

create table log.look_waiting (look_id uuid primary key);
comment on table log.look_waiting is 'Looks that have no leaf yet; written with the look.';

create function log.await_leaf() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into log.look_waiting (look_id) values (new.look_id);
    return null;
end
$$;
comment on function log.await_leaf is 'Queues a look for the log of looks.';

create trigger await_leaf after insert on access.look
for each row execute function log.await_leaf();

insert into log.look_waiting (look_id) select l.look_id from access.look as l;

create function log.only_grows() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if (new.log, new.sequence, new.level, new.index) = (old.log, old.sequence, old.level, old.index)
        and substr(new.hashes, 1, length(old.hashes)) = old.hashes
    then
        return new;
    end if;
    raise exception using errcode = 'CL405', message = 'a tile of a log only grows';
end
$$;
comment on function log.only_grows is 'Refuses to change a hash of a tile, to the owner too.';

create trigger only_grows before update on log.tile
for each row execute function log.only_grows();

create trigger refuse_change before delete or truncate on log.tile
for each statement execute function ledger.refuse_change();

create trigger refuse_change before delete or truncate on log.origin
for each statement execute function ledger.refuse_change();

create trigger refuse_change before update or delete or truncate on log.look
for each statement execute function ledger.refuse_change();

create trigger refuse_change before update or delete or truncate on log.cosignature
for each statement execute function ledger.refuse_change();

revoke execute on function log.await_leaf, log.only_grows from public;

grant usage on schema ledger, access, log to caseledger_sequencer;
grant select on ledger.events, ledger.head, access.look to caseledger_sequencer;
grant select, insert on
    log.origin, log.state, log.tile, log.checkpoint, log.cosignature, log.look
to caseledger_sequencer;
grant update (verifier) on log.origin to caseledger_sequencer;
grant update on log.state to caseledger_sequencer;
grant update (hashes) on log.tile to caseledger_sequencer;
grant delete on log.checkpoint to caseledger_sequencer;
grant select, delete on log.look_waiting to caseledger_sequencer;

grant usage on schema log to caseledger_reader, caseledger_auditor;
grant select on log.origin, log.state, log.tile, log.checkpoint, log.cosignature
to caseledger_reader, caseledger_auditor;
grant select on log.look, log.look_waiting to caseledger_auditor;
