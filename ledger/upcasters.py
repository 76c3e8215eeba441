"""The one place where old schema versions become new ones, for live readers and rebuilds alike.

An upcaster takes the decoded fields of one version and gives those of the next. They are chained:
an event written as version 1 and read by code that knows version 3 passes two of them.

An upcaster never renames or moves a private field: its box is bound to the field as written and
would not open elsewhere. Where one must move, the event gets a new wire name.
"""

from collections.abc import Callable, Mapping
from typing import Any

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


def _with(**told: Any) -> Upcaster:
    """An upcaster to a version that only knows more: what the old one did not tell."""
    return lambda fields: {**fields, **told}


UPCASTERS: Mapping[tuple[str, int], Upcaster] = {
    ("action_plan.created", 1): _with(goals=None),
    ("application.submitted", 1): _with(
        ministry_reference=None,
        risk_band=None,
        readiness=None,
        route_reason=None,
        first_nations_site=False,
        e_signature=None,
    ),
    ("assessment.completed", 1): _with(scores=None),
    ("benefit.issued", 1): _with(envelope=None),
    ("person.registered", 1): _with(
        interpreter_language=None, postal_code=None, indigenous_self_id=None, safety_flag=None
    ),
    ("referral.made", 1): _with(made_by="LOCAL", claimed_consent=None),
}
"""``(wire name, from version)`` to the upcaster that gives the next version."""


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
