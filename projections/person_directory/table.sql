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
    effective_on date not null,
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
