-- What stands in open cases, for these measures, as known: from when, until when (without that day),
-- the case or person that counts (subject_id), with each fact that says so.
create or replace function read.outcome_of_cases(
    tenant text, measures text[], known timestamptz, upto bigint, among uuid[]
)
returns table (
    measure text, from_on date, until_on date, day date, subject_id uuid, case_id uuid,
    person_id uuid, "position" bigint, programme text
)
language sql stable
as $$
    with open as materialized (
        select * from read.outcome_periods(
            outcome_of_cases.tenant, outcome_of_cases.known, outcome_of_cases.upto,
            outcome_of_cases.among
        )
    ),
    taking_part as materialized (
        select
            greatest(o.from_on, u.joined_on) as from_on, least(o.until_on, u.left_on) as until_on,
            o.case_id, o.since, o.programme, u.person_id, u.somebody, u.day, u.position
        from open as o
        join read.outcome_units(
            outcome_of_cases.tenant, outcome_of_cases.known, outcome_of_cases.upto,
            outcome_of_cases.among
        ) as u
            on u.case_id = o.case_id and u.takes_part
        where outcome_of_cases.measures && array[
            'participants', 'deferred', 'action_plan_in_place', 'referred_to_employment',
            'referred_without_fast_track'
        ]
    ),
    facts as not materialized (
        select * from read.outcome_known(
            outcome_of_cases.tenant, outcome_of_cases.known, outcome_of_cases.upto,
            outcome_of_cases.among
        )
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
            greatest(p.from_on, f.day) as from_on, least(p.until_on, r.day) as until_on,
            f.day, p.case_id, p.person_id, p.somebody, f.position, p.programme
        from taking_part as p
        join facts as f
            on f.kind in ('plan', 'deferral', 'referral')
            and f.person_id = p.person_id and f.case_id = p.case_id
            and f.day >= p.since
        left join (
            select r.owner_id, r.about_id, min(r.day) as day
            from facts as r
            where r.kind = 'review' and r.code = 'ENDED'
            group by r.owner_id, r.about_id
        ) as r
            on f.kind = 'deferral' and r.owner_id = p.case_id and r.about_id = f.subject_id
        where f.kind <> 'referral' or f.code = 'EO'
    )
    select
        'open_cases', o.from_on, o.until_on, o.day, o.case_id, o.case_id, null::uuid, o.position,
        o.programme
    from open as o
    where 'open_cases' = any (outcome_of_cases.measures)
      and o.from_on < coalesce(o.until_on, 'infinity')
    union all
    select
        'participants', p.from_on, p.until_on, p.day, p.somebody, p.case_id, p.person_id,
        p.position, p.programme
    from taking_part as p
    where 'participants' = any (outcome_of_cases.measures)
      and p.from_on < coalesce(p.until_on, 'infinity')
    union all
    select
        m.measure, f.from_on, f.until_on, f.day, f.somebody, f.case_id, f.person_id, f.position,
        f.programme
    from done as f
    cross join lateral unnest(f.measures) as m(measure)
    where m.measure = any (outcome_of_cases.measures)
      and f.from_on < coalesce(f.until_on, 'infinity')
$$;
