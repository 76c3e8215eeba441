-- What stands for persons, without a case, at the end of each of these days: consents in force, and
-- who is known. A withdrawal acts from its receipt.
create or replace function read.outcome_of_persons(
    tenant text, measures text[], days date[], known timestamptz, zone text
)
returns table (
    measure text, on_day date, day date, subject_id uuid, person_id uuid, "position" bigint
)
language sql stable
as $$
    select
        'consents_in_force', d.day, c.day, c.subject_id, c.person_id, c.position
    from unnest(outcome_of_persons.days) as d(day)
    join read.outcome_fact as c
        on c.tenant = outcome_of_persons.tenant and c.kind = 'consent' and c.code = 'GRANTED'
        and c.day <= d.day and (c.until_on is null or c.until_on >= d.day)
        and read.stands(c.day, c.known_from, c.known_to, outcome_of_persons.known)
    where 'consents_in_force' = any (outcome_of_persons.measures)
      and not exists (
          select from read.outcome_fact as w
          where w.tenant = outcome_of_persons.tenant and w.kind = 'withdrawal'
            and w.owner_id = c.subject_id
            and w.received_at < read.end_of(d.day, outcome_of_persons.zone)
            and read.stands(w.day, w.known_from, w.known_to, outcome_of_persons.known)
      )
    union all
    select
        'persons_known', d.day, f.day, f.subject_id, f.person_id, f.position
    from unnest(outcome_of_persons.days) as d(day)
    join read.outcome_fact as f
        on f.tenant = outcome_of_persons.tenant and f.kind = 'person' and f.day <= d.day
        and read.stands(f.day, f.known_from, f.known_to, outcome_of_persons.known)
    where 'persons_known' = any (outcome_of_persons.measures)
      and not exists (
          select from read.outcome_fact as s
          where s.tenant = outcome_of_persons.tenant and s.kind = 'survivor'
            and s.owner_id = f.owner_id
            and read.stands(s.day, s.known_from, s.known_to, outcome_of_persons.known)
      )
$$;
