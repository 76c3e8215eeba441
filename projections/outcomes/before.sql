-- The functions of earlier versions, whatever their arguments: what follows makes them anew.
do $$
declare
    old regprocedure;
begin
    for old in
        select p.oid from pg_proc as p
        where p.pronamespace = 'read'::regnamespace and p.prorettype <> 'trigger'::regtype
          and (starts_with(p.proname, 'outcome_') or p.proname in ('end_of', 'stands'))
    loop
        execute format('drop function %s', old);
    end loop;
end
$$;
