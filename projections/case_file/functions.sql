-- Whether lists of that scope name a case. Keys of scope, each of which lets a case in:
-- everything (true), office, account (its caseworker), unassigned_in (an office: what has no
-- caseworker), applied (true: what waits for a decision), recipient (was referred to). The rule of
-- who gets which scope is the gate's.
create or replace function read.in_scope(
    scope jsonb, office text, caseworker_id uuid, status text, recipients text[]
)
returns boolean
language sql immutable
as $$
    select (scope ->> 'everything')::boolean
        or office = scope ->> 'office'
        or caseworker_id = (scope ->> 'account')::uuid
        or (caseworker_id is null and office = scope ->> 'unassigned_in')
        or ((scope ->> 'applied')::boolean and status = 'APPLIED')
        or recipients @> array[scope ->> 'recipient']
$$;

-- Whether lists of that scope name a case as it is now; for lists of the past.
create or replace function read.case_in_scope(tenant text, scope jsonb, id uuid) returns boolean
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from read.case_file as c
        where c.tenant = case_in_scope.tenant and c.case_id = case_in_scope.id
          and read.in_scope(
            case_in_scope.scope, c.office, c.caseworker_id, c.status, c.recipients)
    )
$$;

-- The status of a case on a day (of today, say): an exit of a day to come has not ended it yet.
create or replace function read.status_on(status text, exited_on date, today date) returns text
language sql immutable
as $$
    select case when status = 'EXITED' and exited_on > today then 'GRANTED' else status end
$$;

-- Ids and sort keys only, so that the look can be recorded before anything is read. As all functions
-- here it answers only who is signed in (access.signed_in_to), and finds names only under a look.
-- words: folded beginnings of words of a member's name; number: the beginning of a case number.
create or replace function read.caseload_ids(
    tenant text,
    scope jsonb,
    statuses text[],
    caseworker uuid,
    office text,
    programme text,
    words text[],
    number text,
    attention_by date,
    cursor_on date,
    cursor_position bigint,
    backward boolean,
    page int,
    today date
)
returns table (case_id uuid, attention_on date, "position" bigint)
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    shut uuid[];
begin
    tenant := access.signed_in_to(tenant);
    shut := read.shut_cases(tenant);
    -- Planned anew for the filters that are given, so that each is served by its own index.
    return query execute
        'select c.case_id, c.attention_on, c.position from read.case_file as c'
        || ' where c.tenant = $1 and c.submitted_on is not null'
        || ' and read.in_scope($2, c.office, c.caseworker_id, c.status, c.recipients)'
        || case when shut = '{}' then '' else ' and c.case_id <> all ($13)' end
        || case when statuses is null then '' else 
            ' and read.status_on(c.status, c.exited_on, $14) = any ($3)' end
        || case when caseworker is null then '' else ' and c.caseworker_id = $4' end
        || case when office is null then '' else ' and c.office = $5' end
        || case when programme is null then '' else ' and c.programme = $6' end
        || case when number is null then '' else
            ' and (starts_with(c.case_number, $8) or c.case_id in ('
            || 'select m.case_id from read.persons_named($1, $7) as n'
            || ' join read.case_member as m on m.tenant = $1 and m.person_id = n.person_id))' end
        || case when attention_by is null then '' else ' and c.attention_on <= $9' end
        || case when cursor_position is null then ''
           when backward then ' and (c.attention_on, c.recency) < ($10, -$11)'
           else ' and (c.attention_on, c.recency) > ($10, -$11)' end
        || case when backward then ' order by c.attention_on desc, c.recency desc'
           else ' order by c.attention_on, c.recency' end
        || ' limit $12'
    using tenant, scope, statuses, caseworker, office, programme, words,
        number, attention_by, cursor_on, cursor_position, page, shut, today;
end
$$;

