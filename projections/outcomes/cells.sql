-- The sums of figures, kept as the facts come in, so that a year need not be counted anew: for each
-- measure, office and programme ('*': all of them), by how much it changes on a day. A period's
-- figure is the sum of its days; what stands, that of all days so far. With a day of knowledge
-- (ripe_on) a change counts from that day of knowledge on.

-- The changes that these measures are made of, as known, for cases and persons that no others are
-- held together with (among), or for all. Sums over such sets add up.
create or replace function read.outcome_tally(
    tenant text, measures text[], known timestamptz, upto bigint, among uuid[], zone text
)
returns table (
    measure text, office text, programme text, day date, ripe_on date, facts bigint, cents bigint
)
language sql stable
as $$
    with offices as materialized (
        select * from read.outcome_places(
            outcome_tally.tenant, 'office', outcome_tally.known, outcome_tally.upto,
            outcome_tally.among
        )
    ),
    programmes as materialized (
        select * from read.outcome_places(
            outcome_tally.tenant, 'programme', outcome_tally.known, outcome_tally.upto,
            outcome_tally.among
        )
    ),
    happened as (
        select
            r.measure, o.code as office, coalesce(r.programme, p.code) as programme, r.day,
            r.ripe_from, r.ripe_until, count(*) as facts, coalesce(sum(r.amount_cents), 0) as cents
        from read.outcome_happened(
            outcome_tally.tenant, outcome_tally.measures, '-infinity', 'infinity',
            outcome_tally.known, outcome_tally.upto, outcome_tally.among, outcome_tally.zone
        ) as r
        left join offices as o
            on o.case_id = r.case_id and o.from_on <= r.day and r.day < o.until_on
        left join programmes as p
            on p.case_id = r.case_id and p.from_on <= r.day and r.day < p.until_on
        group by 1, 2, 3, 4, 5, 6
    ),
    standing as (
        select
            r.measure, r.subject_id, o.code as office, coalesce(r.programme, p.code) as programme,
            greatest(r.from_on, o.from_on, p.from_on) as from_on,
            least(r.until_on, o.until_on, p.until_on) as until_on
        from read.outcome_standing(
            outcome_tally.tenant, outcome_tally.measures, outcome_tally.known, outcome_tally.upto,
            outcome_tally.among, outcome_tally.zone
        ) as r
        left join offices as o
            on o.case_id = r.case_id and o.from_on < coalesce(r.until_on, 'infinity')
            and r.from_on < o.until_on
        left join programmes as p
            on p.case_id = r.case_id and p.from_on < coalesce(r.until_on, 'infinity')
            and r.from_on < p.until_on
    ),
    -- Whoever stands twice at a time counts once: a stretch begins where none before it reaches.
    stretches as (
        select
            s.measure, s.subject_id, l.office, l.programme, s.from_on,
            coalesce(s.until_on, 'infinity') as until_on,
            max(coalesce(s.until_on, 'infinity')) over (
                partition by s.measure, s.subject_id, l.office, l.programme
                order by s.from_on, s.until_on
                rows between unbounded preceding and 1 preceding
            ) as reached
        from standing as s
        cross join lateral (
            values ('*', '*'), (s.office, '*'), ('*', s.programme), (s.office, s.programme)
        ) as l(office, programme)
        where l.office is not null and l.programme is not null
          and s.from_on < coalesce(s.until_on, 'infinity')
    ),
    changes as (
        select h.measure, l.office, l.programme, h.day, c.ripe_on, c.sign * h.facts as facts,
            c.sign * h.cents as cents
        from happened as h
        cross join lateral (
            values ('*', '*'), (h.office, '*'), ('*', h.programme), (h.office, h.programme)
        ) as l(office, programme)
        cross join lateral (
            values (coalesce(h.ripe_from, '-infinity'), 1), (h.ripe_until, -1)
        ) as c(ripe_on, sign)
        where l.office is not null and l.programme is not null and c.ripe_on is not null
        union all
        -- What of a stretch was reached already adds nothing.
        select s.measure, s.office, s.programme, d.day, '-infinity', d.sign, 0
        from stretches as s
        cross join lateral (
            values (greatest(s.from_on, s.reached), 1), (s.until_on, -1)
        ) as d(day, sign)
        where (s.reached is null or s.reached < s.until_on) and d.day < 'infinity'
    )
    select
        c.measure, c.office, c.programme, c.day, c.ripe_on, sum(c.facts)::bigint,
        sum(c.cents)::bigint
    from changes as c
    group by 1, 2, 3, 4, 5
    having sum(c.facts) <> 0 or sum(c.cents) <> 0
$$;

-- The cases and persons that facts of positions after one, up to another, can bear on: all that are
-- held together with theirs, through persons in several cases and numbers of one person.
create or replace function read.outcome_among(tenant text, since bigint, upto bigint)
returns uuid[]
language sql stable
as $$
    with recursive told as materialized (
        select f.kind, f.owner_id, f.subject_id
        from read.outcome_fact as f
        where f.tenant = outcome_among.tenant
          and f.position > outcome_among.since and f.position <= outcome_among.upto
    ),
    reached(id) as (
        -- Of a fact that is taken back its own row says no more whose it was.
        select n.id
        from (select distinct * from told) as t
        join read.outcome_fact as f
            on f.tenant = outcome_among.tenant and f.kind = t.kind and f.owner_id = t.owner_id
            and f.subject_id = t.subject_id
        cross join lateral (
            select f.case_id as id union all select f.person_id
            union all select f.about_id where f.kind = 'survivor'
            union all select p.id from unnest(f.persons) as p(id)
        ) as n
        where n.id is not null
        union
        select n.id
        from reached as r
        cross join lateral (
            select l.case_id as id from read.outcome_link as l
            where l.tenant = outcome_among.tenant and l.person_id = r.id
            union all
            select l.person_id from read.outcome_link as l
            where l.tenant = outcome_among.tenant and l.case_id = r.id
            union all
            select s.about_id from read.outcome_fact as s
            where s.tenant = outcome_among.tenant and s.kind = 'survivor' and s.owner_id = r.id
            union all
            select s.owner_id from read.outcome_fact as s
            where s.tenant = outcome_among.tenant and s.kind = 'survivor' and s.about_id = r.id
        ) as n
        where n.id is not null
    )
    select coalesce(array_agg(id), '{}') from reached
