-- Figures counted from all facts of the time: the size of what outcome_rows lists for each period,
-- without making the lists. What happened is counted by its days first, whatever the periods; what
-- stands, by the days on which it begins and ends.
create or replace function read.outcome_count(
    tenant text, measures text[], firsts date[], lasts date[],
    known_on date, zone text, upto bigint, office text, programme text
)
returns table (measure text, place int, facts bigint, cents bigint)
language plpgsql stable
as $$
#variable_conflict use_variable
declare
    known constant timestamptz := read.end_of(known_on, zone);
    first constant date := (select min(d) from unnest(firsts) as d);
    last constant date := (select max(d) from unnest(lasts) as d);
begin
    return query
    with happened as (
        select r.measure, r.day, count(*) as facts, coalesce(sum(r.amount_cents), 0) as cents
        from read.outcome_happened(
            tenant, measures, first, last, known, upto, null, zone
        ) as r
        left join read.outcome_places(tenant, 'office', known, upto, null) as o
            on office is not null and o.code = office
            and o.case_id = r.case_id and o.from_on <= r.day and r.day < o.until_on
        left join read.outcome_places(tenant, 'programme', known, upto, null) as p
            on programme is not null and p.code = programme
            and p.case_id = r.case_id and p.from_on <= r.day and r.day < p.until_on
        where (r.ripe_from is null or r.ripe_from <= known_on)
          and (r.ripe_until is null or r.ripe_until > known_on)
          and (office is null or o.case_id is not null)
          and (programme is null or coalesce(r.programme, p.code) = programme)
        group by r.measure, r.day
    ),
    standing as (
        select
            r.measure, r.subject_id, r.subject_id <> r.case_id as by_person,
            greatest(r.from_on, o.from_on, p.from_on) as from_on,
            least(coalesce(r.until_on, 'infinity'), o.until_on, p.until_on) as until_on
        from read.outcome_standing(tenant, measures, known, upto, null, zone) as r
        left join read.outcome_places(tenant, 'office', known, upto, null) as o
            on office is not null and o.code = office
            and o.case_id = r.case_id and o.from_on < coalesce(r.until_on, 'infinity')
            and r.from_on < o.until_on
        left join read.outcome_places(tenant, 'programme', known, upto, null) as p
            on programme is not null and r.programme is null and p.code = programme
            and p.case_id = r.case_id and p.from_on < coalesce(r.until_on, 'infinity')
            and r.from_on < p.until_on
        where (office is null or o.case_id is not null)
          and (programme is null or coalesce(r.programme, p.code) = programme)
    ),
    -- Whoever stands twice at a time counts once: a stretch begins where none before it reaches. Only
    -- persons in cases can.
    stretches as (
        select s.measure, s.from_on, s.until_on, null::date as reached
        from standing as s
        where s.by_person is not true
        union all
        select
            s.measure, s.from_on, s.until_on,
            max(s.until_on) over (
                partition by s.measure, s.subject_id order by s.from_on, s.until_on
                rows between unbounded preceding and 1 preceding
            )
        from standing as s
        where s.by_person and s.from_on < s.until_on
    ),
    changes as (
        select s.measure, d.day, sum(d.sign) as facts
        from stretches as s
        cross join lateral (
            values (greatest(s.from_on, s.reached), 1), (s.until_on, -1)
        ) as d(day, sign)
        where s.from_on < s.until_on and (s.reached is null or s.reached < s.until_on)
        group by s.measure, d.day
    )
    select f.measure, p.place::int, sum(f.facts)::bigint, sum(f.cents)::bigint
    from (
        select h.measure, false as standing, h.day, h.facts, h.cents from happened as h
        union all
        select c.measure, true, c.day, c.facts, 0 from changes as c
    ) as f
    join unnest(firsts, lasts) with ordinality as p(first, last, place)
        on f.day <= p.last and (f.standing or f.day >= p.first)
    group by f.measure, p.place
    having sum(f.facts) <> 0;
end
$$;
