"""The one place where old schema versions become new ones, for live readers and rebuilds alike.

An upcaster takes the decoded fields of one version and gives those of the next. They are chained:
an event written as version 1 and read by code that knows version 3 passes two of them.

An upcaster never renames, moves or reorders a private field: its box is bound to the field as
written and would not open elsewhere. Where one must move, the event gets a new wire name. How an
event is changed: ``docs/evolution.md``.
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
    ("case.assigned", 1): _with(worker=None),
    ("consent.granted", 1): _with(
        evidence=None,
        custody=None,
        authority_ends_on=None,
        lapses_on=None,
        collection_version=None,
        collection_authority=None,
        supersedes=None,
        one_off=False,
    ),
    ("consent.refused", 1): _with(grantor_id=None, part_of=None),
    ("disclosure.made", 1): _with(
        recipient_name=None,
        given=None,
        notice=None,
        notice_withheld_until=None,
        notice_withheld_for=None,
    ),
    ("person.contact_updated", 1): _with(safe_means=None, safe_hours=None, code_word=None),
    ("person.registered", 1): _with(
        interpreter_language=None, postal_code=None, indigenous_self_id=None, safety_flag=None
    ),
    ("referral.made", 1): _with(made_by="LOCAL", claimed_consent=None),
    ("unit.member_left", 1): _with(reason=None),
}
"""``(wire name, from version)`` to the upcaster that gives the next version."""


class WrittenByNewerCode(ValueError):
    """The ledger holds an event that this code cannot know yet: another process is newer."""

    def __init__(self, wire_name: str, version: int) -> None:
        super().__init__(f"{wire_name} v{version} was written by newer code")
        self.wire_name = wire_name
        self.version = version


class UnknownEvent(WrittenByNewerCode):
    """Its wire name is not known."""


class UnknownVersion(WrittenByNewerCode):
    """Its schema version is above the one that this code knows."""


class MissingUpcaster(LookupError):
    """A step of the chain is not there: a fault of this code, which a test holds off."""


def upcast(
    wire_name: str,
    stored: int,
    known: int,
    fields: dict[str, Any],
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> dict[str, Any]:
    """Bring fields from the stored schema version up to the known one.

    Raises ``UnknownVersion`` and ``MissingUpcaster``.
    """
    if stored > known:
        raise UnknownVersion(wire_name, stored)
    for version in range(stored, known):
        step = upcasters.get((wire_name, version))
        if step is None:
            raise MissingUpcaster(f"no upcaster for {wire_name} from v{version}")
        fields = step(fields)
    return fields
