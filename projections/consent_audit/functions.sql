-- A consent's state on a day: how it ended, else EXPIRED after its last day and NEEDS_REAFFIRMATION
-- once the authority of who gave it has ended.
create or replace function read.consent_state(
    answer text, expires_on date, lapses_on date, ended_as text, today date
)
returns text
language sql immutable
as $$
    select case
        when ended_as is not null then ended_as
        when answer = 'GIVEN' and expires_on < today then 'EXPIRED'
        when answer = 'GIVEN' and lapses_on <= today then 'NEEDS_REAFFIRMATION'
        else answer
    end
$$;

-- What was granted by these persons: codes, dates and ids only, for the gate to decide on.
create or replace function read.consent_grants(tenant text, persons uuid[])
returns table (
    consent_id uuid, person_id uuid, categories text[], recipients text[], purposes text[],
    signed_on date, valid_from timestamptz, expires_on date, lapses_on date, capacity text,
    grantor_id uuid, known_at timestamptz, endings jsonb
)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select
        c.consent_id, c.person_id, c.categories, c.recipients, c.purposes, c.signed_on,
        c.valid_from, c.expires_on, c.lapses_on, c.capacity, c.grantor_id, c.known_at,
        (
            select coalesce(jsonb_agg(e.ending - 'words' order by e.place), '[]'::jsonb)
            from jsonb_array_elements(c.endings) with ordinality as e(ending, place)
        )
    from read.consent as c
    where c.tenant = (select access.signed_in_to(consent_grants.tenant))
      and c.person_id = any (consent_grants.persons)
      and c.answer = 'GIVEN'
    order by c.position
$$;

-- Ids only, newest first: of everybody, or of members of a case in scope (read.in_scope).
create or replace function read.consent_ids(
    tenant text,
    scope jsonb,
    person uuid,
    state text,
    today date,
    ends_by date,
    before_position bigint,
    page int
)
returns table (consent_id uuid, person_id uuid, "position" bigint)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select c.consent_id, c.person_id, c.position
    from read.consent as c
    where c.tenant = (select access.signed_in_to(consent_ids.tenant))
      and c.answer is not null
      and c.person_id <> all ((select read.shut_persons(consent_ids.tenant))::uuid[])
      and (consent_ids.person is null or c.person_id = consent_ids.person)
      and (consent_ids.state is null or consent_ids.state =
            read.consent_state(
                c.answer, c.expires_on, c.lapses_on, c.ended_as, consent_ids.today))
      -- Those in force whose last day is near: by their term, or by their grantor's authority.
      and (consent_ids.ends_by is null or (
            c.answer = 'GIVEN' and c.ended_as is null
            and least(c.expires_on, c.lapses_on - 1)
                between consent_ids.today and consent_ids.ends_by))
      and (consent_ids.before_position is null or c.position < consent_ids.before_position)
      and ((consent_ids.scope ->> 'everything')::boolean or exists (
            select from read.case_member as m
            join read.case_file as f on f.tenant = m.tenant and f.case_id = m.case_id
            where m.tenant = c.tenant and m.person_id = c.person_id
              and f.case_id <> all ((select read.shut_cases(consent_ids.tenant))::uuid[])
              and read.in_scope(
                consent_ids.scope, f.office, f.caseworker_id, f.status, f.recipients)))
    order by c.position desc
    limit consent_ids.page
$$;

create or replace function read.disclosure_ids(
    tenant text,
    scope jsonb,
    person uuid,
    recipient_kind text,
    from_at timestamptz,
    until_at timestamptz,
    before_position bigint,
    page int
)
returns table (disclosure_id uuid, person_id uuid, case_id uuid, "position" bigint)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select d.disclosure_id, d.person_id, d.case_id, d.position
    from read.disclosure as d
    where d.tenant = (select access.signed_in_to(disclosure_ids.tenant))
      and d.person_id <> all ((select read.shut_persons(disclosure_ids.tenant))::uuid[])
      and (d.case_id is null
           or d.case_id <> all ((select read.shut_cases(disclosure_ids.tenant))::uuid[]))
      and (disclosure_ids.person is null or d.person_id = disclosure_ids.person)
      and (disclosure_ids.recipient_kind is null
           or d.recipient_kind = disclosure_ids.recipient_kind)
      and (disclosure_ids.from_at is null or d.made_at >= disclosure_ids.from_at)
      and (disclosure_ids.until_at is null or d.made_at < disclosure_ids.until_at)
      and (disclosure_ids.before_position is null or d.position < disclosure_ids.before_position)
      and ((disclosure_ids.scope ->> 'everything')::boolean or exists (
            select from read.case_member as m
            join read.case_file as f on f.tenant = m.tenant and f.case_id = m.case_id
            where m.tenant = d.tenant and m.person_id = d.person_id
              and f.case_id <> all ((select read.shut_cases(disclosure_ids.tenant))::uuid[])
              and read.in_scope(
                disclosure_ids.scope, f.office, f.caseworker_id, f.status, f.recipients)))
    order by d.position desc
    limit disclosure_ids.page
