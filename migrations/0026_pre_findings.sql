-- What surfaces of looks by itself, and who of the staff is a person of the ledger. Both are known to
-- functions alone: the audit role is told kinds and ids, the sign-in role links and reads nothing.
create table access.staff_person (
    tenant text not null,
    account_id uuid not null,
    person_id uuid not null,
    linked_at timestamptz not null default clock_timestamp(),
    primary key (tenant, account_id),
    foreign key (tenant, account_id) references access.account (tenant, account_id)
);
create index staff_person_of on access.staff_person (tenant, person_id);
comment on table access.staff_person is
    'Whose own record an account''s is: only findings are worked out from it, and nobody reads it.';

create table access.finding (
    tenant text not null,
    finding_id uuid not null,
    kind text not null,
    queue text not null,
    account_id uuid not null,
    role text not null,
    office text,
    organisation text not null,
    person_id uuid,
    day date not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    found_at timestamptz not null,
    primary key (tenant, finding_id)
);
create index finding_at on access.finding (tenant, queue, first_at, finding_id);
comment on table access.finding is
    'Looks that should be explained: one row a kind, account, person and local day. What somebody made '
    'of it is an event (finding.reviewed).';

comment on column access.finding.found_at is
    'when the last of its looks was examined: a review of before is not of that one';

create table access.finding_look (
    tenant text not null,
    finding_id uuid not null,
    look_id uuid not null,
    primary key (tenant, finding_id, look_id)
);

create table access.finding_mark (
    tenant text primary key,
    leaf bigint not null
);
comment on table access.finding_mark is
    'The last leaf of the log of looks that was examined. Leaves have no gaps, and come in the order in '
    'which they commit, so that no look is passed over.';

-- squawk-ignore require-concurrent-index-creation
create index look_of_account on access.look (tenant, account_id, at);

create function access.link_person(tenant text, account uuid, person uuid) returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (
        select from access.account as a
        where a.tenant = link_person.tenant and a.account_id = link_person.account
    ) then
        return null;
    end if;
    if link_person.person is null then
        delete from access.staff_person as s
        where s.tenant = link_person.tenant and s.account_id = link_person.account;
        return found;
    end if;
    insert into access.staff_person as s (tenant, account_id, person_id)
    values (link_person.tenant, link_person.account, link_person.person)
    on conflict on constraint staff_person_pkey
    do update set person_id = excluded.person_id, linked_at = clock_timestamp()
    where s.person_id <> excluded.person_id;
    return found;
end
$$;
comment on function access.link_person is
    'Notes whose own record an account''s is (null: nobody''s): whether that changed anything; null '
    'where there is no such account.';

create function access.folded(value text) returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    select nullif(regexp_replace(
        translate(lower(folded.value), 'àâäáãåçéèêëíîïìñóôöòõúùûüýÿ', 'aaaaaaceeeeiiiinooooouuuuyy'),
        '[^a-z0-9]', '', 'g'), '')
$$;
comment on function access.folded is
    'A name or an address as it is compared: letters and digits alone, blind to case and accents.';

