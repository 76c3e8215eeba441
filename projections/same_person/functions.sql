-- Each of these persons with every number that is theirs, the one that is shown and their own among
-- them. No look is needed: the gate decides on it.
create or replace function read.same_persons(tenant text, persons uuid[])
returns table (person_id uuid, canonical_id uuid, same_id uuid)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    with shown as (
        select p.person_id, coalesce(a.canonical_id, p.person_id) as canonical_id
        from unnest(same_persons.persons) as p(person_id)
        left join read.person_alias as a
            on a.tenant = (select access.signed_in_to(same_persons.tenant))
            and a.person_id = p.person_id and a.known_to is null
    )
    select s.person_id, s.canonical_id, s.canonical_id from shown as s
    union all
    select s.person_id, s.canonical_id, a.person_id
    from shown as s
    join read.person_alias as a
        on a.tenant = (select access.signed_in_to(same_persons.tenant))
        and a.canonical_id = s.canonical_id and a.known_to is null
$$;

-- Which of these persons are pairs that somebody looks at or has decided about; the gate's too.
create or replace function read.known_pairs(tenant text, persons uuid[])
returns table (person_id uuid, other_id uuid)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select p.person_id, p.other_id
    from read.person_pair as p
    where p.tenant = (select access.signed_in_to(known_pairs.tenant))
      and p.person_id = any (known_pairs.persons) and p.other_id = any (known_pairs.persons)
      and p.person_id <> all ((select read.shut_persons(known_pairs.tenant))::uuid[])
      and p.other_id <> all ((select read.shut_persons(known_pairs.tenant))::uuid[])
      and not read.shut_apart(p.tenant, p.person_id, p.other_id)
$$;

-- Pairs of a status as ids, the most alike first. What is suspected is told under the numbers that
-- are shown now, once, and not where these are one or were kept apart. In scope: pairs of which one
-- is a member of a case in scope (read.in_scope), or neither is in any case.
create or replace function read.pair_ids(
    tenant text, scope jsonb, status text, after_score int, after_pair text, page int
)
returns table (person_id uuid, other_id uuid, shown_id uuid, shown_other_id uuid, score int, pair text)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    with me as materialized (select access.signed_in_to(pair_ids.tenant) as tenant),
    listed as (
        select
            p.person_id, p.other_id, p.score,
            case when p.status = 'SUSPECTED' then coalesce(a.canonical_id, p.person_id)
                else p.person_id end as one,
            case when p.status = 'SUSPECTED' then coalesce(b.canonical_id, p.other_id)
                else p.other_id end as two
        from me
        join read.person_pair as p on p.tenant = me.tenant and p.status = pair_ids.status
        left join read.person_alias as a
            on a.tenant = p.tenant and a.person_id = p.person_id and a.known_to is null
        left join read.person_alias as b
            on b.tenant = p.tenant and b.person_id = p.other_id and b.known_to is null
    ),
    once as (
        select distinct on (least(l.one, l.two), greatest(l.one, l.two))
            l.person_id, l.other_id, l.one, l.two, l.score,
            least(l.one, l.two)::text || ':' || greatest(l.one, l.two)::text as pair
        from listed as l
        where l.one <> l.two
          and (pair_ids.status <> 'SUSPECTED' or not exists (
                select from me
                join read.person_pair as q
                    on q.tenant = me.tenant and q.person_id = least(l.one, l.two)
                    and q.other_id = greatest(l.one, l.two)
                where q.status <> 'SUSPECTED'
          ))
        order by least(l.one, l.two), greatest(l.one, l.two), l.score desc, l.person_id, l.other_id
    )
    select o.person_id, o.other_id, o.one, o.two, o.score, o.pair
    from once as o
    where o.one <> all ((select read.shut_persons(pair_ids.tenant))::uuid[])
      and o.two <> all ((select read.shut_persons(pair_ids.tenant))::uuid[])
      and not read.shut_apart(pair_ids.tenant, o.one, o.two)
      and (pair_ids.after_pair is null or (-o.score, o.pair collate "C")
            > (-pair_ids.after_score, pair_ids.after_pair collate "C"))
      and ((pair_ids.scope ->> 'everything')::boolean
        or exists (
            select from read.same_persons(pair_ids.tenant, array[o.one, o.two]) as s
            join read.case_member as m on m.tenant = pair_ids.tenant and m.person_id = s.same_id
            join read.case_file as c on c.tenant = m.tenant and c.case_id = m.case_id
            where c.case_id <> all ((select read.shut_cases(pair_ids.tenant))::uuid[])
              and read.in_scope(pair_ids.scope, c.office, c.caseworker_id, c.status, c.recipients)
        )
        or not exists (
            select from read.same_persons(pair_ids.tenant, array[o.one, o.two]) as s
            join read.case_member as m on m.tenant = pair_ids.tenant and m.person_id = s.same_id
        ))
    order by -o.score, o.pair collate "C"
    limit pair_ids.page
$$;
