-- Who belongs to a case's unit as known, from when, until when (without that day): its memberships,
-- where any is known; else the members that each granted application names, until the next grant.
-- somebody: the number under which a person counts, whatever numbers they are known by.
create or replace function read.outcome_units(tenant text, known timestamptz)
returns table (
    case_id uuid, person_id uuid, somebody uuid, role text, takes_part boolean,
    joined_on date, left_on date, day date, "position" bigint
)
language sql stable
as $$
    select
        u.case_id, u.person_id, coalesce(s.about_id, u.person_id), u.role, u.takes_part,
        u.joined_on, u.left_on, u.day, u.position
    from (
        select
            m.case_id, m.person_id, m.roles[1] as role, m.takes_part[1] as takes_part,
            m.day as joined_on, l.day as left_on, m.day, m.position
        from read.outcome_fact as m
        left join read.outcome_fact as l
            on l.tenant = outcome_units.tenant and l.kind = 'leaving' and l.owner_id = m.owner_id
            and read.stands(l.day, l.known_from, l.known_to, outcome_units.known)
        where m.tenant = outcome_units.tenant and m.kind = 'member'
          and read.stands(m.day, m.known_from, m.known_to, outcome_units.known)
        union all
        select
            a.case_id, n.person_id, n.role, n.takes_part, p.from_on, p.next_on, a.day, a.position
        from read.outcome_periods(outcome_units.tenant, outcome_units.known) as p
        join read.outcome_fact as a
            on a.tenant = outcome_units.tenant and a.kind = 'application'
            and a.owner_id = p.application_id
            and read.stands(a.day, a.known_from, a.known_to, outcome_units.known)
        cross join lateral unnest(a.persons, a.roles, a.takes_part) as n(person_id, role, takes_part)
        where not exists (
            select from read.outcome_fact as m
            where m.tenant = outcome_units.tenant and m.kind = 'member' and m.case_id = a.case_id
              and read.stands(m.day, m.known_from, m.known_to, outcome_units.known)
        )
    ) as u
    left join read.outcome_fact as s
        on s.tenant = outcome_units.tenant and s.kind = 'survivor' and s.owner_id = u.person_id
        and read.stands(s.day, s.known_from, s.known_to, outcome_units.known)
$$;
