"""What the store asks of PostgreSQL."""

from typing import LiteralString

from psycopg import sql

# the order of `Recorded`'s fields
COLUMNS: LiteralString = (
    "stream, version, type, state, event_id, schema_version, effective_on, known_at, metadata,"
    " position, appended_at, tenant"
)
LOAD: LiteralString = (
    f"select {COLUMNS}, n"
    " from unnest(%b, %b, %b, %b) with ordinality"
    " as asked(of_tenant, of_stream, after_version, last_version, n)"
    " cross join lateral (select * from ledger.events as e"
    " where e.tenant = of_tenant and e.stream = of_stream and e.version > after_version"
    " and e.version <= last_version"
    " order by e.version) as found order by n, version"
)
READ: LiteralString = (
    f"select {COLUMNS} from ledger.events where position > %s order by position limit %s"
)
READ_TENANT: LiteralString = (
    f"select {COLUMNS} from ledger.events"
    " where position > %s and tenant = %s order by position limit %s"
)
# The type is a literal: no plan made for any type could use the index that holds one type alone.
READ_TYPE = sql.SQL(
    f"select {COLUMNS} from ledger.events"
    " where tenant = %s and type = {} and position > %s order by position"
)
# By stream and version, for whatever the collation: the prefix is a filter, not the range.
READ_KIND: LiteralString = (
    f"select {COLUMNS} from ledger.events"
    " where tenant = %s and (stream, version) > (%s, %s) and starts_with(stream, %s)"
    " order by stream, version limit %s"
)
# By stream: that positions are added to keeps the plan from going through all of them.
READ_STREAMS: LiteralString = (
    f"select {COLUMNS} from ledger.events"
    " where tenant = %s and stream = any (%s::text[]) and position + 0 > %s and position + 0 <= %s"
    " and type = any (%s::text[])"
)
HEAD: LiteralString = "select position from ledger.head"
APPENDED: LiteralString = "select appended_at from ledger.events where position = %s"
AGES: LiteralString = (
    "select position, extract(epoch from clock_timestamp() - appended_at)::float8"
    " from ledger.events where position = any(%s::bigint[])"
)
# Its answer says that the command is done, so it waits until that is so on the standbys as well.
COMMAND: LiteralString = (
    "select command_id, body_hash, result, first_position, last_position, appended_at,"
    " ledger.confirm() from ledger.commands where tenant = %s and command_id = %s"
)
FLUSHED: LiteralString = "select timeline, lsn::text from ledger.flushed()"
SNAPSHOT: LiteralString = (
    "select version, position, fingerprint, digest, state from ledger.snapshots"
    " where tenant = %s and stream = %s"
)
SAVE_SNAPSHOT: LiteralString = (
    "insert into ledger.snapshots (tenant, stream, version, position, fingerprint, digest, state)"
    " values (%s, %s, %s, %s, %s, %s, %s) on conflict (tenant, stream) do update set"
    " version = excluded.version, position = excluded.position,"
    " fingerprint = excluded.fingerprint, digest = excluded.digest, state = excluded.state,"
    " taken_at = excluded.taken_at returning version"
)
DROP_SNAPSHOTS: LiteralString = "delete from ledger.snapshots where tenant = %s returning version"
COUNT_SNAPSHOTS: LiteralString = (
    "select count(*), coalesce(sum(octet_length(state)), 0)::bigint from ledger.snapshots"
    " where tenant = %s"
)

PURGE: LiteralString = "select ledger.purge(%s, %s::uuid[], %s::text[])"

# A server that hangs must not hold a connection for ever; for the others see `ledger.durable`.
SETTINGS: LiteralString = (
    "select set_config('timezone', 'UTC', false), set_config('statement_timeout', '30s', false),"
    " set_config('lock_timeout', '10s', false), set_config('synchronous_commit', 'on', false),"
    " set_config('client_min_messages', 'warning', false)"
)
# Every read here goes by an index. A plan made while the tables were empty must do so too.
READER_SETTINGS: LiteralString = (
    SETTINGS + ", set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false),"
    " set_config('enable_hashjoin', 'off', false), set_config('enable_mergejoin', 'off', false),"
    " set_config('plan_cache_mode', 'force_generic_plan', false)"
)
