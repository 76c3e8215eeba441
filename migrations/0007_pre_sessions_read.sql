-- Ids, too, are for somebody who is signed in: the functions that give them before a look is
-- recorded ask for the session whose secret the connection holds.
create function access.signed_in_to(tenant text) returns text
language sql stable parallel restricted
security definer
set search_path = pg_catalog, pg_temp
as $$
    select s.tenant
    from access.live_session(current_setting('caseledger.session', true)) as s
    where s.tenant = signed_in_to.tenant
$$;
comment on function access.signed_in_to is
    'The tenant, where the connection holds the secret of a live session of it (in the setting '
    'caseledger.session), else null. In a function, once a statement: '
    'tenant = (select access.signed_in_to(f.tenant)).';

revoke execute on function access.signed_in_to from public;

-- The projector owns the functions of the schema read, which run as it.
grant execute on function access.signed_in_to, access.looked_tenant to caseledger_projector;
