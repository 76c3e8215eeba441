-- Whoever keeps a stream of events open for somebody hears at once that they signed out, changed
-- hats, or lost a role or their account.
create function access.tell_end() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pg_notify('caseledger_sessions', new.tenant || ':' || new.account_id);
    return null;
end
$$;
comment on function access.tell_end is 'Tells whose session has ended, or whose roles have changed.';
revoke execute on function access.tell_end from public;

create trigger tell_end after update of ended_at on access.session
for each row when (old.ended_at is distinct from new.ended_at)
execute function access.tell_end();

create trigger tell_end after update of active, roles on access.account
for each row when ((old.active, old.roles) is distinct from (new.active, new.roles))
execute function access.tell_end();
