-- The days on which each office was responsible for a case, and each programme the case's, as known
-- (without until_on): by the applications received and the assignments, each from its own day on.
-- The first holds for the days before it too; of two on one day, the one told last.
create or replace function read.outcome_places(tenant text, known timestamptz)
returns table (case_id uuid, sort text, code text, from_on date, until_on date)
language sql stable
as $$
    select
        t.case_id, t.sort, t.code,
        case when lag(t.day) over w is null then '-infinity' else t.day end,
        coalesce(lead(t.day) over w, 'infinity')
    from (
        select distinct on (f.case_id, s.sort, f.day) f.case_id, s.sort, s.code, f.day
        from read.outcome_fact as f
        cross join lateral (
            values ('office', f.office), ('programme', f.programme)
        ) as s(sort, code)
        where f.tenant = outcome_places.tenant and f.kind in ('application', 'assignment')
          and read.stands(f.day, f.known_from, f.known_to, outcome_places.known)
          and s.code is not null
        order by f.case_id, s.sort, f.day, f.known_from desc, f.position desc
    ) as t
    window w as (partition by t.case_id, t.sort order by t.day)
$$;
