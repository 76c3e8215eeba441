-- Standbys: a commit that waits for all it has read, and places in the write-ahead log by which a
-- reader on a standby knows that it sees what the primary had answered.
create function ledger.confirm() returns boolean
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
    select case when current_setting('synchronous_standby_names') = '' then false
                else pg_logical_emit_message(true, 'caseledger', '') is not null end
$$;
comment on function ledger.confirm is
    'Makes the commit of a transaction that only reads wait for the synchronous standbys, if there '
    'are any: what it saw may be flushed here alone, after a crash or a cancelled wait.';

create function ledger.flushed(out timeline int, out lsn pg_lsn)
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
    select ('x' || left(pg_walfile_name(at.lsn), 8))::bit(32)::int, at.lsn
    from (select pg_current_wal_flush_lsn() as lsn) as at
$$;
comment on function ledger.flushed is
    'On the primary: the place up to which its log is flushed; all that it has answered is before.';

create function ledger.replayed(out timeline int, out lsn pg_lsn)
language sql volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
    select
        case when w.status = 'streaming' then w.received_tli end,
        pg_last_wal_replay_lsn()
    from (select 1) as one
    left join pg_stat_get_wal_receiver() as w on true
$$;
comment on function ledger.replayed is
    'On a standby: the place up to which it has replayed, and the timeline that it is streaming. '
    'Timeline null: it follows nobody, hence may be on a history that was given up; or the owner '
    'may not read statistics (see roles.sql); or this is no standby any more.';

revoke execute on function ledger.confirm, ledger.flushed, ledger.replayed from public;
grant execute on function ledger.confirm to caseledger_writer;
grant execute on function ledger.flushed to caseledger_writer, caseledger_projector, caseledger_reader;
grant execute on function ledger.replayed to
    caseledger_writer, caseledger_projector, caseledger_reader;
