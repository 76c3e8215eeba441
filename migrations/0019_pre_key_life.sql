-- The life of keys: disposal, the rotation of what wraps them, and both told to every process that
-- holds keys in memory.
create function keys.tell(tenant text, persons uuid[], kek boolean default false) returns void
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
    -- A notification holds 8,000 bytes; one without names means: forget whatever you know.
    select pg_notify('caseledger_keys', json_build_object(
        'tenant', tell.tenant,
        'persons', case when cardinality(tell.persons) <= 150 then to_json(tell.persons) end,
        'kek', tell.kek
    )::text)
$$;
comment on function keys.tell is
    'Tells every process that listens to forget what it holds of these persons, and of every text; '
    'kek: also which key-encryption key wraps.';

create function keys.request_shred(tenant text, persons uuid[], items uuid[]) returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    marked_persons int;
    marked_items int;
begin
    -- Every append before this is in the ledger; every one after it sees the mark.
    perform from ledger.order_lock as l for update;

    -- Who has no key yet gets none: not by an import sent again, nor by a restore of older keys.
    insert into keys.person_key (tenant, person_id, version, kek_id, state)
    select request_shred.tenant, p.id, 1, '', 'destroyed'
    from unnest(request_shred.persons) as p(id)
    where not exists (
        select from keys.person_key as k
        where k.tenant = request_shred.tenant and k.person_id = p.id
    )
    on conflict do nothing;

    update keys.person_key as k
    set state = 'shred_requested'
    where k.tenant = request_shred.tenant and k.person_id = any(request_shred.persons)
      and k.state = 'active';
    get diagnostics marked_persons = row_count;

    update keys.item_key as k
    set state = 'shred_requested'
    where k.tenant = request_shred.tenant and k.item_id = any(request_shred.items)
      and k.state = 'active';
    get diagnostics marked_items = row_count;

    perform keys.tell(request_shred.tenant, request_shred.persons);
    return marked_persons + marked_items;
end
$$;
comment on function keys.request_shred is
    'Marks keys that are to be destroyed: from its commit on nothing is sealed or opened under them. '
    'Gives how many were newly marked; to call it again changes nothing.';

create function keys.destroy(tenant text, persons uuid[], items uuid[]) returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    gone_persons int;
    gone_items int;
begin
    update keys.person_key as k
    set state = 'destroyed', wrapped = null
    where k.tenant = destroy.tenant and k.person_id = any(destroy.persons)
      and k.state = 'shred_requested';
    get diagnostics gone_persons = row_count;

    update keys.item_key as k
    set state = 'destroyed', wrapped = null
    where k.tenant = destroy.tenant and k.item_id = any(destroy.items)
      and k.state = 'shred_requested';
    get diagnostics gone_items = row_count;

    perform keys.tell(destroy.tenant, destroy.persons);
    return gone_persons + gone_items;
end
$$;
comment on function keys.destroy is
    'Destroys the wrapped keys that keys.request_shred has marked, and no other. Gives how many; to '
    'call it again changes nothing. Their older forms in the write-ahead log and in backups go with '
    'the key-encryption key: see docs/keys.md.';

revoke execute on function keys.tell, keys.request_shred, keys.destroy from public;
grant execute on function keys.request_shred, keys.destroy to caseledger_writer;

-- Which key-encryption key wraps a tenant's keys now, and which did. The keys themselves stand in no
-- database: a rotation ends with the old one destroyed, and with it all that it ever wrapped, be it
-- in write-ahead logs, base backups or dumps.
create table keys.kek (
    tenant text not null,
    kek_id text not null,
    state text not null check (state in ('current', 'retired', 'destroyed')),
    since timestamptz not null default now(),
    retired_at timestamptz,
    destroyed_at timestamptz,
    primary key (tenant, kek_id),
    check ((state = 'current') = (retired_at is null)),
    check ((state = 'destroyed') = (destroyed_at is not null))
);
comment on table keys.kek is
    'Key-encryption keys by their names. current: wraps; retired: opens what is not rewrapped yet; '
    'destroyed: nothing here needs it, and its source has none left.';
create unique index kek_current on keys.kek (tenant) where state = 'current';

insert into keys.kek (tenant, kek_id, state, since, retired_at)
select
    u.tenant, u.kek_id,
    case when u.later is null then 'current' else 'retired' end, u.since, u.later
