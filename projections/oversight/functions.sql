-- What who is signed in opened of these persons in an emergency: the gate decides on it.
create or replace function read.own_emergencies(tenant text, persons uuid[])
returns table (
    emergency_id uuid, person_id uuid, account_id uuid, opened_at timestamptz, until timestamptz,
    categories text[]
)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select e.emergency_id, e.person_id, e.account_id, e.opened_at, e.until, e.categories
    from read.emergency as e
    where e.tenant = own_emergencies.tenant
      and e.account_id = (select access.signed_in_as(own_emergencies.tenant))
      and e.person_id = any (own_emergencies.persons)
$$;

-- Who a case is about, by its exact number, whether or not its file is open to who asks: only the
-- gate asks, on the way to a decision that is recorded.
create or replace function read.applicant_of(tenant text, number text) returns uuid
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select c.applicant_id from read.case_file as c
    where c.tenant = (select access.signed_in_to(applicant_of.tenant))
      and c.case_number = applicant_of.number
$$;

-- Emergencies in codes and ids: all of them, or those of an office; and always one's own, and those
-- that opened a file of whose circle one is. Of the kinds of seal only who may know of them is told.
-- Those that wait for review (now, or at the instant ``as_at``) come oldest first, all others newest
-- first. The function of earlier versions had other arguments.
drop function if exists read.emergencies(text, boolean, text, boolean, uuid, bigint, int);

create or replace function read.emergencies(
    tenant text, everything boolean, office text, waiting boolean, wanted uuid,
    from_at timestamptz, until_at timestamptz, as_at timestamptz,
    after_position bigint, page int
)
returns table (
    emergency_id uuid, person_id uuid, account_id uuid, role text, office text, organisation text,
    reason text, categories text[], opened_at timestamptz, until timestamptz, review_by date,
    seals text[], alerted boolean, outcome text, reviewed_by uuid, reviewed_role text,
    reviewed_at timestamptz, incident_id uuid, "position" bigint
)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    with me as materialized (
        select access.signed_in_to(emergencies.tenant) as tenant,
            access.signed_in_as(emergencies.tenant) as account
    )
    select e.emergency_id, e.person_id, e.account_id, e.role, e.office, e.organisation, e.reason,
        e.categories, e.opened_at, e.until, e.review_by,
        case when emergencies.everything or me.account = any (e.alerted) then e.seals else '{}' end,
        me.account = any (e.alerted),
        e.outcome, e.reviewed_by, e.reviewed_role, e.reviewed_at, e.incident_id, e.position
    from me
    join read.emergency as e on e.tenant = me.tenant
    where (emergencies.everything or e.office = emergencies.office
           or e.account_id = me.account or me.account = any (e.alerted))
      and (emergencies.wanted is null or e.emergency_id = emergencies.wanted)
      and (emergencies.from_at is null or e.opened_at >= emergencies.from_at)
      and (emergencies.until_at is null or e.opened_at < emergencies.until_at)
      and (emergencies.as_at is null or e.opened_at <= emergencies.as_at)
      and (not emergencies.waiting or e.outcome is null or e.outcome = 'FOLLOW_UP'
           or e.reviewed_at > emergencies.as_at)
      and (emergencies.after_position is null
           or case when emergencies.waiting then e.position > emergencies.after_position
                else e.position < emergencies.after_position end)
    order by case when emergencies.waiting then e.position else -e.position end
    limit emergencies.page
$$;
