-- Who belongs to a case's unit as known, from when, until when (without that day): its memberships,
-- where any is known; else the members that each granted application names, until the next grant.
-- somebody: the number under which a person counts, whatever numbers they are known by.
create or replace function read.outcome_units(tenant text, known timestamptz, upto bigint, among uuid[])
returns table (
    case_id uuid, person_id uuid, somebody uuid, role text, takes_part boolean,
    joined_on date, left_on date, day date, "position" bigint
)
language sql stable
as $$
    with facts as not materialized (
        select * from read.outcome_known(
            outcome_units.tenant, outcome_units.known, outcome_units.upto, outcome_units.among
        )
    ),
    members as materialized (
        select
            m.owner_id, m.case_id, m.person_id, m.roles[1] as role, m.takes_part[1] as takes_part,
            m.day, m.position
        from facts as m
        where m.kind = 'member'
    ),
    -- Cases of which no membership is known: few, or none, in most ledgers.
    named as materialized (
        select a.owner_id, a.case_id, a.day, a.position, a.persons, a.roles, a.takes_part
        from facts as a
        where a.kind = 'application'
          and not exists (select from members as m where m.case_id = a.case_id)
    )
    select
        u.case_id, u.person_id, coalesce(s.about_id, u.person_id), u.role, u.takes_part,
        u.joined_on, u.left_on, u.day, u.position
    from (
        select
            m.case_id, m.person_id, m.role, m.takes_part, m.day as joined_on, l.day as left_on,
            m.day, m.position
        from members as m
        left join facts as l on l.kind = 'leaving' and l.owner_id = m.owner_id
        union all
        select
            a.case_id, n.person_id, n.role, n.takes_part, p.from_on, p.next_on, a.day, a.position
        from read.outcome_periods(
            outcome_units.tenant, outcome_units.known, outcome_units.upto,
            (select coalesce(array_agg(distinct a.case_id), '{}') from named as a)
        ) as p
        join named as a on a.owner_id = p.application_id
        cross join lateral unnest(a.persons, a.roles, a.takes_part) as n(person_id, role, takes_part)
    ) as u
    left join facts as s on s.kind = 'survivor' and s.owner_id = u.person_id
$$;
