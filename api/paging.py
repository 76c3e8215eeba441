"""Keyset pages: sizes, cursors that name the last row's sort key, and page info."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec

from api.errors import Fault
from api.schema.common import PageInfo
from api.settings import Limits

Place = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
"""A ledger position in a cursor: what PostgreSQL's ``bigint`` can hold."""


def page_size(limits: Limits, first: int | None, field: str = "first") -> int:
    """The size asked for, else the default. Raises ``Fault`` beyond 1 to the limit."""
    if first is None:
        return limits.default_page
    if not 1 <= first <= limits.page:
        raise Fault("PAGE_SIZE", field=field, limit=limits.page)
    return first


def write_cursor(key: Sequence[Any]) -> str:
    """A cursor for a row's sort key (text, numbers, days, instants, UUIDs)."""
    return base64.urlsafe_b64encode(msgspec.json.encode(list(key))).decode().rstrip("=")


def read_cursor(cursor: str, shape: type[Any], field: str = "after") -> Any:
    """The sort key behind a cursor, as the tuple type ``shape``. Raises ``Fault``."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return msgspec.json.decode(
            base64.b64decode(padded, altchars=b"-_", validate=True), type=shape
        )
    except (binascii.Error, ValueError, msgspec.MsgspecError, UnicodeError):
        raise Fault("BAD_CURSOR", field=field) from None


def page_info(cursors: Sequence[str], *, before: bool, after: bool) -> PageInfo:
    """Page info for the cursors of a page, and whether rows stand ``before`` and ``after`` it."""
    return PageInfo(
        has_next_page=after,
        has_previous_page=before,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )
