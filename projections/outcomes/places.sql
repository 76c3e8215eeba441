-- The days on which each office was responsible for a case, or each programme the case's, as known
-- (without until_on): by the applications received and the assignments, each from its own day on.
-- The first holds for the days before it too; of two on one day, the one told last.
create or replace function read.outcome_places(
    tenant text, sort text, known timestamptz, upto bigint, among uuid[]
)
returns table (case_id uuid, code text, from_on date, until_on date)
language plpgsql stable
-- Cases are many: joins by hash, not one after the other.
rows 10000
as $$
#variable_conflict use_column
begin
    return query
    select
        t.case_id, t.code,
        case when lag(t.day) over w is null then '-infinity'::date else t.day end,
        coalesce(lead(t.day) over w, 'infinity'::date)
    from (
        select distinct on (f.case_id, f.day) f.case_id, f.day, s.code
        from read.outcome_known(
            outcome_places.tenant, outcome_places.known, outcome_places.upto, outcome_places.among
        ) as f
        cross join lateral (
            select case outcome_places.sort when 'office' then f.office else f.programme end as code
        ) as s
        where f.kind in ('application', 'assignment')
          and s.code is not null
        order by f.case_id, f.day, f.known_from desc, f.position desc
    ) as t
    window w as (partition by t.case_id order by t.day);
end
$$;
