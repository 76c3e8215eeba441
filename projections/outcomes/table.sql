-- What happened, one row a fact, with when it was known: figures are the size, or the sum, of sets
-- of these rows, for a day or a period (the fact's own day), as known on a day (known_from/_to).
--
-- Told again, corrected or taken back, a fact gets another row under its owner and subject; it ends
-- the one before. A row without a day says that, from then on, nothing of the kind is known.
-- ended_at is the position of the event that set known_to; an end that came earlier, and was later
-- known not to be the first, stands in former_to and former_at. So a row tells what it told when the
-- ledger stood at any position.
create table read.outcome_fact_v{version} (
    tenant text not null,
    kind text not null,
    owner_id uuid not null,
    subject_id uuid not null,
    position bigint not null,
    known_from timestamptz not null,
    known_to timestamptz,
    ended_at bigint,
    former_to timestamptz[] not null,
    former_at bigint[] not null,
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
create index on read.outcome_fact_v{version} (tenant, position);
create index on read.outcome_fact_v{version} (tenant, case_id) where case_id is not null;
create index on read.outcome_fact_v{version} (tenant, person_id) where case_id is null;
create index on read.outcome_fact_v{version} (tenant, about_id) where kind = 'survivor';
-- What a code says depends on the kind: without this the planner takes grants for few.
create statistics read.outcome_fact_v{version}_codes (mcv) on kind, code
from read.outcome_fact_v{version};
comment on table read.outcome_fact_v{version} is
    'What happened and when it was known. day: its own day. code: outcome, reason, answer, type or '
    'kind of recipient. organisation: who decided, issued, received or referred. from_on: the first '
    'day of a grant. until_on: the last day of a consent, or of the watch after an exit. The due days '
    'are the last that keep a standard, by each reading. persons, roles, takes_part: of a unit.';

create table read.outcome_link_v{version} (
    tenant text not null,
    case_id uuid not null,
    person_id uuid not null,
    primary key (tenant, case_id, person_id)
);
create index on read.outcome_link_v{version} (tenant, person_id);
comment on table read.outcome_link_v{version} is 'Every person who was ever named in a case.';

create table read.outcome_policy_v{version} (
    tenant text not null,
    policy_id text not null,
    version text not null,
    event jsonb not null,
    position bigint not null,
    primary key (tenant, policy_id, version)
);

-- A fold only adds facts and ends them: where rows go, or are put in place of others, no sum holds.
create trigger void after delete on read.outcome_fact_v{version}
for each statement execute function read.outcome_void();
