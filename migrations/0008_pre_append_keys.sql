-- The only writer of the ledger, now with the keys that its events are sealed under: a text's own
-- key is written in the transaction of its event, and a person's key must still be active in it.
-- (The form without keys goes once no old process calls it: next migration.)
create function ledger.append(
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
    -- fresh keys of single texts, wrapped under their person's, written with the events
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
        select tenants[i.append], i.id, i.person, i.wrapped, 'person'
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
    'is no longer active); guard_conflict; version_conflict; claim_conflict; event_id_used. '
    'Any other error fails the whole call.';

revoke execute on function ledger.append(
    text[], uuid[], bytea[], bytea[],
    int[], text[], bigint[], text[], smallint[], uuid[], date[], timestamptz[], bytea[], bytea[],
    int[], text[], bigint[], int[], text[], text[], bytea[], text[],
    int[], uuid[], int[], int[], uuid[], uuid[], bytea[]
) from public;
grant execute on function ledger.append(
    text[], uuid[], bytea[], bytea[],
    int[], text[], bigint[], text[], smallint[], uuid[], date[], timestamptz[], bytea[], bytea[],
    int[], text[], bigint[], int[], text[], text[], bytea[], text[],
    int[], uuid[], int[], int[], uuid[], uuid[], bytea[]
) to caseledger_writer;
