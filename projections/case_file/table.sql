-- One row a case with all that the caseload lists, and child rows for its page. Private texts stay
-- sealed. A column is null as long as the event that tells it has not been learned.
create table read.case_file_v{version} (
    tenant text not null,
    case_id uuid not null,
    case_number text,
    programme text,
    status text,
    office text,
    office_since date,
    caseworker_id uuid,
    applicant_id uuid,
    submitted_on date,
    completed_on date,
    granted_on date,
    exited_on date,
    exit_reason text,
    last_activity_on date not null,
    members int not null,
    participants_without_plan int not null,
    plan_review_on date,
    referral_reply_due_on date,
    recipients text[] not null,
    tasks text[] not null,
    task_due_on date,
    attention_on date not null,
    version bigint not null,
    position bigint not null,
    recency bigint generated always as (-position) stored,
    primary key (tenant, case_id)
);
create index on read.case_file_v{version} (tenant, attention_on, recency);
create index on read.case_file_v{version} (tenant, office, attention_on, recency);
create index on read.case_file_v{version} (tenant, caseworker_id, attention_on, recency);
create unique index on read.case_file_v{version} (tenant, case_number);
comment on column read.case_file_v{version}.status is 'APPLIED, GRANTED, REFUSED, WITHDRAWN or EXITED';
comment on column read.case_file_v{version}.recipients is 'to whom a referral of anybody of the case runs';
comment on column read.case_file_v{version}.attention_on is
    'since when, or from when, somebody must look at the case; 9999-12-31 when nothing waits';

create table read.case_member_v{version} (
    tenant text not null,
    case_id uuid not null,
    person_id uuid not null,
    ordinal int not null,
    role text not null,
    participant_class text not null,
    primary key (tenant, case_id, person_id)
);
create index on read.case_member_v{version} (tenant, person_id);
comment on table read.case_member_v{version} is
    'The benefit unit as it is now: who has not left it, else whom the latest application names.';

create table read.case_seal_v{version} (
    tenant text not null,
    case_id uuid not null,
    seal_id uuid not null,
    kind text not null,
    circle uuid[] not null,
    reviewers uuid[] not null,
    since date not null,
    position bigint not null,
    primary key (tenant, case_id)
);
comment on table read.case_seal_v{version} is
    'Who alone may open a case (accounts), while a seal stands on it.';

create table read.case_membership_v{version} (
    tenant text not null,
    case_id uuid not null,
    membership_id uuid not null,
    person_id uuid not null,
    role text,
    participant_class text,
    joined_on date,
    left_on date,
    position bigint not null,
    primary key (tenant, case_id, membership_id)
);
create index on read.case_membership_v{version} (tenant, person_id) where left_on is not null;
comment on column read.case_membership_v{version}.left_on is 'the first day on which they are not of the unit';

create table read.case_responsible_v{version} (
    tenant text not null,
    case_id uuid not null,
    taken_id uuid not null,
    on_day date not null,
    office text not null,
    caseworker_id uuid,
    position bigint not null,
    primary key (tenant, case_id, taken_id)
);
comment on table read.case_responsible_v{version} is
    'Who took the case over, by the application received or by the event that named a caseworker.';

create table read.case_application_v{version} (
    tenant text not null,
    case_id uuid not null,
    application_id uuid not null,
    programme text,
    channel text,
    received_by text,
    office text,
    submitted_on date,
    completed_on date,
    members jsonb not null,
    outcome text,
    decided_on date,
    effective_on date,
    decided_by text,
    organisation text,
    reasons text[] not null,
    explanation jsonb,
    position bigint not null,
    primary key (tenant, case_id, application_id)
);
comment on column read.case_application_v{version}.outcome is 'GRANTED, REFUSED or WITHDRAWN';

create table read.case_exit_v{version} (
    tenant text not null,
    case_id uuid not null,
    event_id uuid not null,
    reason text not null,
    exited_on date not null,
    corrected boolean not null,
    position bigint not null,
    primary key (tenant, case_id, event_id)
);

