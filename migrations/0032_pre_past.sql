-- The past of the read tables: views and functions of the same names as in read, with the rows as the
-- ledger stood at a position. Made by the projector, asked by the reader under the same looks.
create schema past;
grant usage, create on schema past to caseledger_projector;
grant usage on schema past to caseledger_reader;

create function access.asked_position() returns bigint
language sql stable parallel safe
as $$
    select nullif(current_setting('caseledger.position', true), '')::bigint
$$;
comment on function access.asked_position is
    'The position that this connection asks about (the setting caseledger.position), else null: nothing.';
revoke execute on function access.asked_position from public;
grant execute on function access.asked_position to caseledger_reader, caseledger_projector;

-- Nothing is known after it was appended, positions have no gaps, and appended_at never goes back: so
-- halving finds the first event that may have been known too late, and from there the first that was
-- is near, but for what another system brought with its own days.
create function ledger.position_known(tenant text, before timestamptz) returns bigint
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    head constant bigint := (select h.position from ledger.head as h);
    low bigint := 0;
    high bigint := head;
    middle bigint;
begin
    while low < high loop
        middle := (low + high + 1) / 2;
        if (
            select e.appended_at < position_known.before
            from ledger.events as e
            where e.position = middle
        ) then
            low := middle;
        else
            high := middle - 1;
        end if;
    end loop;
    return coalesce(
        (
            select e.position - 1
            from ledger.events as e
            where e.position > low
              and e.tenant = position_known.tenant
              and e.known_at >= position_known.before
              and e.type <> 'policy.published'
            order by e.position
            limit 1
        ),
        head
    );
end
$$;
comment on function ledger.position_known is
    'The last position of the ledger as it stood before a tenant learned anything from that instant '
    'on; policy, which is published ahead and for days of before, is not counted.';

create function ledger.known_at(at bigint) returns timestamptz
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select e.known_at from ledger.events as e where e.position = known_at.at
$$;
comment on function ledger.known_at is 'When the event at that position was known.';

revoke execute on function ledger.position_known, ledger.known_at from public;
grant execute on function ledger.position_known, ledger.known_at to caseledger_reader;

-- Whether the present was looked at, or the past. Null in looks of before: their leaves stay.
alter table access.look add column as_at bigint;
comment on column access.look.as_at is
    'the position of the ledger as it stood at which this was asked; null: as it stands';

-- squawk-ignore ban-drop-function
drop function access.record_look(
    text, text, text, uuid[], uuid[], text[], text, text[], uuid, uuid, text, text[], text
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
    stated text default null,
    as_at bigint default null
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
        task_ref, purpose_from, authorities, stated, as_at
    )
    values (
        clock_timestamp(), s.tenant, s.session_id, s.account_id, s.role, s.office, s.organisation,
        record_look.purpose, record_look.task,
        coalesce(record_look.persons, '{}'), coalesce(record_look.cases, '{}'),
        coalesce(record_look.categories, '{}'), record_look.decision,
        coalesce(record_look.codes, '{}'), record_look.request_id,
        pg_backend_pid(), access.backend_start(), pg_current_xact_id(),
        record_look.task_ref, record_look.purpose_from, record_look.authorities,
        record_look.stated, record_look.as_at
    )
    returning look_id into recorded;
    return recorded;
end
$$;
comment on function access.record_look is
    'Records a look by the holder of the session secret and returns its id, to be named by the '
    'setting caseledger.look in a later transaction of the same connection. CL401: no live session.';
revoke execute on function access.record_look from public;
grant execute on function access.record_look to caseledger_reader;
