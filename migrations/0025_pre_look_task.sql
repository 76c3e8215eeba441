-- What a look was for: the work that it comes from, or the purpose that was stated; and by what
-- authority. Null in looks of before: their leaves in the log of looks stay what they were.
alter table access.look
add column task_ref uuid,
add column purpose_from text,
add column authorities text[],
add column stated text;
comment on column access.look.purpose_from is
    'CASELOAD, APPOINTMENT, VISIT, REFERRAL, DUTY, STATED, BREAK_GLASS, EXPORT; null where no work leads to it';
comment on column access.look.task_ref is
    'the case, appointment, visit or emergency; where STATED, the file that it was stated for; where a '
    'purpose of a little earlier still serves, the look that it is from';
comment on column access.look.authorities is
    'what each yes rests on, kind:reference, as decided: CONSENT:…, STATUTE:MFIPPA s. 32 (e)';
comment on column access.look.stated is 'the stated purpose, a code of look_purposes';

-- squawk-ignore require-concurrent-index-creation
create index look_in_hand on access.look (session_id, task_ref, at)
where task_ref is not null and purpose_from in ('STATED', 'DUTY');

-- Who viewed somebody, or a case. Without a pending list: each look pays for
-- its own entries, and none for those of all before it.
-- squawk-ignore require-concurrent-index-creation
create index look_of on access.look using gin (persons, cases) with (fastupdate = off);

-- squawk-ignore ban-drop-function
drop function access.record_look(
    text, text, text, uuid[], uuid[], text[], text, text[], uuid
);

create function access.record_look(
    secret text,
    purpose text,
    task text,
    persons uuid[],
    cases uuid[],
    categories text[],
    decision text,
    codes text[],
    request_id uuid,
    task_ref uuid default null,
    purpose_from text default null,
    authorities text[] default null,
    stated text default null
)
returns uuid
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    s access.session;
    recorded uuid;
begin
    select l.* into s from access.live_session(record_look.secret) as l;
    if not found then
        raise exception using errcode = 'CL401', message = 'no live session for this secret';
    end if;
    insert into access.look (
        at, tenant, session_id, account_id, role, office, organisation, purpose, task,
        persons, cases, categories, decision, codes, request_id, backend, backend_start, xid,
        task_ref, purpose_from, authorities, stated
    )
    values (
        clock_timestamp(), s.tenant, s.session_id, s.account_id, s.role, s.office, s.organisation,
        record_look.purpose, record_look.task,
        coalesce(record_look.persons, '{}'), coalesce(record_look.cases, '{}'),
        coalesce(record_look.categories, '{}'), record_look.decision,
        coalesce(record_look.codes, '{}'), record_look.request_id,
        pg_backend_pid(), access.backend_start(), pg_current_xact_id(),
        record_look.task_ref, record_look.purpose_from, record_look.authorities, record_look.stated
    )
    returning look_id into recorded;
    return recorded;
end
$$;
comment on function access.record_look is
    'Records a look by the holder of the session secret and returns its id, to be named by the '
    'setting caseledger.look in a later transaction of the same connection. CL401: no live session.';

create function access.work_in_hand(secret text, files uuid[], minutes int)
returns table (look_id uuid, purpose_from text, stated text)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select l.look_id, l.purpose_from, l.stated
    from access.live_session(work_in_hand.secret) as s
    join access.look as l on l.session_id = s.session_id
    where l.purpose_from in ('STATED', 'DUTY')
      and l.task_ref = any (work_in_hand.files)
      and l.decision = 'allowed'
      and l.at > clock_timestamp() - make_interval(mins => work_in_hand.minutes)
    order by l.at desc
    limit 1
$$;
comment on function access.work_in_hand is
    'For what the holder of the session secret opened, in this session and the last minutes, one of '
    'these files: a purpose they stated, or a duty that waited for them; none where they did not.';

create or replace function access.record_export(
    tenant text,
    export_id uuid,
    form text,
    "position" bigint,
    started_by text
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into access.export (tenant, export_id, at, form, position, started_by)
    values (
        record_export.tenant, record_export.export_id, clock_timestamp(),
        record_export.form, record_export.position, record_export.started_by
    );
    -- All persons and all cases: none is named, and this look opens nothing to anybody.
    insert into access.look (
        look_id, at, tenant, session_id, account_id, role, organisation, purpose, task,
        persons, cases, categories, decision, codes, request_id, backend, xid,
        purpose_from
    )
    values (
        record_export.export_id, clock_timestamp(), record_export.tenant,
        '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000',
        'OPERATOR', record_export.tenant, 'EXPORT', record_export.form,
        '{}', '{}', '{}', 'allowed', '{}', record_export.export_id,
        pg_backend_pid(), pg_current_xact_id(),
        'EXPORT'
    );
end
$$;

revoke execute on function access.record_look, access.work_in_hand from public;
grant execute on function access.record_look, access.work_in_hand to caseledger_reader;
