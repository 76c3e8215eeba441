"""The one place where old schema versions become new ones, for live readers and rebuilds alike.

An upcaster takes the decoded fields of one version and gives those of the next. They are chained:
an event written as version 1 and read by code that knows version 3 passes two of them.

An upcaster never renames or moves a private field: its box is bound to the field as written and
would not open elsewhere. Where one must move, the event gets a new wire name.
"""

from collections.abc import Callable, Mapping
from typing import Any

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTERS: Mapping[tuple[str, int], Upcaster] = {}
"""``(wire name, from version)`` to the upcaster that gives the next version. None is needed yet."""


class UnknownVersion(ValueError):
    """No chain of upcasters leads from a stored schema version to the one that this code knows."""


def upcast(
    wire_name: str,
    stored: int,
    known: int,
    fields: dict[str, Any],
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> dict[str, Any]:
    """Bring fields from the stored schema version up to the known one."""
    if stored > known:
        raise UnknownVersion(
            f"{wire_name} v{stored} was written by newer code (this knows v{known})"
        )
    for version in range(stored, known):
        step = upcasters.get((wire_name, version))
        if step is None:
            raise UnknownVersion(f"no upcaster for {wire_name} from v{version}")
        fields = step(fields)
    return fields
