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

-- Up to which position the sums answer for that day of knowledge, with what came since added; null
-- where they do not: something was known only later, or too much came since.
create or replace function read.outcome_summed(
    tenant text, measures text[], known_on date, zone text
)
returns bigint
language plpgsql stable
as $$
#variable_conflict use_column
declare
    kept read.outcome_summary;
    waiting bigint;
    latest timestamptz;
begin
    select * into kept from read.outcome_summary as s
    where s.tenant = outcome_summed.tenant and s.zone = outcome_summed.zone
      and s.measures @> outcome_summed.measures and s.source = read.outcome_source();
    if not found then
        return null;
    end if;
    select count(*), max(f.known_from) into waiting, latest
    from (
        select f.known_from from read.outcome_fact as f
        where f.tenant = outcome_summed.tenant and f.position > kept.position
        order by f.position
        limit 2001
    ) as f;
    if waiting > 2000
        or greatest(kept.known, latest)
            >= read.end_of(outcome_summed.known_on, outcome_summed.zone)
    then
        return null;
    end if;
    return kept.position;
end
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
    standing constant text[] := array[
        'open_cases', 'participants', 'deferred', 'action_plan_in_place',
        'referred_to_employment', 'referred_without_fast_track', 'consents_in_force',
        'persons_known'
    ];
    head constant bigint := (
        select max(f.position) from read.outcome_fact as f where f.tenant = outcome_sums.tenant
    );
begin
    return query
    with spans as (
        select p.place::int, m.measure, s.first, p.last, w.from_on, w.until_on
        from unnest(outcome_sums.firsts, outcome_sums.lasts)
            with ordinality as p(first, last, place)
        cross join unnest(outcome_sums.measures) as m(measure)
        -- What stands is all that changed up to the day.
        cross join lateral (
            select case when m.measure = any (standing) then '-infinity' else p.first end as first
        ) as s
        -- The whole months in it.
        cross join lateral (
            select
                case when s.first = '-infinity' then s.first
                    else date_trunc('month', s.first + interval '1 month - 1 day')::date end
                    as from_on,
                date_trunc('month', p.last + 1)::date as until_on
        ) as w
    ),
    parts as (
        select s.place, s.measure, g.grain, g.first, g.last
        from spans as s
        cross join lateral (
            values
            ('D', s.first, case when s.from_on < s.until_on then s.from_on - 1 else s.last end),
            ('M', s.from_on, s.until_on - 1),
            ('D', case when s.from_on < s.until_on then s.until_on end, s.last)
        ) as g(grain, first, last)
        where g.first <= g.last
    )
    select f.measure, f.place, sum(f.facts)::bigint, sum(f.cents)::bigint
    from (
        select p.measure, p.place, s.facts, s.cents
        from parts as p
        -- Summed apart, each is one stretch of the index.
        cross join lateral (
            select sum(c.facts) as facts, sum(c.cents) as cents
            from read.outcome_cell as c
            where c.tenant = outcome_sums.tenant and c.grain = p.grain
              and c.office = coalesce(outcome_sums.office, '*')
              and c.programme = coalesce(outcome_sums.programme, '*')
              and c.measure = p.measure and c.day between p.first and p.last
              and c.ripe_on <= outcome_sums.known_on
        ) as s
        union all
        select s.measure, s.place, c.facts, c.cents
        from read.outcome_moved(
            outcome_sums.tenant, outcome_sums.measures, summed, head, outcome_sums.zone
        ) as c
        join spans as s on s.measure = c.measure and c.day between s.first and s.last
        where c.office = coalesce(outcome_sums.office, '*')
          and c.programme = coalesce(outcome_sums.programme, '*')
          and c.ripe_on <= outcome_sums.known_on
          and head > summed
    ) as f
    group by f.measure, f.place
    having sum(f.facts) <> 0;
end
$$;
