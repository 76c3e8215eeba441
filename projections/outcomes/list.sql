-- The list behind a figure, oldest first, a page after a place in it: whose files a look must name
-- before the facts (by position) are read.
create or replace function read.outcome_list(
    tenant text, measure text, first date, last date,
    known_on date, zone text, upto bigint, office text, programme text,
    after_on date, after_subject uuid, page int
)
returns table (day date, subject_id uuid, case_id uuid, person_id uuid, "position" bigint)
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    signed_in constant text := access.signed_in_to(outcome_list.tenant);
    shut constant uuid[] := read.shut_cases(signed_in);
    nobody constant uuid[] := read.shut_persons(signed_in);
begin
    if signed_in is null then
        return;
    end if;
    return query
    select
        r.day, r.subject_id,
        case when r.case_id <> all (shut) and coalesce(r.person_id <> all (nobody), true)
            then r.case_id end,
        case when coalesce(r.case_id <> all (shut), true) and r.person_id <> all (nobody)
            then r.person_id end,
        r.position
    from read.outcome_rows(
        signed_in, array[outcome_list.measure], outcome_list.first, outcome_list.last,
        array[outcome_list.last], outcome_list.known_on, outcome_list.zone,
        outcome_list.upto, outcome_list.office, outcome_list.programme
    ) as r
    where outcome_list.after_on is null
       or (r.day, r.subject_id) > (outcome_list.after_on, outcome_list.after_subject)
    order by r.day, r.subject_id
    limit outcome_list.page;
end
$$;

-- Years in which anything happened to a case, of whatever was ever known.
create or replace function read.outcome_years(tenant text) returns table (year int)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select y.year
    from (
        select min(ends.first) as first, max(ends.last) as last
        from (select access.signed_in_to(outcome_years.tenant) as tenant) as s
        cross join unnest(array['application', 'decision', 'exit', 'benefit']) as k(kind)
        -- Each end is one look into an index.
        cross join lateral (
            select min(f.day) as first, max(f.day) as last
            from read.outcome_fact as f
            where f.tenant = s.tenant and f.kind = k.kind and f.day is not null
        ) as ends
    ) as found
    cross join lateral generate_series(
        extract(year from found.first)::int, extract(year from found.last)::int
    ) as y(year)
$$;
