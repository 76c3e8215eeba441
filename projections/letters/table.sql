-- Letters to persons: those that wait to go out, and those that went.
create table read.letter_v{version} (
    tenant text not null,
    letter_id uuid not null,
    case_id uuid not null,
    person_id uuid not null,
    kind text,
    about uuid,
    of_event uuid,
    language text,
    prepared_on date,
    state text not null,
    sent_on date,
    means text,
    let_go_for text,
    position bigint not null,
    primary key (tenant, letter_id)
);
create index on read.letter_v{version} (tenant, case_id);
create index on read.letter_v{version} (tenant, position) where state = 'WAITING';
comment on column read.letter_v{version}.state is 'WAITING, SENT or LET_GO';
