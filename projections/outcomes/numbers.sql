-- The numbers under which one person was known to stand at an instant (which is included).
create or replace function read.outcome_numbers(tenant text, person_id uuid, known timestamptz)
returns setof uuid
language sql stable
as $$
    with merged as (
        select s.owner_id as member, s.about_id as survivor
        from read.outcome_fact as s
        where s.tenant = outcome_numbers.tenant and s.kind = 'survivor' and s.day is not null
          and s.known_from <= outcome_numbers.known
          and (s.known_to is null or s.known_to > outcome_numbers.known)
    ),
    counts_as as (
        select coalesce(
            (select m.survivor from merged as m where m.member = outcome_numbers.person_id),
            outcome_numbers.person_id
        ) as survivor
    )
    select c.survivor
    from counts_as as c
    where not exists (select from merged as m where m.member = c.survivor)
    union
    select m.member from merged as m join counts_as as c on c.survivor = m.survivor
$$;
