-- The numbers under which one person was known to stand at an instant (which is included).
create or replace function read.outcome_numbers(tenant text, person_id uuid, known timestamptz, upto bigint)
returns table (number uuid)
language sql stable
as $$
    with merged as not materialized (
        select s.owner_id as member, s.about_id as survivor
        from read.outcome_known(
            outcome_numbers.tenant, outcome_numbers.known + interval '1 microsecond',
            outcome_numbers.upto, null
        ) as s
        where s.kind = 'survivor'
    ),
    counts_as as materialized (
        select coalesce(
            (select m.survivor from merged as m where m.member = outcome_numbers.person_id),
            outcome_numbers.person_id
        ) as survivor
    )
    select c.survivor
    from counts_as as c
    where not exists (select from merged as m where m.member = c.survivor)
    union all
    select m.member from merged as m join counts_as as c on c.survivor = m.survivor
$$;
