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

-- The last position of the ledger as it stood before anything of these cases and persons was known
-- from that instant on. Of the whole ledger (ledger.position_known) it may be long before: where a past
-- was brought in beside live work, or what follows from it was done meanwhile.
create or replace function read.position_known(
    tenant text, cases uuid[], persons uuid[], before timestamptz
)
returns bigint
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(min(later.position) - 1, (select h.position from ledger.head as h))
    from (
        select t.position from read.timeline as t
        where t.tenant = (select access.signed_in_to(position_known.tenant))
          and t.case_id = any (position_known.cases) and t.known_at >= position_known.before
        union all
        select t.position from read.timeline as t
        where t.tenant = (select access.signed_in_to(position_known.tenant))
          and t.person_id = any (position_known.persons) and t.known_at >= position_known.before
    ) as later
$$;
