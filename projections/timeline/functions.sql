-- Whose event this is, so that the look can be recorded before it is read.
create or replace function read.event_owner(tenant text, event uuid)
returns table (case_id uuid, person_id uuid)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select t.case_id, t.person_id from read.timeline as t
    where t.tenant = (select access.signed_in_to(event_owner.tenant)) and t.event_id = event_owner.event
$$;
