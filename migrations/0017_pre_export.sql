-- Exports: who took a copy of a tenant's whole data, and up to where.
create table access.export (
    tenant text not null,
    export_id uuid not null,
    at timestamptz not null,
    form text not null check (form in ('EXPORT', 'EXPORT_SEALED')),
    position bigint not null,
    started_by text not null,
    primary key (tenant, export_id)
);
comment on table access.export is 'Append-only; written by access.record_export alone.';

create trigger refuse_change before update or delete or truncate on access.export
for each statement execute function ledger.refuse_change();

create function access.record_export(
    tenant text,
    export_id uuid,
    form text,
    "position" bigint,
    started_by text
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into access.export (tenant, export_id, at, form, position, started_by)
    values (
        record_export.tenant, record_export.export_id, clock_timestamp(),
        record_export.form, record_export.position, record_export.started_by
    );
    -- All persons and all cases: none is named, and this look opens nothing to anybody.
    insert into access.look (
        look_id, at, tenant, session_id, account_id, role, organisation, purpose, task,
        persons, cases, categories, decision, codes, request_id, backend, xid
    )
    values (
        record_export.export_id, clock_timestamp(), record_export.tenant,
        '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000',
        'OPERATOR', record_export.tenant, 'EXPORT', record_export.form,
        '{}', '{}', '{}', 'allowed', '{}', record_export.export_id,
        pg_backend_pid(), pg_current_xact_id()
    );
end
$$;
comment on function access.record_export is
    'Records that a copy of all of a tenant''s data is being taken out, and shows it among the looks.';

revoke execute on function access.record_export from public;
grant usage on schema access to caseledger_writer;
grant execute on function access.record_export to caseledger_writer;
grant select on access.export to caseledger_auditor;

-- Events of an export of this program are taken in too.
-- squawk-ignore ban-drop-constraint
alter table import.run drop constraint run_kind_check;
alter table import.run add constraint run_kind_check
check (kind in ('EXTRACT', 'MENDED', 'EVENTS')) not valid;
