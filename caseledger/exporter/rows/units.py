"""Who belongs to a benefit unit, from and to: as memberships say, else as its applications do."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

import msgspec

from caseledger.exporter.rows.around import Around, last
from caseledger.exporter.standing import Standing
from caseledger.importer.rows import Unit
from domain.case.events import (
    ApplicationDecided,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    Member,
    MemberJoined,
    MemberLeft,
)


def membership(around: Around, parts: Sequence[Standing]) -> Unit | None:
    """Somebody in the unit, from a day until (and without) another."""
    joined, left = last(parts, MemberJoined), last(parts, MemberLeft)
    if joined is None:
        return None
    return Unit(
        case_no=around.cases[joined.case_id],
        resident_no=around.persons[joined.person_id],
        role=joined.role,
        participant_class=joined.participant_class,
        from_on=joined.joined_on,
        to_on=left.left_on if left else None,
    )


class _Said(msgspec.Struct, frozen=True):
    """The unit that one application names, from its day on."""

    from_on: date
    case_id: UUID
    members: tuple[Member, ...]


def of_applications(around: Around, applications: Sequence[Sequence[Standing]]) -> Iterator[Unit]:
    """The unit of a case whose memberships are not known by the day: as its applications name it.

    Those that were granted or wait say who is in it, each until the next one; where there is none
    of these, the last one.
    """
    said = sorted(_said(applications), key=lambda each: each.from_on)
    ends = [*(each.from_on for each in said[1:]), None]
    begun: dict[Member, date] = {}
    for each, until in zip(said, ends, strict=True):
        for member in [member for member in begun if member not in each.members]:
            yield _row(around, each.case_id, member, begun.pop(member), each.from_on)
        for member in each.members:
            begun.setdefault(member, each.from_on)
        if until is None:
            for member, since in begun.items():
                yield _row(around, each.case_id, member, since, None)


def _said(applications: Sequence[Sequence[Standing]]) -> list[_Said]:
    governing, others = [], []
    for parts in applications:
        submitted, decided = last(parts, ApplicationSubmitted), last(parts, ApplicationDecided)
        if submitted is None:
            continue
        ended = decided is not None or last(parts, ApplicationWithdrawn) is not None
        granted = decided is not None and decided.outcome == "GRANTED"
        days = [submitted.submitted_on]
        if granted:
            days += [p.latest.effective_on for p in parts if p.latest.event is decided]
        each = _Said(min(days), submitted.case_id, submitted.members)
        (governing if granted or not ended else others).append(each)
    return governing or sorted(others, key=lambda each: each.from_on)[-1:]


def _row(around: Around, case_id: UUID, member: Member, since: date, to_on: date | None) -> Unit:
    return Unit(
        case_no=around.cases[case_id],
        resident_no=around.persons[member.person_id],
        role=member.role,
        participant_class=member.participant_class,
        from_on=since,
        to_on=to_on,
    )
