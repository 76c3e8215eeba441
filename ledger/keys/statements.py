"""The SQL of the key store, each a transaction of its own."""

# What is sealed under a key may outlive this server: a key in use is on its standbys first.
SELECT_PERSONS = """
select person_id, version, wrapped, kek_id, (select ledger.confirm()) from keys.person_key
where tenant = %s and person_id = any(%s::uuid[]) and state = 'active'
"""
INSERT_PERSONS = """
insert into keys.person_key (tenant, person_id, version, wrapped, kek_id, state)
select %s, person_id, 1, wrapped, %s, 'active'
from unnest(%s::uuid[], %s::bytea[]) as new (person_id, wrapped)
where not exists (
    select from keys.person_key known where known.tenant = %s and known.person_id = new.person_id)
on conflict do nothing
"""
SELECT_ITEMS = """
select item_id, person_id, wrapped from keys.item_key
where tenant = %s and item_id = any(%s::uuid[]) and state = 'active' and wrapped is not null
"""
SELECT_SECRET = """
select wrapped, kek_id, ledger.confirm() from keys.secret where tenant = %s and name = %s
"""
INSERT_SECRET = """
insert into keys.secret (tenant, name, wrapped, kek_id) values (%s, %s, %s, %s)
on conflict do nothing
"""
CURRENT_KEK = "select keys.current_kek(%s, %s), ledger.confirm()"
ADD_VERSION = "select keys.add_version(%s, %s, %s, %s, %s)"
REQUEST_SHRED = "select keys.request_shred(%s, %s::uuid[], %s::uuid[])"
DESTROY = "select keys.destroy(%s, %s::uuid[], %s::uuid[])"
NOT_ACTIVE = """
select 'person', person_id from keys.person_key
where tenant = %(tenant)s and person_id = any(%(persons)s::uuid[]) and state <> 'active'
union
select 'item', item_id from keys.item_key
where tenant = %(tenant)s and item_id = any(%(items)s::uuid[]) and state <> 'active'
"""
