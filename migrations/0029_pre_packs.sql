-- Proof packs: who took one, of what, and up to where; shown among the looks as any other.
-- squawk-ignore ban-drop-constraint
alter table access.export drop constraint export_form_check;
alter table access.export add constraint export_form_check
check (form in ('EXPORT', 'EXPORT_SEALED', 'PROOF_PACK')) not valid;

create function access.record_pack(
    tenant text,
    pack_id uuid,
    "position" bigint,
    persons uuid[],
    cases uuid[],
    categories text[],
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
        record_pack.tenant, record_pack.pack_id, clock_timestamp(), 'PROOF_PACK',
        record_pack.position, record_pack.started_by
    );
    -- This look names whom the pack tells of, and opens nothing to anybody.
    insert into access.look (
        look_id, at, tenant, session_id, account_id, role, organisation, purpose, task,
        persons, cases, categories, decision, codes, request_id, backend, xid, purpose_from
    )
    values (
        record_pack.pack_id, clock_timestamp(), record_pack.tenant,
        '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000',
        'OPERATOR', record_pack.tenant, 'PROOF', 'PROOF_PACK',
        record_pack.persons, record_pack.cases, record_pack.categories, 'allowed', '{}',
        record_pack.pack_id, pg_backend_pid(), pg_current_xact_id(), 'EXPORT'
    );
end
$$;
comment on function access.record_pack is
    'Records that a proof pack of these persons and cases is being taken out by the command line.';

revoke execute on function access.record_pack from public;
grant execute on function access.record_pack to caseledger_writer;
