-- What stands for persons, without a case: consents in force, and who is known; from when, until when
-- (without that day). What ends a consent acts from its receipt, so that it is not in force at the
-- end of that local day; narrowed, it is in force all the same.
create or replace function read.outcome_of_persons(
    tenant text, measures text[], known timestamptz, upto bigint, among uuid[], zone text
)
returns table (
    measure text, from_on date, until_on date, subject_id uuid, person_id uuid, "position" bigint
)
language sql stable
as $$
    with facts as not materialized (
        select * from read.outcome_known(
            outcome_of_persons.tenant, outcome_of_persons.known, outcome_of_persons.upto,
            outcome_of_persons.among
        )
    ),
    consents as materialized (
        select
            c.day,
            least(
                c.until_on + 1,
                (
                    select (min(w.received_at) at time zone outcome_of_persons.zone)::date
                    from facts as w
                    where w.kind = 'withdrawal' and w.owner_id = c.subject_id
                      and w.code <> 'NARROWED'
                )
            ) as until_on,
            c.subject_id, c.person_id, c.position
        from facts as c
        where c.kind = 'consent' and c.code = 'GRANTED'
          and 'consents_in_force' = any (outcome_of_persons.measures)
    )
    select
        'consents_in_force', c.day, c.until_on, c.subject_id, c.person_id, c.position
    from consents as c
    where c.day < coalesce(c.until_on, 'infinity')
    union all
    select 'persons_known', f.day, null, f.subject_id, f.person_id, f.position
    from facts as f
    where f.kind = 'person' and 'persons_known' = any (outcome_of_persons.measures)
      and not exists (
          select from facts as s where s.kind = 'survivor' and s.owner_id = f.owner_id
      )
$$;
