-- Periods of assistance as known: from a grant's first day until (and without) the first exit, or
-- the next grant, which takes over. since: the earlier of that day and the day of the decision.
create or replace function read.outcome_periods(tenant text, known timestamptz, upto bigint, among uuid[])
returns table (
    case_id uuid, application_id uuid, since date, from_on date, next_on date, until_on date,
    programme text, day date, "position" bigint
)
language sql stable
as $$
    with facts as not materialized (
        select * from read.outcome_known(
            outcome_periods.tenant, outcome_periods.known, outcome_periods.upto,
            outcome_periods.among
        )
    ),
    granted as materialized (
        select
            d.case_id, d.subject_id as application_id, least(d.from_on, d.day) as since, d.from_on,
            lead(d.from_on) over (
                partition by d.case_id order by d.from_on, d.known_from, d.position
            ) as next_on,
            d.day, d.position
        from facts as d
        where d.kind = 'decision' and d.code = 'GRANTED'
    )
    select
        g.case_id, g.application_id, g.since, g.from_on, g.next_on, coalesce(x.day, g.next_on),
        a.programme, g.day, g.position
    from granted as g
    left join (
        select g.application_id, min(x.day) as day
        from granted as g
        join facts as x
            on x.kind = 'exit' and x.owner_id = g.case_id
            and x.day >= g.from_on and (g.next_on is null or x.day < g.next_on)
        group by g.application_id
    ) as x on x.application_id = g.application_id
    left join facts as a on a.kind = 'application' and a.owner_id = g.application_id
$$;
