-- What differs between the rows of these measures as known at two times (a day of knowledge, and a
-- position of the ledger, if there is one): what came, what went, and what is told otherwise since.
create or replace function read.outcome_compared(
    tenant text, measures text[], first date, last date, on_day date, before_on date,
    before_upto bigint, after_on date, after_upto bigint, zone text, office text, programme text
)
returns table (
    measure text, change text, day date, subject_id uuid, case_id uuid, person_id uuid,
    before_position bigint, after_position bigint
)
language sql stable
as $$
    with before as materialized (
        select * from read.outcome_rows(
            outcome_compared.tenant, outcome_compared.measures, outcome_compared.first,
            outcome_compared.last, array[outcome_compared.on_day], outcome_compared.before_on,
            outcome_compared.zone, outcome_compared.before_upto, outcome_compared.office,
            outcome_compared.programme
        )
    ),
    since as materialized (
        select * from read.outcome_rows(
            outcome_compared.tenant, outcome_compared.measures, outcome_compared.first,
            outcome_compared.last, array[outcome_compared.on_day], outcome_compared.after_on,
            outcome_compared.zone, outcome_compared.after_upto, outcome_compared.office,
            outcome_compared.programme
        )
    )
    select
        measure,
        case when b.position is null then 'CAME' when s.position is null then 'WENT'
            else 'CHANGED' end,
        coalesce(s.day, b.day), subject_id, coalesce(s.case_id, b.case_id),
        coalesce(s.person_id, b.person_id), b.position, s.position
    from before as b
    full join since as s using (measure, subject_id)
    where b.position is distinct from s.position
$$;

-- How many facts of each measure came, went or changed.
create or replace function read.outcome_changes(
    tenant text, measures text[], first date, last date, on_day date, before_on date,
    before_upto bigint, after_on date, after_upto bigint, zone text, office text, programme text
)
returns table (measure text, change text, facts bigint)
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    signed_in constant text := access.signed_in_to(outcome_changes.tenant);
begin
    if signed_in is null then
        return;
    end if;
    return query
    select c.measure, c.change, count(*)
    from read.outcome_compared(
        signed_in, measures, first, last, on_day, before_on, before_upto, after_on, after_upto,
        zone, office, programme
    ) as c
    group by c.measure, c.change;
end
$$;

-- The list behind it, oldest first, a page after a place in it: whose files a look must name before
-- the facts (by position) are read.
create or replace function read.outcome_change_list(
    tenant text, measure text, first date, last date, on_day date, before_on date,
    before_upto bigint, after_on date, after_upto bigint, zone text, office text, programme text,
    after_day date, after_subject uuid, page int
)
returns table (
    change text, day date, subject_id uuid, case_id uuid, person_id uuid, before_position bigint,
    after_position bigint
)
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    signed_in constant text := access.signed_in_to(outcome_change_list.tenant);
    shut constant uuid[] := read.shut_cases(signed_in);
    nobody constant uuid[] := read.shut_persons(signed_in);
begin
    if signed_in is null then
        return;
    end if;
    return query
    select
        c.change, c.day, c.subject_id,
        case when c.case_id <> all (shut) and coalesce(c.person_id <> all (nobody), true)
            then c.case_id end,
        case when coalesce(c.case_id <> all (shut), true) and c.person_id <> all (nobody)
            then c.person_id end,
        c.before_position, c.after_position
    from read.outcome_compared(
        signed_in, array[outcome_change_list.measure], first, last, on_day, before_on,
        before_upto, after_on, after_upto, zone, office, programme
    ) as c
    where after_day is null or (c.day, c.subject_id) > (after_day, after_subject)
    order by c.day, c.subject_id
    limit page;
end
$$;
