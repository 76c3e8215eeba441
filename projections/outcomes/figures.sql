-- Figures of these measures for periods (from each first to each last day), as known on a day: how
-- many facts, and their cents. What stands does so at the end of the period's last day.
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
begin
    if signed_in is null then
        return;
    end if;
    return query
    select r.measure, p.place::int, count(*), coalesce(sum(r.amount_cents), 0)::bigint
    from read.outcome_rows(
        signed_in, outcome_figures.measures,
        (select min(d) from unnest(outcome_figures.firsts) as d),
        (select max(d) from unnest(outcome_figures.lasts) as d),
        outcome_figures.lasts, outcome_figures.known_on, outcome_figures.zone,
        outcome_figures.upto, outcome_figures.office, outcome_figures.programme
    ) as r
    join unnest(outcome_figures.firsts, outcome_figures.lasts)
        with ordinality as p(first, last, place)
        on r.on_day <= p.last and r.on_day >= case when r.standing then p.last else p.first end
    group by r.measure, p.place;
end
$$;