$$;

-- Whose consent or disclosure that is.
create or replace function read.consent_owner(tenant text, id uuid) returns uuid
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        (select c.person_id from read.consent as c
         where c.tenant = (select access.signed_in_to(consent_owner.tenant)) and c.consent_id = consent_owner.id),
        (select d.person_id from read.disclosure as d
         where d.tenant = (select access.signed_in_to(consent_owner.tenant)) and d.disclosure_id = consent_owner.id))
$$;

-- For the privacy officer's questions, whose duty it is to ask about anybody: ids only, and of nobody
-- whose file is shut to them. Which disclosures of these days, to whom, by which kind of authority.
create or replace function read.disclosures_asked(
    tenant text, persons uuid[], recipient text, authority_kind text,
    from_at timestamptz, until_at timestamptz, known_at timestamptz, page int
)
returns table (disclosure_id uuid, person_id uuid, case_id uuid, "position" bigint)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select d.disclosure_id, d.person_id, d.case_id, d.position
    from read.disclosure as d
    where d.tenant = (select access.signed_in_to(disclosures_asked.tenant))
      and d.person_id <> all ((select read.shut_persons(disclosures_asked.tenant))::uuid[])
      and (d.case_id is null
           or d.case_id <> all ((select read.shut_cases(disclosures_asked.tenant))::uuid[]))
      and (disclosures_asked.persons is null or d.person_id = any (disclosures_asked.persons))
      and (disclosures_asked.recipient is null
           or disclosures_asked.recipient in (d.recipient, d.recipient_kind))
      and (disclosures_asked.authority_kind is null
           or d.authority_kind = disclosures_asked.authority_kind)
      and (disclosures_asked.from_at is null or d.made_at >= disclosures_asked.from_at)
      and (disclosures_asked.until_at is null or d.made_at < disclosures_asked.until_at)
      and (disclosures_asked.known_at is null or d.known_at < disclosures_asked.known_at)
    order by d.made_at, d.disclosure_id
    limit disclosures_asked.page
$$;

-- Consents whose last day, by their term or their grantor's authority, lies in these days; with
-- substitutes: only what others gave. What ended of them is for the reader to leave aside.
create or replace function read.consents_ending(
    tenant text, from_on date, to_on date, lapsed boolean, page int
)
returns table (consent_id uuid, person_id uuid, "position" bigint)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select c.consent_id, c.person_id, c.position
    from read.consent as c
    where c.tenant = (select access.signed_in_to(consents_ending.tenant))
      and c.answer = 'GIVEN'
      and c.person_id <> all ((select read.shut_persons(consents_ending.tenant))::uuid[])
      and case when consents_ending.lapsed then c.lapses_on <= consents_ending.to_on
          else least(c.expires_on, c.lapses_on - 1)
              between consents_ending.from_on and consents_ending.to_on end
    order by least(c.expires_on, c.lapses_on - 1), c.position
    limit consents_ending.page
$$;

-- Consents of which something ended and on which something was disclosed before: somebody is to be
-- told. Only what ended as this list says; of one person or of all.
create or replace function read.consents_to_tell(tenant text, persons uuid[], kinds text[], page int)
returns table (consent_id uuid, person_id uuid, "position" bigint)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select c.consent_id, c.person_id, c.position
    from read.consent as c
    where c.tenant = (select access.signed_in_to(consents_to_tell.tenant))
      and c.answer = 'GIVEN'
      and c.person_id <> all ((select read.shut_persons(consents_to_tell.tenant))::uuid[])
      and (consents_to_tell.persons is null or c.person_id = any (consents_to_tell.persons))
      and exists (
          select from jsonb_array_elements(c.endings) as e
          where e ->> 'kind' = any (consents_to_tell.kinds))
      and exists (
          select from read.disclosure as d
          where d.tenant = c.tenant and c.consent_id = any (d.consent_ids))
    order by c.position desc
    limit consents_to_tell.page
$$;
