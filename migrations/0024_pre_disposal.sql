-- Disposals: how far each came, step by step, and a mark that is lost with unlogged read tables.
create table ledger.disposal_step (
    tenant text not null,
    disposal_id uuid not null,
    step text not null,
    position bigint,
    done_at timestamptz not null default now(),
    primary key (tenant, disposal_id, step)
);
comment on table ledger.disposal_step is
    'What was done of a disposal: keys marked and destroyed, told in the ledger, and each store that '
    'purged what it held. Any process goes on where another stopped.';
comment on column ledger.disposal_step.position is
    'the position up to which a read model had come when it purged';
grant select, insert on ledger.disposal_step to caseledger_writer, caseledger_projector;

-- A disposal is beyond recovery once every key-encryption key of its day is destroyed.
grant select on keys.kek to caseledger_projector;

-- What stands for a private value is an array: ["s", person, version, box, item] or ["d", person].
create function ledger.without_sealed(value jsonb, persons uuid[], items uuid[]) returns jsonb
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    select regexp_replace(
        regexp_replace(
            without_sealed.value::text,
            '\["s", "(' || coalesce(nullif(array_to_string(without_sealed.persons, '|'), ''), '!')
                || ')", [0-9]+, "[^"]*"(, (null|"[^"]*"))?\]',
            '["d", "\1"]', 'g'),
        '\["s", "([0-9a-f-]{36})", [0-9]+, "[^"]*", "('
            || coalesce(nullif(array_to_string(without_sealed.items, '|'), ''), '!') || ')"\]',
        '["d", "\1"]', 'g')::jsonb
$$;
comment on function ledger.without_sealed is
    'A JSON value in which nothing sealed for these persons, or under the keys of these texts, is '
    'left. (A quote inside a text is escaped, so that no text can look like such an array.)';
revoke execute on function ledger.without_sealed from public;
grant execute on function ledger.without_sealed to caseledger_projector;

-- After a crash, and on a promoted standby, unlogged tables are empty: this row is gone with them.
create unlogged table read.filled (
    tenant text not null,
    name text not null,
    version int not null,
    primary key (tenant, name, version)
);
comment on table read.filled is
    'Read models whose tables are unlogged and hold what their position says. Lost with them.';
alter table read.filled owner to caseledger_projector;

-- Claims and snapshots go with what they tell of.
create function ledger.purge(tenant text, persons uuid[], streams text[]) returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    purged int;
    gone int;
begin
    -- In the line of appends: none may claim for a person who is being purged.
    perform from ledger.order_lock as l for update;

    if exists (
        select from unnest(purge.persons) as p(id)
        where not exists (
            select from ledger.events as e
            where e.tenant = purge.tenant and e.stream = 'person-' || p.id
              and e.type = 'person.disposed'
        )
    ) then
        raise exception using errcode = 'CL405', message = 'ledger.purge: not disposed of';
    end if;

    delete from ledger.claims as c
    where c.tenant = purge.tenant
      and c.stream in (select 'person-' || p.id from unnest(purge.persons) as p(id));
    get diagnostics purged = row_count;

    delete from ledger.snapshots as s
    where s.tenant = purge.tenant and s.stream = any(purge.streams);
    get diagnostics gone = row_count;
    return purged + gone;
end
$$;
comment on function ledger.purge is
    'Deletes what disposed persons still claim (their SIN, as a keyed hash) and the snapshots of these '
    'streams. Refused as long as the ledger does not tell that the persons were disposed of.';
revoke execute on function ledger.purge from public;
grant execute on function ledger.purge to caseledger_writer;
