-- Figures are the size, or the sum, of sets of cited rows: the list behind a figure is the figure.
create table read.outcome_fact_v{version} (
    tenant text not null,
    measure text not null,
    definition_version text not null,
    subject_id uuid not null,
    day date not null,
    case_id uuid not null,
    person_id uuid,
    position bigint not null,
    event_type text not null,
    amount_cents bigint,
    office text,
    programme text,
    primary key (tenant, measure, definition_version, subject_id)
);
create index on read.outcome_fact_v{version} (tenant, measure, day, position);
comment on table read.outcome_fact_v{version} is
    'What counts for a measure on a day: one row a contribution, with the event it rests on.';

-- Periods of assistance, for figures as they stood on a day. to_on is not covered.
create table read.outcome_period_v{version} (
    tenant text not null,
    case_id uuid not null,
    application_id uuid not null,
    from_on date not null,
    to_on date not null,
    position bigint not null,
    event_type text not null,
    office text,
    programme text,
    primary key (tenant, case_id, application_id)
);
create index on read.outcome_period_v{version} (tenant, from_on, to_on);

create table read.outcome_participant_v{version} (
    tenant text not null,
    case_id uuid not null,
    application_id uuid not null,
    person_id uuid not null,
    from_on date not null,
    to_on date not null,
    planned_on date,
    referred_on date,
    referred_otherwise_on date,
    position bigint not null,
    event_type text not null,
    office text,
    programme text,
    primary key (tenant, case_id, application_id, person_id)
);
create index on read.outcome_participant_v{version} (tenant, from_on, to_on);
comment on table read.outcome_participant_v{version} is
    'Members who are to have a plan, for each period, with the days in it of their first plan, their '
    'first referral to Employment Ontario, and the first that was not by the fast track.';

-- What the fold has to remember of a case; nobody else reads it.
create table read.outcome_case_v{version} (
    tenant text not null,
    case_id uuid not null,
    office text,
    office_since date,
    applications jsonb not null,
    exits jsonb not null,
    plans jsonb not null,
    referrals jsonb not null,
    primary key (tenant, case_id)
);

create table read.outcome_policy_v{version} (
    tenant text not null,
    policy_id text not null,
    version text not null,
    event jsonb not null,
    position bigint not null,
    primary key (tenant, policy_id, version)
);

-- One figure a month: the size and the sum of the facts of each measure, by day.
create or replace function read.outcome_months(
    tenant text, definition_version text, office text, from_on date, to_on date
)
returns table (measure text, month date, facts bigint, cents bigint)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select f.measure, date_trunc('month', f.day)::date, count(*), coalesce(sum(f.amount_cents), 0)::bigint
    from read.outcome_fact as f
    where f.tenant = (select access.signed_in_to(outcome_months.tenant))
      and f.definition_version = outcome_months.definition_version
      and f.day between outcome_months.from_on and outcome_months.to_on
      and (outcome_months.office is null or f.office = outcome_months.office)
    group by 1, 2
$$;

-- Figures as they stood at the end of each of these days.
create or replace function read.outcome_standing(tenant text, office text, days date[])
returns table (
    day date, open_cases bigint, participants bigint, planned bigint,
    referred bigint, referred_otherwise bigint
)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select
        d.day,
        (
            select count(*) from read.outcome_period as p
            where p.tenant = (select access.signed_in_to(outcome_standing.tenant)) and p.from_on <= d.day and d.day < p.to_on
              and (outcome_standing.office is null or p.office = outcome_standing.office)
        ),
        m.*
    from unnest(outcome_standing.days) as d(day)
    cross join lateral (
        select
            count(*),
            count(*) filter (where p.planned_on <= d.day),
            count(*) filter (where p.referred_on <= d.day),
            count(*) filter (where p.referred_otherwise_on <= d.day)
        from read.outcome_participant as p
        where p.tenant = (select access.signed_in_to(outcome_standing.tenant)) and p.from_on <= d.day and d.day < p.to_on
          and (outcome_standing.office is null or p.office = outcome_standing.office)
    ) as m
$$;

-- The keys of the facts behind a figure, oldest first, so that the look at their cases can be
-- recorded before they are read.
create or replace function read.outcome_fact_ids(
    tenant text, measure text, definition_version text, office text,
    from_on date, to_on date, after_on date, after_id uuid, page int
)
returns table (subject_id uuid, case_id uuid, day date)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select f.subject_id, f.case_id, f.day
    from read.outcome_fact as f
    where f.tenant = (select access.signed_in_to(outcome_fact_ids.tenant))
      and f.measure = outcome_fact_ids.measure
      and f.definition_version = outcome_fact_ids.definition_version
      and f.day between outcome_fact_ids.from_on and outcome_fact_ids.to_on
      and (outcome_fact_ids.office is null or f.office = outcome_fact_ids.office)
      and (outcome_fact_ids.after_on is null
           or (f.day, f.subject_id) > (outcome_fact_ids.after_on, outcome_fact_ids.after_id))
    order by f.day, f.subject_id
    limit outcome_fact_ids.page
$$;

-- The same for a figure as it stood on a day: the open cases, or the participants with what is
-- asked for (standing: open_cases, participants, planned, referred or referred_otherwise).
create or replace function read.outcome_standing_ids(
    tenant text, standing text, office text, day date,
    after_on date, after_case uuid, after_person uuid, page int
)
returns table (case_id uuid, application_id uuid, person_id uuid, from_on date)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select s.case_id, s.application_id, s.person_id, s.from_on
    from (
        select p.case_id, p.application_id, null::uuid as person_id, p.from_on
        from read.outcome_period as p
        where outcome_standing_ids.standing = 'open_cases'
          and p.tenant = (select access.signed_in_to(outcome_standing_ids.tenant))
          and p.from_on <= outcome_standing_ids.day and outcome_standing_ids.day < p.to_on
          and (outcome_standing_ids.office is null or p.office = outcome_standing_ids.office)
        union all
        select p.case_id, p.application_id, p.person_id, p.from_on
        from read.outcome_participant as p
        where outcome_standing_ids.standing <> 'open_cases'
          and p.tenant = (select access.signed_in_to(outcome_standing_ids.tenant))
          and p.from_on <= outcome_standing_ids.day and outcome_standing_ids.day < p.to_on
          and (outcome_standing_ids.office is null or p.office = outcome_standing_ids.office)
          and case outcome_standing_ids.standing
                when 'participants' then true
                when 'planned' then p.planned_on <= outcome_standing_ids.day
                when 'referred' then p.referred_on <= outcome_standing_ids.day
                when 'referred_otherwise' then
                    p.referred_otherwise_on <= outcome_standing_ids.day
              end
    ) as s
    where outcome_standing_ids.after_on is null
       or (s.from_on, s.case_id, coalesce(s.person_id, s.case_id))
          > (outcome_standing_ids.after_on, outcome_standing_ids.after_case,
             coalesce(outcome_standing_ids.after_person, outcome_standing_ids.after_case))
    order by s.from_on, s.case_id, coalesce(s.person_id, s.case_id)
    limit outcome_standing_ids.page
$$;

create or replace function read.outcome_years(tenant text) returns table (year int)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select distinct extract(year from f.day)::int from read.outcome_fact as f
    where f.tenant = (select access.signed_in_to(outcome_years.tenant))
$$;