-- Who is responsible for these cases: what the gate decides on, before a look. left_on is the first
-- day on which the member is no longer of the unit, closed_on the day on which the case ended or its
-- application was refused or withdrawn.
create or replace function read.assignments_of_cases(tenant text, cases uuid[])
returns table (
    case_id uuid, person_id uuid, office text, caseworker_id uuid, status text, programme text,
    left_on date, closed_on date
)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select
        c.case_id, m.person_id, c.office, c.caseworker_id, c.status, c.programme,
        stay.left_on, coalesce(c.exited_on, ending.decided_on)
    from read.case_file as c
    left join read.case_member as m on m.tenant = c.tenant and m.case_id = c.case_id
    left join lateral (
        select s.left_on from read.case_membership as s
        where s.tenant = c.tenant and s.case_id = c.case_id and s.person_id = m.person_id
          and s.joined_on is not null
        order by s.joined_on desc, s.position desc
        limit 1
    ) as stay on true
    left join lateral (
        select max(a.decided_on) as decided_on from read.case_application as a
        where a.tenant = c.tenant and a.case_id = c.case_id
          and c.status in ('REFUSED', 'WITHDRAWN')
    ) as ending on true
    where c.tenant = (select access.signed_in_to(assignments_of_cases.tenant)) and c.case_id = any (assignments_of_cases.cases)
$$;

create or replace function read.assignments_of_persons(tenant text, persons uuid[])
returns table (
    case_id uuid, person_id uuid, office text, caseworker_id uuid, status text, programme text,
    left_on date, closed_on date
)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select
        c.case_id, m.person_id, c.office, c.caseworker_id, c.status, c.programme,
        stay.left_on, coalesce(c.exited_on, ending.decided_on)
    from read.case_member as m
    join read.case_file as c on c.tenant = m.tenant and c.case_id = m.case_id
    left join lateral (
        select s.left_on from read.case_membership as s
        where s.tenant = c.tenant and s.case_id = c.case_id and s.person_id = m.person_id
          and s.joined_on is not null
        order by s.joined_on desc, s.position desc
        limit 1
    ) as stay on true
    left join lateral (
        select max(a.decided_on) as decided_on from read.case_application as a
        where a.tenant = c.tenant and a.case_id = c.case_id
          and c.status in ('REFUSED', 'WITHDRAWN')
    ) as ending on true
    where m.tenant = (select access.signed_in_to(assignments_of_persons.tenant))
      and m.person_id = any (assignments_of_persons.persons)
$$;
-- To whom these persons were referred from which case, for a partner's right to look. ended_on: the
-- day on which it was declined or closed. paused_at: since when it runs no more for now.
create or replace function read.referrals_of(tenant text, persons uuid[])
returns table (
    person_id uuid, case_id uuid, recipient text, to_type text, made_on date, ended_on date,
    paused_at timestamptz
)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select
        r.person_id, r.case_id, r.recipient, r.to_type, r.made_on,
        coalesce(case when r.answer = 'DECLINED' then r.answered_on end, r.closed_on), r.paused_at
    from read.case_referral as r
    where r.tenant = (select access.signed_in_to(referrals_of.tenant))
      and r.person_id = any (referrals_of.persons)
      and r.recipient is not null and r.made_on is not null
$$;

create or replace function read.case_numbered(tenant text, number text) returns uuid
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select c.case_id from read.case_file as c
    where c.tenant = (select access.signed_in_to(case_numbered.tenant)) and c.case_number = case_numbered.number
$$;

-- Numbers of cases, for lists that name a case without opening it.
create or replace function read.case_numbers(tenant text, cases uuid[])
returns table (case_id uuid, case_number text)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select c.case_id, c.case_number from read.case_file as c
    where c.tenant = (select access.signed_in_to(case_numbers.tenant)) and c.case_id = any (case_numbers.cases)
      and c.case_id <> all ((select read.shut_cases(case_numbers.tenant))::uuid[])
$$;

-- In which case something stands that has an id of its own; kinds as GraphQL names them.
create or replace function read.case_holding(tenant text, kind text, id uuid) returns uuid
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select case case_holding.kind
        when 'Application' then (
            select a.case_id from read.case_application as a
            where a.tenant = (select access.signed_in_to(case_holding.tenant)) and a.application_id = case_holding.id)
        when 'Assessment' then (
            select a.case_id from read.case_assessment as a
            where a.tenant = (select access.signed_in_to(case_holding.tenant)) and a.assessment_id = case_holding.id)
        when 'ActionPlan' then (
            select p.case_id from read.case_plan as p
            where p.tenant = (select access.signed_in_to(case_holding.tenant)) and p.plan_id = case_holding.id)
        when 'Referral' then (
            select r.case_id from read.case_referral as r
            where r.tenant = (select access.signed_in_to(case_holding.tenant)) and r.referral_id = case_holding.id)
        when 'Benefit' then (
            select b.case_id from read.case_benefit as b
            where b.tenant = (select access.signed_in_to(case_holding.tenant)) and b.benefit_id = case_holding.id)
    end
$$;