-- The persons of a look who are tied to who looked, by relation. Compared here, and never told.
create function access.ties(tenant text, account uuid, persons uuid[])
returns table (relation text, person_id uuid)
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    with them as materialized (
        select p.id, coalesce(a.canonical_id, p.id) as shown
        from unnest(ties.persons) as p(id)
        left join read.person_alias as a
            on a.tenant = ties.tenant and a.person_id = p.id and a.known_to is null
    ),
    staff as materialized (
        select s.account_id, coalesce(a.canonical_id, s.person_id) as shown
        from access.staff_person as s
        left join read.person_alias as a
            on a.tenant = s.tenant and a.person_id = s.person_id and a.known_to is null
        where s.tenant = ties.tenant
    ),
    me as materialized (
        select s.shown from staff as s where s.account_id = ties.account
    ),
    mine as materialized (
        select m.shown as id from me as m
        union
        select a.person_id from me as m
        join read.person_alias as a
            on a.tenant = ties.tenant and a.canonical_id = m.shown and a.known_to is null
    ),
    family as materialized (
        select distinct o.person_id
        from mine as m
        join read.case_membership as c on c.tenant = ties.tenant and c.person_id = m.id
        join read.case_membership as o on o.tenant = c.tenant and o.case_id = c.case_id
        union
        select distinct o.person_id
        from mine as m
        join read.case_member as c on c.tenant = ties.tenant and c.person_id = m.id
        join read.case_member as o on o.tenant = c.tenant and o.case_id = c.case_id
    ),
    known as materialized (
        select t.id, t.shown, access.folded(d.address) as address,
            access.folded(d.family_name) as family_name
        from them as t
        left join read.person_directory as d
            on d.tenant = ties.tenant and d.person_id = t.id
    ),
    own as materialized (
        select access.folded(d.address) as address, access.folded(d.family_name) as family_name
        from mine as m
        join read.person_directory as d on d.tenant = ties.tenant and d.person_id = m.id
        union
        select null, access.folded(substring(a.display_name from '[^ ]+$'))
        from access.account as a
        where a.tenant = ties.tenant and a.account_id = ties.account and a.kind = 'PERSON'
    )
    select 'OWN_FILE', t.id from them as t where t.shown in (select m.shown from me as m)
    union
    select 'COLLEAGUE', t.id from them as t
    join staff as s on s.shown = t.shown and s.account_id <> ties.account
    union
    select 'FAMILY', t.id from them as t
    where t.id in (select f.person_id from family as f)
      and t.shown not in (select m.shown from me as m)
    union
    select 'SAME_ADDRESS', k.id from known as k join own as o on o.address = k.address
    union
    select 'SAME_NAME', k.id from known as k join own as o on o.family_name = k.family_name;
end
$$;
comment on function access.ties is 'Hidden: only other functions of this schema may ask.';

