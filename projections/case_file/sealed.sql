-- Sealed files. A seal stands on a case or on a person; it follows the people: it shuts the case of
-- whose unit a sealed person is, and whoever is of the unit of a sealed case, under any of their
-- numbers (read.same_persons). Who has left a unit neither shuts it nor is shut by it, nor does a merge
-- with somebody who stayed there lead across (read.shut_apart).

-- The seals on these cases, one row a seal: what the gate decides on. Open is what every seal opens.
create or replace function read.seals_of_cases(tenant text, cases uuid[])
returns table (case_id uuid, kind text, open_to uuid[], since date)
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    signed_in constant text := access.signed_in_to(seals_of_cases.tenant);
begin
    if not exists (select from read.person_seal as p where p.tenant = signed_in)
        and not exists (select from read.case_seal as s where s.tenant = signed_in)
    then
        return;
    end if;
    return query
    select s.case_id, s.kind, s.circle || s.reviewers, s.since
    from read.case_seal as s
    where s.tenant = signed_in and s.case_id = any (seals_of_cases.cases)
    union all
    select m.case_id, p.kind, p.circle || p.reviewers, p.since
    from read.case_member as m
    join read.same_persons(signed_in, array(
        select distinct u.person_id from read.case_member as u
        where u.tenant = signed_in and u.case_id = any (seals_of_cases.cases)
    )) as n on n.person_id = m.person_id and (
        n.same_id = n.person_id or not read.shut_apart(signed_in, n.person_id, n.same_id))
    join read.person_seal as p on p.tenant = signed_in and p.person_id = n.same_id
    where m.tenant = signed_in and m.case_id = any (seals_of_cases.cases);
end
$$;

-- The seals on these persons: their own, and those on the cases of whose unit they are.
create or replace function read.seals_of_persons(tenant text, persons uuid[])
returns table (person_id uuid, kind text, open_to uuid[], since date)
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    signed_in constant text := access.signed_in_to(seals_of_persons.tenant);
begin
    if not exists (select from read.person_seal as p where p.tenant = signed_in)
        and not exists (select from read.case_seal as s where s.tenant = signed_in)
    then
        return;
    end if;
    return query
    with numbers as materialized (
        select n.person_id, n.same_id
        from read.same_persons(signed_in, seals_of_persons.persons) as n
        where n.same_id = n.person_id or not read.shut_apart(signed_in, n.person_id, n.same_id)
    ),
    units as materialized (
        select distinct n.person_id, m.case_id
        from numbers as n
        join read.case_member as m on m.tenant = signed_in and m.person_id = n.same_id
    )
    select n.person_id, p.kind, p.circle || p.reviewers, p.since
    from numbers as n
    join read.person_seal as p on p.tenant = signed_in and p.person_id = n.same_id
    union
    select u.person_id, s.kind, s.open_to, s.since
    from units as u
    join read.seals_of_cases(signed_in, array(select distinct x.case_id from units as x)) as s
        on s.case_id = u.case_id;
end
$$;

-- Every case that is shut to who is signed in. Hidden: only other functions may ask.
create or replace function read.shut_cases(tenant text) returns uuid[]
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    signed_in constant text := access.signed_in_to(shut_cases.tenant);
    me constant uuid := access.signed_in_as(shut_cases.tenant);
begin
    return array(
        select s.case_id from read.case_seal as s
        where s.tenant = signed_in and me <> all (s.circle || s.reviewers)
        union
        select m.case_id
        from read.same_persons(signed_in, array(
            select p.person_id from read.person_seal as p
            where p.tenant = signed_in and me <> all (p.circle || p.reviewers)
        )) as n
        join read.case_member as m on m.tenant = signed_in and m.person_id = n.same_id
        where n.same_id = n.person_id or not read.shut_apart(signed_in, n.person_id, n.same_id)
    );
end
$$;

-- Every person who is shut to who is signed in, under each of their numbers. Hidden, too.
create or replace function read.shut_persons(tenant text) returns uuid[]
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    signed_in constant text := access.signed_in_to(shut_persons.tenant);
    me constant uuid := access.signed_in_as(shut_persons.tenant);
begin
    return array(
        select distinct n.same_id
        from read.same_persons(signed_in, array(
            select p.person_id from read.person_seal as p
            where p.tenant = signed_in and me <> all (p.circle || p.reviewers)
            union
            select m.person_id from read.case_member as m
            where m.tenant = signed_in and m.case_id = any (read.shut_cases(signed_in))
        )) as n
        where n.same_id = n.person_id or not read.shut_apart(signed_in, n.person_id, n.same_id)
    );
end
$$;