from (
    select
        g.tenant, g.kek_id, min(g.created_at) as since,
        lag(min(g.created_at)) over (
            partition by g.tenant order by max(g.created_at) desc, g.kek_id) as later
    from (
        select p.tenant, p.kek_id, p.created_at from keys.person_key as p where p.kek_id <> ''
        union all
        select s.tenant, s.kek_id, s.created_at from keys.secret as s
    ) as g
    group by g.tenant, g.kek_id
) as u;

create function keys.kek_of(wrapped bytea) returns text
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case when get_byte(wrapped, 0) = 1 then encode(substr(wrapped, 2, 8), 'hex')
                else 'person' end
$$;
comment on function keys.kek_of is
    'The key-encryption key around a text''s key; person: none, of a time before there was one.';

create function keys.current_kek(tenant text, offered text) returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    found_id text;
begin
    select k.kek_id into found_id
    from keys.kek as k where k.tenant = current_kek.tenant and k.state = 'current';
    if found_id is null and offered is not null then
        insert into keys.kek (tenant, kek_id, state)
        values (current_kek.tenant, offered, 'current')
        on conflict do nothing;
        select k.kek_id into found_id
        from keys.kek as k where k.tenant = current_kek.tenant and k.state = 'current';
    end if;
    return found_id;
end
$$;
comment on function keys.current_kek is
    'The key-encryption key that wraps now; the one offered where the tenant has none yet.';

create function keys.use_kek(tenant text, kek_id text) returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Every append before this is in the ledger with its keys; every one after it is checked.
    perform from ledger.order_lock as l for update;
    -- Who makes a person's key meanwhile holds a share of the row: then this waits.
    update keys.kek as k
    set state = 'retired', retired_at = now()
    where k.tenant = use_kek.tenant and k.state = 'current' and k.kek_id <> use_kek.kek_id;
    insert into keys.kek (tenant, kek_id, state)
    values (use_kek.tenant, use_kek.kek_id, 'current')
    on conflict do nothing;
    if not exists (
        select from keys.kek as k
        where k.tenant = use_kek.tenant and k.kek_id = use_kek.kek_id and k.state = 'current'
    ) then
        raise exception using errcode = 'CL423', message = 'keys: a retired key never wraps again';
    end if;
    perform keys.tell(use_kek.tenant, '{}', true);
end
$$;
comment on function keys.use_kek is
    'From its commit on this key-encryption key wraps, and nothing is written under another.';

create function keys.tell_kek(tenant text) returns void
language sql volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
    select keys.tell(tell_kek.tenant, '{}', true)
$$;
comment on function keys.tell_kek is
    'Tells every process that key-encryption keys have come or gone: none is to be kept in memory.';

create function keys.wrapped()
returns table (
    tenant text, kek_id text, persons bigint, items bigint, secrets bigint, rejects bigint
)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select
        u.tenant, u.kek_id,
        sum(u.n) filter (where u.kind = 'p'), sum(u.n) filter (where u.kind = 'i'),
        sum(u.n) filter (where u.kind = 's'), sum(u.n) filter (where u.kind = 'r')
    from (
        select 'p' as kind, p.tenant, p.kek_id, count(*) as n
        from keys.person_key as p where p.wrapped is not null group by p.tenant, p.kek_id
        union all
        select 'i', i.tenant, i.kek_id, count(*)
        from keys.item_key as i where i.wrapped is not null group by i.tenant, i.kek_id
        union all
        select 's', s.tenant, s.kek_id, count(*)
        from keys.secret as s group by s.tenant, s.kek_id
        union all
        select 'r', r.tenant, r.kek_id, count(*)
        from keys.reject_key as r group by r.tenant, r.kek_id
    ) as u
    group by u.tenant, u.kek_id
$$;
comment on function keys.wrapped is
    'How many keys of each kind stand under which key-encryption key. Reads them all once.';

create function keys.end_kek(kek_id text) returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (
        select from keys.kek as k where k.kek_id = end_kek.kek_id and k.state = 'current'
    ) or exists (select from keys.wrapped() as w where w.kek_id = end_kek.kek_id) then
        return false;
    end if;
    update keys.kek as k
    set state = 'destroyed', destroyed_at = now()
    where k.kek_id = end_kek.kek_id and k.state = 'retired';
    return true;
end
$$;
comment on function keys.end_kek is
    'Notes that it was destroyed; false, and nothing noted, where something still stands under it.';

create function keys.standbys_behind(lsn pg_lsn) returns int
language sql volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
    select count(*)::int from pg_stat_replication as r where r.replay_lsn < standbys_behind.lsn
