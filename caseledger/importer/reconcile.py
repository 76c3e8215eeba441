"""Reconciliation: what stands in the ledger against what was read, row by row and cent by cent.

It reads the ledger itself, and trusts nothing of what the import remembers of its own work.
"""

from collections.abc import Collection, Sequence
from typing import LiteralString

import msgspec

from caseledger.importer.errors import NotReconciled
from caseledger.importer.form import form
from caseledger.importer.stage import FILES, Stage
from caseledger.importer.values import Unreadable, cents, dollars

LISTED = 200
"""How many references a report lists of one kind; the count tells of all."""
MONEY = ("issued", "reversed", "overpayments", "incomes")


class Money(msgspec.Struct, frozen=True):
    """Sums in cents of CAD: of the rows that were taken, which the ledger's own agree with, and of
    the rows kept aside whose amount can be read.
    """

    rows: int
    aside: int


class Reconciled(msgspec.Struct, frozen=True):
    """What the ledger holds of this source: sums of money, irregularities, rows that are gone.

    ``gone`` are references of rows that were taken before and are not in this extract (the first
    200), ``gone_count`` how many; nothing of them is undone. ``irregular`` counts events by code.
    """

    money: dict[str, Money]
    irregular: dict[str, int]
    irregular_events: int
    gone: list[str]
    gone_count: int


def reconcile(
    stage: Stage,
    tenant: str,
    system: str,
    *,
    whole: bool,
    excused: Collection[str] = (),
    mended: Collection[str] = (),
) -> Reconciled:
    """Hold the staged rows against the ledger. ``whole``: the extract is all that the source has.

    ``excused`` are references of rows about people whose data was disposed of here; ``mended`` those
    of rows that came by themselves. Raises ``NotReconciled``.
    """
    stage.execute(_TOLD, (tenant, system))
    for statement in _ARRANGE:
        stage.execute(statement)
    missing = [row[0] for row in stage.execute(_MISSING, (list(excused),))]
    if missing:
        raise _missing(missing)
    read, stands = dict(stage.execute(_READ_MATCHED)), dict(stage.execute(_STANDS))
    for name in MONEY:
        if (read.get(name) or 0) != (stands.get(name) or 0):
            raise _differs(name, int(read.get(name) or 0), int(stands.get(name) or 0))
    gone = stage.execute(_GONE, (list(mended), LISTED)) if whole else []
    irregular = dict(stage.execute(_IRREGULAR))
    return Reconciled(
        money=_money(stage),
        irregular=irregular,
        irregular_events=stage.execute(_IRREGULAR_EVENTS)[0][0],
        gone=[row[0] for row in gone],
        gone_count=gone[0][1] if gone else 0,
    )


def _money(stage: Stage) -> dict[str, Money]:
    read, aside = dict(stage.execute(_READ)), _aside(stage)
    return {name: Money(int(read.get(name) or 0), aside.get(name, 0)) for name in MONEY}


def _aside(stage: Stage) -> dict[str, int]:
    """Sums over the rows kept aside: of the amounts among them that can be read."""
    sums: dict[str, int] = {}
    after = (-1, -1)
    while page := stage.aside(after, 1000):
        after = (FILES.index(page[-1].file), page[-1].line)
        for row in page:
            _add(sums, row.file, msgspec.json.decode(row.cells, type=list[str]))
    return sums


def _add(sums: dict[str, int], file: str, cells: Sequence[str]) -> None:
    known = form().files[file]
    if not known.amounts or len(cells) != len(known.columns):
        return
    amount = 0
    for name in known.amounts:
        at = known.place(name)
        try:
            read = dollars if known.columns[at].kind == "dollars" else cents
            amount += read(cells[at].strip())
        except Unreadable:
            return
    names = {"payments": ["issued"], "overpayments": ["overpayments"], "incomes": ["incomes"]}[file]
    if file == "payments" and cells[known.place("reversed_on")].strip():
        names = [*names, "reversed"]
    for name in names:
        sums[name] = sums.get(name, 0) + amount


def _missing(references: Sequence[str]) -> NotReconciled:
    shown = ", ".join(references[:5])
    return NotReconciled(
        f"L’import ne concorde pas : {len(references)} rangées lues ne sont pas dans le registre "
        f"({shown}). Ne vous fiez pas à ses chiffres ; gardez l’extrait et signalez-le.",
        f"The import does not reconcile: {len(references)} rows that were read are not in the "
        f"ledger ({shown}). Do not rely on its figures; keep the extract and report this.",
    )


