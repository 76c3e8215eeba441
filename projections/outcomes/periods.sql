-- Periods of assistance as known: from a grant's first day until (and without) the first exit, or
-- the next grant, which takes over. since: the earlier of that day and the day of the decision.
create or replace function read.outcome_periods(tenant text, known timestamptz)
returns table (
    case_id uuid, application_id uuid, since date, from_on date, next_on date, until_on date,
    programme text, day date, "position" bigint
)
language sql stable
as $$
    select
        g.case_id, g.application_id, g.since, g.from_on, g.next_on, coalesce(x.day, g.next_on),
        a.programme, g.day, g.position
    from (
        select
            d.case_id, d.subject_id as application_id, least(d.from_on, d.day) as since, d.from_on,
            lead(d.from_on) over (
                partition by d.case_id order by d.from_on, d.known_from, d.position
            ) as next_on,
            d.day, d.position
        from read.outcome_fact as d
        where d.tenant = outcome_periods.tenant and d.kind = 'decision' and d.code = 'GRANTED'
          and read.stands(d.day, d.known_from, d.known_to, outcome_periods.known)
    ) as g
    left join lateral (
        select min(x.day) as day
        from read.outcome_fact as x
        where x.tenant = outcome_periods.tenant and x.kind = 'exit' and x.owner_id = g.case_id
          and x.day >= g.from_on and (g.next_on is null or x.day < g.next_on)
          and read.stands(x.day, x.known_from, x.known_to, outcome_periods.known)
    ) as x on true
    left join read.outcome_fact as a
        on a.tenant = outcome_periods.tenant and a.kind = 'application'
        and a.owner_id = g.application_id
        and read.stands(a.day, a.known_from, a.known_to, outcome_periods.known)
$$;