create table read.case_assessment_v{version} (
    tenant text not null,
    case_id uuid not null,
    assessment_id uuid not null,
    person_id uuid not null,
    tool text not null,
    tool_version text not null,
    completed_on date not null,
    strengths text[] not null,
    needs text[] not null,
    readiness text not null,
    summary jsonb,
    scores jsonb,
    position bigint not null,
    primary key (tenant, case_id, assessment_id)
);

create table read.case_plan_v{version} (
    tenant text not null,
    case_id uuid not null,
    plan_id uuid not null,
    person_id uuid not null,
    created_on date,
    review_on date,
    goals text,
    reviews jsonb not null,
    position bigint not null,
    primary key (tenant, case_id, plan_id)
);

create table read.case_deferral_v{version} (
    tenant text not null,
    case_id uuid not null,
    deferral_id uuid not null,
    person_id uuid not null,
    reason jsonb,
    from_on date,
    review_by date,
    reviews jsonb not null,
    position bigint not null,
    primary key (tenant, case_id, deferral_id)
);

create table read.case_plan_item_v{version} (
    tenant text not null,
    case_id uuid not null,
    plan_id uuid not null,
    item_id uuid not null,
    kind text,
    domain text,
    owner text,
    description jsonb,
    due_on date,
    status text not null,
    progressed_on date,
    position bigint not null,
    primary key (tenant, case_id, plan_id, item_id)
);

create table read.case_referral_v{version} (
    tenant text not null,
    case_id uuid not null,
    referral_id uuid not null,
    person_id uuid not null,
    to_type text,
    recipient text,
    origin text,
    purpose text,
    shared text[] not null,
    made_on date,
    reply_due_on date,
    disclosure_id uuid,
    reason jsonb,
    answer text,
    answered_on date,
    answer_reason text,
    outcome text,
    closed_on date,
    acknowledged_on date,
    started_on date,
    paused_at timestamptz,
    made_by text not null,
    position bigint not null,
    primary key (tenant, case_id, referral_id)
);

create index on read.case_referral_v{version} (tenant, person_id);

create table read.case_benefit_v{version} (
    tenant text not null,
    case_id uuid not null,
    benefit_id uuid not null,
    benefit_type text,
    month text,
    amount_cents bigint not null,
    payee_id uuid,
    method text,
    issued_on date,
    organisation text,
    reversed_on date,
    reversal_reason text,
    envelope text,
    position bigint not null,
    primary key (tenant, case_id, benefit_id)
);

create table read.case_income_v{version} (
    tenant text not null,
    case_id uuid not null,
    event_id uuid not null,
    person_id uuid not null,
    month text not null,
    earnings_cents bigint not null,
    other_cents bigint not null,
    reported_on date not null,
    position bigint not null,
    primary key (tenant, case_id, event_id)
);

create table read.case_overpayment_v{version} (
    tenant text not null,
    case_id uuid not null,
    overpayment_id uuid not null,
    person_id uuid not null,
    established_on date not null,
    month text not null,
    amount_cents bigint not null,
    cause text not null,
    position bigint not null,
    primary key (tenant, case_id, overpayment_id)
);

create table read.case_task_v{version} (
    tenant text not null,
    case_id uuid not null,
    task_id uuid not null,
    kind text,
    person_id uuid,
    about uuid,
    due_on date,
    outcome text,
    position bigint not null,
    primary key (tenant, case_id, task_id)
);
comment on column read.case_task_v{version}.outcome is 'DONE or NOT_NEEDED; null while it is open';

create table read.case_policy_v{version} (
    tenant text not null,
    policy_id text not null,
    participating text[] not null,
    position bigint not null,
    primary key (tenant, policy_id)
);
comment on table read.case_policy_v{version} is
    'What the fold knows of policy: the participant classes that are to have a plan.';

-- For what has an id of its own (read.case_holding).
create unique index on read.case_application_v{version} (tenant, application_id);
create unique index on read.case_assessment_v{version} (tenant, assessment_id);
create unique index on read.case_plan_v{version} (tenant, plan_id);
create unique index on read.case_referral_v{version} (tenant, referral_id);
create unique index on read.case_benefit_v{version} (tenant, benefit_id);
