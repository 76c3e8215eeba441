"""What an application's row does not say of itself: who was in the unit then, and which office had it."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import msgspec

from caseledger.importer.mapping.source import KeyedRow, Source
from caseledger.importer.rows import Assignment, Unit
from domain.case.events import CaseAssigned, Member, MemberJoined, MemberLeft
from domain.event import Recorded


class Span(msgspec.Struct):
    """Somebody in the unit, from ``from_on`` until (and without) ``to_on``."""

    member: Member
    from_on: date
    to_on: date | None

    def covers(self, on: date) -> bool:
        return self.from_on <= on and (self.to_on is None or on < self.to_on)


class Around(msgspec.Struct, frozen=True):
    """The memberships and offices of one case: of its rows, and of what the ledger holds of it."""

    spans: list[Span]
    offices: list[tuple[date, str]]

    def office(self, on: date) -> str:
        """The office responsible on a day, else the first that ever was, else none."""
        ordered = sorted(self.offices)
        past = [office for since, office in ordered if since <= on]
        return past[-1] if past else next((office for _, office in ordered), "")

    def members(self, on: date) -> tuple[Member, ...]:
        """Who was in the unit on a day; else, of a unit that began later, whoever was in it first."""
        found = self._present(on)
        if not found:
            began = [span.from_on for span in self.spans if span.member.role == "APPLICANT"]
            found = self._present(min(began)) if began else {}
        return tuple(found.values())

    def _present(self, on: date) -> dict[UUID, Member]:
        ordered = sorted(self.spans, key=lambda s: (s.from_on, s.member.person_id))
        return {span.member.person_id: span.member for span in ordered if span.covers(on)}


def around(source: Source, rows: Sequence[KeyedRow], past: Iterable[Recorded]) -> Around:
    """Out of the rows; and out of what was taken before, where a row comes by itself."""
    known = _of_past(past)
    spans = {
        source.id("membership", row.key): Span(
            Member(source.person(u.resident_no), u.role, u.participant_class), u.from_on, u.to_on
        )
        for row in rows
        if isinstance(u := row.value, Unit)
    }
    offices = [(a.from_on, a.office) for row in rows if isinstance(a := row.value, Assignment)]
    return Around(list((known[0] | spans).values()), offices or known[1])


def _of_past(past: Iterable[Recorded]) -> tuple[dict[UUID, Span], list[tuple[date, str]]]:
    spans: dict[UUID, Span] = {}
    offices = []
    for each in past:
        match each.event:
            case MemberJoined() as e:
                member = Member(e.person_id, e.role, e.participant_class)
                spans[e.membership_id] = Span(member, e.joined_on, None)
            case MemberLeft() as e if e.membership_id in spans:
                spans[e.membership_id].to_on = e.left_on
            case CaseAssigned() as e:
                offices.append((e.assigned_on, e.office))
    return spans, offices
