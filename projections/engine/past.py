"""The read tables as the ledger stood at a position: twins, and the schema ``past`` over them.

A row of a table with history carries ``since``, the position of the event that made it what it
is. A version that stands no more is in the table's twin, with ``until``, the position of the event
that ended it. ``past.<name>`` shows the rows as at ``access.asked_position()``; a function that is
asked of the past is the one of the schema ``read``, word for word, but that its model's tables are
those of then. Rights (seals, scope) are those of now, whatever position is asked about.
"""

import re

from projections.engine.model import ReadModel, Table

_FUNCTION = re.compile(r"create or replace function read\.(\w+)\(.*?\$\$;", re.DOTALL)
_NAMED = re.compile(r"\bread\.(\w+)\b")
_IN_SCOPE = re.compile(r"\bread\.in_scope\(\s*(\S+),\s*(\w+)\.office,[^()]*\)")
_AT = "(select access.asked_position())"


def known_then(model: ReadModel) -> list[Table]:
    """The tables of a model that can be asked about the past."""
    return [t for t in model.tables if t.history or t.written_once or t.then_in]


def twins(model: ReadModel) -> str:
    """Statements that give its tables their twins, once the tables are made."""
    return "\n".join(_twin(model, table) for table in model.tables if table.history)


def _twin(model: ReadModel, table: Table) -> str:
    physical, twin = f"read.{model.physical(table)}", f"read.{model.twin(table)}"
    return f"""
        alter table {physical} add column since bigint not null;
        create table {twin} (like {physical} including generated, until bigint not null);
        alter table {twin} add primary key ({", ".join(table.key)}, since);
        {_by_person(table, twin)}
        create index on {twin} using brin (until);
        comment on table {twin} is
            'Rows of {table.name} that stand no more: they did from since up to before until.';
    """


def _by_person(table: Table, twin: str) -> str:
    asked = table.opened_by == "person" or table.name == "case_member"
    return f"create index on {twin} (tenant, person_id);" if asked else ""


def views(model: ReadModel) -> str:
    """Statements that show the past of the tables of its build."""
    return "\n".join(
        f"""
        create view past.{table.name} with (security_invoker = true) as {_rows(model, table)};
        grant select on past.{table.name} to caseledger_reader;
        """
        for table in known_then(model)
    )


def _rows(model: ReadModel, table: Table) -> str:
    physical = f"read.{model.physical(table)}"
    if table.history:
        return f"""
            select t.*, null::bigint as until from {physical} as t where t.since <= {_AT}
            union all
            select t.* from read.{model.twin(table)} as t where t.since <= {_AT} and t.until > {_AT}
        """
    if table.then_in is None:
        return f"select * from {physical} where {_stood(table)}"
    [other] = [each for each in model.tables if each.name == table.then_in]
    key = ", ".join(table.key)
    return f"""
        select distinct on ({key}) {", ".join(table.columns)}
        from read.{model.physical(other)} where {_stood(other)}
        order by {key}, position desc
    """


def _stood(table: Table) -> str:
    """Of rows that are written once: those of then, and those that say ``disposed``, whenever."""
    gone = " or disposed" if "disposed" in table.columns else ""
    return f"position <= {_AT}{gone}"


def functions(model: ReadModel) -> str:
    """Statements that make its functions that are asked of the past."""
    found = {match[1]: match[0] for match in _FUNCTION.finditer(model.functions)}
    return "\n".join(_of_past(model, found[name]) for name in model.asked_of_past)


def _of_past(model: ReadModel, function: str) -> str:
    then = {table.name for table in known_then(model)} | set(model.asked_of_past)
    # Whose lists may name a case is decided on what the case is now.
    told = _IN_SCOPE.sub(r"read.case_in_scope(\2.tenant, \1, \2.case_id)", function)
    return _NAMED.sub(lambda name: f"past.{name[1]}" if name[1] in then else name[0], told)
