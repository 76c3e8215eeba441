-- The one table that holds names in clear. All others join it by person_id. Unlogged, so that no
-- name ever stands in the write-ahead log, its archive or a standby: a disposal could not reach it.
create unlogged table read.person_directory_v{version} (
    tenant text not null,
    person_id uuid not null,
    given_name text,
    family_name text,
    search_key text not null,
    birth_date date,
    sin_last3 text,
    official_language text not null,
    spoken_language text,
    interpreter_language text,
    safety_flag text,
    telephone text,
    email text,
    address text,
    postal_code text,
    safe_contact text,
    safe_contact_language text,
    safe_contact_event uuid,
    safe_means text,
    safe_hours text,
    code_word text,
    contact_updated boolean not null,
    disposed boolean not null,
    version bigint not null,
    position bigint not null,
    primary key (tenant, person_id)
);
-- Without statistics no plan's estimate tells whether a name is common here, or known at all: the
-- planner gives them to whoever may read the table, row-level security or not.
alter table read.person_directory_v{version}
    alter column given_name set statistics 0,
    alter column family_name set statistics 0,
    alter column search_key set statistics 0,
    alter column birth_date set statistics 0,
    alter column sin_last3 set statistics 0,
    alter column spoken_language set statistics 0,
    alter column interpreter_language set statistics 0,
    alter column safety_flag set statistics 0,
    alter column telephone set statistics 0,
    alter column email set statistics 0,
    alter column address set statistics 0,
    alter column postal_code set statistics 0,
    alter column safe_contact set statistics 0,
    alter column safe_means set statistics 0,
    alter column safe_hours set statistics 0,
    alter column code_word set statistics 0;
comment on column read.person_directory_v{version}.search_key is
    'given and family name, lower case and without accents';
comment on column read.person_directory_v{version}.disposed is
    'the key is gone, and with it all that was private';

create unlogged table read.person_word_v{version} (
    tenant text not null,
    word text collate "C" not null,
    person_id uuid not null,
    primary key (tenant, word, person_id)
);
-- Statistics are a copy in a table that is logged.
alter table read.person_word_v{version} alter column word set statistics 0;
comment on table read.person_word_v{version} is 'Each word of a search key, to find it by its beginning.';

-- The same as each event left them: what was known of somebody on a day that is past.
create unlogged table read.person_past_v{version} (
    tenant text not null,
    person_id uuid not null,
    given_name text,
    family_name text,
    search_key text not null,
    birth_date date,
    sin_last3 text,
    official_language text not null,
    spoken_language text,
    interpreter_language text,
    safety_flag text,
    telephone text,
    email text,
    address text,
    postal_code text,
    safe_contact text,
    safe_contact_language text,
    safe_contact_event uuid,
    safe_means text,
    safe_hours text,
    code_word text,
    contact_updated boolean not null,
    disposed boolean not null,
    version bigint not null,
    position bigint not null,
    known_at timestamptz not null,
    primary key (tenant, person_id, position)
);
alter table read.person_past_v{version}
    alter column given_name set statistics 0,
    alter column family_name set statistics 0,
    alter column search_key set statistics 0,
    alter column birth_date set statistics 0,
    alter column sin_last3 set statistics 0,
    alter column spoken_language set statistics 0,
    alter column interpreter_language set statistics 0,
    alter column safety_flag set statistics 0,
    alter column telephone set statistics 0,
    alter column email set statistics 0,
    alter column address set statistics 0,
    alter column postal_code set statistics 0,
    alter column safe_contact set statistics 0,
    alter column safe_means set statistics 0,
    alter column safe_hours set statistics 0,
    alter column code_word set statistics 0;

create table read.person_seal_v{version} (
    tenant text not null,
    person_id uuid not null,
    seal_id uuid not null,
    kind text not null,
    circle uuid[] not null,
    reviewers uuid[] not null,
    since date not null,
    position bigint not null,
    primary key (tenant, person_id)
);
comment on table read.person_seal_v{version} is
    'Who alone may open a person''s file (accounts), while a seal stands on it.';

-- Persons of whose name every one of these folded words begins a word, under whichever of their
-- numbers, with all numbers that are theirs (read.same_persons). Names can be spelled out by
-- asking often enough, so that a search is itself a look: under none, nobody is found. Nor is
-- anybody whose file is shut to who asks (read.shut_persons).
create or replace function read.persons_named(tenant text, words text[])
returns table (person_id uuid)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select distinct s.same_id
    from read.same_persons(persons_named.tenant, array(
        select w.person_id
        from (select distinct u.word from unnest(persons_named.words) as u(word)) as s
        join read.person_word as w
            on w.tenant = (select access.looked_tenant())
            and w.tenant = persons_named.tenant
            and w.word >= s.word collate "C"
            and w.word < (s.word || chr(1114111)) collate "C"
        group by w.person_id
        having count(distinct s.word) = (
            select count(distinct u.word) from unnest(persons_named.words) as u(word)
        )
    )) as s
    where s.same_id <> all ((select read.shut_persons(persons_named.tenant))::uuid[])
$$;

-- Ids only, in the order of names, one a person (the number that is shown). In scope: members of a case in scope (read.in_scope), and, where
-- scope has without_case, who is in no case yet.
create or replace function read.find_people(tenant text, words text[], scope jsonb, page int)
returns table (person_id uuid)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select p.person_id
    from read.persons_named(find_people.tenant, find_people.words) as n
    join read.person_directory as p
        on p.tenant = (select access.signed_in_to(find_people.tenant)) and p.person_id = n.person_id
    cross join lateral (
        select array_agg(s.same_id) as ids, bool_and(s.canonical_id = p.person_id) as is_shown
        from read.same_persons(find_people.tenant, array[p.person_id]) as s
    ) as one
    where one.is_shown and ((find_people.scope ->> 'everything')::boolean
       or exists (
            select from read.case_member as m
            join read.case_file as c on c.tenant = m.tenant and c.case_id = m.case_id
            where m.tenant = p.tenant and m.person_id = any (one.ids)
              and c.case_id <> all ((select read.shut_cases(find_people.tenant))::uuid[])
              and read.in_scope(
                find_people.scope, c.office, c.caseworker_id, c.status, c.recipients)
       )
       or (find_people.scope ->> 'without_case')::boolean and not exists (
            select from read.case_member as m
            where m.tenant = p.tenant and m.person_id = any (one.ids)
       ))
    order by p.search_key collate "C", p.person_id
    limit find_people.page
$$;
