-- Figures of these measures for periods (from each first to each last day), as known on a day, and as
-- the ledger stood at a position (upto), if there is one: how many facts, and their cents. What
-- stands does so at the end of the period's last day.
create or replace function read.outcome_figures(
    tenant text, measures text[], firsts date[], lasts date[],
    known_on date, zone text, upto bigint, office text, programme text
)
returns table (measure text, place int, facts bigint, cents bigint)
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    signed_in constant text := access.signed_in_to(outcome_figures.tenant);
    summed constant bigint := read.outcome_summed(
        signed_in, outcome_figures.measures, outcome_figures.known_on, outcome_figures.zone
    );
begin
    if signed_in is null then
        return;
    end if;
    if outcome_figures.upto is null and summed is not null then
        return query
        select * from read.outcome_sums(
            signed_in, summed, outcome_figures.measures, outcome_figures.firsts,
            outcome_figures.lasts, outcome_figures.known_on, outcome_figures.zone,
            outcome_figures.office, outcome_figures.programme
        );
        return;
    end if;
    return query
    select * from read.outcome_count(
        signed_in, outcome_figures.measures, outcome_figures.firsts, outcome_figures.lasts,
        outcome_figures.known_on, outcome_figures.zone, outcome_figures.upto,
        outcome_figures.office, outcome_figures.programme
    );
end
$$;

-- The same, counted row by row.
create or replace function read.outcome_count(
    tenant text, measures text[], firsts date[], lasts date[],
    known_on date, zone text, upto bigint, office text, programme text
)
returns table (measure text, place int, facts bigint, cents bigint)
language sql stable
as $$
    select r.measure, p.place::int, count(*), coalesce(sum(r.amount_cents), 0)::bigint
    from read.outcome_rows(
        outcome_count.tenant, outcome_count.measures,
        (select min(d) from unnest(outcome_count.firsts) as d),
        (select max(d) from unnest(outcome_count.lasts) as d),
        outcome_count.lasts, outcome_count.known_on, outcome_count.zone,
        outcome_count.upto, outcome_count.office, outcome_count.programme
    ) as r
    join unnest(outcome_count.firsts, outcome_count.lasts)
        with ordinality as p(first, last, place)
        on r.on_day <= p.last and r.on_day >= case when r.standing then p.last else p.first end
    group by r.measure, p.place
$$;

-- Up to which position the sums answer for that day of knowledge, with what came since added; null
-- where they do not: something was known only later, or too much came since.
create or replace function read.outcome_summed(
    tenant text, measures text[], known_on date, zone text
)
returns bigint
language sql stable
as $$
    select s.position
    from read.outcome_summary as s
    cross join lateral (
        select count(*) as facts, max(f.known_from) as known
        from (
            select f.known_from from read.outcome_fact as f
            where f.tenant = s.tenant and f.position > s.position
            limit 2001
        ) as f
    ) as since
    where s.tenant = outcome_summed.tenant and s.position > 0
      and s.zone = outcome_summed.zone and s.measures @> outcome_summed.measures
      and s.source = read.outcome_source()
      and greatest(s.known, since.known)
          < read.end_of(outcome_summed.known_on, outcome_summed.zone)
      and since.facts <= 2000
$$;

-- The same, out of the sums up to a position and what came since.
create or replace function read.outcome_sums(
    tenant text, summed bigint, measures text[], firsts date[], lasts date[],
    known_on date, zone text, office text, programme text
)
returns table (measure text, place int, facts bigint, cents bigint)
language plpgsql stable
as $$
#variable_conflict use_column
declare
    head constant bigint := (
        select max(f.position) from read.outcome_fact as f where f.tenant = outcome_sums.tenant
    );
    standing constant text[] := array(
        select m from unnest(outcome_sums.measures) as m
        where m in (
            'open_cases', 'participants', 'deferred', 'action_plan_in_place',
            'referred_to_employment', 'referred_without_fast_track', 'consents_in_force',
            'persons_known'
        )
    );
    counted constant text[] := array(
        select m from unnest(outcome_sums.measures) as m where m <> all (standing)
    );
begin
    return query
    with moved as materialized (
        select * from read.outcome_moved(
            outcome_sums.tenant, outcome_sums.measures, summed, head, outcome_sums.zone
        )
        where head > summed
    ),
    changes as not materialized (
        select c.measure, c.office, c.programme, c.day, c.ripe_on, c.facts, c.cents
        from read.outcome_cell as c where c.tenant = outcome_sums.tenant
        union all
        select * from moved
    ),
    periods as (
        select p.first, p.last, p.place::int
        from unnest(outcome_sums.firsts, outcome_sums.lasts)
            with ordinality as p(first, last, place)
    ),
    ends as (
        select p.last, lag(p.last) over (order by p.last) as before
        from (select distinct last from periods) as p
    ),
    -- One pass: what changed between one end and the next, then the sum of all up to each.
    levels as (
        select m.measure, e.last, sum(sum(c.facts)) over (
            partition by m.measure order by e.last
        ) as facts
        from ends as e
        cross join unnest(standing) as m(measure)
        left join changes as c
            on c.measure = m.measure
            and c.office = coalesce(outcome_sums.office, '*')
            and c.programme = coalesce(outcome_sums.programme, '*')
            and c.day > coalesce(e.before, '-infinity') and c.day <= e.last
        group by m.measure, e.last
    )
    select l.measure, p.place, l.facts::bigint, 0::bigint
    from periods as p
    join levels as l on l.last = p.last
    where l.facts <> 0
    union all
    select c.measure, p.place, sum(c.facts)::bigint, sum(c.cents)::bigint
    from periods as p
    join changes as c
        on c.measure = any (counted)
        and c.office = coalesce(outcome_sums.office, '*')
        and c.programme = coalesce(outcome_sums.programme, '*')
        and c.day between p.first and p.last and c.ripe_on <= outcome_sums.known_on
    group by c.measure, p.place
    having sum(c.facts) <> 0;
end
$$;
