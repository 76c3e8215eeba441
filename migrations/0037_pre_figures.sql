-- Sums of the figures: what a year's figures are read from, instead of counting it anew. They are made
-- from the facts of the read model outcomes, belong to no build of it, and are filled again whenever
-- these facts stand in another table or were taken away.
create table read.outcome_summary (
    tenant text primary key,
    source oid not null,
    zone text not null,
    measures text[] not null,
    position bigint not null,
    known timestamptz not null
);
comment on table read.outcome_summary is
    'Up to which position the sums hold, of the facts in which table (source), for the days of which '
    'zone. known: when the latest of these facts was learned.';
alter table read.outcome_summary owner to caseledger_projector;

create table read.outcome_cell (
    tenant text not null,
    grain text not null,
    office text not null,
    programme text not null,
    measure text not null,
    day date not null,
    ripe_on date not null,
    facts bigint not null,
    cents bigint not null,
    -- With what is summed, so that a sum reads the index alone.
    primary key (tenant, grain, office, programme, measure, day, ripe_on) include (facts, cents)
);
comment on table read.outcome_cell is
    'By how much a figure changes on a day (grain D), or in the month that begins on it (M), for an '
    'office and a programme (*: all of them), on days of knowledge from ripe_on on.';
alter table read.outcome_cell owner to caseledger_projector;

create function read.outcome_void() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    delete from read.outcome_summary;
    return null;
end
$$;
comment on function read.outcome_void() is 'After rows of facts went: no sum holds.';
alter function read.outcome_void() owner to caseledger_projector;
revoke execute on function read.outcome_void() from public;
