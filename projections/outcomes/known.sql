-- Facts with a day, as known by an instant (what is learned at it is not known before it) and as the
-- ledger stood at a position (upto; null: as it stands), each by its newest telling; of these cases
-- and of these persons without a case (among), or of all (null).
create or replace function read.outcome_known(
    tenant text, known timestamptz, upto bigint, among uuid[]
)
returns table (
    kind text, owner_id uuid, subject_id uuid, "position" bigint, known_from timestamptz, day date,
    case_id uuid, person_id uuid, about_id uuid, code text, organisation text, automated boolean,
    origin text, programme text, office text, amount_cents bigint, from_on date, until_on date,
    received_at timestamptz, submitted_due_business date, submitted_due_calendar date,
    completed_due_business date, completed_due_calendar date, categories text[],
    recipients text[], purposes text[], persons uuid[], roles text[], takes_part boolean[]
)
language sql stable
as $$
    select
        f.kind, f.owner_id, f.subject_id, f.position, f.known_from, f.day,
        f.case_id, f.person_id, f.about_id, f.code, f.organisation, f.automated,
        f.origin, f.programme, f.office, f.amount_cents, f.from_on, f.until_on,
        f.received_at, f.submitted_due_business, f.submitted_due_calendar,
        f.completed_due_business, f.completed_due_calendar, f.categories,
        f.recipients, f.purposes, f.persons, f.roles, f.takes_part
    from read.outcome_fact as f
    where f.tenant = outcome_known.tenant and f.day is not null
      and f.known_from < outcome_known.known
      and (outcome_known.upto is null or f.position <= outcome_known.upto)
      and (
          f.known_to is null or f.known_to >= outcome_known.known
          or (
              f.ended_at > outcome_known.upto
              and not read.outcome_outlived(
                  f.former_to, f.former_at, outcome_known.known, outcome_known.upto
              )
          )
      )
      and (
          outcome_known.among is null or f.case_id = any (outcome_known.among)
          or (f.case_id is null and f.person_id = any (outcome_known.among))
      )
$$;

-- Whether one of the ends that a row was once known to have came up to that position, before that
-- instant.
create or replace function read.outcome_outlived(
    former_to timestamptz[], former_at bigint[], known timestamptz, upto bigint
)
returns boolean
language sql immutable
as $$
    select exists (
        select from unnest(former_to, former_at) as e(ends, at)
        where e.ends < known and e.at <= upto
    )
$$;

-- The instant at which a local day is over.
create or replace function read.end_of(day date, zone text)
returns timestamptz
language sql stable
as $$
    select (day + 1)::timestamp at time zone zone
$$;
