-- Group roles of the ledger; login roles are made by whoever runs the server and granted one of
-- these. Runs before every migration, changes nothing when all is in place, and works for a
-- superuser as for a role with CREATEROLE that owns the database.
do $roles$
declare
    group_role text;
    can_set text := case when current_setting('server_version_num')::int >= 160000
                         then 'SET' else 'MEMBER' end;
begin
    foreach group_role in array array[
        'caseledger_owner', 'caseledger_writer', 'caseledger_projector',
        'caseledger_reader', 'caseledger_auth', 'caseledger_auditor', 'caseledger_sequencer'
    ] loop
        if not exists (select from pg_catalog.pg_roles r where r.rolname = group_role) then
            begin
                execute pg_catalog.format('create role %I nologin', group_role);
            exception when duplicate_object or unique_violation then
                null; -- roles belong to the whole server: another database was migrated just now
            end;
        end if;
    end loop;

    if not pg_catalog.pg_has_role(current_user, 'caseledger_owner', can_set) then
        execute pg_catalog.format('grant caseledger_owner to %I', current_user);
    end if;

    -- So that migrations may set the default privileges of what the projector makes.
    if not pg_catalog.pg_has_role('caseledger_owner', 'caseledger_projector', 'USAGE') then
        grant caseledger_projector to caseledger_owner;
    end if;

    -- So that a look is bound to one backend even when its process id comes round again.
    -- Where the server's administrator does not allow it, the process id alone must do.
    if not pg_catalog.pg_has_role('caseledger_owner', 'pg_read_all_stats', 'USAGE') then
        begin
            grant pg_read_all_stats to caseledger_owner;
        exception when insufficient_privilege then
            null;
        end;
    end if;

    if not pg_catalog.has_database_privilege(
        'caseledger_owner', pg_catalog.current_database(), 'CREATE'
    ) then
        execute pg_catalog.format(
            'grant create on database %I to caseledger_owner', pg_catalog.current_database());
    end if;
end
$roles$;
