-- The life of keys: what is to be disposed of, told to every process that holds keys in memory.
create function keys.tell(tenant text, persons uuid[]) returns void
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
    -- A notification holds 8,000 bytes; one without names means: forget whatever you know.
    select pg_notify('caseledger_keys', json_build_object(
        'tenant', tell.tenant,
        'persons', case when cardinality(tell.persons) <= 150 then to_json(tell.persons) end
    )::text)
$$;
comment on function keys.tell is
    'Tells every process that listens to forget what it holds of these persons, and of every text.';

create function keys.request_shred(tenant text, persons uuid[], items uuid[]) returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    marked_persons int;
    marked_items int;
begin
    -- Every append before this is in the ledger; every one after it sees the mark.
    perform from ledger.order_lock as l for update;

    -- Who has no key yet gets none: not by an import sent again, nor by a restore of older keys.
    insert into keys.person_key (tenant, person_id, version, kek_id, state)
    select request_shred.tenant, p.id, 1, '', 'destroyed'
    from unnest(request_shred.persons) as p(id)
    where not exists (
        select from keys.person_key as k
        where k.tenant = request_shred.tenant and k.person_id = p.id
    )
    on conflict do nothing;

    update keys.person_key as k
    set state = 'shred_requested'
    where k.tenant = request_shred.tenant and k.person_id = any(request_shred.persons)
      and k.state = 'active';
    get diagnostics marked_persons = row_count;

    update keys.item_key as k
    set state = 'shred_requested'
    where k.tenant = request_shred.tenant and k.item_id = any(request_shred.items)
      and k.state = 'active';
    get diagnostics marked_items = row_count;

    perform keys.tell(request_shred.tenant, request_shred.persons);
    return marked_persons + marked_items;
end
$$;
comment on function keys.request_shred is
    'Marks keys that are to be destroyed: from its commit on nothing is sealed or opened under them. '
    'Gives how many were newly marked; to call it again changes nothing.';

create function keys.destroy(tenant text, persons uuid[], items uuid[]) returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    gone_persons int;
    gone_items int;
begin
    update keys.person_key as k
    set state = 'destroyed', wrapped = null
    where k.tenant = destroy.tenant and k.person_id = any(destroy.persons)
      and k.state = 'shred_requested';
    get diagnostics gone_persons = row_count;

    update keys.item_key as k
    set state = 'destroyed', wrapped = null
    where k.tenant = destroy.tenant and k.item_id = any(destroy.items)
      and k.state = 'shred_requested';
    get diagnostics gone_items = row_count;

    perform keys.tell(destroy.tenant, destroy.persons);
    return gone_persons + gone_items;
end
$$;
comment on function keys.destroy is
    'Destroys the wrapped keys that keys.request_shred has marked, and no other. Gives how many; to '
    'call it again changes nothing. Their older forms in the write-ahead log and in backups go with '
    'the key-encryption key: see docs/keys.md.';

revoke execute on function keys.tell, keys.request_shred, keys.destroy from public;
grant execute on function keys.request_shred, keys.destroy to caseledger_writer;
