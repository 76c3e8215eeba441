-- Persons of whose name every one of these folded words begins a word, under whichever of their
-- numbers, with all numbers that are theirs (read.same_persons). Names can be spelled out by
-- asking often enough, so that a search is itself a look: under none, nobody is found. Nor is
-- anybody whose file is shut to who asks (read.shut_persons).
create or replace function read.persons_named(tenant text, words text[])
returns table (person_id uuid)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select distinct s.same_id
    from read.same_persons(persons_named.tenant, array(
        select w.person_id
        from (select distinct u.word from unnest(persons_named.words) as u(word)) as s
        join read.person_word as w
            on w.tenant = (select access.looked_tenant())
            and w.tenant = persons_named.tenant
            and w.word >= s.word collate "C"
            and w.word < (s.word || chr(1114111)) collate "C"
        group by w.person_id
        having count(distinct s.word) = (
            select count(distinct u.word) from unnest(persons_named.words) as u(word)
        )
    )) as s
    where s.same_id <> all ((select read.shut_persons(persons_named.tenant))::uuid[])
$$;

-- Ids only, in the order of names, one a person (the number that is shown). In scope: members of a case in scope (read.in_scope), and, where
-- scope has without_case, who is in no case yet.
create or replace function read.find_people(tenant text, words text[], scope jsonb, page int)
returns table (person_id uuid)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select p.person_id
    from read.persons_named(find_people.tenant, find_people.words) as n
    join read.person_directory as p
        on p.tenant = (select access.signed_in_to(find_people.tenant)) and p.person_id = n.person_id
    cross join lateral (
        select array_agg(s.same_id) as ids, bool_and(s.canonical_id = p.person_id) as is_shown
        from read.same_persons(find_people.tenant, array[p.person_id]) as s
    ) as one
    where one.is_shown and ((find_people.scope ->> 'everything')::boolean
       or exists (
            select from read.case_member as m
            join read.case_file as c on c.tenant = m.tenant and c.case_id = m.case_id
            where m.tenant = p.tenant and m.person_id = any (one.ids)
              and c.case_id <> all ((select read.shut_cases(find_people.tenant))::uuid[])
              and read.in_scope(
                find_people.scope, c.office, c.caseworker_id, c.status, c.recipients)
       )
       or (find_people.scope ->> 'without_case')::boolean and not exists (
            select from read.case_member as m
            where m.tenant = p.tenant and m.person_id = any (one.ids)
       ))
    order by p.search_key collate "C", p.person_id
    limit find_people.page
$$;