$$;

-- By how much the changes of these measures differ between two positions, as all that is recorded is
-- known.
create or replace function read.outcome_moved(
    tenant text, measures text[], since bigint, upto bigint, zone text
)
returns table (
    measure text, office text, programme text, day date, ripe_on date, facts bigint, cents bigint
)
language plpgsql stable
as $$
#variable_conflict use_column
declare
    among constant uuid[] := read.outcome_among(outcome_moved.tenant, since, upto);
begin
    return query
    select t.measure, t.office, t.programme, t.day, t.ripe_on, sum(t.facts)::bigint,
        sum(t.cents)::bigint
    from (
        select * from read.outcome_tally(
            outcome_moved.tenant, measures, 'infinity', upto, among, outcome_moved.zone
        )
        union all
        select w.measure, w.office, w.programme, w.day, w.ripe_on, -w.facts, -w.cents
        from read.outcome_tally(
            outcome_moved.tenant, measures, 'infinity', since, among, outcome_moved.zone
        ) as w
    ) as t
    group by 1, 2, 3, 4, 5
    having sum(t.facts) <> 0 or sum(t.cents) <> 0;
end
$$;

-- A change is kept by its day and by its month, so that no sum is of more than some days.
create or replace function read.outcome_grains(day date)
returns table (grain text, day date)
language sql immutable
as $$
    values
    ('D', outcome_grains.day), ('M', date_trunc('month', outcome_grains.day)::date)
$$;

-- The table that the facts stand in now: with another one, or without it, no sum holds.
create or replace function read.outcome_source() returns oid
language sql stable
as $$
    select d.refobjid
    from pg_catalog.pg_rewrite as r
    join pg_catalog.pg_depend as d
        on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = r.oid
        and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid <> r.ev_class
    where r.ev_class = 'read.outcome_fact'::regclass
    limit 1
$$;

-- Bring the sums up to the facts, within a transaction of its own; the position that they hold.
create or replace function read.outcome_settle(tenant text, measures text[], zone text)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
set jit = off
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    source constant oid := read.outcome_source();
    kept read.outcome_summary;
    head bigint;
    newest timestamptz;
    waiting bigint;
begin
    insert into read.outcome_summary (tenant, source, zone, measures, position, known)
    values (
        outcome_settle.tenant, source, outcome_settle.zone, outcome_settle.measures, 0, '-infinity'
    )
    on conflict do nothing;
    select * into kept from read.outcome_summary as s
    where s.tenant = outcome_settle.tenant for update;
    if (kept.source, kept.zone, kept.measures)
        is distinct from (source, outcome_settle.zone, outcome_settle.measures)
    then
        kept.position := 0;
    end if;
    select max(f.position), max(f.known_from), count(*) into head, newest, waiting
    from read.outcome_fact as f
    where f.tenant = outcome_settle.tenant and f.position > kept.position;
    if waiting = 0 then
        return kept.position;
    end if;
    if kept.position = 0 or waiting > 20000 then
        kept.known := '-infinity';
        select max(f.known_from) into newest from read.outcome_fact as f
        where f.tenant = outcome_settle.tenant;
        delete from read.outcome_cell as c where c.tenant = outcome_settle.tenant;
        insert into read.outcome_cell (
            tenant, grain, office, programme, measure, day, ripe_on, facts, cents
        )
        select outcome_settle.tenant, g.grain, t.office, t.programme, t.measure, g.day, t.ripe_on,
            sum(t.facts), sum(t.cents)
        from read.outcome_tally(
            outcome_settle.tenant, outcome_settle.measures, 'infinity', head, null,
            outcome_settle.zone
        ) as t
        cross join lateral read.outcome_grains(t.day) as g
        group by g.grain, t.office, t.programme, t.measure, g.day, t.ripe_on
        having sum(t.facts) <> 0 or sum(t.cents) <> 0
        order by g.grain, t.office, t.programme, t.measure, g.day;
        analyze read.outcome_cell;
    else
        insert into read.outcome_cell as c (
            tenant, grain, office, programme, measure, day, ripe_on, facts, cents
        )
        select outcome_settle.tenant, g.grain, m.office, m.programme, m.measure, g.day, m.ripe_on,
            sum(m.facts), sum(m.cents)
        from read.outcome_moved(
            outcome_settle.tenant, outcome_settle.measures, kept.position, head,
            outcome_settle.zone
        ) as m
        cross join lateral read.outcome_grains(m.day) as g
        group by g.grain, m.office, m.programme, m.measure, g.day, m.ripe_on
        on conflict (tenant, grain, office, programme, measure, day, ripe_on) do update
        set facts = c.facts + excluded.facts, cents = c.cents + excluded.cents;
        delete from read.outcome_cell as c
        where c.tenant = outcome_settle.tenant and c.facts = 0 and c.cents = 0;
    end if;
    update read.outcome_summary as s
    set source = read.outcome_source(), zone = outcome_settle.zone, measures = outcome_settle.measures,
        position = head, known = greatest(kept.known, newest)
    where s.tenant = outcome_settle.tenant;
    return head;
end
$$;