def _differs(name: str, read: int, stands: int) -> NotReconciled:
    return NotReconciled(
        f"L’import ne concorde pas : « {name} » fait {read} cents dans les rangées lues et "
        f"{stands} dans le registre. Ne vous fiez pas à ses chiffres ; signalez-le.",
        f"The import does not reconcile: {name!r} is {read} cents in the rows that were read "
        f"and {stands} in the ledger. Do not rely on its figures; report this.",
    )


_PAYMENTS, _OVERPAYMENTS, _INCOMES = (
    FILES.index(name) for name in ("payments", "overpayments", "incomes")
)
_REVERSED_ON = form().files["payments"].place("reversed_on")
_NAMES = "(array[" + ", ".join(f"'{name}'" for name in FILES) + "])[s.file + 1]"

# The latest word on each part of each row: what nothing later corrects, and no retraction.
_TOLD: LiteralString = """
create temporary table told as
with source_event as (
    select
        e.event_id, e.type, e.state,
        m.envelope #>> '{source,reference}' as reference,
        m.envelope ->> 'corrects' as corrects,
        m.envelope -> 'irregularities' as irregularities
    from ledger.events as e
    cross join lateral (select convert_from(e.metadata, 'UTF8')::jsonb as envelope) as m
    where e.tenant = %s and m.envelope #>> '{source,system}' = %s
)
select
    s.reference,
    regexp_replace(s.reference, '#[0-9]+$', '') collate "C" as row,
    s.type,
    s.irregularities,
    case s.type
        when 'benefit.issued' then p.payload ->> 'amount_cents'
        when 'benefit.reversed' then p.payload ->> 'amount_cents'
        when 'overpayment.established' then p.payload ->> 'amount_cents'
        when 'income.reported' then ((p.payload ->> 'earnings_cents')::bigint
            + (p.payload ->> 'other_cents')::bigint)::text
    end::bigint as cents
from source_event as s
cross join lateral (
    select case
        when s.type in (
            'benefit.issued', 'benefit.reversed', 'overpayment.established', 'income.reported')
        then convert_from(s.state, 'UTF8')::jsonb
    end as payload
) as p
where s.type <> 'case.entry_retracted'
  and s.event_id::text not in (select c.corrects from source_event as c where c.corrects is not null)
"""
_ARRANGE: tuple[LiteralString, ...] = (
    "create index on told (row)",
    f"""
    create temporary table read_row as
    select {_NAMES} || '/' || s.key as row, count(*) as rows from staged as s group by 1
    """,
    """
    create temporary table stands_row as
    select row, count(distinct reference) as rows from told group by row
    """,
    # Where the ledger holds more rows of a key than were read (one was mended, or is gone), their
    # money cannot be told apart by key; everywhere else it must agree to the cent.
    """
    create temporary table matched as
    select r.row from read_row as r join stands_row as t on t.row = r.row and t.rows = r.rows
    """,
    "create unique index on matched (row)",
    "analyze matched",
)
_MISSING: LiteralString = """
select r.row from read_row as r left join stands_row as t using (row)
where r.rows > coalesce(t.rows, 0) and not r.row = any(%s::text[])
order by 1
"""
_GONE: LiteralString = """
select t.reference, count(*) over () from told as t
where not exists (select from read_row as r where r.row = t.row)
  and not t.reference = any(%s::text[])
group by t.reference order by t.reference limit %s
"""
_MATCHED: LiteralString = (
    f"and exists (select from matched as m where m.row = {_NAMES} || '/' || s.key)"
)


def _sums(matched: LiteralString) -> LiteralString:
    reversed_: LiteralString = (
        f"and convert_from(s.content, 'UTF8')::jsonb -> {_REVERSED_ON} <> 'null'::jsonb"
    )
    return f"""
    select 'issued', sum(cents) from staged as s where file = {_PAYMENTS} {matched}
    union all
    select 'reversed', sum(cents) from staged as s where file = {_PAYMENTS} {reversed_} {matched}
    union all
    select 'overpayments', sum(cents) from staged as s where file = {_OVERPAYMENTS} {matched}
    union all
    select 'incomes', sum(cents) from staged as s where file = {_INCOMES} {matched}
    """


_READ, _READ_MATCHED = _sums(""), _sums(_MATCHED)
_STANDS: LiteralString = """
select
    case t.type
        when 'benefit.issued' then 'issued'
        when 'benefit.reversed' then 'reversed'
        when 'overpayment.established' then 'overpayments'
        else 'incomes'
    end,
    sum(t.cents)
from told as t join matched as m using (row)
where t.cents is not null
group by 1
"""
_IRREGULAR: LiteralString = """
select code, count(*) from told, jsonb_array_elements_text(irregularities) as code
group by code order by code
"""
_IRREGULAR_EVENTS: LiteralString = "select count(*) from told where irregularities is not null"
