-- What the migrations add up to: generated, for reading. Never run, never edited by hand.
-- Write it anew with: python -m tests.support.schema_dump

CREATE SCHEMA access;

ALTER SCHEMA access OWNER TO caseledger_owner;

CREATE SCHEMA effects;

ALTER SCHEMA effects OWNER TO caseledger_owner;

CREATE SCHEMA import;

ALTER SCHEMA import OWNER TO caseledger_owner;

CREATE SCHEMA keys;

ALTER SCHEMA keys OWNER TO caseledger_owner;

CREATE SCHEMA ledger;

ALTER SCHEMA ledger OWNER TO caseledger_owner;

CREATE SCHEMA log;

ALTER SCHEMA log OWNER TO caseledger_owner;

CREATE SCHEMA migration;

ALTER SCHEMA migration OWNER TO caseledger_owner;

CREATE SCHEMA past;

ALTER SCHEMA past OWNER TO caseledger_owner;

CREATE SCHEMA read;

ALTER SCHEMA read OWNER TO caseledger_owner;

CREATE FUNCTION access.asked_position() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select nullif(current_setting('caseledger.position', true), '')::bigint
$$;

ALTER FUNCTION access.asked_position() OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.asked_position() IS 'The position that this connection asks about (the setting caseledger.position), else null: nothing.';

CREATE FUNCTION access.backend_start() RETURNS timestamp with time zone
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select a.backend_start from pg_stat_get_activity(pg_backend_pid()) as a
$$;

ALTER FUNCTION access.backend_start() OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.backend_start() IS 'When this connection began; null where the owner may not read statistics (see roles.sql).';

