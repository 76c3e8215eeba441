"""Where a keyset page stands: its size, its cursor, and how many rows came before it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from litestar import Request

from ui.site import address

SIZE = 25


@dataclass(frozen=True)
class Paging:
    """``at`` counts the rows before this page; it only words "26 to 50", the cursor finds them."""

    after: str | None
    before: str | None
    at: int
    size: int = SIZE

    @property
    def variables(self) -> dict[str, Any]:
        """As a connection takes them, from either end."""
        if self.before:
            return {"last": self.size, "before": self.before}
        return {"first": self.size, "after": self.after}

    @property
    def forward(self) -> dict[str, Any]:
        """As a connection takes them that only goes forward."""
        return {"first": self.size, "after": self.after}


def paging(request: Request[Any, Any, Any]) -> Paging:
    query = request.query_params
    after, before = query.get("after") or None, query.get("before") or None
    return Paging(after, before, whole(query.get("at", "")) if after or before else 0)


def page_url(path: str, **kept: Any) -> Callable[..., str]:
    """Makes addresses of other pages of the same list, its filter kept."""

    def url(**moved: Any) -> str:
        return address(path, **{**kept, **moved})

    return url


def position_of(request: Request[Any, Any, Any]) -> int | None:
    """The ledger position that the page must have reached, where the address names one."""
    typed = request.query_params.get("position", "")
    return whole(typed) or None


def fresh_from(request: Request[Any, Any, Any]) -> int | None:
    """The position to read up to: of the reader's own entry, or of the change that they were told of."""
    told = whole(request.query_params.get("fresh", ""))
    return max(position_of(request) or 0, told) or None


def whole(typed: str) -> int:
    """A count or position as typed in an address or kept by a form; 0 where it is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0
