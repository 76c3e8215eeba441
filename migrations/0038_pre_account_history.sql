-- What an account was when: its roles, office and organisation, so that "may they have seen it then"
-- can be answered. A trigger keeps it, whoever changes an account and by whichever statement.
create table access.account_state (
    tenant text not null,
    account_id uuid not null,
    from_at timestamptz not null,
    until_at timestamptz,
    kind text not null,
    roles text [] not null,
    office text,
    organisation text not null,
    active boolean not null,
    primary key (tenant, account_id, from_at),
    foreign key (tenant, account_id) references access.account (tenant, account_id)
);
comment on table access.account_state is
    'One row for each stretch of time in which an account stayed the same; until_at null: it still does. '
    'An account is known from the moment it is changed, so that one axis of time tells both.';

create function access.keep_account_state() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    changed timestamptz := clock_timestamp();
begin
    if tg_op = 'UPDATE'
        and (old.kind, old.roles, old.office, old.organisation, old.active)
            is not distinct from (new.kind, new.roles, new.office, new.organisation, new.active)
    then
        return null;
    end if;
    update access.account_state as s set until_at = changed
    where s.tenant = new.tenant and s.account_id = new.account_id and s.until_at is null;
    insert into access.account_state (
        tenant, account_id, from_at, kind, roles, office, organisation, active
    )
    values (
        new.tenant, new.account_id, changed, new.kind, new.roles, new.office, new.organisation,
        new.active
    );
    return null;
end
$$;
revoke execute on function access.keep_account_state from public;

create trigger keep_state after insert or update on access.account
for each row execute function access.keep_account_state();

-- Of before this migration only what they are is known: taken to be so since they were made.
insert into access.account_state (
    tenant, account_id, from_at, kind, roles, office, organisation, active
)
select a.tenant, a.account_id, a.created_at, a.kind, a.roles, a.office, a.organisation, a.active
from access.account as a;

grant select on access.account_state to caseledger_auth;

-- The findings as now, or as they stood at an instant: without looks and reviews of after it.
-- squawk-ignore ban-drop-function
drop function access.findings(
    text, text[], uuid, text, uuid, text, text, timestamptz, uuid, int
);

create function access.findings(
    tenant text, queues text[], reviewer uuid, reviewer_office text, wanted uuid,
    in_state text, of_kind text, from_on date, to_on date, as_at timestamptz,
    after_at timestamptz, after_id uuid, page int
)
returns table (
    finding_id uuid, kind text, queue text, account_id uuid, role text, office text,
    organisation text, person_id uuid, day date, first_at timestamptz, last_at timestamptz,
    looks bigint, look_id uuid, state text, explanation text, reviewed_by uuid, reviewed_role text,
    reviewed_at timestamptz, incident_id uuid
)
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    with listed as (
        select f.*, r.explanation, r.reviewed_by, r.reviewed_role, r.reviewed_at, r.incident_id,
            -- What was found after its review is to be reviewed again.
            case when r.outcome is null or r.reviewed_at < f.found_at then 'WAITING'
                else r.outcome end as stands
        from access.finding as f
        left join read.finding_review as r
            on r.tenant = f.tenant and r.finding_id = f.finding_id
        where f.tenant = findings.tenant
          and f.queue = any (findings.queues)
          and f.account_id <> findings.reviewer
          and (f.office is null or f.office is distinct from findings.reviewer_office)
          and (findings.wanted is null or f.finding_id = findings.wanted)
          and (findings.of_kind is null or f.kind = findings.of_kind)
          and (findings.from_on is null or f.day >= findings.from_on)
          and (findings.to_on is null or f.day <= findings.to_on)
          and (findings.as_at is null or f.first_at <= findings.as_at)
    ),
    paged as (
        select l.* from listed as l
        where (findings.in_state is null or l.stands = findings.in_state)
          and (findings.after_at is null
               or (l.first_at, l.finding_id) > (findings.after_at, findings.after_id))
        order by l.first_at, l.finding_id
        limit findings.page
    )
    select p.finding_id, p.kind, p.queue, p.account_id, p.role, p.office, p.organisation,
        p.person_id, p.day, p.first_at, k.last_at, k.looks, k.first_look,
        p.stands, p.explanation, p.reviewed_by, p.reviewed_role, p.reviewed_at, p.incident_id
    from paged as p
    cross join lateral (
        select count(*) as looks, max(o.at) as last_at,
            (array_agg(o.look_id order by o.at, o.look_id))[1] as first_look
        from access.finding_look as n
        join access.look as o on o.look_id = n.look_id
        where n.tenant = p.tenant and n.finding_id = p.finding_id
          and (findings.as_at is null or o.at <= findings.as_at)
    ) as k
    order by p.first_at, p.finding_id;
end
$$;
comment on function access.findings is
    'Findings of these queues that this reviewer may see, oldest first: none of their own looks, nor '
    'of those of their office. as_at: with the looks until then; state and review are the last ones.';

revoke execute on function access.findings from public;
grant execute on function access.findings to caseledger_auditor;
