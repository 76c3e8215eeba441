-- What counts in a period by its own day, for these measures, as known: one row a fact.
create or replace function read.outcome_counted(
    tenant text, measures text[], from_on date, to_on date, known timestamptz, upto bigint,
    among uuid[]
)
returns table (
    measure text, day date, subject_id uuid, case_id uuid, person_id uuid,
    "position" bigint, programme text, amount_cents bigint
)
language sql stable
as $$
    select
        m.measure, f.day, f.subject_id, f.case_id, f.person_id, f.position, f.programme,
        f.amount_cents
    from (
        values
        ('application', 'applications_received', null, null),
        ('application', 'received_centrally', null, 'IBAU'),
        ('assignment', 'assignments_recorded', null, null),
        ('member', 'memberships_recorded', null, null),
        ('assessment', 'assessments_completed', null, null),
        ('plan', 'plans_created', null, null),
        ('deferral', 'deferrals_granted', null, null),
        ('income', 'incomes_reported', null, null),
        ('exit', 'exits_recorded', null, null),
        ('benefit', 'benefits_issued', null, null),
        ('benefit', 'benefits_issued_locally', null, 'LOCAL'),
        ('benefit', 'stability_support_issued', 'STABILITY_SUPPORT', null),
        ('reversal', 'benefits_reversed', null, null),
        ('overpayment', 'overpayments_established', null, null),
        ('consent', 'consents_granted', 'GRANTED', null),
        ('consent', 'consents_refused', 'REFUSED', null),
        ('withdrawal', 'consents_withdrawn', 'WITHDRAWN', null)
    ) as m(kind, measure, code, organisation)
    join read.outcome_known(
        outcome_counted.tenant, outcome_counted.known, outcome_counted.upto, outcome_counted.among
    ) as f
        on f.kind = m.kind
        and f.day between outcome_counted.from_on and outcome_counted.to_on
        and (m.code is null or f.code = m.code)
        and (m.organisation is null or f.organisation = m.organisation)
    where m.measure = any (outcome_counted.measures)
$$;