CREATE FUNCTION access.current_session(secret text) RETURNS TABLE(session_id uuid, tenant text, account_id uuid, display_name text, role text, office text, organisation text, created_at timestamp with time zone, expires_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select
        s.session_id, s.tenant, s.account_id, a.display_name,
        s.role, s.office, s.organisation, s.created_at, s.expires_at
    from access.live_session(current_session.secret) as s
    join access.account as a on a.tenant = s.tenant and a.account_id = s.account_id
$$;

ALTER FUNCTION access.current_session(secret text) OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.current_session(secret text) IS 'Who holds this secret, or no row. Touches nothing.';

CREATE FUNCTION access.findings(tenant text, queues text[], reviewer uuid, reviewer_office text, wanted uuid, in_state text, of_kind text, from_on date, to_on date, as_at timestamp with time zone, after_at timestamp with time zone, after_id uuid, page integer) RETURNS TABLE(finding_id uuid, kind text, queue text, account_id uuid, role text, office text, organisation text, person_id uuid, day date, first_at timestamp with time zone, last_at timestamp with time zone, looks bigint, look_id uuid, state text, explanation text, reviewed_by uuid, reviewed_role text, reviewed_at timestamp with time zone, incident_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

ALTER FUNCTION access.findings(tenant text, queues text[], reviewer uuid, reviewer_office text, wanted uuid, in_state text, of_kind text, from_on date, to_on date, as_at timestamp with time zone, after_at timestamp with time zone, after_id uuid, page integer) OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.findings(tenant text, queues text[], reviewer uuid, reviewer_office text, wanted uuid, in_state text, of_kind text, from_on date, to_on date, as_at timestamp with time zone, after_at timestamp with time zone, after_id uuid, page integer) IS 'Findings of these queues that this reviewer may see, oldest first: none of their own looks, nor of those of their office. as_at: with the looks until then; state and review are the last ones.';

CREATE FUNCTION access.folded(value text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select nullif(regexp_replace(
        translate(lower(folded.value), 'àâäáãåçéèêëíîïìñóôöòõúùûüýÿ', 'aaaaaaceeeeiiiinooooouuuuyy'),
        '[^a-z0-9]', '', 'g'), '')
$$;

ALTER FUNCTION access.folded(value text) OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.folded(value text) IS 'A name or an address as it is compared: letters and digits alone, blind to case and accents.';

CREATE FUNCTION access.keep_account_state() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

ALTER FUNCTION access.keep_account_state() OWNER TO caseledger_owner;

CREATE FUNCTION access.link_person(tenant text, account uuid, person uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

ALTER FUNCTION access.link_person(tenant text, account uuid, person uuid) OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.link_person(tenant text, account uuid, person uuid) IS 'Notes whose own record an account''s is (null: nobody''s): whether that changed anything; null where there is no such account.';

CREATE TABLE access.session (
    session_id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    tenant text NOT NULL,
    account_id uuid NOT NULL,
    role text NOT NULL,
    office text,
    organisation text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    via text,
    scopes text[],
    idle_minutes integer,
    absolute_minutes integer,
    not_after timestamp with time zone,
    issuer text,
    provider_session text,
    end_reason text
);

ALTER TABLE access.session OWNER TO caseledger_owner;

COMMENT ON COLUMN access.session.secret_hash IS 'sha256 of the secret, which is stored nowhere';

COMMENT ON COLUMN access.session.role IS 'the one of the account''s roles that is worn';

COMMENT ON COLUMN access.session.via IS 'DEMO, LINK, PROVIDER, TOKEN (the provider''s) or SERVICE';

COMMENT ON COLUMN access.session.scopes IS 'What it is limited to; null: all that its role may.';

COMMENT ON COLUMN access.session.not_after IS 'End of the token that opened it, where one did.';

COMMENT ON COLUMN access.session.provider_session IS 'sid of the identity provider, by which it ends the session from its side.';

CREATE FUNCTION access.live_session(secret text) RETURNS SETOF access.session
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select s.*
    from access.session as s
    join access.account as a on a.tenant = s.tenant and a.account_id = s.account_id
    where s.secret_hash = sha256(convert_to(live_session.secret, 'UTF8'))
      and s.ended_at is null
      and s.expires_at > clock_timestamp()
      and a.active
      and s.role = any (a.roles)
$$;

ALTER FUNCTION access.live_session(secret text) OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.live_session(secret text) IS 'The session of this secret if neither it nor its account has ended; for functions of this schema.';

CREATE FUNCTION access.looked_cases() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select coalesce((select l.cases from access.open_look() as l), '{}')
$$;

ALTER FUNCTION access.looked_cases() OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.looked_cases() IS 'Cases the open look names, else none.';

CREATE FUNCTION access.looked_persons() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select coalesce((select l.persons from access.open_look() as l), '{}')
$$;

ALTER FUNCTION access.looked_persons() OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.looked_persons() IS 'Persons the open look names, else none. In a policy, once a statement: person_id = any ((select access.looked_persons())::uuid[]).';

CREATE FUNCTION access.looked_tenant() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select l.tenant from access.open_look() as l
$$;

ALTER FUNCTION access.looked_tenant() OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.looked_tenant() IS 'Tenant of the open look, else null.';

CREATE FUNCTION access.looks_to_examine(tenant text, denied_minutes integer, bulk_minutes integer, page integer) RETURNS TABLE(leaf bigint, look_id uuid, at timestamp with time zone, account_id uuid, role text, office text, task text, allowed boolean, codes text[], persons uuid[], tied jsonb, tells_work boolean, work text, denied_before bigint, persons_before bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

ALTER FUNCTION access.looks_to_examine(tenant text, denied_minutes integer, bulk_minutes integer, page integer) OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.looks_to_examine(tenant text, denied_minutes integer, bulk_minutes integer, page integer) IS 'The next looks by their leaves, with what the rules ask of them; none while somebody else examines them. Within one transaction with access.record_findings.';

CREATE TABLE access.look (
    look_id uuid DEFAULT gen_random_uuid() NOT NULL,
    at timestamp with time zone NOT NULL,
    tenant text NOT NULL,
    session_id uuid NOT NULL,
    account_id uuid NOT NULL,
    role text NOT NULL,
    office text,
    organisation text NOT NULL,
    purpose text NOT NULL,
    task text,
    persons uuid[] NOT NULL,
    cases uuid[] NOT NULL,
    categories text[] NOT NULL,
    decision text NOT NULL,
    codes text[] NOT NULL,
    request_id uuid,
    backend integer NOT NULL,
    backend_start timestamp with time zone,
    xid xid8 NOT NULL,
    task_ref uuid,
    purpose_from text,
    authorities text[],
    stated text,
    as_at bigint,
    CONSTRAINT look_decision_check CHECK ((decision = ANY (ARRAY['allowed'::text, 'denied'::text])))
);

ALTER TABLE access.look OWNER TO caseledger_owner;

COMMENT ON TABLE access.look IS 'Append-only; written by access.record_look alone.';

COMMENT ON COLUMN access.look.backend IS 'with backend_start and xid: the connection and transaction that recorded it';

COMMENT ON COLUMN access.look.task_ref IS 'the case, appointment, visit or emergency; where STATED, the file that it was stated for; where a purpose of a little earlier still serves, the look that it is from';

COMMENT ON COLUMN access.look.purpose_from IS 'CASELOAD, APPOINTMENT, VISIT, REFERRAL, DUTY, STATED, BREAK_GLASS, EXPORT; null where no work leads to it';

COMMENT ON COLUMN access.look.authorities IS 'what each yes rests on, kind:reference, as decided: CONSENT:…, STATUTE:MFIPPA s. 32 (e)';

COMMENT ON COLUMN access.look.stated IS 'the stated purpose, a code of look_purposes';

COMMENT ON COLUMN access.look.as_at IS 'the position of the ledger as it stood at which this was asked; null: as it stands';

CREATE FUNCTION access.open_look() RETURNS SETOF access.look
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select l.*
    from access.look as l
    where l.look_id = nullif(current_setting('caseledger.look', true), '')::uuid
      and l.decision = 'allowed'
      and l.backend = pg_backend_pid()
      and l.backend_start is not distinct from access.backend_start()
      and l.at > clock_timestamp() - interval '30 seconds'
      -- recorded by a transaction that has committed: not by this one, which may yet roll back
      and l.xid is distinct from pg_current_xact_id_if_assigned()
$$;

ALTER FUNCTION access.open_look() OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.open_look() IS 'The look that this connection named, if it still opens anything; for functions of this schema.';

CREATE FUNCTION access.record_export(tenant text, export_id uuid, form text, "position" bigint, started_by text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

ALTER FUNCTION access.record_export(tenant text, export_id uuid, form text, "position" bigint, started_by text) OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.record_export(tenant text, export_id uuid, form text, "position" bigint, started_by text) IS 'Records that a copy of all of a tenant''s data is being taken out, and shows it among the looks.';

CREATE FUNCTION access.record_findings(tenant text, leaf bigint, ids uuid[], kinds text[], queues text[], looks uuid[], persons uuid[], days date[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

ALTER FUNCTION access.record_findings(tenant text, leaf bigint, ids uuid[], kinds text[], queues text[], looks uuid[], persons uuid[], days date[]) OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.record_findings(tenant text, leaf bigint, ids uuid[], kinds text[], queues text[], looks uuid[], persons uuid[], days date[]) IS 'Keeps what was found of the looks up to a leaf, and that they were examined; how many findings.';

CREATE FUNCTION access.record_look(secret text, purpose text, task text, persons uuid[], cases uuid[], categories text[], decision text, codes text[], request_id uuid, task_ref uuid DEFAULT NULL::uuid, purpose_from text DEFAULT NULL::text, authorities text[] DEFAULT NULL::text[], stated text DEFAULT NULL::text, as_at bigint DEFAULT NULL::bigint) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

ALTER FUNCTION access.record_look(secret text, purpose text, task text, persons uuid[], cases uuid[], categories text[], decision text, codes text[], request_id uuid, task_ref uuid, purpose_from text, authorities text[], stated text, as_at bigint) OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.record_look(secret text, purpose text, task text, persons uuid[], cases uuid[], categories text[], decision text, codes text[], request_id uuid, task_ref uuid, purpose_from text, authorities text[], stated text, as_at bigint) IS 'Records a look by the holder of the session secret and returns its id, to be named by the setting caseledger.look in a later transaction of the same connection. CL401: no live session.';

CREATE FUNCTION access.record_pack(tenant text, pack_id uuid, "position" bigint, persons uuid[], cases uuid[], categories text[], started_by text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    insert into access.export (tenant, export_id, at, form, position, started_by)
    values (
        record_pack.tenant, record_pack.pack_id, clock_timestamp(), 'PROOF_PACK',
        record_pack.position, record_pack.started_by
    );
    -- This look names whom the pack tells of, and opens nothing to anybody.
    insert into access.look (
        look_id, at, tenant, session_id, account_id, role, organisation, purpose, task,
        persons, cases, categories, decision, codes, request_id, backend, xid, purpose_from
    )
    values (
        record_pack.pack_id, clock_timestamp(), record_pack.tenant,
        '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000',
        'OPERATOR', record_pack.tenant, 'PROOF', 'PROOF_PACK',
        record_pack.persons, record_pack.cases, record_pack.categories, 'allowed', '{}',
        record_pack.pack_id, pg_backend_pid(), pg_current_xact_id(), 'EXPORT'
    );
end
$$;

ALTER FUNCTION access.record_pack(tenant text, pack_id uuid, "position" bigint, persons uuid[], cases uuid[], categories text[], started_by text) OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.record_pack(tenant text, pack_id uuid, "position" bigint, persons uuid[], cases uuid[], categories text[], started_by text) IS 'Records that a proof pack of these persons and cases is being taken out by the command line.';

CREATE FUNCTION access.session_of(secret text) RETURNS TABLE(session_id uuid, tenant text, account_id uuid, display_name text, role text, roles text[], office text, organisation text, created_at timestamp with time zone, expires_at timestamp with time zone, via text, scopes text[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select
        s.session_id, s.tenant, s.account_id, a.display_name, s.role, a.roles,
        s.office, s.organisation, s.created_at, s.expires_at, s.via, s.scopes
    from access.live_session(session_of.secret) as s
    join access.account as a on a.tenant = s.tenant and a.account_id = s.account_id
$$;

ALTER FUNCTION access.session_of(secret text) OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.session_of(secret text) IS 'Who holds this secret, in which of their roles and scopes, or no row. Touches nothing.';

CREATE FUNCTION access.signed_in_as(tenant text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select s.account_id
    from access.live_session(current_setting('caseledger.session', true)) as s
    where s.tenant = signed_in_as.tenant
$$;

ALTER FUNCTION access.signed_in_as(tenant text) OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.signed_in_as(tenant text) IS 'The account, where the connection holds the secret of a live session of that tenant, else null.';

CREATE FUNCTION access.signed_in_to(tenant text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select s.tenant
    from access.live_session(current_setting('caseledger.session', true)) as s
    where s.tenant = signed_in_to.tenant
$$;

ALTER FUNCTION access.signed_in_to(tenant text) OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.signed_in_to(tenant text) IS 'The tenant, where the connection holds the secret of a live session of it (in the setting caseledger.session), else null. In a function, once a statement: tenant = (select access.signed_in_to(f.tenant)).';

CREATE FUNCTION access.tell_end() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    perform pg_notify('caseledger_sessions', new.tenant || ':' || new.account_id);
    return null;
end
$$;

ALTER FUNCTION access.tell_end() OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.tell_end() IS 'Tells whose session has ended, or whose roles have changed.';

CREATE FUNCTION access.ties(tenant text, account uuid, persons uuid[]) RETURNS TABLE(relation text, person_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
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
$_$;

ALTER FUNCTION access.ties(tenant text, account uuid, persons uuid[]) OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.ties(tenant text, account uuid, persons uuid[]) IS 'Hidden: only other functions of this schema may ask.';

CREATE FUNCTION access.work_in_hand(secret text, files uuid[], minutes integer) RETURNS TABLE(look_id uuid, purpose_from text, stated text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

ALTER FUNCTION access.work_in_hand(secret text, files uuid[], minutes integer) OWNER TO caseledger_owner;

COMMENT ON FUNCTION access.work_in_hand(secret text, files uuid[], minutes integer) IS 'For what the holder of the session secret opened, in this session and the last minutes, one of these files: a purpose they stated, or a duty that waited for them; none where they did not.';

CREATE FUNCTION keys.add_version(tenant text, person_id uuid, version integer, wrapped bytea, kek_id text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    -- With a disposal, one after the other.
    perform from ledger.order_lock as l for update;
    if (
        select max(k.version) = add_version.version - 1 and bool_and(k.state = 'active')
        from keys.person_key as k
        where k.tenant = add_version.tenant and k.person_id = add_version.person_id
    ) is not true then
        return false;
    end if;
    insert into keys.person_key (tenant, person_id, version, wrapped, kek_id)
    values (
        add_version.tenant, add_version.person_id, add_version.version,
        add_version.wrapped, add_version.kek_id
    );
    perform keys.tell(add_version.tenant, array[add_version.person_id]);
    return true;
end
$$;

ALTER FUNCTION keys.add_version(tenant text, person_id uuid, version integer, wrapped bytea, kek_id text) OWNER TO caseledger_owner;

COMMENT ON FUNCTION keys.add_version(tenant text, person_id uuid, version integer, wrapped bytea, kek_id text) IS 'A person''s next key, which seals from now on. False where it is not the next, or the person has none or is disposed of.';

CREATE FUNCTION keys.current_kek(tenant text, offered text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    found_id text;
begin
    select k.kek_id into found_id
    from keys.kek as k where k.tenant = current_kek.tenant and k.state = 'current';
    if found_id is null and offered is not null then
        insert into keys.kek (tenant, kek_id, state)
        values (current_kek.tenant, offered, 'current')
        on conflict do nothing;
        select k.kek_id into found_id
        from keys.kek as k where k.tenant = current_kek.tenant and k.state = 'current';
    end if;
    return found_id;
end
$$;

ALTER FUNCTION keys.current_kek(tenant text, offered text) OWNER TO caseledger_owner;

COMMENT ON FUNCTION keys.current_kek(tenant text, offered text) IS 'The key-encryption key that wraps now; the one offered where the tenant has none yet.';

CREATE FUNCTION keys.destroy(tenant text, persons uuid[], items uuid[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    gone_persons int;
    gone_items int;
begin
    update keys.person_key as k
    set state = 'destroyed', wrapped = null
    where k.tenant = destroy.tenant and k.person_id = any(destroy.persons)
      and k.state = 'shred_requested';
    get diagnostics gone_persons = row_count;

    update keys.item_key as k
    set state = 'destroyed', wrapped = null
    where k.tenant = destroy.tenant and k.item_id = any(destroy.items)
      and k.state = 'shred_requested';
    get diagnostics gone_items = row_count;

    perform keys.tell(destroy.tenant, destroy.persons);
    return gone_persons + gone_items;
end
$$;

ALTER FUNCTION keys.destroy(tenant text, persons uuid[], items uuid[]) OWNER TO caseledger_owner;

COMMENT ON FUNCTION keys.destroy(tenant text, persons uuid[], items uuid[]) IS 'Destroys the wrapped keys that keys.request_shred has marked, and no other. Gives how many; to call it again changes nothing. Their older forms in the write-ahead log and in backups go with the key-encryption key: see docs/keys.md.';

CREATE FUNCTION keys.end_kek(kek_id text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    if exists (
        select from keys.kek as k where k.kek_id = end_kek.kek_id and k.state = 'current'
    ) or exists (select from keys.wrapped() as w where w.kek_id = end_kek.kek_id) then
        return false;
    end if;
    update keys.kek as k
    set state = 'destroyed', destroyed_at = now()
    where k.kek_id = end_kek.kek_id and k.state = 'retired';
    return true;
end
$$;

ALTER FUNCTION keys.end_kek(kek_id text) OWNER TO caseledger_owner;

COMMENT ON FUNCTION keys.end_kek(kek_id text) IS 'Notes that it was destroyed; false, and nothing noted, where something still stands under it.';

CREATE FUNCTION keys.kek_of(wrapped bytea) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select case when get_byte(wrapped, 0) = 1 then encode(substr(wrapped, 2, 8), 'hex')
                else 'person' end
$$;

ALTER FUNCTION keys.kek_of(wrapped bytea) OWNER TO caseledger_owner;

COMMENT ON FUNCTION keys.kek_of(wrapped bytea) IS 'The key-encryption key around a text''s key; person: none, of a time before there was one.';

CREATE FUNCTION keys.refuse_retired() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    perform from keys.kek as k
    where k.state = 'current' and k.tenant in (select a.tenant from added as a)
    for share;
    if exists (
        select from added as a
        join keys.kek as k on k.tenant = a.tenant and k.state = 'current'
        where a.wrapped is not null and k.kek_id <> a.kek_id
    ) then
        raise exception using
            errcode = 'CL423', message = 'keys: this key-encryption key does not wrap any more';
    end if;
    return null;
end
$$;

ALTER FUNCTION keys.refuse_retired() OWNER TO caseledger_owner;

CREATE FUNCTION keys.request_shred(tenant text, persons uuid[], items uuid[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    marked_persons int;
    marked_items int;
begin
    -- Every append before this is in the ledger; every one after it sees the mark.
    perform from ledger.order_lock as l for update;

    -- Who has no key yet gets none: not by an import sent again, nor by a restore of older keys.
    insert into keys.person_key (tenant, person_id, version, kek_id, state)
    select request_shred.tenant, p.id, 1, '', 'destroyed'
    from unnest(request_shred.persons) as p(id)
    where not exists (
        select from keys.person_key as k
        where k.tenant = request_shred.tenant and k.person_id = p.id
    )
    on conflict do nothing;

    update keys.person_key as k
    set state = 'shred_requested'
    where k.tenant = request_shred.tenant and k.person_id = any(request_shred.persons)
      and k.state = 'active';
    get diagnostics marked_persons = row_count;

    update keys.item_key as k
    set state = 'shred_requested'
    where k.tenant = request_shred.tenant and k.item_id = any(request_shred.items)
      and k.state = 'active';
    get diagnostics marked_items = row_count;

    perform keys.tell(request_shred.tenant, request_shred.persons);
    return marked_persons + marked_items;
end
$$;

ALTER FUNCTION keys.request_shred(tenant text, persons uuid[], items uuid[]) OWNER TO caseledger_owner;

COMMENT ON FUNCTION keys.request_shred(tenant text, persons uuid[], items uuid[]) IS 'Marks keys that are to be destroyed: from its commit on nothing is sealed or opened under them. Gives how many were newly marked; to call it again changes nothing.';

CREATE FUNCTION keys.standbys_behind(lsn pg_lsn) RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select count(*)::int from pg_stat_replication as r where r.replay_lsn < standbys_behind.lsn
$$;

ALTER FUNCTION keys.standbys_behind(lsn pg_lsn) OWNER TO caseledger_owner;

COMMENT ON FUNCTION keys.standbys_behind(lsn pg_lsn) IS 'How many standbys that are connected have not replayed the log up to there.';

CREATE FUNCTION keys.tell(tenant text, persons uuid[], kek boolean DEFAULT false) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    -- A notification holds 8,000 bytes; one without names means: forget whatever you know.
    select pg_notify('caseledger_keys', json_build_object(
        'tenant', tell.tenant,
        'persons', case when cardinality(tell.persons) <= 150 then to_json(tell.persons) end,
        'kek', tell.kek
    )::text)
$$;

ALTER FUNCTION keys.tell(tenant text, persons uuid[], kek boolean) OWNER TO caseledger_owner;

COMMENT ON FUNCTION keys.tell(tenant text, persons uuid[], kek boolean) IS 'Tells every process that listens to forget what it holds of these persons, and of every text; kek: also which key-encryption key wraps.';

CREATE FUNCTION keys.tell_kek(tenant text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select keys.tell(tell_kek.tenant, '{}', true)
$$;

ALTER FUNCTION keys.tell_kek(tenant text) OWNER TO caseledger_owner;

COMMENT ON FUNCTION keys.tell_kek(tenant text) IS 'Tells every process that key-encryption keys have come or gone: none is to be kept in memory.';

CREATE FUNCTION keys.use_kek(tenant text, kek_id text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    -- Every append before this is in the ledger with its keys; every one after it is checked.
    perform from ledger.order_lock as l for update;
    -- Who makes a person's key meanwhile holds a share of the row: then this waits.
    update keys.kek as k
    set state = 'retired', retired_at = now()
    where k.tenant = use_kek.tenant and k.state = 'current' and k.kek_id <> use_kek.kek_id;
    insert into keys.kek (tenant, kek_id, state)
    values (use_kek.tenant, use_kek.kek_id, 'current')
    on conflict do nothing;
    if not exists (
        select from keys.kek as k
        where k.tenant = use_kek.tenant and k.kek_id = use_kek.kek_id and k.state = 'current'
    ) then
        raise exception using errcode = 'CL423', message = 'keys: a retired key never wraps again';
    end if;
    perform keys.tell(use_kek.tenant, '{}', true);
end
$$;

ALTER FUNCTION keys.use_kek(tenant text, kek_id text) OWNER TO caseledger_owner;

COMMENT ON FUNCTION keys.use_kek(tenant text, kek_id text) IS 'From its commit on this key-encryption key wraps, and nothing is written under another.';

CREATE FUNCTION keys.wrapped() RETURNS TABLE(tenant text, kek_id text, persons bigint, items bigint, secrets bigint, rejects bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select
        u.tenant, u.kek_id,
        sum(u.n) filter (where u.kind = 'p'), sum(u.n) filter (where u.kind = 'i'),
        sum(u.n) filter (where u.kind = 's'), sum(u.n) filter (where u.kind = 'r')
    from (
        select 'p' as kind, p.tenant, p.kek_id, count(*) as n
        from keys.person_key as p where p.wrapped is not null group by p.tenant, p.kek_id
        union all
        select 'i', i.tenant, i.kek_id, count(*)
        from keys.item_key as i where i.wrapped is not null group by i.tenant, i.kek_id
        union all
        select 's', s.tenant, s.kek_id, count(*)
        from keys.secret as s group by s.tenant, s.kek_id
        union all
        select 'r', r.tenant, r.kek_id, count(*)
        from keys.reject_key as r group by r.tenant, r.kek_id
    ) as u
    group by u.tenant, u.kek_id
$$;

ALTER FUNCTION keys.wrapped() OWNER TO caseledger_owner;

COMMENT ON FUNCTION keys.wrapped() IS 'How many keys of each kind stand under which key-encryption key. Reads them all once.';

CREATE FUNCTION ledger.append(tenants text[], command_ids uuid[], body_hashes bytea[], results bytea[], event_append integer[], event_stream text[], event_version bigint[], event_type text[], event_schema_version smallint[], event_id uuid[], event_effective_on date[], event_known_at timestamp with time zone[], event_metadata bytea[], event_state bytea[], guard_append integer[], guard_stream text[], guard_version bigint[], claim_append integer[], claim_op text[], claim_kind text[], claim_key bytea[], claim_stream text[], person_append integer[], person_id uuid[], person_version integer[], item_append integer[], item_id uuid[], item_person uuid[], item_wrapped bytea[]) RETURNS TABLE(append integer, status text, first_position bigint, last_position bigint, appended_at timestamp with time zone, result bytea, detail jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
declare
    max_events constant int := 1000; -- of one append
    total int := cardinality(tenants);
    statuses text[] := array_fill('appended'::text, array[total]);
    details jsonb[] := array_fill(null::jsonb, array[total]);
    firsts bigint[] := array_fill(null::bigint, array[total]);
    lasts bigint[] := array_fill(null::bigint, array[total]);
    times timestamptz[] := array_fill(null::timestamptz, array[total]);
    answers bytea[] := array_fill(null::bytea, array[total]);
    counts int[] := array_fill(0, array[total]);
    -- the last earlier append whose outcome this one depends on
    depends int[] := array_fill(0, array[total]);
    base bigint;
    moment timestamptz;
    lo int := 1;
    hi int;
    n int;
    found_row record;
begin
    if exists (
        select
        from unnest(
            event_append || guard_append || claim_append || person_append || item_append
        ) as i(n)
        where i.n is null or i.n not between 1 and total
    ) or exists (
        select from unnest(claim_op) as o(op)
        where o.op is null or o.op not in ('claim', 'release')
    ) then
        raise exception using errcode = 'CL400', message = 'ledger.append: malformed arguments';
    end if;

    foreach n in array event_append loop
        counts[n] := counts[n] + 1;
    end loop;

    -- The order lock, first of all and until commit: every statement after it sees all that was
    -- appended before, so the checks below cannot be raced.
    perform from ledger.order_lock as l for update;

    select h.position, greatest(h.appended_at, clock_timestamp())
    into strict base, moment
    from ledger.head as h;

    if total > 1 then
        -- A later append must see what an earlier one in the same call has written.
        for found_row in
            -- Keys are hashes, for speed: two that meet by chance make one append wait for nothing.
            with touched (append, key, writes) as (
                select e.append, hashtextextended(e.stream, 1), true
                from unnest(event_append, event_stream) as e(append, stream)
                union all
                select g.append, hashtextextended(g.stream, 1), false
                from unnest(guard_append, guard_stream) as g(append, stream)
                union all
                select c.append, hashtextextended(encode(c.key, 'hex'), 2), true
                from unnest(claim_append, claim_key) as c(append, key)
                union all
                select i.append, uuid_hash_extended(i.id, 3), true
                from unnest(event_append, event_id) as i(append, id)
                union all
                select c.append::int, uuid_hash_extended(c.id, 4), true
                from unnest(command_ids) with ordinality as c(id, append)
                where c.id is not null
            )
            select w.append, max(w.earlier) as earlier
            from (
                select
                    t.append,
                    max(t.append) filter (where t.writes) over (
                        partition by t.key order by t.append
                        groups between unbounded preceding and 1 preceding
                    ) as earlier
                from touched as t
            ) as w
            where w.earlier is not null
            group by w.append
        loop
            depends[found_row.append] := found_row.earlier;
        end loop;
    end if;

    -- A disposal that takes the order lock before it marks a key is never overtaken by an event.
    if cardinality(person_append) > 0 then
        for found_row in
            select p.append as n, p.id
            from unnest(person_append, person_id, person_version) as p(append, id, version)
            where not exists (
                select from keys.person_key as k
                where k.tenant = tenants[p.append] and k.person_id = p.id
                  and k.version = p.version and k.state = 'active'
                offset 0 -- keeps this an index probe for each key
            )
        loop
            n := found_row.n;
            statuses[n] := 'key_gone';
            details[n] := jsonb_build_object('person', found_row.id);
        end loop;
    end if;

    -- Nothing is written under a key-encryption key that a rotation has retired, for it will be gone.
    if cardinality(item_append) > 0 then
        for found_row in
            select distinct i.append as n
            from unnest(item_append, item_wrapped) as i(append, wrapped)
            where exists (
                select from keys.kek as k
                where k.tenant = tenants[i.append] and k.kek_id = keys.kek_of(i.wrapped)
                  and k.state <> 'current'
                offset 0 -- keeps this an index probe for each key
            )
        loop
            n := found_row.n;
            if statuses[n] = 'appended' then
                statuses[n] := 'kek_retired';
            end if;
        end loop;
    end if;

    -- Runs of appends that do not depend on each other are checked and written together.
    while lo <= total loop
        hi := lo;
        while hi < total and depends[hi + 1] < lo loop
            hi := hi + 1;
        end loop;

        -- command id: known with the same body, or with another one
        for found_row in
            select a.n, c.*, c.body_hash = body_hashes[a.n] as same_body
            from generate_series(lo, hi) as a(n)
            cross join lateral (
                select k.body_hash, k.first_position, k.last_position, k.appended_at, k.result
                from ledger.commands as k
                where k.tenant = tenants[a.n] and k.command_id = command_ids[a.n]
            ) as c
        loop
            n := found_row.n;
            if found_row.same_body then
                statuses[n] := 'replayed';
                firsts[n] := found_row.first_position;
                lasts[n] := found_row.last_position;
                times[n] := found_row.appended_at;
                answers[n] := found_row.result;
            else
                statuses[n] := 'command_reused';
            end if;
        end loop;

        for n in lo..hi loop
            if statuses[n] = 'appended' and counts[n] > max_events then
                statuses[n] := 'too_large';
                details[n] := jsonb_build_object('events', counts[n], 'limit', max_events);
            end if;
        end loop;

        -- guards: a stream that is only read must stand where the decision saw it
        for found_row in
            select g.append as n, g.stream, g.version as expected, coalesce(s.version, 0) as actual
            from unnest(guard_append, guard_stream, guard_version) as g(append, stream, version)
            left join lateral (
                select e.version
                from ledger.events as e
                where e.tenant = tenants[g.append] and e.stream = g.stream
                order by e.version desc
                limit 1
            ) as s on true
            where g.append between lo and hi
              and case when g.version = 0 then s.version is not null
                       else s.version is distinct from g.version end
        loop
            n := found_row.n;
            if statuses[n] = 'appended' then
                statuses[n] := 'guard_conflict';
                details[n] := jsonb_build_object(
                    'stream', found_row.stream,
                    'expected', found_row.expected, 'actual', found_row.actual);
            end if;
        end loop;

        -- versions: last + 1, then one by one; a new stream starts at 1 (0 is the stock library's)
        for found_row in
            with written as (
                select
                    e.append,
                    e.stream,
                    e.version,
                    row_number() over one_stream - 1 as nth,
                    first_value(e.version) over one_stream as first_version
                from unnest(event_append, event_stream, event_version)
                    with ordinality as e(append, stream, version, place)
                where e.append between lo and hi
                window one_stream as (partition by e.append, e.stream order by e.place)
            )
            select w.append as n, w.stream, w.version - 1 as expected, coalesce(s.version, 0) as actual
            from written as w
            left join lateral (
                select e.version
                from ledger.events as e
                where w.nth = 0 and e.tenant = tenants[w.append] and e.stream = w.stream
                order by e.version desc
                limit 1
            ) as s on true
            where w.version is distinct from w.first_version + w.nth
               or w.nth = 0 and case when s.version is null then w.version not in (0, 1)
                                     else w.version <> s.version + 1 end
        loop
            n := found_row.n;
            if statuses[n] = 'appended' then
                statuses[n] := 'version_conflict';
                details[n] := jsonb_build_object(
                    'stream', found_row.stream,
                    'expected', found_row.expected, 'actual', found_row.actual);
            end if;
        end loop;

        -- claims: not held by another stream, in the table or in the append itself
        for found_row in
            with wanted as (
                select c.append, c.op, c.kind, c.key, c.stream
                from unnest(claim_append, claim_op, claim_kind, claim_key, claim_stream)
                    as c(append, op, kind, key, stream)
                where c.append between lo and hi
            )
            select w.append as n, w.kind, w.key, held.stream as holder
            from wanted as w
            cross join lateral (
                select c.stream
                from ledger.claims as c
                where c.tenant = tenants[w.append] and c.kind = w.kind and c.key = w.key
                  and not exists (
                      select from wanted as r
                      where r.append = w.append and r.op = 'release'
                        and r.kind = w.kind and r.key = w.key and r.stream = c.stream
                  )
                union all
                select r.stream
                from wanted as r
                where r.append = w.append and r.op = 'claim' and r.kind = w.kind and r.key = w.key
            ) as held
            where w.op = 'claim' and held.stream <> w.stream
        loop
            n := found_row.n;
            if statuses[n] = 'appended' then
                statuses[n] := 'claim_conflict';
                details[n] := jsonb_build_object(
                    'kind', found_row.kind, 'holder', found_row.holder,
                    'key', encode(found_row.key, 'hex'));
            end if;
        end loop;

        -- event ids: never used before, nor twice in one append
        for found_row in
            select i.append as n, i.id
            from (
                select e.append, e.id, count(*) over (partition by e.append, e.id) as times_used
                from unnest(event_append, event_id) as e(append, id)
                where e.append between lo and hi
            ) as i
            where i.times_used > 1
               or exists (
                   select from ledger.events as e
                   where e.tenant = tenants[i.append] and e.event_id = i.id
                   offset 0 -- keeps this an index probe for each id
               )
        loop
            n := found_row.n;
            if statuses[n] = 'appended' then
                statuses[n] := 'event_id_used';
                details[n] := jsonb_build_object('event_id', found_row.id);
            end if;
        end loop;

        -- write what was accepted
        insert into ledger.events (
            position, tenant, stream, version, type, schema_version, event_id,
            effective_on, known_at, appended_at, metadata, state
        )
        select
            base + row_number() over (order by e.append, e.place),
            tenants[e.append], e.stream, e.version, e.type, e.schema_version, e.id,
            e.effective_on, e.known_at, moment, e.metadata, e.state
        from unnest(
            event_append, event_stream, event_version, event_type, event_schema_version,
            event_id, event_effective_on, event_known_at, event_metadata, event_state
        ) with ordinality as e(
            append, stream, version, type, schema_version,
            id, effective_on, known_at, metadata, state, place
        )
        where e.append between lo and hi and statuses[e.append] = 'appended';

        for n in lo..hi loop
            if statuses[n] = 'appended' then
                times[n] := moment;
                answers[n] := results[n];
                if counts[n] > 0 then
                    firsts[n] := base + 1;
                    base := base + counts[n];
                    lasts[n] := base;
                end if;
            end if;
        end loop;

        insert into ledger.commands (
            tenant, command_id, body_hash, first_position, last_position, result, appended_at
        )
        select tenants[a.n], command_ids[a.n], body_hashes[a.n], firsts[a.n], lasts[a.n], results[a.n], moment
        from generate_series(lo, hi) as a(n)
        where statuses[a.n] = 'appended' and command_ids[a.n] is not null;

        if cardinality(claim_append) > 0 then
            delete from ledger.claims as c
            using unnest(claim_append, claim_op, claim_kind, claim_key, claim_stream)
                as r(append, op, kind, key, stream)
            where r.append between lo and hi and statuses[r.append] = 'appended'
              and r.op = 'release' and c.tenant = tenants[r.append]
              and c.kind = r.kind and c.key = r.key and c.stream = r.stream;

            -- a conflict here can only be a claim that this very stream holds already
            insert into ledger.claims (tenant, kind, key, stream)
            select tenants[c.append], c.kind, c.key, c.stream
            from unnest(claim_append, claim_op, claim_kind, claim_key, claim_stream)
                as c(append, op, kind, key, stream)
            where c.append between lo and hi and statuses[c.append] = 'appended' and c.op = 'claim'
            on conflict do nothing;
        end if;

        lo := hi + 1;
    end loop;

    if cardinality(item_append) > 0 then
        insert into keys.item_key (tenant, item_id, person_id, wrapped, kek_id)
        select tenants[i.append], i.id, i.person, i.wrapped, keys.kek_of(i.wrapped)
        from unnest(item_append, item_id, item_person, item_wrapped)
            as i(append, id, person, wrapped)
        where statuses[i.append] = 'appended';
    end if;

    return query
    select a.n, statuses[a.n], firsts[a.n], lasts[a.n], times[a.n], answers[a.n], details[a.n]
    from generate_series(1, total) as a(n);
end
$$;

ALTER FUNCTION ledger.append(tenants text[], command_ids uuid[], body_hashes bytea[], results bytea[], event_append integer[], event_stream text[], event_version bigint[], event_type text[], event_schema_version smallint[], event_id uuid[], event_effective_on date[], event_known_at timestamp with time zone[], event_metadata bytea[], event_state bytea[], guard_append integer[], guard_stream text[], guard_version bigint[], claim_append integer[], claim_op text[], claim_kind text[], claim_key bytea[], claim_stream text[], person_append integer[], person_id uuid[], person_version integer[], item_append integer[], item_id uuid[], item_person uuid[], item_wrapped bytea[]) OWNER TO caseledger_owner;

COMMENT ON FUNCTION ledger.append(tenants text[], command_ids uuid[], body_hashes bytea[], results bytea[], event_append integer[], event_stream text[], event_version bigint[], event_type text[], event_schema_version smallint[], event_id uuid[], event_effective_on date[], event_known_at timestamp with time zone[], event_metadata bytea[], event_state bytea[], guard_append integer[], guard_stream text[], guard_version bigint[], claim_append integer[], claim_op text[], claim_kind text[], claim_key bytea[], claim_stream text[], person_append integer[], person_id uuid[], person_version integer[], item_append integer[], item_id uuid[], item_person uuid[], item_wrapped bytea[]) IS 'Appends under the order lock. Statuses: appended; replayed (the command is known, here is what it gave); command_reused (its id came with another body); too_large; key_gone (a person''s key is no longer active); kek_retired (a text''s key is wrapped under a key-encryption key that was replaced meanwhile); guard_conflict; version_conflict; claim_conflict; event_id_used. Any other error fails the whole call.';

CREATE FUNCTION ledger.confirm() RETURNS boolean
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select case when current_setting('synchronous_standby_names') = '' then false
                else pg_logical_emit_message(true, 'caseledger', '') is not null end
$$;

ALTER FUNCTION ledger.confirm() OWNER TO caseledger_owner;

COMMENT ON FUNCTION ledger.confirm() IS 'Makes the commit of a transaction that only reads wait for the synchronous standbys, if there are any: what it saw may be flushed here alone, after a crash or a cancelled wait.';

CREATE FUNCTION ledger.flushed(OUT timeline integer, OUT lsn pg_lsn) RETURNS record
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select ('x' || left(pg_walfile_name(at.lsn), 8))::bit(32)::int, at.lsn
    from (select pg_current_wal_flush_lsn() as lsn) as at
$$;

ALTER FUNCTION ledger.flushed(OUT timeline integer, OUT lsn pg_lsn) OWNER TO caseledger_owner;

COMMENT ON FUNCTION ledger.flushed(OUT timeline integer, OUT lsn pg_lsn) IS 'On the primary: the place up to which its log is flushed; all that it has answered is before.';

CREATE FUNCTION ledger.known_at(at bigint) RETURNS timestamp with time zone
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select e.known_at from ledger.events as e where e.position = known_at.at
$$;

ALTER FUNCTION ledger.known_at(at bigint) OWNER TO caseledger_owner;

COMMENT ON FUNCTION ledger.known_at(at bigint) IS 'When the event at that position was known.';

CREATE FUNCTION ledger.position_known(tenant text, before timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

ALTER FUNCTION ledger.position_known(tenant text, before timestamp with time zone) OWNER TO caseledger_owner;

COMMENT ON FUNCTION ledger.position_known(tenant text, before timestamp with time zone) IS 'The last position of the ledger as it stood before a tenant learned anything from that instant on; policy, which is published ahead and for days of before, is not counted.';

CREATE FUNCTION ledger.purge(tenant text, persons uuid[], streams text[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
    purged int;
    gone int;
begin
    -- In the line of appends: none may claim for a person who is being purged.
    perform from ledger.order_lock as l for update;

    if exists (
        select from unnest(purge.persons) as p(id)
        where not exists (
            select from ledger.events as e
            where e.tenant = purge.tenant and e.stream = 'person-' || p.id
              and e.type = 'person.disposed'
        )
    ) then
        raise exception using errcode = 'CL405', message = 'ledger.purge: not disposed of';
    end if;

    delete from ledger.claims as c
    where c.tenant = purge.tenant
      and c.stream in (select 'person-' || p.id from unnest(purge.persons) as p(id));
    get diagnostics purged = row_count;

    delete from ledger.snapshots as s
    where s.tenant = purge.tenant and s.stream = any(purge.streams);
    get diagnostics gone = row_count;
    return purged + gone;
end
$$;

ALTER FUNCTION ledger.purge(tenant text, persons uuid[], streams text[]) OWNER TO caseledger_owner;

COMMENT ON FUNCTION ledger.purge(tenant text, persons uuid[], streams text[]) IS 'Deletes what disposed persons still claim (their SIN, as a keyed hash) and the snapshots of these streams. Refused as long as the ledger does not tell that the persons were disposed of.';

CREATE FUNCTION ledger.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    raise exception using
        errcode = 'CL405',
        message = format('%s.%s is append-only: %s refused', tg_table_schema, tg_table_name, tg_op);
end
$$;

ALTER FUNCTION ledger.refuse_change() OWNER TO caseledger_owner;

COMMENT ON FUNCTION ledger.refuse_change() IS 'Refuses UPDATE, DELETE and TRUNCATE, to the owner too.';

CREATE FUNCTION ledger.replayed(OUT timeline integer, OUT lsn pg_lsn) RETURNS record
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select
        case when w.status = 'streaming' then w.received_tli end,
        pg_last_wal_replay_lsn()
    from (select 1) as one
    left join pg_stat_get_wal_receiver() as w on true
$$;

ALTER FUNCTION ledger.replayed(OUT timeline integer, OUT lsn pg_lsn) OWNER TO caseledger_owner;

COMMENT ON FUNCTION ledger.replayed(OUT timeline integer, OUT lsn pg_lsn) IS 'On a standby: the place up to which it has replayed, and the timeline that it is streaming. Timeline null: it follows nobody, hence may be on a history that was given up; or the owner may not read statistics (see roles.sql); or this is no standby any more.';

CREATE FUNCTION ledger.without_sealed(value jsonb, persons uuid[], items uuid[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    select regexp_replace(
        regexp_replace(
            without_sealed.value::text,
            '\["s", "(' || coalesce(nullif(array_to_string(without_sealed.persons, '|'), ''), '!')
                || ')", [0-9]+, "[^"]*"(, (null|"[^"]*"))?\]',
            '["d", "\1"]', 'g'),
        '\["s", "([0-9a-f-]{36})", [0-9]+, "[^"]*", "('
            || coalesce(nullif(array_to_string(without_sealed.items, '|'), ''), '!') || ')"\]',
        '["d", "\1"]', 'g')::jsonb
$$;

ALTER FUNCTION ledger.without_sealed(value jsonb, persons uuid[], items uuid[]) OWNER TO caseledger_owner;

COMMENT ON FUNCTION ledger.without_sealed(value jsonb, persons uuid[], items uuid[]) IS 'A JSON value in which nothing sealed for these persons, or under the keys of these texts, is left. (A quote inside a text is escaped, so that no text can look like such an array.)';

CREATE FUNCTION log.await_leaf() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    insert into log.look_waiting (look_id) values (new.look_id);
    return null;
end
$$;

ALTER FUNCTION log.await_leaf() OWNER TO caseledger_owner;

COMMENT ON FUNCTION log.await_leaf() IS 'Queues a look for the log of looks.';

CREATE FUNCTION log.only_grows() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    if (new.log, new.sequence, new.level, new.index) = (old.log, old.sequence, old.level, old.index)
        and substr(new.hashes, 1, length(old.hashes)) = old.hashes
    then
        return new;
    end if;
    raise exception using errcode = 'CL405', message = 'a tile of a log only grows';
end
$$;

ALTER FUNCTION log.only_grows() OWNER TO caseledger_owner;

COMMENT ON FUNCTION log.only_grows() IS 'Refuses to change a hash of a tile, to the owner too.';

CREATE FUNCTION read.outcome_void() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
    delete from read.outcome_summary;
    return null;
end
$$;

ALTER FUNCTION read.outcome_void() OWNER TO caseledger_projector;

COMMENT ON FUNCTION read.outcome_void() IS 'After rows of facts went: no sum holds.';

CREATE TABLE access.account (
    tenant text NOT NULL,
    account_id uuid NOT NULL,
    display_name text NOT NULL,
    roles text[] NOT NULL,
    office text,
    organisation text NOT NULL,
    active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    kind text DEFAULT 'PERSON'::text NOT NULL,
    issuer text,
    subject text,
    scopes text[],
    signed_out_at timestamp with time zone
);

ALTER TABLE access.account OWNER TO caseledger_owner;

COMMENT ON COLUMN access.account.subject IS 'with issuer: who this is to the identity provider. Null: signs in by link or token alone.';

COMMENT ON COLUMN access.account.scopes IS 'Of a service: the named scopes beyond which it does nothing; null for a person.';

COMMENT ON COLUMN access.account.signed_out_at IS 'Signed out everywhere then: tokens of the identity provider that are older open nothing.';

CREATE TABLE access.account_state (
    tenant text NOT NULL,
    account_id uuid NOT NULL,
    from_at timestamp with time zone NOT NULL,
    until_at timestamp with time zone,
    kind text NOT NULL,
    roles text[] NOT NULL,
    office text,
    organisation text NOT NULL,
    active boolean NOT NULL
);

ALTER TABLE access.account_state OWNER TO caseledger_owner;

COMMENT ON TABLE access.account_state IS 'One row for each stretch of time in which an account stayed the same; until_at null: it still does. An account is known from the moment it is changed, so that one axis of time tells both.';

CREATE TABLE access.code_flow (
    state_hash bytea NOT NULL,
    browser_hash bytea NOT NULL,
    tenant text NOT NULL,
    nonce text NOT NULL,
    verifier text NOT NULL,
    next text NOT NULL,
    account_id uuid,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

ALTER TABLE access.code_flow OWNER TO caseledger_owner;

COMMENT ON TABLE access.code_flow IS 'Sign-ins under way at the identity provider; each returns once, to the browser that began it.';

COMMENT ON COLUMN access.code_flow.account_id IS 'Whom to bind to the provider''s subject; null: whoever the subject is.';

CREATE TABLE access.export (
    tenant text NOT NULL,
    export_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    form text NOT NULL,
    "position" bigint NOT NULL,
    started_by text NOT NULL
);

ALTER TABLE access.export OWNER TO caseledger_owner;

COMMENT ON TABLE access.export IS 'Append-only; written by access.record_export alone.';

CREATE TABLE access.finding (
    tenant text NOT NULL,
    finding_id uuid NOT NULL,
    kind text NOT NULL,
    queue text NOT NULL,
    account_id uuid NOT NULL,
    role text NOT NULL,
    office text,
    organisation text NOT NULL,
    person_id uuid,
    day date NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    found_at timestamp with time zone NOT NULL
);

ALTER TABLE access.finding OWNER TO caseledger_owner;

COMMENT ON TABLE access.finding IS 'Looks that should be explained: one row a kind, account, person and local day. What somebody made of it is an event (finding.reviewed).';

COMMENT ON COLUMN access.finding.found_at IS 'when the last of its looks was examined: a review of before is not of that one';

CREATE TABLE access.finding_look (
    tenant text NOT NULL,
    finding_id uuid NOT NULL,
    look_id uuid NOT NULL
);

ALTER TABLE access.finding_look OWNER TO caseledger_owner;

CREATE TABLE access.finding_mark (
    tenant text NOT NULL,
    leaf bigint NOT NULL
);

ALTER TABLE access.finding_mark OWNER TO caseledger_owner;

COMMENT ON TABLE access.finding_mark IS 'The last leaf of the log of looks that was examined. Leaves have no gaps, and come in the order in which they commit, so that no look is passed over.';

CREATE TABLE access.logout_token (
    issuer text NOT NULL,
    jti text NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

ALTER TABLE access.logout_token OWNER TO caseledger_owner;

COMMENT ON TABLE access.logout_token IS 'Back-channel logouts that came: each counts once.';

CREATE TABLE access.service_token (
    token_id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    tenant text NOT NULL,
    account_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
);

ALTER TABLE access.service_token OWNER TO caseledger_owner;

COMMENT ON COLUMN access.service_token.secret_hash IS 'sha256 of the secret, which is stored nowhere';

CREATE TABLE access.sign_in (
    sign_in_id uuid DEFAULT gen_random_uuid() NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    tenant text NOT NULL,
    what text NOT NULL,
    via text,
    account_id uuid,
    session_id uuid,
    role text,
    reason text,
    subject_hash bytea,
    address text
);

ALTER TABLE access.sign_in OWNER TO caseledger_owner;

COMMENT ON TABLE access.sign_in IS 'Append-only record: who signed in, out, changed hats, was refused, and from where.';

COMMENT ON COLUMN access.sign_in.subject_hash IS 'sha256 of issuer and subject of whoever was refused without being an account here';

CREATE TABLE access.sign_in_link (
    link_hash bytea NOT NULL,
    tenant text NOT NULL,
    account_id uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

ALTER TABLE access.sign_in_link OWNER TO caseledger_owner;

COMMENT ON TABLE access.sign_in_link IS 'Links that sign in once: used_at is set by the same statement that checks it is null.';

CREATE TABLE access.staff_person (
    tenant text NOT NULL,
    account_id uuid NOT NULL,
    person_id uuid NOT NULL,
    linked_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE access.staff_person OWNER TO caseledger_owner;

COMMENT ON TABLE access.staff_person IS 'Whose own record an account''s is: only findings are worked out from it, and nobody reads it.';

CREATE TABLE access.throttle (
    tenant text NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    failures integer NOT NULL,
    since timestamp with time zone NOT NULL,
    blocked_until timestamp with time zone,
    CONSTRAINT throttle_kind_check CHECK ((kind = ANY (ARRAY['ADDRESS'::text, 'ACCOUNT'::text])))
);

ALTER TABLE access.throttle OWNER TO caseledger_owner;

COMMENT ON TABLE access.throttle IS 'Failed sign-ins, counted over all processes.';

CREATE TABLE effects.endpoint (
    tenant text NOT NULL,
    recipient text NOT NULL,
    url text NOT NULL,
    version integer NOT NULL,
    previous_until timestamp with time zone,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone
);

ALTER TABLE effects.endpoint OWNER TO caseledger_owner;

COMMENT ON TABLE effects.endpoint IS 'Where a partner wants to be told. Its secret is keys.secret''s webhook:RECIPIENT:VERSION; the one before it signs as well until previous_until.';

CREATE TABLE effects.fact (
    tenant text NOT NULL,
    process text NOT NULL,
    name text NOT NULL,
    value jsonb NOT NULL,
    person_id uuid
);

ALTER TABLE effects.fact OWNER TO caseledger_owner;

COMMENT ON TABLE effects.fact IS 'What a process keeps of earlier events for later ones: to whom somebody was referred.';

CREATE TABLE effects.outbox (
    tenant text NOT NULL,
    key uuid NOT NULL,
    process text NOT NULL,
    kind text NOT NULL,
    effect jsonb NOT NULL,
    person_id uuid,
    case_id uuid,
    event_id uuid NOT NULL,
    "position" bigint NOT NULL,
    correlation uuid NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    state text DEFAULT 'WAITING'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    leased_until timestamp with time zone,
    error text,
    answer bigint,
    ended_at timestamp with time zone,
    ended_by text,
    reason text,
    CONSTRAINT outbox_kind_check CHECK ((kind = ANY (ARRAY['COMMAND'::text, 'WEBHOOK'::text]))),
    CONSTRAINT outbox_state_check CHECK ((state = ANY (ARRAY['WAITING'::text, 'DONE'::text, 'REFUSED'::text, 'DEAD'::text, 'DROPPED'::text])))
);

ALTER TABLE effects.outbox OWNER TO caseledger_owner;

COMMENT ON COLUMN effects.outbox.key IS 'made of the event, the process and its place among the effects: the same however often';

COMMENT ON COLUMN effects.outbox.error IS 'a code, never a message: that could tell of somebody';

COMMENT ON COLUMN effects.outbox.answer IS 'the position that a command reached';

CREATE TABLE effects.process (
    tenant text NOT NULL,
    name text NOT NULL,
    "position" bigint NOT NULL,
    started_at bigint NOT NULL,
    owner text,
    heartbeat timestamp with time zone,
    state text DEFAULT 'running'::text NOT NULL,
    error text
);

ALTER TABLE effects.process OWNER TO caseledger_owner;

COMMENT ON TABLE effects.process IS 'How far each process has heard the ledger. No rebuild of a read model moves it.';

COMMENT ON COLUMN effects.process.started_at IS 'the position after which it hears, set once';

CREATE TABLE effects.timer (
    tenant text NOT NULL,
    process text NOT NULL,
    name text NOT NULL,
    due_on date NOT NULL,
    due_at timestamp with time zone NOT NULL,
    effect jsonb NOT NULL,
    person_id uuid,
    case_id uuid,
    event_id uuid NOT NULL,
    "position" bigint NOT NULL,
    correlation uuid NOT NULL
);

ALTER TABLE effects.timer OWNER TO caseledger_owner;

COMMENT ON TABLE effects.timer IS 'What is to come about on a day: due_at is the beginning of due_on, local to the tenant.';

CREATE TABLE import.reject (
    tenant text NOT NULL,
    reject_id uuid NOT NULL,
    import_id uuid NOT NULL,
    source_system text NOT NULL,
    file text NOT NULL,
    line integer NOT NULL,
    "column" text NOT NULL,
    reason text NOT NULL,
    row_hash bytea NOT NULL,
    box bytea NOT NULL,
    kept_by text NOT NULL,
    kept_at timestamp with time zone NOT NULL,
    mended_by text,
    mended_at timestamp with time zone,
    mended_as text,
    CONSTRAINT reject_check CHECK ((num_nulls(mended_by, mended_at, mended_as) = ANY (ARRAY[0, 3])))
);

ALTER TABLE import.reject OWNER TO caseledger_owner;

COMMENT ON TABLE import.reject IS 'A row that could not be read. What it held is sealed in box, under the key keys.reject_key.';

COMMENT ON COLUMN import.reject.row_hash IS 'keyed hash of the row''s cells: the same row is kept once';

COMMENT ON COLUMN import.reject.mended_as IS 'the source reference under which it was taken at last';

CREATE TABLE import.run (
    tenant text NOT NULL,
    import_id uuid NOT NULL,
    kind text NOT NULL,
    custodian text NOT NULL,
    source_system text NOT NULL,
    as_of date NOT NULL,
    invented boolean NOT NULL,
    manifest_sha256 text NOT NULL,
    started_by text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    report jsonb
);

ALTER TABLE import.run OWNER TO caseledger_owner;

COMMENT ON TABLE import.run IS 'One row an import. No finish: it was interrupted, or still runs. The report names no person.';

CREATE TABLE keys.item_key (
    tenant text NOT NULL,
    item_id uuid NOT NULL,
    person_id uuid NOT NULL,
    wrapped bytea,
    kek_id text NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT item_key_check CHECK (((state = 'destroyed'::text) = (wrapped IS NULL))),
    CONSTRAINT item_key_state_check CHECK ((state = ANY (ARRAY['active'::text, 'shred_requested'::text, 'destroyed'::text])))
);

ALTER TABLE keys.item_key OWNER TO caseledger_owner;

COMMENT ON TABLE keys.item_key IS 'The key of one free text or document, wrapped under its person''s, so that it can go alone.';

CREATE TABLE keys.kek (
    tenant text NOT NULL,
    kek_id text NOT NULL,
    state text NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL,
    retired_at timestamp with time zone,
    destroyed_at timestamp with time zone,
    CONSTRAINT kek_check CHECK (((state = 'current'::text) = (retired_at IS NULL))),
    CONSTRAINT kek_check1 CHECK (((state = 'destroyed'::text) = (destroyed_at IS NOT NULL))),
    CONSTRAINT kek_state_check CHECK ((state = ANY (ARRAY['current'::text, 'retired'::text, 'destroyed'::text])))
);

ALTER TABLE keys.kek OWNER TO caseledger_owner;

COMMENT ON TABLE keys.kek IS 'Key-encryption keys by their names. current: wraps; retired: opens what is not rewrapped yet; destroyed: nothing here needs it, and its source has none left.';

CREATE TABLE keys.person_key (
    tenant text NOT NULL,
    person_id uuid NOT NULL,
    version integer NOT NULL,
    wrapped bytea,
    kek_id text NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT person_key_check CHECK (((state = 'destroyed'::text) = (wrapped IS NULL))),
    CONSTRAINT person_key_state_check CHECK ((state = ANY (ARRAY['active'::text, 'shred_requested'::text, 'destroyed'::text])))
);

ALTER TABLE keys.person_key OWNER TO caseledger_owner;

COMMENT ON TABLE keys.person_key IS 'A data subject''s keys, each wrapped under the key kek_id.';

CREATE TABLE keys.reject_key (
    tenant text NOT NULL,
    reject_id uuid NOT NULL,
    wrapped bytea NOT NULL,
    kek_id text NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

ALTER TABLE keys.reject_key OWNER TO caseledger_owner;

COMMENT ON TABLE keys.reject_key IS 'The key of one rejected row. Deleted when the row is mended, or when it expires.';

CREATE TABLE keys.secret (
    tenant text NOT NULL,
    name text NOT NULL,
    wrapped bytea NOT NULL,
    kek_id text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE keys.secret OWNER TO caseledger_owner;

COMMENT ON TABLE keys.secret IS 'Secrets of a tenant, such as the hash key of its claims.';

CREATE TABLE ledger.claims (
    tenant text NOT NULL,
    kind text NOT NULL,
    key bytea NOT NULL,
    stream text NOT NULL
);

ALTER TABLE ledger.claims OWNER TO caseledger_owner;

COMMENT ON TABLE ledger.claims IS 'What one stream alone may hold; key is a keyed hash.';

CREATE TABLE ledger.commands (
    tenant text NOT NULL,
    command_id uuid NOT NULL,
    body_hash bytea NOT NULL,
    first_position bigint,
    last_position bigint,
    result bytea NOT NULL,
    appended_at timestamp with time zone NOT NULL,
    CONSTRAINT commands_check CHECK (((first_position IS NULL) = (last_position IS NULL)))
);

ALTER TABLE ledger.commands OWNER TO caseledger_owner;

COMMENT ON TABLE ledger.commands IS 'Every accepted command, written with its events; positions are null when it had none.';

CREATE TABLE ledger.disposal_step (
    tenant text NOT NULL,
    disposal_id uuid NOT NULL,
    step text NOT NULL,
    "position" bigint,
    done_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ledger.disposal_step OWNER TO caseledger_owner;

COMMENT ON TABLE ledger.disposal_step IS 'What was done of a disposal: keys marked and destroyed, told in the ledger, and each store that purged what it held. Any process goes on where another stopped.';

COMMENT ON COLUMN ledger.disposal_step."position" IS 'the position up to which a read model had come when it purged';

CREATE TABLE ledger.events (
    "position" bigint NOT NULL,
    tenant text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    type text NOT NULL,
    schema_version smallint NOT NULL,
    event_id uuid NOT NULL,
    effective_on date,
    known_at timestamp with time zone NOT NULL,
    appended_at timestamp with time zone NOT NULL,
    metadata bytea NOT NULL,
    state bytea NOT NULL,
    CONSTRAINT events_version_check CHECK ((version >= 0))
);

ALTER TABLE ledger.events OWNER TO caseledger_owner;

COMMENT ON TABLE ledger.events IS 'What happened, in commit order. position: 1, 2, 3 without gaps. version: last of the stream + 1.';

COMMENT ON COLUMN ledger.events.metadata IS 'the envelope, as UTF-8 JSON';

COMMENT ON COLUMN ledger.events.state IS 'the payload, as UTF-8 JSON';

CREATE VIEW ledger.head AS
 SELECT COALESCE(max("position"), (0)::bigint) AS "position",
    max(appended_at) AS appended_at
   FROM ( SELECT e."position",
            e.appended_at
           FROM ledger.events e
          ORDER BY e."position" DESC
         LIMIT 1) last;

ALTER VIEW ledger.head OWNER TO caseledger_owner;

COMMENT ON VIEW ledger.head IS 'Where the ledger stands: position 0 and no time when it is empty.';

CREATE TABLE ledger.order_lock (
    one boolean DEFAULT true NOT NULL,
    CONSTRAINT order_lock_one_check CHECK (one)
);

ALTER TABLE ledger.order_lock OWNER TO caseledger_owner;

COMMENT ON TABLE ledger.order_lock IS 'Its only row, locked by ledger.append, is the order lock.';

CREATE TABLE ledger.restored (
    restore_id uuid NOT NULL,
    restored_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    "position" bigint NOT NULL,
    checkpoints jsonb NOT NULL,
    disposals integer NOT NULL
);

ALTER TABLE ledger.restored OWNER TO caseledger_owner;

COMMENT ON TABLE ledger.restored IS 'Append-only. checkpoints: the last signed one of each log that the backup knew; disposals: how many entries of the journal of disposals were carried out again before anything opened.';

CREATE TABLE ledger.snapshots (
    tenant text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    "position" bigint NOT NULL,
    fingerprint bytea NOT NULL,
    digest bytea NOT NULL,
    state bytea NOT NULL,
    taken_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT snapshots_version_check CHECK ((version > 0))
);

ALTER TABLE ledger.snapshots OWNER TO caseledger_owner;

COMMENT ON TABLE ledger.snapshots IS 'The latest snapshot of each long stream. May be emptied at any time, while all is running.';

COMMENT ON COLUMN ledger.snapshots.version IS 'the stream''s last event in it';

COMMENT ON COLUMN ledger.snapshots."position" IS 'where that event stands in the ledger';

COMMENT ON COLUMN ledger.snapshots.fingerprint IS 'SHA-256 of how it was folded; other code has another one, and does not read it';

COMMENT ON COLUMN ledger.snapshots.digest IS 'SHA-256 of whose, where and what it is';

COMMENT ON COLUMN ledger.snapshots.state IS 'the state as UTF-8 JSON, private values still sealed';

CREATE TABLE log.checkpoint (
    log text NOT NULL,
    sequence integer NOT NULL,
    size bigint NOT NULL,
    note text NOT NULL,
    signed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE log.checkpoint OWNER TO caseledger_owner;

COMMENT ON TABLE log.checkpoint IS 'Checkpoints as signed. Those that no witness countersigned are thinned out after a day.';

CREATE TABLE log.cosignature (
    log text NOT NULL,
    sequence integer NOT NULL,
    size bigint NOT NULL,
    witness text NOT NULL,
    line text NOT NULL,
    received_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE log.cosignature OWNER TO caseledger_owner;

COMMENT ON COLUMN log.cosignature.witness IS 'the witness''s key, name+hash+key';

COMMENT ON COLUMN log.cosignature.line IS 'its signature line (C2SP tlog-cosignature)';

CREATE TABLE log.look (
    leaf bigint NOT NULL,
    look_id uuid NOT NULL,
    CONSTRAINT look_leaf_check CHECK ((leaf >= 0))
);

ALTER TABLE log.look OWNER TO caseledger_owner;

COMMENT ON TABLE log.look IS 'Which leaf each look is: looks have no order of their own.';

CREATE TABLE log.look_waiting (
    look_id uuid NOT NULL
);

ALTER TABLE log.look_waiting OWNER TO caseledger_owner;

COMMENT ON TABLE log.look_waiting IS 'Looks that have no leaf yet; written with the look.';

CREATE TABLE log.origin (
    log text NOT NULL,
    sequence integer NOT NULL,
    name text NOT NULL,
    verifier text,
    cites text,
    reason text NOT NULL,
    opened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT origin_log_check CHECK ((log = ANY (ARRAY['events'::text, 'looks'::text]))),
    CONSTRAINT origin_sequence_check CHECK ((sequence > 0))
);

ALTER TABLE log.origin OWNER TO caseledger_owner;

COMMENT ON TABLE log.origin IS 'The lives of each log. The last one grows; the ones before were ended by a restore.';

COMMENT ON COLUMN log.origin.verifier IS 'the key that signs it, name+hash+key (C2SP signed-note); null until its first checkpoint';

COMMENT ON COLUMN log.origin.cites IS 'the last known checkpoint of the origin before, as signed';

COMMENT ON COLUMN log.origin.reason IS 'what opened it, so that the same does not open it twice; start for the first';

CREATE TABLE log.state (
    log text NOT NULL,
    sequence integer NOT NULL,
    size bigint DEFAULT 0 NOT NULL,
    signed bigint,
    owner text,
    heartbeat timestamp with time zone,
    fault text,
    CONSTRAINT state_check CHECK (((signed >= 0) AND (signed <= size))),
    CONSTRAINT state_log_check CHECK ((log = ANY (ARRAY['events'::text, 'looks'::text]))),
    CONSTRAINT state_size_check CHECK ((size >= 0))
);

ALTER TABLE log.state OWNER TO caseledger_owner;

COMMENT ON TABLE log.state IS 'Where each log stands; moved on by compare-and-set.';

COMMENT ON COLUMN log.state.size IS 'leaves in the stored tiles; durable before it is signed';

COMMENT ON COLUMN log.state.signed IS 'leaves under the last checkpoint; null before the first';

COMMENT ON COLUMN log.state.fault IS 'why it is not signed any further; a code, never data';

CREATE TABLE log.tile (
    log text NOT NULL,
    sequence integer NOT NULL,
    level smallint NOT NULL,
    index bigint NOT NULL,
    hashes bytea NOT NULL,
    CONSTRAINT tile_hashes_check CHECK ((((length(hashes) >= 32) AND (length(hashes) <= 8192)) AND ((length(hashes) % 32) = 0))),
    CONSTRAINT tile_index_check CHECK ((index >= 0)),
    CONSTRAINT tile_level_check CHECK (((level >= 0) AND (level <= 63)))
);
ALTER TABLE ONLY log.tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

ALTER TABLE log.tile OWNER TO caseledger_owner;

COMMENT ON TABLE log.tile IS 'C2SP tlog-tiles of height 8, each as wide as it has become: a partial tile begins the wider one.';

CREATE TABLE migration.applied (
    name text NOT NULL,
    sha256 bytea NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE migration.applied OWNER TO caseledger_owner;

CREATE TABLE read.build (
    name text NOT NULL,
    build integer NOT NULL,
    version integer NOT NULL,
    evolution integer NOT NULL,
    definition text NOT NULL,
    tables text[] DEFAULT '{}'::text[] NOT NULL,
    functions text[] DEFAULT '{}'::text[] NOT NULL,
    functions_definition text DEFAULT ''::text NOT NULL,
    state text NOT NULL,
    switches boolean DEFAULT false NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    caught_up_at timestamp with time zone,
    switched_at timestamp with time zone,
    CONSTRAINT build_state_check CHECK ((state = ANY (ARRAY['building'::text, 'live'::text, 'kept'::text])))
);

ALTER TABLE read.build OWNER TO caseledger_projector;

COMMENT ON TABLE read.build IS 'The sets of tables of each read model: the live one is what readers see through the views of its name, one that is building is filled beside it, one that is kept was live before.';

COMMENT ON COLUMN read.build.evolution IS 'How many newer versions the events have that it folds: with version, which code is the newer.';

COMMENT ON COLUMN read.build.definition IS 'A digest of the statements that make its tables; empty for what was made before builds were kept.';

COMMENT ON COLUMN read.build.functions IS 'The names of the functions that were made for it when it went live, and a digest of them beside.';

COMMENT ON COLUMN read.build.switches IS 'Whether it goes live by itself once it has caught up, as one of newer code does.';

CREATE UNLOGGED TABLE read.filled (
    tenant text NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    build integer DEFAULT 1 NOT NULL
);

ALTER TABLE read.filled OWNER TO caseledger_projector;

COMMENT ON TABLE read.filled IS 'Read models whose tables are unlogged and hold what their position says. Lost with them.';

CREATE TABLE read.outcome_cell (
    tenant text NOT NULL,
    grain text NOT NULL,
    office text NOT NULL,
    programme text NOT NULL,
    measure text NOT NULL,
    day date NOT NULL,
    ripe_on date NOT NULL,
    facts bigint NOT NULL,
    cents bigint NOT NULL
);

ALTER TABLE read.outcome_cell OWNER TO caseledger_projector;

COMMENT ON TABLE read.outcome_cell IS 'By how much a figure changes on a day (grain D), or in the month that begins on it (M), for an office and a programme (*: all of them), on days of knowledge from ripe_on on.';

CREATE TABLE read.outcome_summary (
    tenant text NOT NULL,
    source oid NOT NULL,
    zone text NOT NULL,
    measures text[] NOT NULL,
    "position" bigint NOT NULL,
    known timestamp with time zone NOT NULL
);

ALTER TABLE read.outcome_summary OWNER TO caseledger_projector;

COMMENT ON TABLE read.outcome_summary IS 'Up to which position the sums hold, of the facts in which table (source), for the days of which zone. known: when the latest of these facts was learned.';

CREATE TABLE read.parked (
    tenant text NOT NULL,
    name text NOT NULL,
    build integer NOT NULL,
    stream text NOT NULL,
    "position" bigint NOT NULL,
    error text,
    parked_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE read.parked OWNER TO caseledger_projector;

COMMENT ON TABLE read.parked IS 'Whose events wait in a build of a read model: the case, the person (consents with them) or the other matter, as its stream is called; position: of the first that waits.';

COMMENT ON COLUMN read.parked.error IS 'The code of why its first event could not be folded; null where it waits for another stream.';

CREATE TABLE read.parked_event (
    tenant text NOT NULL,
    name text NOT NULL,
    build integer NOT NULL,
    stream text NOT NULL,
    "position" bigint NOT NULL
);

ALTER TABLE read.parked_event OWNER TO caseledger_projector;

COMMENT ON TABLE read.parked_event IS 'Every event that waits.';

CREATE TABLE read.projection (
    tenant text NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    "position" bigint DEFAULT 0 NOT NULL,
    heartbeat timestamp with time zone,
    owner text,
    state text NOT NULL,
    error text,
    build integer DEFAULT 1 NOT NULL,
    refolds bigint DEFAULT 0 NOT NULL
);

ALTER TABLE read.projection OWNER TO caseledger_projector;

COMMENT ON TABLE read.projection IS 'Each read model''s versions: the position its tables hold, who runs it, and how it fares.';

COMMENT ON COLUMN read.projection.refolds IS 'How often a part of it was folded again: with owner and position, what fences its owner.';

CREATE TABLE read.purged (
    tenant text NOT NULL,
    name text NOT NULL,
    build integer NOT NULL,
    disposal_id uuid NOT NULL,
    "position" bigint NOT NULL
);

ALTER TABLE read.purged OWNER TO caseledger_projector;

COMMENT ON TABLE read.purged IS 'Disposals that a build has carried out in its tables before it was live: they are acknowledged for its read model (ledger.disposal_step) once it is.';

ALTER TABLE access.account
    ADD CONSTRAINT account_kind_check CHECK ((kind = ANY (ARRAY['PERSON'::text, 'SERVICE'::text]))) NOT VALID;

ALTER TABLE ONLY access.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (tenant, account_id);

ALTER TABLE access.account
    ADD CONSTRAINT account_scopes_check CHECK (((kind = 'PERSON'::text) OR (scopes IS NOT NULL))) NOT VALID;

ALTER TABLE ONLY access.account_state
    ADD CONSTRAINT account_state_pkey PRIMARY KEY (tenant, account_id, from_at);

ALTER TABLE access.account
    ADD CONSTRAINT account_subject_check CHECK (((issuer IS NULL) = (subject IS NULL))) NOT VALID;

ALTER TABLE ONLY access.code_flow
    ADD CONSTRAINT code_flow_pkey PRIMARY KEY (state_hash);

ALTER TABLE access.export
    ADD CONSTRAINT export_form_check CHECK ((form = ANY (ARRAY['EXPORT'::text, 'EXPORT_SEALED'::text, 'PROOF_PACK'::text]))) NOT VALID;

ALTER TABLE ONLY access.export
    ADD CONSTRAINT export_pkey PRIMARY KEY (tenant, export_id);

ALTER TABLE ONLY access.finding_look
    ADD CONSTRAINT finding_look_pkey PRIMARY KEY (tenant, finding_id, look_id);

ALTER TABLE ONLY access.finding_mark
    ADD CONSTRAINT finding_mark_pkey PRIMARY KEY (tenant);

ALTER TABLE ONLY access.finding
    ADD CONSTRAINT finding_pkey PRIMARY KEY (tenant, finding_id);

ALTER TABLE ONLY access.logout_token
    ADD CONSTRAINT logout_token_pkey PRIMARY KEY (issuer, jti);

ALTER TABLE ONLY access.look
    ADD CONSTRAINT look_pkey PRIMARY KEY (look_id);

ALTER TABLE ONLY access.service_token
    ADD CONSTRAINT service_token_pkey PRIMARY KEY (token_id);

ALTER TABLE ONLY access.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (session_id);

ALTER TABLE ONLY access.session
    ADD CONSTRAINT session_secret_hash_key UNIQUE (secret_hash);

ALTER TABLE ONLY access.sign_in_link
    ADD CONSTRAINT sign_in_link_pkey PRIMARY KEY (link_hash);

ALTER TABLE ONLY access.sign_in
    ADD CONSTRAINT sign_in_pkey PRIMARY KEY (sign_in_id);

ALTER TABLE ONLY access.staff_person
    ADD CONSTRAINT staff_person_pkey PRIMARY KEY (tenant, account_id);

ALTER TABLE ONLY access.throttle
    ADD CONSTRAINT throttle_pkey PRIMARY KEY (tenant, kind, key);

ALTER TABLE ONLY effects.endpoint
    ADD CONSTRAINT endpoint_pkey PRIMARY KEY (tenant, recipient);

ALTER TABLE ONLY effects.fact
    ADD CONSTRAINT fact_pkey PRIMARY KEY (tenant, process, name);

ALTER TABLE ONLY effects.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (tenant, key);

ALTER TABLE ONLY effects.process
    ADD CONSTRAINT process_pkey PRIMARY KEY (tenant, name);

ALTER TABLE ONLY effects.timer
    ADD CONSTRAINT timer_pkey PRIMARY KEY (tenant, process, name);

ALTER TABLE ONLY import.reject
    ADD CONSTRAINT reject_pkey PRIMARY KEY (tenant, reject_id);

ALTER TABLE ONLY import.reject
    ADD CONSTRAINT reject_tenant_source_system_file_row_hash_key UNIQUE (tenant, source_system, file, row_hash);

ALTER TABLE import.run
    ADD CONSTRAINT run_kind_check CHECK ((kind = ANY (ARRAY['EXTRACT'::text, 'MENDED'::text, 'EVENTS'::text]))) NOT VALID;

ALTER TABLE ONLY import.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (tenant, import_id);

ALTER TABLE ONLY keys.item_key
    ADD CONSTRAINT item_key_pkey PRIMARY KEY (tenant, item_id);

ALTER TABLE ONLY keys.kek
    ADD CONSTRAINT kek_pkey PRIMARY KEY (tenant, kek_id);

ALTER TABLE ONLY keys.person_key
    ADD CONSTRAINT person_key_pkey PRIMARY KEY (tenant, person_id, version);

ALTER TABLE ONLY keys.reject_key
    ADD CONSTRAINT reject_key_pkey PRIMARY KEY (tenant, reject_id);

ALTER TABLE ONLY keys.secret
    ADD CONSTRAINT secret_pkey PRIMARY KEY (tenant, name);

ALTER TABLE ONLY ledger.claims
    ADD CONSTRAINT claims_pkey PRIMARY KEY (tenant, kind, key);

ALTER TABLE ONLY ledger.commands
    ADD CONSTRAINT commands_pkey PRIMARY KEY (tenant, command_id);

ALTER TABLE ONLY ledger.disposal_step
    ADD CONSTRAINT disposal_step_pkey PRIMARY KEY (tenant, disposal_id, step);

ALTER TABLE ONLY ledger.events
    ADD CONSTRAINT events_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY ledger.events
    ADD CONSTRAINT events_tenant_event_id_key UNIQUE (tenant, event_id);

ALTER TABLE ONLY ledger.events
    ADD CONSTRAINT events_tenant_stream_version_key UNIQUE (tenant, stream, version);

ALTER TABLE ONLY ledger.order_lock
    ADD CONSTRAINT order_lock_pkey PRIMARY KEY (one);

ALTER TABLE ONLY ledger.restored
    ADD CONSTRAINT restored_pkey PRIMARY KEY (restore_id);

ALTER TABLE ONLY ledger.snapshots
    ADD CONSTRAINT snapshots_pkey PRIMARY KEY (tenant, stream);

ALTER TABLE ONLY log.checkpoint
    ADD CONSTRAINT checkpoint_pkey PRIMARY KEY (log, sequence, size);

ALTER TABLE ONLY log.cosignature
    ADD CONSTRAINT cosignature_pkey PRIMARY KEY (log, sequence, size, witness);

ALTER TABLE ONLY log.look
    ADD CONSTRAINT look_look_id_key UNIQUE (look_id);

ALTER TABLE ONLY log.look
    ADD CONSTRAINT look_pkey PRIMARY KEY (leaf);

ALTER TABLE ONLY log.look_waiting
    ADD CONSTRAINT look_waiting_pkey PRIMARY KEY (look_id);

ALTER TABLE ONLY log.origin
    ADD CONSTRAINT origin_log_reason_key UNIQUE (log, reason);

ALTER TABLE ONLY log.origin
    ADD CONSTRAINT origin_name_key UNIQUE (name);

ALTER TABLE ONLY log.origin
    ADD CONSTRAINT origin_pkey PRIMARY KEY (log, sequence);

ALTER TABLE ONLY log.state
    ADD CONSTRAINT state_pkey PRIMARY KEY (log);

ALTER TABLE ONLY log.tile
    ADD CONSTRAINT tile_pkey PRIMARY KEY (log, sequence, level, index);

ALTER TABLE ONLY migration.applied
    ADD CONSTRAINT applied_pkey PRIMARY KEY (name);

ALTER TABLE ONLY read.build
    ADD CONSTRAINT build_pkey PRIMARY KEY (name, build);

ALTER TABLE ONLY read.filled
    ADD CONSTRAINT filled_pkey PRIMARY KEY (tenant, name, build);

ALTER TABLE ONLY read.outcome_cell
    ADD CONSTRAINT outcome_cell_pkey PRIMARY KEY (tenant, grain, office, programme, measure, day, ripe_on) INCLUDE (facts, cents);

ALTER TABLE ONLY read.outcome_summary
    ADD CONSTRAINT outcome_summary_pkey PRIMARY KEY (tenant);

ALTER TABLE ONLY read.parked_event
    ADD CONSTRAINT parked_event_pkey PRIMARY KEY (tenant, name, build, "position");

ALTER TABLE ONLY read.parked
    ADD CONSTRAINT parked_pkey PRIMARY KEY (tenant, name, build, stream);

ALTER TABLE ONLY read.projection
    ADD CONSTRAINT projection_pkey PRIMARY KEY (tenant, name, build);

ALTER TABLE ONLY read.purged
    ADD CONSTRAINT purged_pkey PRIMARY KEY (tenant, name, build, disposal_id);

CREATE UNIQUE INDEX account_subject ON access.account USING btree (tenant, issuer, subject);

CREATE INDEX code_flow_expiry ON access.code_flow USING btree (expires_at);

CREATE INDEX finding_at ON access.finding USING btree (tenant, queue, first_at, finding_id);

CREATE INDEX look_at ON access.look USING btree (tenant, at);

CREATE INDEX look_in_hand ON access.look USING btree (session_id, task_ref, at) WHERE ((task_ref IS NOT NULL) AND (purpose_from = ANY (ARRAY['STATED'::text, 'DUTY'::text])));

CREATE INDEX look_of ON access.look USING gin (persons, cases) WITH (fastupdate=off);

CREATE INDEX look_of_account ON access.look USING btree (tenant, account_id, at);

CREATE INDEX session_of_account ON access.session USING btree (tenant, account_id, created_at DESC) WHERE (ended_at IS NULL);

CREATE INDEX sign_in_at ON access.sign_in USING btree (tenant, at);

CREATE INDEX staff_person_of ON access.staff_person USING btree (tenant, person_id);

CREATE INDEX fact_person ON effects.fact USING btree (tenant, person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX outbox_made ON effects.outbox USING btree (tenant, state, made_at, key);

CREATE INDEX outbox_person ON effects.outbox USING btree (tenant, person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX outbox_waiting ON effects.outbox USING btree (tenant, due_at) WHERE (state = 'WAITING'::text);

CREATE INDEX timer_due ON effects.timer USING btree (tenant, due_at);

CREATE INDEX timer_person ON effects.timer USING btree (tenant, person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX run_started ON import.run USING btree (tenant, started_at DESC);

CREATE UNIQUE INDEX kek_current ON keys.kek USING btree (tenant) WHERE (state = 'current'::text);

CREATE INDEX reject_key_expires ON keys.reject_key USING btree (expires_at);

CREATE INDEX events_policy ON ledger.events USING btree (tenant, "position") WHERE (type = 'policy.published'::text);

COMMENT ON INDEX ledger.events_policy IS 'Every process looks for new policy every few seconds.';

CREATE UNIQUE INDEX build_live_key ON read.build USING btree (name) WHERE (state = 'live'::text);

CREATE INDEX parked_event_stream ON read.parked_event USING btree (tenant, name, build, stream);

CREATE INDEX parked_stream ON read.parked USING btree (tenant, stream);

CREATE TRIGGER await_leaf AFTER INSERT ON access.look FOR EACH ROW EXECUTE FUNCTION log.await_leaf();

CREATE TRIGGER keep_state AFTER INSERT OR UPDATE ON access.account FOR EACH ROW EXECUTE FUNCTION access.keep_account_state();

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON access.export FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON access.look FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON access.sign_in FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TRIGGER tell_end AFTER UPDATE OF active, roles ON access.account FOR EACH ROW WHEN (((old.active IS DISTINCT FROM new.active) OR (old.roles IS DISTINCT FROM new.roles))) EXECUTE FUNCTION access.tell_end();

CREATE TRIGGER tell_end AFTER UPDATE OF ended_at ON access.session FOR EACH ROW WHEN ((old.ended_at IS DISTINCT FROM new.ended_at)) EXECUTE FUNCTION access.tell_end();

CREATE TRIGGER refuse_retired AFTER INSERT ON keys.person_key REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keys.refuse_retired();

CREATE TRIGGER refuse_retired AFTER INSERT ON keys.reject_key REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keys.refuse_retired();

CREATE TRIGGER refuse_retired AFTER INSERT ON keys.secret REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keys.refuse_retired();

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.commands FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.events FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.restored FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TRIGGER only_grows BEFORE UPDATE ON log.tile FOR EACH ROW EXECUTE FUNCTION log.only_grows();

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON log.cosignature FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON log.look FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON log.origin FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON log.tile FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ONLY access.account_state
    ADD CONSTRAINT account_state_tenant_account_id_fkey FOREIGN KEY (tenant, account_id) REFERENCES access.account(tenant, account_id);

ALTER TABLE ONLY access.service_token
    ADD CONSTRAINT service_token_tenant_account_id_fkey FOREIGN KEY (tenant, account_id) REFERENCES access.account(tenant, account_id);

ALTER TABLE ONLY access.session
    ADD CONSTRAINT session_tenant_account_id_fkey FOREIGN KEY (tenant, account_id) REFERENCES access.account(tenant, account_id);

ALTER TABLE ONLY access.sign_in_link
    ADD CONSTRAINT sign_in_link_tenant_account_id_fkey FOREIGN KEY (tenant, account_id) REFERENCES access.account(tenant, account_id);

ALTER TABLE ONLY access.staff_person
    ADD CONSTRAINT staff_person_tenant_account_id_fkey FOREIGN KEY (tenant, account_id) REFERENCES access.account(tenant, account_id);

ALTER TABLE ONLY import.reject
    ADD CONSTRAINT reject_tenant_import_id_fkey FOREIGN KEY (tenant, import_id) REFERENCES import.run(tenant, import_id);

ALTER TABLE ONLY log.checkpoint
    ADD CONSTRAINT checkpoint_log_sequence_fkey FOREIGN KEY (log, sequence) REFERENCES log.origin(log, sequence);

ALTER TABLE ONLY log.cosignature
    ADD CONSTRAINT cosignature_log_sequence_size_fkey FOREIGN KEY (log, sequence, size) REFERENCES log.checkpoint(log, sequence, size);

ALTER TABLE ONLY log.state
    ADD CONSTRAINT state_log_sequence_fkey FOREIGN KEY (log, sequence) REFERENCES log.origin(log, sequence);

ALTER TABLE ONLY log.tile
    ADD CONSTRAINT tile_log_sequence_fkey FOREIGN KEY (log, sequence) REFERENCES log.origin(log, sequence);

ALTER TABLE ONLY read.parked_event
    ADD CONSTRAINT parked_event_tenant_name_build_stream_fkey FOREIGN KEY (tenant, name, build, stream) REFERENCES read.parked(tenant, name, build, stream) ON DELETE CASCADE;

ALTER TABLE ONLY read.parked
    ADD CONSTRAINT parked_tenant_name_build_fkey FOREIGN KEY (tenant, name, build) REFERENCES read.projection(tenant, name, build) ON DELETE CASCADE;

ALTER TABLE ONLY read.projection
    ADD CONSTRAINT projection_name_build_fkey FOREIGN KEY (name, build) REFERENCES read.build(name, build) ON DELETE CASCADE;

ALTER TABLE ONLY read.purged
    ADD CONSTRAINT purged_name_build_fkey FOREIGN KEY (name, build) REFERENCES read.build(name, build) ON DELETE CASCADE;

CREATE POLICY looked ON read.parked FOR SELECT TO caseledger_reader USING (((tenant = ( SELECT access.looked_tenant() AS looked_tenant)) AND ((starts_with(stream, 'case-'::text) AND ((substr(stream, 6))::uuid = ANY (( SELECT access.looked_cases() AS looked_cases)::uuid[]))) OR (starts_with(stream, 'person-'::text) AND ((substr(stream, 8))::uuid = ANY (( SELECT access.looked_persons() AS looked_persons)::uuid[]))))));

ALTER TABLE read.parked ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA access TO caseledger_auth;
GRANT USAGE ON SCHEMA access TO caseledger_reader;
GRANT USAGE ON SCHEMA access TO caseledger_auditor;
GRANT USAGE ON SCHEMA access TO caseledger_projector;
GRANT USAGE ON SCHEMA access TO caseledger_writer;
GRANT USAGE ON SCHEMA access TO caseledger_sequencer;

GRANT USAGE ON SCHEMA effects TO caseledger_projector;

GRANT USAGE ON SCHEMA import TO caseledger_writer;
GRANT USAGE ON SCHEMA import TO caseledger_reader;

GRANT USAGE ON SCHEMA keys TO caseledger_writer;
GRANT USAGE ON SCHEMA keys TO caseledger_projector;

GRANT USAGE ON SCHEMA ledger TO caseledger_writer;
GRANT USAGE ON SCHEMA ledger TO caseledger_projector;
GRANT USAGE ON SCHEMA ledger TO caseledger_reader;
GRANT USAGE ON SCHEMA ledger TO caseledger_auditor;
GRANT USAGE ON SCHEMA ledger TO caseledger_sequencer;

GRANT USAGE ON SCHEMA log TO caseledger_sequencer;
GRANT USAGE ON SCHEMA log TO caseledger_reader;
GRANT USAGE ON SCHEMA log TO caseledger_auditor;

GRANT USAGE ON SCHEMA migration TO PUBLIC;

GRANT ALL ON SCHEMA past TO caseledger_projector;
GRANT USAGE ON SCHEMA past TO caseledger_reader;

GRANT ALL ON SCHEMA read TO caseledger_projector;
GRANT USAGE ON SCHEMA read TO caseledger_reader;

REVOKE ALL ON FUNCTION access.asked_position() FROM PUBLIC;
GRANT ALL ON FUNCTION access.asked_position() TO caseledger_reader;
GRANT ALL ON FUNCTION access.asked_position() TO caseledger_projector;

REVOKE ALL ON FUNCTION access.backend_start() FROM PUBLIC;

REVOKE ALL ON FUNCTION access.current_session(secret text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.current_session(secret text) TO caseledger_auth;
GRANT ALL ON FUNCTION access.current_session(secret text) TO caseledger_reader;

REVOKE ALL ON FUNCTION access.findings(tenant text, queues text[], reviewer uuid, reviewer_office text, wanted uuid, in_state text, of_kind text, from_on date, to_on date, as_at timestamp with time zone, after_at timestamp with time zone, after_id uuid, page integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.findings(tenant text, queues text[], reviewer uuid, reviewer_office text, wanted uuid, in_state text, of_kind text, from_on date, to_on date, as_at timestamp with time zone, after_at timestamp with time zone, after_id uuid, page integer) TO caseledger_auditor;

REVOKE ALL ON FUNCTION access.folded(value text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.keep_account_state() FROM PUBLIC;

REVOKE ALL ON FUNCTION access.link_person(tenant text, account uuid, person uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.link_person(tenant text, account uuid, person uuid) TO caseledger_auth;

GRANT SELECT,INSERT,UPDATE ON TABLE access.session TO caseledger_auth;

GRANT SELECT(session_id) ON TABLE access.session TO caseledger_auditor;

GRANT SELECT(tenant) ON TABLE access.session TO caseledger_auditor;

GRANT SELECT(account_id) ON TABLE access.session TO caseledger_auditor;

GRANT SELECT(role) ON TABLE access.session TO caseledger_auditor;

GRANT SELECT(created_at) ON TABLE access.session TO caseledger_auditor;

GRANT SELECT(ended_at) ON TABLE access.session TO caseledger_auditor;

GRANT SELECT(via) ON TABLE access.session TO caseledger_auditor;

GRANT SELECT(scopes) ON TABLE access.session TO caseledger_auditor;

REVOKE ALL ON FUNCTION access.live_session(secret text) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.looked_cases() FROM PUBLIC;
GRANT ALL ON FUNCTION access.looked_cases() TO caseledger_reader;
GRANT ALL ON FUNCTION access.looked_cases() TO caseledger_projector;

REVOKE ALL ON FUNCTION access.looked_persons() FROM PUBLIC;
GRANT ALL ON FUNCTION access.looked_persons() TO caseledger_reader;

REVOKE ALL ON FUNCTION access.looked_tenant() FROM PUBLIC;
GRANT ALL ON FUNCTION access.looked_tenant() TO caseledger_reader;
GRANT ALL ON FUNCTION access.looked_tenant() TO caseledger_projector;

REVOKE ALL ON FUNCTION access.looks_to_examine(tenant text, denied_minutes integer, bulk_minutes integer, page integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.looks_to_examine(tenant text, denied_minutes integer, bulk_minutes integer, page integer) TO caseledger_auditor;

GRANT SELECT ON TABLE access.look TO caseledger_auditor;
GRANT SELECT ON TABLE access.look TO caseledger_sequencer;

REVOKE ALL ON FUNCTION access.open_look() FROM PUBLIC;

REVOKE ALL ON FUNCTION access.record_export(tenant text, export_id uuid, form text, "position" bigint, started_by text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.record_export(tenant text, export_id uuid, form text, "position" bigint, started_by text) TO caseledger_writer;

REVOKE ALL ON FUNCTION access.record_findings(tenant text, leaf bigint, ids uuid[], kinds text[], queues text[], looks uuid[], persons uuid[], days date[]) FROM PUBLIC;
GRANT ALL ON FUNCTION access.record_findings(tenant text, leaf bigint, ids uuid[], kinds text[], queues text[], looks uuid[], persons uuid[], days date[]) TO caseledger_auditor;

REVOKE ALL ON FUNCTION access.record_look(secret text, purpose text, task text, persons uuid[], cases uuid[], categories text[], decision text, codes text[], request_id uuid, task_ref uuid, purpose_from text, authorities text[], stated text, as_at bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION access.record_look(secret text, purpose text, task text, persons uuid[], cases uuid[], categories text[], decision text, codes text[], request_id uuid, task_ref uuid, purpose_from text, authorities text[], stated text, as_at bigint) TO caseledger_reader;

REVOKE ALL ON FUNCTION access.record_pack(tenant text, pack_id uuid, "position" bigint, persons uuid[], cases uuid[], categories text[], started_by text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.record_pack(tenant text, pack_id uuid, "position" bigint, persons uuid[], cases uuid[], categories text[], started_by text) TO caseledger_writer;

REVOKE ALL ON FUNCTION access.session_of(secret text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.session_of(secret text) TO caseledger_auth;
GRANT ALL ON FUNCTION access.session_of(secret text) TO caseledger_reader;

REVOKE ALL ON FUNCTION access.signed_in_as(tenant text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.signed_in_as(tenant text) TO caseledger_projector;

REVOKE ALL ON FUNCTION access.signed_in_to(tenant text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.signed_in_to(tenant text) TO caseledger_projector;

REVOKE ALL ON FUNCTION access.tell_end() FROM PUBLIC;

REVOKE ALL ON FUNCTION access.ties(tenant text, account uuid, persons uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION access.work_in_hand(secret text, files uuid[], minutes integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.work_in_hand(secret text, files uuid[], minutes integer) TO caseledger_reader;

REVOKE ALL ON FUNCTION keys.add_version(tenant text, person_id uuid, version integer, wrapped bytea, kek_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION keys.add_version(tenant text, person_id uuid, version integer, wrapped bytea, kek_id text) TO caseledger_writer;

REVOKE ALL ON FUNCTION keys.current_kek(tenant text, offered text) FROM PUBLIC;
GRANT ALL ON FUNCTION keys.current_kek(tenant text, offered text) TO caseledger_writer;

REVOKE ALL ON FUNCTION keys.destroy(tenant text, persons uuid[], items uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION keys.destroy(tenant text, persons uuid[], items uuid[]) TO caseledger_writer;

REVOKE ALL ON FUNCTION keys.end_kek(kek_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION keys.end_kek(kek_id text) TO caseledger_writer;

REVOKE ALL ON FUNCTION keys.kek_of(wrapped bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION keys.refuse_retired() FROM PUBLIC;

REVOKE ALL ON FUNCTION keys.request_shred(tenant text, persons uuid[], items uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION keys.request_shred(tenant text, persons uuid[], items uuid[]) TO caseledger_writer;

REVOKE ALL ON FUNCTION keys.standbys_behind(lsn pg_lsn) FROM PUBLIC;
GRANT ALL ON FUNCTION keys.standbys_behind(lsn pg_lsn) TO caseledger_writer;

REVOKE ALL ON FUNCTION keys.tell(tenant text, persons uuid[], kek boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION keys.tell_kek(tenant text) FROM PUBLIC;
GRANT ALL ON FUNCTION keys.tell_kek(tenant text) TO caseledger_writer;

REVOKE ALL ON FUNCTION keys.use_kek(tenant text, kek_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION keys.use_kek(tenant text, kek_id text) TO caseledger_writer;

REVOKE ALL ON FUNCTION keys.wrapped() FROM PUBLIC;
GRANT ALL ON FUNCTION keys.wrapped() TO caseledger_writer;

REVOKE ALL ON FUNCTION ledger.append(tenants text[], command_ids uuid[], body_hashes bytea[], results bytea[], event_append integer[], event_stream text[], event_version bigint[], event_type text[], event_schema_version smallint[], event_id uuid[], event_effective_on date[], event_known_at timestamp with time zone[], event_metadata bytea[], event_state bytea[], guard_append integer[], guard_stream text[], guard_version bigint[], claim_append integer[], claim_op text[], claim_kind text[], claim_key bytea[], claim_stream text[], person_append integer[], person_id uuid[], person_version integer[], item_append integer[], item_id uuid[], item_person uuid[], item_wrapped bytea[]) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.append(tenants text[], command_ids uuid[], body_hashes bytea[], results bytea[], event_append integer[], event_stream text[], event_version bigint[], event_type text[], event_schema_version smallint[], event_id uuid[], event_effective_on date[], event_known_at timestamp with time zone[], event_metadata bytea[], event_state bytea[], guard_append integer[], guard_stream text[], guard_version bigint[], claim_append integer[], claim_op text[], claim_kind text[], claim_key bytea[], claim_stream text[], person_append integer[], person_id uuid[], person_version integer[], item_append integer[], item_id uuid[], item_person uuid[], item_wrapped bytea[]) TO caseledger_writer;

REVOKE ALL ON FUNCTION ledger.confirm() FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.confirm() TO caseledger_writer;

REVOKE ALL ON FUNCTION ledger.flushed(OUT timeline integer, OUT lsn pg_lsn) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.flushed(OUT timeline integer, OUT lsn pg_lsn) TO caseledger_writer;
GRANT ALL ON FUNCTION ledger.flushed(OUT timeline integer, OUT lsn pg_lsn) TO caseledger_projector;
GRANT ALL ON FUNCTION ledger.flushed(OUT timeline integer, OUT lsn pg_lsn) TO caseledger_reader;

REVOKE ALL ON FUNCTION ledger.known_at(at bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.known_at(at bigint) TO caseledger_reader;

REVOKE ALL ON FUNCTION ledger.position_known(tenant text, before timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.position_known(tenant text, before timestamp with time zone) TO caseledger_reader;

REVOKE ALL ON FUNCTION ledger.purge(tenant text, persons uuid[], streams text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.purge(tenant text, persons uuid[], streams text[]) TO caseledger_writer;

REVOKE ALL ON FUNCTION ledger.refuse_change() FROM PUBLIC;

REVOKE ALL ON FUNCTION ledger.replayed(OUT timeline integer, OUT lsn pg_lsn) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.replayed(OUT timeline integer, OUT lsn pg_lsn) TO caseledger_writer;
GRANT ALL ON FUNCTION ledger.replayed(OUT timeline integer, OUT lsn pg_lsn) TO caseledger_projector;
GRANT ALL ON FUNCTION ledger.replayed(OUT timeline integer, OUT lsn pg_lsn) TO caseledger_reader;

REVOKE ALL ON FUNCTION ledger.without_sealed(value jsonb, persons uuid[], items uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION ledger.without_sealed(value jsonb, persons uuid[], items uuid[]) TO caseledger_projector;

REVOKE ALL ON FUNCTION log.await_leaf() FROM PUBLIC;

REVOKE ALL ON FUNCTION log.only_grows() FROM PUBLIC;

REVOKE ALL ON FUNCTION read.outcome_void() FROM PUBLIC;

GRANT SELECT,INSERT,UPDATE ON TABLE access.account TO caseledger_auth;

GRANT SELECT ON TABLE access.account_state TO caseledger_auth;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE access.code_flow TO caseledger_auth;

GRANT SELECT ON TABLE access.export TO caseledger_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE access.logout_token TO caseledger_auth;

GRANT SELECT,INSERT,UPDATE ON TABLE access.service_token TO caseledger_auth;

GRANT INSERT ON TABLE access.sign_in TO caseledger_auth;
GRANT SELECT ON TABLE access.sign_in TO caseledger_auditor;

GRANT SELECT,INSERT,UPDATE ON TABLE access.sign_in_link TO caseledger_auth;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE access.throttle TO caseledger_auth;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE effects.endpoint TO caseledger_projector;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE effects.fact TO caseledger_projector;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE effects.outbox TO caseledger_projector;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE effects.process TO caseledger_projector;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE effects.timer TO caseledger_projector;

GRANT SELECT,INSERT ON TABLE import.reject TO caseledger_writer;

GRANT UPDATE(mended_by) ON TABLE import.reject TO caseledger_writer;

GRANT UPDATE(mended_at) ON TABLE import.reject TO caseledger_writer;

GRANT UPDATE(mended_as) ON TABLE import.reject TO caseledger_writer;

GRANT SELECT,INSERT ON TABLE import.run TO caseledger_writer;
GRANT SELECT ON TABLE import.run TO caseledger_reader;

GRANT UPDATE(finished_at) ON TABLE import.run TO caseledger_writer;

GRANT UPDATE(report) ON TABLE import.run TO caseledger_writer;

GRANT SELECT,INSERT ON TABLE keys.item_key TO caseledger_writer;
GRANT SELECT ON TABLE keys.item_key TO caseledger_projector;

GRANT UPDATE(wrapped) ON TABLE keys.item_key TO caseledger_writer;

GRANT UPDATE(kek_id) ON TABLE keys.item_key TO caseledger_writer;

GRANT SELECT ON TABLE keys.kek TO caseledger_writer;
GRANT SELECT ON TABLE keys.kek TO caseledger_projector;

GRANT SELECT,INSERT ON TABLE keys.person_key TO caseledger_writer;
GRANT SELECT ON TABLE keys.person_key TO caseledger_projector;

GRANT UPDATE(wrapped) ON TABLE keys.person_key TO caseledger_writer;

GRANT UPDATE(kek_id) ON TABLE keys.person_key TO caseledger_writer;

GRANT SELECT,INSERT,DELETE ON TABLE keys.reject_key TO caseledger_writer;

GRANT UPDATE(wrapped) ON TABLE keys.reject_key TO caseledger_writer;

GRANT UPDATE(kek_id) ON TABLE keys.reject_key TO caseledger_writer;

GRANT SELECT,INSERT ON TABLE keys.secret TO caseledger_writer;
GRANT SELECT ON TABLE keys.secret TO caseledger_projector;

GRANT UPDATE(wrapped) ON TABLE keys.secret TO caseledger_writer;

GRANT UPDATE(kek_id) ON TABLE keys.secret TO caseledger_writer;

GRANT SELECT ON TABLE ledger.claims TO caseledger_writer;

GRANT SELECT ON TABLE ledger.commands TO caseledger_writer;
GRANT SELECT ON TABLE ledger.commands TO caseledger_auditor;

GRANT SELECT,INSERT ON TABLE ledger.disposal_step TO caseledger_writer;
GRANT SELECT,INSERT ON TABLE ledger.disposal_step TO caseledger_projector;

GRANT SELECT ON TABLE ledger.events TO caseledger_writer;
GRANT SELECT ON TABLE ledger.events TO caseledger_projector;
GRANT SELECT ON TABLE ledger.events TO caseledger_auditor;
GRANT SELECT ON TABLE ledger.events TO caseledger_sequencer;

GRANT SELECT ON TABLE ledger.head TO caseledger_writer;
GRANT SELECT ON TABLE ledger.head TO caseledger_projector;
GRANT SELECT ON TABLE ledger.head TO caseledger_reader;
GRANT SELECT ON TABLE ledger.head TO caseledger_auditor;
GRANT SELECT ON TABLE ledger.head TO caseledger_sequencer;

GRANT SELECT ON TABLE ledger.restored TO caseledger_writer;
GRANT SELECT ON TABLE ledger.restored TO caseledger_auditor;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE ledger.snapshots TO caseledger_writer;

GRANT SELECT,INSERT,DELETE ON TABLE log.checkpoint TO caseledger_sequencer;
GRANT SELECT ON TABLE log.checkpoint TO caseledger_reader;
GRANT SELECT ON TABLE log.checkpoint TO caseledger_auditor;

GRANT SELECT,INSERT ON TABLE log.cosignature TO caseledger_sequencer;
GRANT SELECT ON TABLE log.cosignature TO caseledger_reader;
GRANT SELECT ON TABLE log.cosignature TO caseledger_auditor;

GRANT SELECT,INSERT ON TABLE log.look TO caseledger_sequencer;
GRANT SELECT ON TABLE log.look TO caseledger_auditor;

GRANT SELECT,DELETE ON TABLE log.look_waiting TO caseledger_sequencer;
GRANT SELECT ON TABLE log.look_waiting TO caseledger_auditor;

GRANT SELECT,INSERT ON TABLE log.origin TO caseledger_sequencer;
GRANT SELECT ON TABLE log.origin TO caseledger_reader;
GRANT SELECT ON TABLE log.origin TO caseledger_auditor;

GRANT UPDATE(verifier) ON TABLE log.origin TO caseledger_sequencer;

GRANT SELECT,INSERT,UPDATE ON TABLE log.state TO caseledger_sequencer;
GRANT SELECT ON TABLE log.state TO caseledger_reader;
GRANT SELECT ON TABLE log.state TO caseledger_auditor;

GRANT SELECT,INSERT ON TABLE log.tile TO caseledger_sequencer;
GRANT SELECT ON TABLE log.tile TO caseledger_reader;
GRANT SELECT ON TABLE log.tile TO caseledger_auditor;

GRANT UPDATE(hashes) ON TABLE log.tile TO caseledger_sequencer;

GRANT SELECT ON TABLE migration.applied TO PUBLIC;

GRANT SELECT ON TABLE read.build TO caseledger_reader;

GRANT SELECT ON TABLE read.parked TO caseledger_reader;

GRANT SELECT ON TABLE read.projection TO caseledger_reader;

ALTER DEFAULT PRIVILEGES FOR ROLE caseledger_projector IN SCHEMA read GRANT SELECT ON TABLES TO caseledger_reader;

ALTER DEFAULT PRIVILEGES FOR ROLE caseledger_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
