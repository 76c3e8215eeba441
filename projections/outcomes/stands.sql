-- Whether a fact has a day and was known by an instant: what is learned at it is not known before it.
create or replace function read.stands(
    day date, known_from timestamptz, known_to timestamptz, known timestamptz
)
returns boolean
language sql immutable
as $$
    select day is not null and known_from < known and (known_to is null or known_to >= known)
$$;

-- The instant at which a local day is over.
create or replace function read.end_of(day date, zone text)
returns timestamptz
language sql stable
as $$
    select (day + 1)::timestamp at time zone zone
$$;
