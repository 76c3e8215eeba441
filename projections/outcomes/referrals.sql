-- Referrals of a period and their answers, for these measures, as known.
create or replace function read.outcome_referrals(
    tenant text, measures text[], from_on date, to_on date, known timestamptz, upto bigint,
    among uuid[], zone text
)
returns table (
    measure text, day date, subject_id uuid, case_id uuid, person_id uuid, "position" bigint
)
language sql stable
as $$
    with facts as not materialized (
        select * from read.outcome_known(
            outcome_referrals.tenant, outcome_referrals.known, outcome_referrals.upto,
            outcome_referrals.among
        )
    ),
    disclosed as materialized (
        select
            f.subject_id,
            exists (
                select from read.outcome_covering(
                    outcome_referrals.tenant, f.person_id, f.recipients, f.purposes, f.categories,
                    f.day, made.at, made.at, outcome_referrals.upto
                )
            ) as covered,
            exists (
                select from read.outcome_covering(
                    outcome_referrals.tenant, f.person_id, f.recipients, f.purposes, f.categories,
                    f.day, made.at, outcome_referrals.known, outcome_referrals.upto
                )
            ) as covered_later
        from facts as f
        cross join lateral (
            select
                least(
                    -- As known that day; where it was recorded then, as known at that instant.
                    case
                        when (f.known_from at time zone outcome_referrals.zone)::date = f.day
                            then f.known_from
                        else read.end_of(f.day, outcome_referrals.zone) - interval '1 microsecond'
                    end,
                    outcome_referrals.known
                ) as at
        ) as made
        where f.kind = 'referral' and f.about_id is not null
          and f.day between outcome_referrals.from_on and outcome_referrals.to_on
          and outcome_referrals.measures
              && array['disclosures_without_consent', 'disclosures_papered_later']
    )
    select
        m.measure, f.day, f.subject_id, f.case_id, f.person_id, f.position
    from facts as f
    left join disclosed as d on d.subject_id = f.subject_id
    cross join lateral (
        values
        ('referrals_recorded', true),
        ('referrals_made', f.code = 'EO'),
        ('referrals_made_without_fast_track', f.code = 'EO' and f.origin <> 'FAST_TRACK'),
        ('internal_uses', f.code = 'INTERNAL'),
        ('ministry_disclosures', f.code <> 'INTERNAL' and f.organisation = 'MINISTRY'),
        ('local_disclosures', f.about_id is not null),
        ('disclosures_without_consent', not d.covered),
        ('disclosures_papered_later', not d.covered and d.covered_later)
    ) as m(measure, holds)
    where f.kind = 'referral'
      and f.day between outcome_referrals.from_on and outcome_referrals.to_on
      and m.holds and m.measure = any (outcome_referrals.measures)
    union all
    select
        m.measure, a.day, a.subject_id, a.case_id, a.person_id, a.position
    from facts as a
    join facts as f on f.kind = 'referral' and f.owner_id = a.owner_id
    cross join lateral (
        values
        ('referrals_accepted', true),
        ('referrals_accepted_without_fast_track', f.origin <> 'FAST_TRACK')
    ) as m(measure, holds)
    where a.kind = 'answer' and a.code = 'ACCEPTED'
      and f.code = 'EO'
      and a.day between outcome_referrals.from_on and outcome_referrals.to_on
      and m.holds and m.measure = any (outcome_referrals.measures)
$$;

-- The grants of the person, under any number of theirs, each of which covers it all on that day:
-- signed, not expired, and nothing of it ended by that instant (received_by), as known at another
-- (known, the instant included). Recipients: the kind and the organisation, either of which a grant
-- may name.
create or replace function read.outcome_covering(
    tenant text, person_id uuid, recipients text[], purposes text[], categories text[], day date,
    received_by timestamptz, known timestamptz, upto bigint
)
returns table (consent_id uuid)
language sql stable
as $$
    with facts as not materialized (
        select * from read.outcome_known(
            outcome_covering.tenant,
            outcome_covering.known + interval '1 microsecond',
            outcome_covering.upto, null
        )
    )
    select c.subject_id
    from facts as c
    where c.kind = 'consent' and c.case_id is null
      and c.code = 'GRANTED'
      and c.person_id = any (array(
          select n.number from read.outcome_numbers(
              outcome_covering.tenant, outcome_covering.person_id,
              outcome_covering.known, outcome_covering.upto
          ) as n
      ))
      and c.day <= outcome_covering.day
      and (c.until_on is null or c.until_on >= outcome_covering.day)
      and outcome_covering.recipients && c.recipients
      and outcome_covering.purposes <@ c.purposes
      and outcome_covering.categories <@ c.categories
      and not exists (
          select from facts as w
          where w.kind = 'withdrawal' and w.owner_id = c.subject_id
            and w.received_at <= outcome_covering.received_by
            and (w.categories = '{}' or w.categories && outcome_covering.categories)
            and (w.recipients = '{}' or w.recipients && outcome_covering.recipients)
            and (w.purposes = '{}' or w.purposes && outcome_covering.purposes)
      )
$$;