create function access.looks_to_examine(
    tenant text, denied_minutes int, bulk_minutes int, page int
)
returns table (
    leaf bigint, look_id uuid, at timestamptz, account_id uuid, role text, office text, task text,
    allowed boolean, codes text[], persons uuid[], tied jsonb, tells_work boolean, work text,
    denied_before bigint, persons_before bigint
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    examined bigint;
begin
    insert into access.finding_mark (tenant, leaf) values (looks_to_examine.tenant, -1)
    on conflict do nothing;
    select m.leaf into examined from access.finding_mark as m
    where m.tenant = looks_to_examine.tenant
    for update skip locked;
    if not found then
        return; -- somebody else examines them now
    end if;
    return query
    with new as materialized (
        select k.leaf as at_leaf, l.*
        from log.look as k
        join access.look as l on l.look_id = k.look_id
        where k.leaf > examined
        order by k.leaf
        limit looks_to_examine.page
    )
    select n.at_leaf, n.look_id, n.at, n.account_id, n.role, n.office, n.task,
        n.decision = 'allowed', n.codes, n.persons,
        (
            select coalesce(jsonb_object_agg(t.relation, t.ids), '{}')
            from (
                select x.relation, jsonb_agg(x.person_id order by x.person_id) as ids
                from access.ties(n.tenant, n.account_id, n.persons) as x
                group by x.relation
            ) as t
        ),
        n.authorities is not null or n.purpose_from is not null,
        n.purpose_from,
        (
            select count(*) from access.look as b
            where b.tenant = n.tenant and b.account_id = n.account_id and b.decision = 'denied'
              and b.at > n.at - make_interval(mins => looks_to_examine.denied_minutes)
              and b.at <= n.at
        ),
        (
            select count(distinct p.id)
            from access.look as b, unnest(b.persons) as p(id)
            where b.tenant = n.tenant and b.account_id = n.account_id and b.decision = 'allowed'
              and b.at > n.at - make_interval(mins => looks_to_examine.bulk_minutes)
              and b.at <= n.at
        )
    from new as n
    where n.tenant = looks_to_examine.tenant
    union all
    -- Of another tenant: passed by.
    select n.at_leaf, null, null, null, null, null, null, null, null, null, null, null, null, null, null
    from new as n
    where n.tenant <> looks_to_examine.tenant
    order by 1;
end
$$;
comment on function access.looks_to_examine is
    'The next looks by their leaves, with what the rules ask of them; none while somebody else examines '
    'them. Within one transaction with access.record_findings.';

create function access.record_findings(
    tenant text, leaf bigint, ids uuid[], kinds text[], queues text[], looks uuid[], persons uuid[],
    days date[]
)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    made int;
begin
    insert into access.finding as f (
        tenant, finding_id, kind, queue, account_id, role, office, organisation, person_id, day,
        first_at, last_at, found_at
    )
    select record_findings.tenant, n.id, min(n.kind), min(n.queue),
        (array_agg(l.account_id))[1], (array_agg(l.role order by l.at))[1],
        (array_agg(l.office order by l.at))[1], (array_agg(l.organisation order by l.at))[1],
        (array_agg(n.person))[1], min(n.day), min(l.at), max(l.at), clock_timestamp()
    from unnest(
        record_findings.ids, record_findings.kinds, record_findings.queues, record_findings.looks,
        record_findings.persons, record_findings.days
    ) as n(id, kind, queue, look, person, day)
    join access.look as l on l.look_id = n.look and l.tenant = record_findings.tenant
    group by n.id
    on conflict on constraint finding_pkey do update
    set first_at = least(f.first_at, excluded.first_at),
        last_at = greatest(f.last_at, excluded.last_at), found_at = excluded.found_at;
    get diagnostics made = row_count;

    insert into access.finding_look (tenant, finding_id, look_id)
    select record_findings.tenant, n.id, n.look
    from unnest(record_findings.ids, record_findings.looks) as n(id, look)
    on conflict do nothing;

    update access.finding_mark as m set leaf = record_findings.leaf
    where m.tenant = record_findings.tenant and m.leaf < record_findings.leaf;
    return made;
end
$$;
comment on function access.record_findings is
    'Keeps what was found of the looks up to a leaf, and that they were examined; how many findings.';

create function access.findings(
    tenant text, queues text[], reviewer uuid, reviewer_office text, wanted uuid,
    in_state text, of_kind text, after_at timestamptz, after_id uuid, page int
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
    )
    select l.finding_id, l.kind, l.queue, l.account_id, l.role, l.office, l.organisation,
        l.person_id, l.day, l.first_at, l.last_at,
        (select count(*) from access.finding_look as k
         where k.tenant = l.tenant and k.finding_id = l.finding_id),
        (select k.look_id from access.finding_look as k
         join access.look as o on o.look_id = k.look_id
         where k.tenant = l.tenant and k.finding_id = l.finding_id
         order by o.at, o.look_id limit 1),
        l.stands, l.explanation, l.reviewed_by, l.reviewed_role, l.reviewed_at, l.incident_id
    from listed as l
    where (findings.in_state is null or l.stands = findings.in_state)
      and (findings.after_at is null
           or (l.first_at, l.finding_id) > (findings.after_at, findings.after_id))
    order by l.first_at, l.finding_id
    limit findings.page;
end
$$;
comment on function access.findings is
    'Findings of these queues that this reviewer may see, oldest first: none of their own looks, nor '
    'of those of their office.';

revoke execute on function
    access.link_person, access.folded, access.ties, access.looks_to_examine,
    access.record_findings, access.findings
from public;
grant execute on function access.link_person to caseledger_auth;
grant execute on function access.looks_to_examine, access.record_findings, access.findings
to caseledger_auditor;
