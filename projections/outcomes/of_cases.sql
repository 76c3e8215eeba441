-- What stands in open cases at the end of each of these days, for these measures: the case or person
-- that counts (subject_id), with each fact that says so.
create or replace function read.outcome_of_cases(
    tenant text, measures text[], days date[], known timestamptz
)
returns table (
    measure text, on_day date, day date, subject_id uuid, case_id uuid, person_id uuid,
    "position" bigint, programme text
)
language sql stable
as $$
    with on_days as (select distinct d.day from unnest(outcome_of_cases.days) as d(day)),
    open as materialized (
        select d.day as on_day, p.*
        from on_days as d
        join read.outcome_periods(outcome_of_cases.tenant, outcome_of_cases.known) as p
            on p.from_on <= d.day and (p.until_on is null or d.day < p.until_on)
    ),
    taking_part as materialized (
        select
            o.on_day, o.case_id, o.since, o.programme, u.person_id, u.somebody, u.day, u.position
        from open as o
        join read.outcome_units(outcome_of_cases.tenant, outcome_of_cases.known) as u
            on u.case_id = o.case_id and u.takes_part
            and u.joined_on <= o.on_day and (u.left_on is null or o.on_day < u.left_on)
        where outcome_of_cases.measures && array[
            'participants', 'deferred', 'action_plan_in_place', 'referred_to_employment',
            'referred_without_fast_track'
        ]
    ),
    done as (
        select
            case f.kind
                when 'plan' then array['action_plan_in_place']
                when 'deferral' then array['deferred']
                else case
                    when f.origin is distinct from 'FAST_TRACK'
                        then array['referred_to_employment', 'referred_without_fast_track']
                    else array['referred_to_employment']
                end
            end as measures,
            p.on_day, f.day, p.case_id, p.person_id, p.somebody, f.position, p.programme
        from taking_part as p
        join read.outcome_fact as f
            on f.tenant = outcome_of_cases.tenant and f.kind in ('plan', 'deferral', 'referral')
            and f.person_id = p.person_id and f.case_id = p.case_id
            and f.day between p.since and p.on_day
            and read.stands(f.day, f.known_from, f.known_to, outcome_of_cases.known)
        where (f.kind <> 'referral' or f.code = 'EO')
          and (
              f.kind <> 'deferral' or not exists (
                  select from read.outcome_fact as r
                  where r.tenant = outcome_of_cases.tenant and r.kind = 'review'
                    and r.owner_id = p.case_id and r.about_id = f.subject_id
                    and r.code = 'ENDED' and r.day <= p.on_day
                    and read.stands(r.day, r.known_from, r.known_to, outcome_of_cases.known)
              )
          )
    )
    select
        'open_cases', o.on_day, o.day, o.case_id, o.case_id, null::uuid, o.position, o.programme
    from open as o
    where 'open_cases' = any (outcome_of_cases.measures)
    union all
    select
        'participants', p.on_day, p.day, p.somebody, p.case_id, p.person_id, p.position,
        p.programme
    from taking_part as p
    where 'participants' = any (outcome_of_cases.measures)
    union all
    select
        m.measure, f.on_day, f.day, f.somebody, f.case_id, f.person_id, f.position, f.programme
    from done as f
    cross join lateral unnest(f.measures) as m(measure)
    where m.measure = any (outcome_of_cases.measures)
$$;
