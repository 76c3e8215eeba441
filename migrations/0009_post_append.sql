-- Nobody calls the form without keys any more.
-- squawk-ignore ban-drop-function
drop function ledger.append(
    text[], uuid[], bytea[], bytea[],
    int[], text[], bigint[], text[], smallint[], uuid[], date[], timestamptz[], bytea[], bytea[],
    int[], text[], bigint[], int[], text[], text[], bytea[], text[]
);
