-- Exits of Ontario Works cases in a period, and who came back, as known: an exit is final once its
-- watch is over, from the day ripe_from on; until ripe_until (without it) it matures. until_on: the
-- last day of the watch; empty where nobody is expected back. A case returns by its own next grant;
-- a person, not as a dependant, by any grant.
create or replace function read.outcome_exits(
    tenant text, measures text[], from_on date, to_on date, known timestamptz, upto bigint,
    among uuid[]
)
returns table (
    measure text, day date, subject_id uuid, case_id uuid, "position" bigint,
    ripe_from date, ripe_until date
)
language sql stable
as $$
    with periods as materialized (
        select * from read.outcome_periods(
            outcome_exits.tenant, outcome_exits.known, outcome_exits.upto, outcome_exits.among
        )
    ),
    units as materialized (
        select * from read.outcome_units(
            outcome_exits.tenant, outcome_exits.known, outcome_exits.upto, outcome_exits.among
        )
        where role <> 'DEPENDENT'
          and outcome_exits.measures && array['returned_person']
    ),
    exits as materialized (
        select x.subject_id, x.case_id, x.day, x.code, x.until_on, x.position
        from read.outcome_known(
            outcome_exits.tenant, outcome_exits.known, outcome_exits.upto, outcome_exits.among
        ) as x
        left join periods as p
            on p.case_id = x.case_id and p.from_on <= x.day
            and (p.next_on is null or x.day < p.next_on)
        left join read.outcome_places(
            outcome_exits.tenant, 'programme', outcome_exits.known, outcome_exits.upto,
            outcome_exits.among
        ) as a
            on a.case_id = x.case_id
            and a.from_on <= x.day and x.day < a.until_on
        where x.kind = 'exit' and x.day between outcome_exits.from_on and outcome_exits.to_on
          and coalesce(p.programme, a.code) = 'OW'
    ),
    returned_cases as (
        select distinct x.subject_id
        from exits as x
        join periods as p on p.case_id = x.case_id and p.from_on between x.day and x.until_on
    ),
    returned_persons as (
        select distinct x.subject_id
        from exits as x
        join units as u
            on u.case_id = x.case_id
            and u.joined_on <= x.day and (u.left_on is null or x.day < u.left_on)
        join units as v on v.somebody = u.somebody
        join periods as p
            on p.case_id = v.case_id and p.from_on between x.day and x.until_on
            and v.joined_on <= p.from_on and (v.left_on is null or p.from_on < v.left_on)
    )
    select m.measure, x.day, x.subject_id, x.case_id, x.position, m.ripe_from, m.ripe_until
    from exits as x
    cross join lateral (
        values
        ('exits', true, null, null),
        ('exits_to_employment', x.code = 'EMPLOYMENT', null, null),
        ('exits_not_watched', x.until_on is null, null, null),
        ('exits_maturing', x.until_on is not null, null, x.until_on),
        ('exits_final', x.until_on is not null, x.until_on, null),
        ('returned_case',
            x.subject_id in (select r.subject_id from returned_cases as r), x.until_on, null),
        ('returned_person',
            x.subject_id in (select r.subject_id from returned_persons as r), x.until_on, null),
        ('no_return_within_a_year',
            x.until_on is not null
            and x.subject_id not in (select r.subject_id from returned_cases as r),
            x.until_on, null)
    ) as m(measure, holds, ripe_from, ripe_until)
    where m.holds and m.measure = any (outcome_exits.measures)
$$;
