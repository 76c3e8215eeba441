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
    )
    select
        m.measure, f.day, f.subject_id, f.case_id, f.person_id, f.position
    from facts as f
    cross join lateral (
        select
            f.about_id is not null as disclosed,
            least(
                -- As known that day; where it was recorded on that day, as known at that instant.
                case
                    when (f.known_from at time zone outcome_referrals.zone)::date = f.day
                        then f.known_from
                    else read.end_of(f.day, outcome_referrals.zone) - interval '1 microsecond'
                end,
                outcome_referrals.known
            ) as at
    ) as made
    cross join lateral (
        values
        ('referrals_recorded', true),
        ('referrals_made', f.code = 'EO'),
        ('referrals_made_without_fast_track', f.code = 'EO' and f.origin <> 'FAST_TRACK'),
        ('internal_uses', f.code = 'INTERNAL'),
        ('ministry_disclosures', f.code <> 'INTERNAL' and f.organisation = 'MINISTRY'),
        ('local_disclosures', made.disclosed),
        ('disclosures_without_consent', made.disclosed),
        ('disclosures_papered_later', made.disclosed)
    ) as m(measure, holds)
    where f.kind = 'referral'
      and f.day between outcome_referrals.from_on and outcome_referrals.to_on
      and m.holds and m.measure = any (outcome_referrals.measures)
      and (
          m.measure not in ('disclosures_without_consent', 'disclosures_papered_later')
          or not read.outcome_rests_on_consent(
              outcome_referrals.tenant, f.person_id, f.recipients, f.purposes, f.categories, f.day,
              made.at, made.at, outcome_referrals.upto
          )
      )
      and (
          m.measure <> 'disclosures_papered_later'
          or read.outcome_rests_on_consent(
              outcome_referrals.tenant, f.person_id, f.recipients, f.purposes, f.categories, f.day,
              made.at, outcome_referrals.known, outcome_referrals.upto
          )
      )
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

-- Whether one grant of the person, under any number of theirs, covers it all on that day: signed, not
-- expired, and nothing of it ended by that instant (received_by), as known at another (known, the
-- instant included). Recipients: the kind and the organisation, either of which a grant may name.
create or replace function read.outcome_rests_on_consent(
    tenant text, person_id uuid, recipients text[], purposes text[], categories text[], day date,
    received_by timestamptz, known timestamptz, upto bigint
)
returns boolean
language sql stable
-- Asked once a referral: planned once, whatever its caller says of plans.
set plan_cache_mode = auto
as $$
    with facts as not materialized (
        select * from read.outcome_known(
            outcome_rests_on_consent.tenant,
            outcome_rests_on_consent.known + interval '1 microsecond',
            outcome_rests_on_consent.upto, null
        )
    )
    select exists (
        select from facts as c
        where c.kind = 'consent' and c.case_id is null
          and c.code = 'GRANTED'
          and c.person_id = any (array(
              select read.outcome_numbers(
                  outcome_rests_on_consent.tenant, outcome_rests_on_consent.person_id,
                  outcome_rests_on_consent.known, outcome_rests_on_consent.upto
              )
          ))
          and c.day <= outcome_rests_on_consent.day
          and (c.until_on is null or c.until_on >= outcome_rests_on_consent.day)
          and outcome_rests_on_consent.recipients && c.recipients
          and outcome_rests_on_consent.purposes <@ c.purposes
          and outcome_rests_on_consent.categories <@ c.categories
          and not exists (
              select from facts as w
              where w.kind = 'withdrawal' and w.owner_id = c.subject_id
                and w.received_at <= outcome_rests_on_consent.received_by
                and (w.categories = '{}' or w.categories && outcome_rests_on_consent.categories)
                and (w.recipients = '{}' or w.recipients && outcome_rests_on_consent.recipients)
                and (w.purposes = '{}' or w.purposes && outcome_rests_on_consent.purposes)
          )
    )
$$;
