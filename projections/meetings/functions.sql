-- The meeting that leads somebody to one of these cases today: an appointment of theirs, else a visit
-- at their office since then. Ids alone, for the look names it before anything is read.
create or replace function read.meeting_today(
    tenant text, cases uuid[], staff uuid, office text, today date, since timestamptz
)
returns table (kind text, meeting_id uuid)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    (
        select 'APPOINTMENT', a.appointment_id
        from read.appointment as a
        where a.tenant = (select access.signed_in_to(meeting_today.tenant))
          and a.case_id = any (meeting_today.cases)
          and a.staff_id = meeting_today.staff
          and a.on_day = meeting_today.today
          and a.status <> 'CANCELLED'
        order by a.at_time
        limit 1
    )
    union all
    (
        select 'VISIT', v.visit_id
        from read.counter_visit as v
        where v.tenant = (select access.signed_in_to(meeting_today.tenant))
          and v.case_id = any (meeting_today.cases)
          and v.office = meeting_today.office
          and v.arrived_at > meeting_today.since
        order by v.arrived_at desc
        limit 1
    )
    limit 1
$$;