$$;
comment on function keys.standbys_behind is
    'How many standbys that are connected have not replayed the log up to there.';

-- A rotation waits for whoever writes under the old key, and who comes after it is refused.
create function keys.refuse_retired() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform from keys.kek as k
    where k.state = 'current' and k.tenant in (select a.tenant from added as a)
    for share;
    if exists (
        select from added as a
        join keys.kek as k on k.tenant = a.tenant and k.state = 'current'
        where a.wrapped is not null and k.kek_id <> a.kek_id
    ) then
        raise exception using
            errcode = 'CL423', message = 'keys: this key-encryption key does not wrap any more';
    end if;
    return null;
end
$$;
create trigger refuse_retired after insert on keys.person_key
referencing new table as added for each statement execute function keys.refuse_retired();
create trigger refuse_retired after insert on keys.secret
referencing new table as added for each statement execute function keys.refuse_retired();
create trigger refuse_retired after insert on keys.reject_key
referencing new table as added for each statement execute function keys.refuse_retired();

create function keys.add_version(
    tenant text, person_id uuid, version int, wrapped bytea, kek_id text
)
returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    -- With a disposal, one after the other.
    perform from ledger.order_lock as l for update;
    if (
        select max(k.version) = add_version.version - 1 and bool_and(k.state = 'active')
        from keys.person_key as k
        where k.tenant = add_version.tenant and k.person_id = add_version.person_id
    ) is not true then
        return false;
    end if;
    insert into keys.person_key (tenant, person_id, version, wrapped, kek_id)
    values (
        add_version.tenant, add_version.person_id, add_version.version,
        add_version.wrapped, add_version.kek_id
    );
    perform keys.tell(add_version.tenant, array[add_version.person_id]);
    return true;
end
$$;
comment on function keys.add_version is
    'A person''s next key, which seals from now on. False where it is not the next, or the person has '
    'none or is disposed of.';

revoke execute on function
    keys.kek_of, keys.current_kek, keys.use_kek, keys.tell_kek, keys.wrapped, keys.end_kek,
    keys.standbys_behind, keys.refuse_retired, keys.add_version
from public;
grant execute on function
    keys.current_kek, keys.use_kek, keys.tell_kek, keys.wrapped, keys.end_kek,
    keys.standbys_behind, keys.add_version
to caseledger_writer;
grant select on keys.kek to caseledger_writer;
-- To wrap anew: the state of a key is not theirs to change.
grant update (wrapped, kek_id) on
    keys.person_key, keys.item_key, keys.secret, keys.reject_key
to caseledger_writer;

