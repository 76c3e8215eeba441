-- What happened, one row a fact, with when it was known: figures are the size, or the sum, of sets
-- of these rows, for a day or a period (the fact's own day), as known on a day (known_from/_to).
--
-- Told again, corrected or taken back, a fact gets another row under its owner and subject; it ends
-- the one before. A row without a day says that, from then on, nothing of the kind is known.
create table read.outcome_fact_v{version} (
    tenant text not null,
    kind text not null,
    owner_id uuid not null,
    subject_id uuid not null,
    position bigint not null,
    known_from timestamptz not null,
    known_to timestamptz,
    event_id uuid not null,
    event_type text not null,
    day date,
    case_id uuid,
    person_id uuid,
    about_id uuid,
    code text,
    organisation text,
    automated boolean not null,
    origin text,
    programme text,
    office text,
    amount_cents bigint,
    from_on date,
    until_on date,
    received_at timestamptz,
    submitted_due_business date,
    submitted_due_calendar date,
    completed_due_business date,
    completed_due_calendar date,
    categories text[] not null,
    recipients text[] not null,
    purposes text[] not null,
    persons uuid[] not null,
    roles text[] not null,
    takes_part boolean[] not null,
    primary key (tenant, kind, owner_id, subject_id, position)
);
create index on read.outcome_fact_v{version} (tenant, kind, day) where day is not null;
create index on read.outcome_fact_v{version} (tenant, position) where day is not null;
create index on read.outcome_fact_v{version} (tenant, case_id, kind)
where kind in ('application', 'member');
create index on read.outcome_fact_v{version} (tenant, person_id, kind)
where kind in ('consent', 'deferral', 'plan', 'referral');
-- What a code says depends on the kind: without this the planner takes grants for few.
create statistics read.outcome_fact_v{version}_codes (mcv) on kind, code
from read.outcome_fact_v{version};
comment on table read.outcome_fact_v{version} is
    'What happened and when it was known. day: its own day. code: outcome, reason, answer, type or '
    'kind of recipient. organisation: who decided, issued, received or referred. from_on: the first '
    'day of a grant. until_on: the last day of a consent, or of the watch after an exit. The due days '
    'are the last that keep a standard, by each reading. persons, roles, takes_part: of a unit.';

create table read.outcome_policy_v{version} (
    tenant text not null,
    policy_id text not null,
    version text not null,
    event jsonb not null,
    position bigint not null,
    primary key (tenant, policy_id, version)
);
