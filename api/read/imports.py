"""The imports of a tenant, newest first: totals alone, for who runs the work and who reports on it."""

from typing import Any, LiteralString

from api.access.roles import IMPORTS, require
from api.context import Context
from api.ids import global_id
from api.schema.common import Code
from api.schema.imports import Import, ImportCount, ImportedFile, ImportReport, ImportSum
from api.schema.scalars import Cents, Day
from domain import irregularities, reject_texts
from domain.private import Language

MOST = 50
_QUERY: LiteralString = """
select import_id, kind, source_system, as_of, invented, started_by, started_at, finished_at, report
from import.run where tenant = %s order by started_at desc limit %s
"""


async def imports(context: Context) -> list[Import]:
    """The latest 50. Raises ``Fault`` for roles whose work it is not."""
    session = await context.signed_in()
    require(session, IMPORTS)
    async with context.services.readers.connection() as connection:
        cursor = await connection.execute(_QUERY, (context.tenant, MOST))
        rows = await cursor.fetchall()
    language: Language = "fr" if context.language == "fr" else "en"
    return [_import(row, language) for row in rows]


def _import(row: Any, language: Language) -> Import:
    return Import(
        id=global_id("Import", row[0]),
        kind=row[1],
        source_system=row[2],
        as_of=Day(row[3].isoformat()),
        invented=row[4],
        started_by=row[5],
        started_at=row[6],
        finished_at=row[7],
        report=_report(row[8], language) if row[8] is not None else None,
    )


def _report(report: dict[str, Any], language: Language) -> ImportReport:
    def irregular(code: str) -> str:
        words = irregularities.words(code, language)
        return words[:1].upper() + words[1:]

    return ImportReport(
        events=report["events"],
        files=[
            ImportedFile(**{name: each[name] for name in _FILE_FIELDS}) for each in report["files"]
        ],
        aside=[
            ImportCount(
                code=Code(code=code, label=reject_texts.reason(code, language)), count=count
            )
            for code, count in report["aside"].items()
        ],
        irregular=[
            ImportCount(code=Code(code=code, label=irregular(code)), count=count)
            for code, count in report["irregular"].items()
        ],
        suspected=report["suspected"],
        sums=[
            ImportSum(what=what, taken=Cents(sums["rows"]), aside=Cents(sums["aside"]))
            for what, sums in report["money"].items()
        ],
        gone=report["gone"],
    )


_FILE_FIELDS = ("file", "rows", "taken", "there", "corrected", "repeated", "aside")