-- The only writer of the ledger, which now refuses texts' keys under a retired key-encryption key.
create or replace function ledger.append(
    -- one element for each append; command_ids may hold nulls (no command to remember)
    tenants text[],
    command_ids uuid[],
    body_hashes bytea[],
    results bytea[],
    -- one element for each event; event_append says whose it is, counted from 1
    event_append int[],
    event_stream text[],
    event_version bigint[],
    event_type text[],
    event_schema_version smallint[],
    event_id uuid[],
    event_effective_on date[],
    event_known_at timestamptz[],
    event_metadata bytea[],
    event_state bytea[],
    -- streams that must still stand at this version; 0: must not exist
    guard_append int[],
    guard_stream text[],
    guard_version bigint[],
    -- releases take effect before the claims of the same append
    claim_append int[],
    claim_op text[],
    claim_kind text[],
    claim_key bytea[],
    claim_stream text[],
    -- persons' keys that events are sealed under; each must be active
    person_append int[],
    person_id uuid[],
    person_version int[],
    -- fresh keys of single texts, wrapped under their person's and under a key-encryption key (see
    -- keys.kek_of), written with the events
    item_append int[],
    item_id uuid[],
    item_person uuid[],
    item_wrapped bytea[]
)
returns table (
    append int,
    status text, -- appended, replayed, or why not: see below
    first_position bigint,
    last_position bigint,
    appended_at timestamptz,
    result bytea,
    detail jsonb
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
-- A plan made while the tables were empty must not read them whole once they are large.
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
    max_events constant int := 1000; -- of one append
    total int := cardinality(tenants);
    statuses text[] := array_fill('appended'::text, array[total]);
    details jsonb[] := array_fill(null::jsonb, array[total]);
    firsts bigint[] := array_fill(null::bigint, array[total]);
    lasts bigint[] := array_fill(null::bigint, array[total]);
    times timestamptz[] := array_fill(null::timestamptz, array[total]);
    answers bytea[] := array_fill(null::bytea, array[total]);
    counts int[] := array_fill(0, array[total]);
    -- the last earlier append whose outcome this one depends on
    depends int[] := array_fill(0, array[total]);
    base bigint;
    moment timestamptz;
    lo int := 1;
    hi int;
    n int;
    found_row record;
begin
    if exists (
        select
        from unnest(
            event_append || guard_append || claim_append || person_append || item_append
        ) as i(n)
        where i.n is null or i.n not between 1 and total
    ) or exists (
        select from unnest(claim_op) as o(op)
        where o.op is null or o.op not in ('claim', 'release')
    ) then
        raise exception using errcode = 'CL400', message = 'ledger.append: malformed arguments';
    end if;

    foreach n in array event_append loop
        counts[n] := counts[n] + 1;
    end loop;

    -- The order lock, first of all and until commit: every statement after it sees all that was
    -- appended before, so the checks below cannot be raced.
    perform from ledger.order_lock as l for update;

    select h.position, greatest(h.appended_at, clock_timestamp())
    into strict base, moment
    from ledger.head as h;

    if total > 1 then
        -- A later append must see what an earlier one in the same call has written.
        for found_row in
            -- Keys are hashes, for speed: two that meet by chance make one append wait for nothing.
            with touched (append, key, writes) as (
                select e.append, hashtextextended(e.stream, 1), true
                from unnest(event_append, event_stream) as e(append, stream)
                union all
                select g.append, hashtextextended(g.stream, 1), false
                from unnest(guard_append, guard_stream) as g(append, stream)
                union all
                select c.append, hashtextextended(encode(c.key, 'hex'), 2), true
                from unnest(claim_append, claim_key) as c(append, key)
                union all
                select i.append, uuid_hash_extended(i.id, 3), true
                from unnest(event_append, event_id) as i(append, id)
                union all
                select c.append::int, uuid_hash_extended(c.id, 4), true
                from unnest(command_ids) with ordinality as c(id, append)
                where c.id is not null
            )
            select w.append, max(w.earlier) as earlier
            from (
                select
                    t.append,
                    max(t.append) filter (where t.writes) over (
                        partition by t.key order by t.append
                        groups between unbounded preceding and 1 preceding
                    ) as earlier
                from touched as t
            ) as w
            where w.earlier is not null
            group by w.append
        loop
            depends[found_row.append] := found_row.earlier;
        end loop;
    end if;

    -- A disposal that takes the order lock before it marks a key is never overtaken by an event.
    if cardinality(person_append) > 0 then
        for found_row in
            select p.append as n, p.id
            from unnest(person_append, person_id, person_version) as p(append, id, version)
            where not exists (
                select from keys.person_key as k
                where k.tenant = tenants[p.append] and k.person_id = p.id
                  and k.version = p.version and k.state = 'active'
                offset 0 -- keeps this an index probe for each key
            )
        loop
            n := found_row.n;
            statuses[n] := 'key_gone';
            details[n] := jsonb_build_object('person', found_row.id);
        end loop;
    end if;

    -- Nothing is written under a key-encryption key that a rotation has retired, for it will be gone.
    if cardinality(item_append) > 0 then
        for found_row in
            select distinct i.append as n
            from unnest(item_append, item_wrapped) as i(append, wrapped)
            where exists (
                select from keys.kek as k
                where k.tenant = tenants[i.append] and k.kek_id = keys.kek_of(i.wrapped)
                  and k.state <> 'current'
                offset 0 -- keeps this an index probe for each key
            )
        loop
            n := found_row.n;
            if statuses[n] = 'appended' then
                statuses[n] := 'kek_retired';
            end if;
        end loop;
    end if;

    -- Runs of appends that do not depend on each other are checked and written together.
    while lo <= total loop
        hi := lo;
        while hi < total and depends[hi + 1] < lo loop
            hi := hi + 1;
        end loop;

        -- command id: known with the same body, or with another one
        for found_row in
            select a.n, c.*, c.body_hash = body_hashes[a.n] as same_body
            from generate_series(lo, hi) as a(n)
            cross join lateral (
                select k.body_hash, k.first_position, k.last_position, k.appended_at, k.result
                from ledger.commands as k
                where k.tenant = tenants[a.n] and k.command_id = command_ids[a.n]
            ) as c
        loop
            n := found_row.n;
            if found_row.same_body then
                statuses[n] := 'replayed';
                firsts[n] := found_row.first_position;
                lasts[n] := found_row.last_position;
                times[n] := found_row.appended_at;
                answers[n] := found_row.result;
            else
                statuses[n] := 'command_reused';
            end if;
        end loop;

        for n in lo..hi loop
            if statuses[n] = 'appended' and counts[n] > max_events then
                statuses[n] := 'too_large';
                details[n] := jsonb_build_object('events', counts[n], 'limit', max_events);
            end if;
        end loop;

        -- guards: a stream that is only read must stand where the decision saw it
        for found_row in
            select g.append as n, g.stream, g.version as expected, coalesce(s.version, 0) as actual
            from unnest(guard_append, guard_stream, guard_version) as g(append, stream, version)
            left join lateral (
                select e.version
                from ledger.events as e
                where e.tenant = tenants[g.append] and e.stream = g.stream
                order by e.version desc
                limit 1
            ) as s on true
            where g.append between lo and hi
              and case when g.version = 0 then s.version is not null
                       else s.version is distinct from g.version end
        loop
            n := found_row.n;
            if statuses[n] = 'appended' then
                statuses[n] := 'guard_conflict';
                details[n] := jsonb_build_object(
                    'stream', found_row.stream,
                    'expected', found_row.expected, 'actual', found_row.actual);
            end if;
        end loop;

        -- versions: last + 1, then one by one; a new stream starts at 1 (0 is the stock library's)
        for found_row in
            with written as (
                select
                    e.append,
                    e.stream,
                    e.version,
                    row_number() over one_stream - 1 as nth,
                    first_value(e.version) over one_stream as first_version
                from unnest(event_append, event_stream, event_version)
                    with ordinality as e(append, stream, version, place)
                where e.append between lo and hi
                window one_stream as (partition by e.append, e.stream order by e.place)
            )
            select w.append as n, w.stream, w.version - 1 as expected, coalesce(s.version, 0) as actual
            from written as w
            left join lateral (
                select e.version
                from ledger.events as e
                where w.nth = 0 and e.tenant = tenants[w.append] and e.stream = w.stream
                order by e.version desc
                limit 1
            ) as s on true
            where w.version is distinct from w.first_version + w.nth
               or w.nth = 0 and case when s.version is null then w.version not in (0, 1)
                                     else w.version <> s.version + 1 end
        loop
            n := found_row.n;
            if statuses[n] = 'appended' then
                statuses[n] := 'version_conflict';
                details[n] := jsonb_build_object(
                    'stream', found_row.stream,
                    'expected', found_row.expected, 'actual', found_row.actual);
            end if;
        end loop;

        -- claims: not held by another stream, in the table or in the append itself
        for found_row in
            with wanted as (
                select c.append, c.op, c.kind, c.key, c.stream
                from unnest(claim_append, claim_op, claim_kind, claim_key, claim_stream)
                    as c(append, op, kind, key, stream)
                where c.append between lo and hi
            )
            select w.append as n, w.kind, w.key, held.stream as holder
            from wanted as w
            cross join lateral (
                select c.stream
                from ledger.claims as c
                where c.tenant = tenants[w.append] and c.kind = w.kind and c.key = w.key
                  and not exists (
                      select from wanted as r
                      where r.append = w.append and r.op = 'release'
                        and r.kind = w.kind and r.key = w.key and r.stream = c.stream
                  )
                union all
                select r.stream
                from wanted as r
                where r.append = w.append and r.op = 'claim' and r.kind = w.kind and r.key = w.key
            ) as held
            where w.op = 'claim' and held.stream <> w.stream
        loop
            n := found_row.n;
            if statuses[n] = 'appended' then
                statuses[n] := 'claim_conflict';
                details[n] := jsonb_build_object(
                    'kind', found_row.kind, 'holder', found_row.holder,
                    'key', encode(found_row.key, 'hex'));
            end if;
        end loop;

        -- event ids: never used before, nor twice in one append
        for found_row in
            select i.append as n, i.id
            from (
                select e.append, e.id, count(*) over (partition by e.append, e.id) as times_used
                from unnest(event_append, event_id) as e(append, id)
                where e.append between lo and hi
            ) as i
            where i.times_used > 1
               or exists (
                   select from ledger.events as e
                   where e.tenant = tenants[i.append] and e.event_id = i.id
                   offset 0 -- keeps this an index probe for each id
               )
        loop
            n := found_row.n;
            if statuses[n] = 'appended' then
                statuses[n] := 'event_id_used';
                details[n] := jsonb_build_object('event_id', found_row.id);
            end if;
        end loop;

        -- write what was accepted
        insert into ledger.events (
            position, tenant, stream, version, type, schema_version, event_id,
            effective_on, known_at, appended_at, metadata, state
        )
        select
            base + row_number() over (order by e.append, e.place),
            tenants[e.append], e.stream, e.version, e.type, e.schema_version, e.id,
            e.effective_on, e.known_at, moment, e.metadata, e.state
        from unnest(
            event_append, event_stream, event_version, event_type, event_schema_version,
            event_id, event_effective_on, event_known_at, event_metadata, event_state
        ) with ordinality as e(
            append, stream, version, type, schema_version,
            id, effective_on, known_at, metadata, state, place
        )
        where e.append between lo and hi and statuses[e.append] = 'appended';

        for n in lo..hi loop
            if statuses[n] = 'appended' then
                times[n] := moment;
                answers[n] := results[n];
                if counts[n] > 0 then
                    firsts[n] := base + 1;
                    base := base + counts[n];
                    lasts[n] := base;
                end if;
            end if;
        end loop;

        insert into ledger.commands (
            tenant, command_id, body_hash, first_position, last_position, result, appended_at
        )
        select tenants[a.n], command_ids[a.n], body_hashes[a.n], firsts[a.n], lasts[a.n], results[a.n], moment
        from generate_series(lo, hi) as a(n)
        where statuses[a.n] = 'appended' and command_ids[a.n] is not null;

        if cardinality(claim_append) > 0 then
            delete from ledger.claims as c
            using unnest(claim_append, claim_op, claim_kind, claim_key, claim_stream)
                as r(append, op, kind, key, stream)
            where r.append between lo and hi and statuses[r.append] = 'appended'
              and r.op = 'release' and c.tenant = tenants[r.append]
              and c.kind = r.kind and c.key = r.key and c.stream = r.stream;

            -- a conflict here can only be a claim that this very stream holds already
            insert into ledger.claims (tenant, kind, key, stream)
            select tenants[c.append], c.kind, c.key, c.stream
            from unnest(claim_append, claim_op, claim_kind, claim_key, claim_stream)
                as c(append, op, kind, key, stream)
            where c.append between lo and hi and statuses[c.append] = 'appended' and c.op = 'claim'
            on conflict do nothing;
        end if;

        lo := hi + 1;
    end loop;

    if cardinality(item_append) > 0 then
        insert into keys.item_key (tenant, item_id, person_id, wrapped, kek_id)
        select tenants[i.append], i.id, i.person, i.wrapped, keys.kek_of(i.wrapped)
        from unnest(item_append, item_id, item_person, item_wrapped)
            as i(append, id, person, wrapped)
        where statuses[i.append] = 'appended';
    end if;

    return query
    select a.n, statuses[a.n], firsts[a.n], lasts[a.n], times[a.n], answers[a.n], details[a.n]
    from generate_series(1, total) as a(n);
end
$$;
comment on function ledger.append(
    text[], uuid[], bytea[], bytea[],
    int[], text[], bigint[], text[], smallint[], uuid[], date[], timestamptz[], bytea[], bytea[],
    int[], text[], bigint[], int[], text[], text[], bytea[], text[],
    int[], uuid[], int[], int[], uuid[], uuid[], bytea[]
) is
    'Appends under the order lock. Statuses: appended; replayed (the command is known, here is what '
    'it gave); command_reused (its id came with another body); too_large; key_gone (a person''s key '
    'is no longer active); kek_retired (a text''s key is wrapped under a key-encryption key that was '
    'replaced meanwhile); guard_conflict; version_conflict; claim_conflict; event_id_used. Any other '
    'error fails the whole call.';

-- Restores of this ledger from a backup: what came after its position is lost here.
create table ledger.restored (
    restore_id uuid primary key,
    restored_at timestamptz not null default clock_timestamp(),
    taken_at timestamptz not null,
    position bigint not null,
    checkpoints jsonb not null,
    disposals int not null
);
comment on table ledger.restored is
    'Append-only. checkpoints: the last signed one of each log that the backup knew; disposals: how '
    'many entries of the journal of disposals were carried out again before anything opened.';
create trigger refuse_change before update or delete or truncate on ledger.restored
for each statement execute function ledger.refuse_change();
grant select on ledger.restored to caseledger_writer, caseledger_auditor;
