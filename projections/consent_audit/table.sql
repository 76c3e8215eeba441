-- Every consent asked for, with what became of it, and every disclosure with what it rests on.
-- Expiry is worked out at the query, never stored.
create table read.consent_v{version} (
    tenant text not null,
    consent_id uuid not null,
    person_id uuid not null,
    answer text,
    categories text[] not null,
    recipients text[] not null,
    purposes text[] not null,
    requested_on date,
    signed_on date,
    valid_from timestamptz,
    expires_on date,
    lapses_on date,
    notice text,
    notice_version text,
    notice_hash text,
    collection_version text,
    collection_authority text,
    language text,
    method text,
    capacity text,
    grantor_id uuid,
    custody boolean,
    authority_ends_on date,
    one_off boolean not null,
    supersedes uuid,
    part_of uuid,
    witness jsonb,
    evidence jsonb,
    known_at timestamptz not null,
    recorded_by uuid not null,
    ended_as text,
    ended_at timestamptz,
    endings jsonb not null,
    position bigint not null,
    primary key (tenant, consent_id)
);
create index on read.consent_v{version} (tenant, person_id, position);
create index on read.consent_v{version} (tenant, position);
create index on read.consent_v{version} (tenant, (least(expires_on, lapses_on - 1)))
where answer = 'GIVEN' and ended_as is null;
comment on column read.consent_v{version}.answer is
    'REQUESTED, GIVEN or REFUSED; null when only what ended it has been learned';
comment on column read.consent_v{version}.lapses_on is
    'the first day on which the authority of who gave it for the person has ended';
comment on column read.consent_v{version}.ended_as is
    'how the whole of it ended: INVALIDATED before all, else what came first; null where it did not';
comment on column read.consent_v{version}.endings is
    'all that ended of it, in part or whole, with who recorded it and when it was known';

create table read.disclosure_v{version} (
    tenant text not null,
    disclosure_id uuid not null,
    person_id uuid not null,
    case_id uuid,
    referral_id uuid,
    recipient_kind text not null,
    recipient text not null,
    recipient_name jsonb,
    given jsonb,
    notice text,
    notice_withheld_until date,
    notice_withheld_for text,
    notice_given_on date,
    notice_method text,
    notice_known_at timestamptz,
    categories text[] not null,
    purpose text not null,
    authority_kind text not null,
    authority_reference text not null,
    consent_ids uuid[] not null,
    made_at timestamptz not null,
    known_at timestamptz not null,
    actor_id uuid not null,
    actor_role text not null,
    organisation text not null,
    position bigint not null,
    primary key (tenant, disclosure_id)
);
create index on read.disclosure_v{version} (tenant, person_id, position);
create index on read.disclosure_v{version} (tenant, position);

create table read.telling_v{version} (
    tenant text not null,
    telling_id uuid not null,
    person_id uuid not null,
    consent_id uuid,
    ending_id uuid,
    recipient_kind text,
    recipient text,
    disclosure_ids uuid[] not null,
    told_on date,
    told_known_at timestamptz,
    method text,
    answer_due_on date,
    answer text,
    acknowledged_on date,
    answer_known_at timestamptz,
    position bigint not null,
    primary key (tenant, telling_id)
);
create index on read.telling_v{version} (tenant, person_id);

create table read.referral_pause_v{version} (
    tenant text not null,
    referral_id uuid not null,
    person_id uuid not null,
    case_id uuid not null,
    consent_id uuid,
    cause text,
    paused_at timestamptz,
    resumed_at timestamptz,
    resumed_by uuid,
    position bigint not null,
    primary key (tenant, referral_id)
);
create index on read.referral_pause_v{version} (tenant, person_id);
