-- What is counted, for these measures, as known, on the days of a period: one row a fact. It counts
-- where the day of knowledge is not before ripe_from, and before ripe_until, if there are such.
create or replace function read.outcome_happened(
    tenant text, measures text[], from_on date, to_on date, known timestamptz, upto bigint,
    among uuid[], zone text
)
returns table (
    measure text, day date, subject_id uuid, case_id uuid, person_id uuid, "position" bigint,
    programme text, amount_cents bigint, ripe_from date, ripe_until date
)
language sql stable
as $$
    select
        r.measure, r.day, r.subject_id, r.case_id, null::uuid, r.position, r.programme,
        null::bigint, null::date, null::date
    from read.outcome_decisions(
        outcome_happened.tenant, outcome_happened.measures, outcome_happened.from_on,
        outcome_happened.to_on, outcome_happened.known, outcome_happened.upto,
        outcome_happened.among
    ) as r
    -- Each set is looked for only where it is asked for.
    where outcome_happened.measures && array[
        'applications_decided', 'applications_granted', 'granted_automatically',
        'decided_received_centrally', 'decided_by_ministry', 'decided_within_standard',
        'decided_within_standard_calendar', 'decided_within_standard_submitted',
        'decided_within_standard_calendar_submitted'
    ]
    union all
    select
        r.measure, r.day, r.subject_id, r.case_id, null::uuid, r.position, 'OW', null::bigint,
        r.ripe_from, r.ripe_until
    from read.outcome_exits(
        outcome_happened.tenant, outcome_happened.measures, outcome_happened.from_on,
        outcome_happened.to_on, outcome_happened.known, outcome_happened.upto,
        outcome_happened.among
    ) as r
    where outcome_happened.measures && array[
        'exits', 'exits_to_employment', 'exits_not_watched', 'exits_maturing', 'exits_final',
        'no_return_within_a_year', 'returned_case', 'returned_person'
    ]
    union all
    select
        r.measure, r.day, r.subject_id, r.case_id, r.person_id, r.position, null::text,
        null::bigint, null::date, null::date
    from read.outcome_referrals(
        outcome_happened.tenant, outcome_happened.measures, outcome_happened.from_on,
        outcome_happened.to_on, outcome_happened.known, outcome_happened.upto,
        outcome_happened.among, outcome_happened.zone
    ) as r
    where outcome_happened.measures && array[
        'referrals_recorded', 'referrals_made', 'referrals_made_without_fast_track',
        'referrals_accepted', 'referrals_accepted_without_fast_track',
        'internal_uses', 'ministry_disclosures', 'local_disclosures',
        'disclosures_without_consent', 'disclosures_papered_later'
    ]
    union all
    select
        r.measure, r.day, r.subject_id, r.case_id, r.person_id, r.position, r.programme,
        r.amount_cents, null::date, null::date
    from read.outcome_counted(
        outcome_happened.tenant, outcome_happened.measures, outcome_happened.from_on,
        outcome_happened.to_on, outcome_happened.known, outcome_happened.upto,
        outcome_happened.among
    ) as r
$$;

-- What stands, for these measures, as known: from when, until when (without that day; empty: on).
create or replace function read.outcome_standing(
    tenant text, measures text[], known timestamptz, upto bigint, among uuid[], zone text
)
returns table (
    measure text, from_on date, until_on date, day date, subject_id uuid, case_id uuid,
    person_id uuid, "position" bigint, programme text
)
language sql stable
as $$
    select r.*
    from read.outcome_of_cases(
        outcome_standing.tenant, outcome_standing.measures, outcome_standing.known,
        outcome_standing.upto, outcome_standing.among
    ) as r
    where outcome_standing.measures && array[
        'open_cases', 'participants', 'deferred', 'action_plan_in_place',
        'referred_to_employment', 'referred_without_fast_track'
    ]
    union all
    select
        r.measure, r.from_on, r.until_on, r.from_on, r.subject_id, null::uuid, r.person_id,
        r.position, null::text
    from read.outcome_of_persons(
        outcome_standing.tenant, outcome_standing.measures, outcome_standing.known,
        outcome_standing.upto, outcome_standing.among, outcome_standing.zone
    ) as r
    where outcome_standing.measures && array['consents_in_force', 'persons_known']
$$;

-- The rows of these measures: the one definition of a figure and of the list behind it. What is
-- counted lies in the period; what stands does so at the end of each of the days (on_day). As known
-- on a day, and as the ledger stood at a position (upto), if there is one. Of an office or a
-- programme, if asked: a case is of those of its day; what has no case is of none. Whoever stands in
-- two cases counts once.
create or replace function read.outcome_rows(
    tenant text, measures text[], from_on date, to_on date, days date[],
    known_on date, zone text, upto bigint, office text, programme text
)
returns table (
    measure text, standing boolean, on_day date, day date, subject_id uuid, case_id uuid,
    person_id uuid, "position" bigint, amount_cents bigint
)
language plpgsql stable
rows 100000
as $$
#variable_conflict use_variable
declare
    known constant timestamptz := read.end_of(known_on, zone);
begin
    -- Only who stands in a case by their person can stand twice.
    return query
    with found as not materialized (
        select
            r.measure, false as standing, r.day as on_day, r.day, r.subject_id, r.case_id,
            r.person_id, r.position, r.programme, r.amount_cents
        from read.outcome_happened(
            tenant, measures, from_on, to_on, known, upto, null, zone
        ) as r
        where (r.ripe_from is null or r.ripe_from <= known_on)
          and (r.ripe_until is null or r.ripe_until > known_on)
        union all
        select
            r.measure, true, d.day, r.day, r.subject_id, r.case_id, r.person_id, r.position,
            r.programme, null::bigint
        from (select distinct d.day from unnest(days) as d(day)) as d
        join read.outcome_standing(tenant, measures, known, upto, null, zone) as r
            on r.from_on <= d.day and (r.until_on is null or d.day < r.until_on)
    ),
    of_it as materialized (
        select
            r.measure, r.standing, r.on_day, r.day, r.subject_id, r.case_id, r.person_id,
            r.position, r.amount_cents
        from found as r
        where office is null and programme is null
        union all
        select
            r.measure, r.standing, r.on_day, r.day, r.subject_id, r.case_id, r.person_id,
            r.position, r.amount_cents
        from found as r
        left join read.outcome_places(tenant, 'office', known, upto, null) as o
            on o.code = office and o.case_id = r.case_id
            and o.from_on <= r.on_day and r.on_day < o.until_on
        left join read.outcome_places(tenant, 'programme', known, upto, null) as p
            on p.code = programme and p.case_id = r.case_id
            and p.from_on <= r.on_day and r.on_day < p.until_on
        where (office is not null or programme is not null)
          and (office is null or o.case_id is not null)
          and (programme is null or coalesce(r.programme, p.code) = programme)
    )
    select f.* from of_it as f where (f.standing and f.subject_id <> f.case_id) is not true
    union all
    (
        select distinct on (f.measure, f.on_day, f.subject_id) f.*
        from of_it as f
        where f.standing and f.subject_id <> f.case_id
        order by f.measure, f.on_day, f.subject_id, f.day, f.position
    );
end
$$;
