"""Imports of other systems' extracts: what became of their rows, in numbers that name nobody."""

from datetime import datetime

import strawberry

from api.schema.common import Code
from api.schema.scalars import Cents, Day


@strawberry.type(description="One file's rows: of the manifest, and what became of them.")
class ImportedFile:
    file: str
    rows: int
    taken: int
    there: int = strawberry.field(description="Taken by an earlier import, and unchanged.")
    corrected: int = strawberry.field(description="Changed at the source since: corrections.")
    repeated: int = strawberry.field(description="There twice, to the letter: counted once.")
    aside: int = strawberry.field(description="Kept aside, for they could not be read.")


@strawberry.type(description="How many rows or events a code was given to.")
class ImportCount:
    code: Code
    count: int


@strawberry.type(description="A sum over the rows taken, and over those kept aside.")
class ImportSum:
    what: str = strawberry.field(description="issued, reversed, overpayments or incomes.")
    taken: Cents
    aside: Cents


@strawberry.type(
    description="What an import did. The rows of each file are the sum of what became of them, and "
    "the sums agree with the ledger to the cent: else the import would have failed."
)
class ImportReport:
    events: int
    files: list[ImportedFile]
    aside: list[ImportCount] = strawberry.field(description="Rows kept aside, by why.")
    irregular: list[ImportCount] = strawberry.field(
        description="Events that break a rule of today, by which; kept, and marked."
    )
    suspected: int | None = strawberry.field(
        description="Pairs of records that may be one person; null where nobody looked."
    )
    sums: list[ImportSum]
    gone: int = strawberry.field(
        description="Rows taken before that this extract does not have; nothing was undone."
    )


@strawberry.type(description="An import: of a whole extract, or of rows that were mended.")
class Import:
    id: strawberry.ID
    kind: str = strawberry.field(description="EXTRACT or MENDED.")
    source_system: str
    as_of: Day
    invented: bool = strawberry.field(
        description="Whether the extract says that nobody in it exists."
    )
    started_by: str
    started_at: datetime
    finished_at: datetime | None
    report: ImportReport | None = strawberry.field(
        description="Null as long as it runs, or where it was interrupted and not yet gone on with."
    )
