"""Types that several subjects share: nodes, pages, freshness, codes with their labels."""

import strawberry

from api.schema.scalars import Day, Position

LACKS = (
    "Where something recorded could not be taken into what is shown here: the position of the first "
    "of it. It is not lost, and is shown once that is mended; null where nothing is lacking."
)


@strawberry.interface(description="Something with an id of its own, readable: Case:<uuid>.")
class Node:
    id: strawberry.ID


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(
    description="The position this answer includes, and whether it lags behind what was asked for."
)
class Freshness:
    position: Position
    stale: bool


@strawberry.type(description="A code and its words in the reader's language.")
class Code:
    code: str
    label: str


@strawberry.type(description="An entry of a code list, with the days on which it is in force.")
class CodeEntry:
    code: str
    label: str
    description: str | None
    valid_from: Day | None
    valid_to: Day | None
    group: str | None


@strawberry.type(description="A label and a value, both in the reader's language.")
class Detail:
    label: str
    value: str


@strawberry.type(
    description="One neutral notice: there is no such thing, or it is not open to this viewer."
)
class NotAvailable:
    message: str
