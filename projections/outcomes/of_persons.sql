-- What stands for persons, without a case, at the end of each of these days: consents in force, and
-- who is known. What ends a consent acts from its receipt; narrowed, it is in force all the same.
create or replace function read.outcome_of_persons(
    tenant text, measures text[], days date[], known timestamptz, zone text
)
returns table (
    measure text, on_day date, day date, subject_id uuid, person_id uuid, "position" bigint
)
language sql stable
as $$
    with on_days as materialized (
        select distinct d.day, read.end_of(d.day, outcome_of_persons.zone) as over
        from unnest(outcome_of_persons.days) as d(day)
    ),
    consents as materialized (
        select
            c.subject_id, c.person_id, c.position, c.day, c.until_on,
            (
                select min(w.received_at)
                from read.outcome_fact as w
                where w.tenant = outcome_of_persons.tenant and w.kind = 'withdrawal'
                  and w.owner_id = c.subject_id and w.code <> 'NARROWED'
                  and read.stands(w.day, w.known_from, w.known_to, outcome_of_persons.known)
            ) as withdrawn_at
        from read.outcome_fact as c
        where c.tenant = outcome_of_persons.tenant and c.kind = 'consent' and c.code = 'GRANTED'
          and read.stands(c.day, c.known_from, c.known_to, outcome_of_persons.known)
          and 'consents_in_force' = any (outcome_of_persons.measures)
    ),
    persons as materialized (
        select f.subject_id, f.person_id, f.position, f.day
        from read.outcome_fact as f
        where f.tenant = outcome_of_persons.tenant and f.kind = 'person'
          and read.stands(f.day, f.known_from, f.known_to, outcome_of_persons.known)
          and 'persons_known' = any (outcome_of_persons.measures)
          and not exists (
              select from read.outcome_fact as s
              where s.tenant = outcome_of_persons.tenant and s.kind = 'survivor'
                and s.owner_id = f.owner_id
                and read.stands(s.day, s.known_from, s.known_to, outcome_of_persons.known)
          )
    )
    select 'consents_in_force', d.day, c.day, c.subject_id, c.person_id, c.position
    from on_days as d
    join consents as c
        on c.day <= d.day and (c.until_on is null or c.until_on >= d.day)
        and (c.withdrawn_at is null or c.withdrawn_at >= d.over)
    union all
    select 'persons_known', d.day, p.day, p.subject_id, p.person_id, p.position
    from on_days as d
    join persons as p on p.day <= d.day
$$;
