-- Who asks: functions that leave sealed files out of lists leave them out by the account.
create function access.signed_in_as(tenant text) returns uuid
language sql stable parallel restricted
security definer
set search_path = pg_catalog, pg_temp
as $$
    select s.account_id
    from access.live_session(current_setting('caseledger.session', true)) as s
    where s.tenant = signed_in_as.tenant
$$;
comment on function access.signed_in_as is
    'The account, where the connection holds the secret of a live session of that tenant, else null.';

revoke execute on function access.signed_in_as from public;
grant execute on function access.signed_in_as to caseledger_projector;

-- What somebody was called when they left a unit is told under a look at its case.
grant execute on function access.looked_cases to caseledger_projector;
