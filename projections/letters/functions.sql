-- The letters that wait in cases of a scope, the oldest first. Ids alone, for the look names the cases
-- before anything is read; a case that is shut to the account is left out.
create or replace function read.letters_waiting(tenant text, scope jsonb, after bigint, page int)
returns table (letter_id uuid, case_id uuid, "position" bigint)
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select l.letter_id, l.case_id, l.position
    from read.letter as l
    join read.case_file as c on c.tenant = l.tenant and c.case_id = l.case_id
    where l.tenant = (select access.signed_in_to(letters_waiting.tenant))
      and l.state = 'WAITING'
      and l.prepared_on is not null
      and read.in_scope(
        letters_waiting.scope, c.office, c.caseworker_id, c.status, c.recipients)
      and c.case_id <> all ((select read.shut_cases(letters_waiting.tenant))::uuid[])
      and (letters_waiting.after is null or l.position > letters_waiting.after)
    order by l.position
    limit letters_waiting.page
$$;

-- Of which case a letter is: whether it is open is decided on the case.
create or replace function read.case_of_letter(tenant text, letter uuid) returns uuid
language sql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select l.case_id from read.letter as l
    where l.tenant = (select access.signed_in_to(case_of_letter.tenant))
      and l.letter_id = case_of_letter.letter
$$;
