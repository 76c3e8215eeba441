-- Households that split. From the day on which somebody leaves a unit, its file tells nothing more of
-- them: not where they are, what they are called, or whether anything happened at all.

-- Who left these units and is not of them again, and which units these persons left so: on left_on
-- they were no longer of it.
create or replace function read.left_units(tenant text, cases uuid[], persons uuid[])
returns table (case_id uuid, person_id uuid, left_on date)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select s.case_id, s.person_id, max(s.left_on)
    from read.case_membership as s
    where s.tenant = (select access.signed_in_to(left_units.tenant))
      and (s.case_id = any (left_units.cases) or s.person_id = any (left_units.persons))
      and s.left_on is not null
      and not exists (
            select from read.case_member as m
            where m.tenant = s.tenant and m.case_id = s.case_id and m.person_id = s.person_id)
    group by s.case_id, s.person_id
$$;

-- Whether two persons were of one unit at the same time and one of them left it: they are two people,
-- and nothing that is asked about both may lead from one to the other. Hidden.
create or replace function read.shut_apart(tenant text, one uuid, two uuid) returns boolean
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select
        from read.left_units(shut_apart.tenant, '{}', array[shut_apart.one, shut_apart.two]) as l
        join read.case_membership as a
            on a.tenant = shut_apart.tenant and a.case_id = l.case_id
            and a.person_id = shut_apart.one
        join read.case_membership as b
            on b.tenant = a.tenant and b.case_id = a.case_id and b.person_id = shut_apart.two
        where a.joined_on < coalesce(b.left_on, 'infinity')
          and b.joined_on < coalesce(a.left_on, 'infinity')
    )
$$;

-- What those were called who are spoken of in these cases and are not open through them any more, on
-- the day on which they left the unit, or on which their file was sealed. Under a look at the case.
create or replace function read.names_then(tenant text, cases uuid[], zone text)
returns table (person_id uuid, given_name text, family_name text)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    with me as materialized (
        select access.looked_tenant() as tenant, array(
            select u.id from unnest(names_then.cases) as u(id)
            where u.id = any (access.looked_cases())
        ) as cases
    ),
    until as (
        select l.person_id, l.left_on as day
        from me cross join lateral read.left_units(me.tenant, me.cases, '{}') as l
        union all
        select s.person_id, s.since
        from me
        cross join lateral read.seals_of_persons(me.tenant, array(
            select m.person_id from read.case_member as m
            where m.tenant = me.tenant and m.case_id = any (me.cases)
        )) as s
    ),
    first as (
        select u.person_id, (min(u.day)::timestamp at time zone names_then.zone) as known_before
        from until as u
        group by u.person_id
    )
    select f.person_id, n.given_name, n.family_name
    from me
    cross join first as f
    cross join lateral (
        select p.given_name, p.family_name
        from read.person_past as p
        where p.tenant = me.tenant and p.person_id = f.person_id
        -- As known before that day, the newest; else as it was registered first.
        order by (p.known_at < f.known_before) desc,
            case when p.known_at < f.known_before then -p.position else p.position end
        limit 1
    ) as n
    where me.tenant = names_then.tenant
$$;
