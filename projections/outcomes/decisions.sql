-- Decisions of a period, for these measures, as known: the readings of the standard by the due days
-- of the application's submission and of its completion (of its submission, where none is known).
create or replace function read.outcome_decisions(
    tenant text, measures text[], from_on date, to_on date, known timestamptz, upto bigint,
    among uuid[]
)
returns table (
    measure text, day date, subject_id uuid, case_id uuid, "position" bigint, programme text
)
language sql stable
as $$
    with facts as not materialized (
        select * from read.outcome_known(
            outcome_decisions.tenant, outcome_decisions.known, outcome_decisions.upto,
            outcome_decisions.among
        )
    )
    select
        m.measure, d.day, d.subject_id, d.case_id, d.position, a.programme
    from facts as d
    left join facts as a on a.kind = 'application' and a.owner_id = d.owner_id
    left join facts as c on c.kind = 'completion' and c.owner_id = d.owner_id
    cross join lateral (
        values
        ('applications_decided', true),
        ('applications_granted', d.code = 'GRANTED'),
        ('granted_automatically', d.code = 'GRANTED' and d.automated),
        ('decided_received_centrally', a.organisation = 'IBAU'),
        ('decided_by_ministry', d.organisation = 'MINISTRY'),
        ('decided_within_standard_submitted', d.day <= a.submitted_due_business),
        ('decided_within_standard_calendar_submitted', d.day <= a.submitted_due_calendar),
        ('decided_within_standard',
            d.day <= coalesce(c.completed_due_business, a.completed_due_business)),
        ('decided_within_standard_calendar',
            d.day <= coalesce(c.completed_due_calendar, a.completed_due_calendar))
    ) as m(measure, holds)
    where d.kind = 'decision'
      and d.day between outcome_decisions.from_on and outcome_decisions.to_on
      and m.holds and m.measure = any (outcome_decisions.measures)
$$;
