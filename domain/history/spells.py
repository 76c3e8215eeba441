"""When a case was open and who was in its unit, kept so that each question costs next to nothing."""

from bisect import bisect_left, bisect_right, insort
from datetime import date
from uuid import UUID

import msgspec


class Spells:
    """Grants and exits by day. A day is open when the latest grant on or before it is not followed
    by an exit from that grant's day to it; the exit's day is closed.
    """

    def __init__(self) -> None:
        self._grants: dict[UUID, date] = {}
        self._exits: dict[UUID, date] = {}
        self._starts: list[date] = []
        self._ends: list[date] = []

    def grant(self, application_id: UUID, day: date) -> None:
        """A grant, or another day for one that is known."""
        self.ungrant(application_id)
        self._grants[application_id] = day
        insort(self._starts, day)

    def ungrant(self, application_id: UUID) -> None:
        """That application was not granted."""
        known = self._grants.pop(application_id, None)
        if known is not None:
            self._starts.remove(known)

    def exit(self, event_id: UUID, day: date) -> None:
        """An exit, by its event."""
        self.unexit(event_id)
        self._exits[event_id] = day
        insort(self._ends, day)

    def unexit(self, event_id: UUID | None) -> None:
        """That exit did not happen; None takes back the last one learned."""
        if event_id is None:
            event_id = next(reversed(self._exits), None)
        known = self._exits.pop(event_id, None) if event_id else None
        if known is not None:
            self._ends.remove(known)

    def granted_by(self, day: date) -> date | None:
        """The day of the latest grant on or before that day."""
        place = bisect_right(self._starts, day)
        return self._starts[place - 1] if place else None

    def application_on(self, day: date) -> UUID | None:
        """The application behind that grant."""
        start = self.granted_by(day)
        found = (one for one, granted in self._grants.items() if granted == start)
        return next(found, None) if start else None

    def open_on(self, day: date) -> bool:
        start = self.granted_by(day)
        if start is None:
            return False
        place = bisect_left(self._ends, start)
        return place == len(self._ends) or self._ends[place] > day

    def open_within(self, first: date, last: date) -> bool:
        """Whether any day from the first to the last, both included, is open."""
        if self.open_on(first):
            return True
        place = bisect_right(self._starts, first)
        while place < len(self._starts) and self._starts[place] <= last:
            if self.open_on(self._starts[place]):
                return True
            place += 1
        return False


class Stay(msgspec.Struct):
    """Somebody's days in the unit: ``left_on`` itself is no longer one."""

    person_id: UUID | None = None
    participant_class: str = ""
    joined_on: date = date.max
    left_on: date = date.max


class Unit:
    """The benefit unit by day: memberships where any is known, else whom the applications name."""

    def __init__(self) -> None:
        self._stays: dict[UUID, Stay] = {}
        self._of_person: dict[UUID, list[Stay]] = {}
        self._named: dict[UUID, Stay] = {}

    def name(self, person_id: UUID, participant_class: str) -> None:
        """An application names somebody."""
        self._named[person_id] = Stay(person_id, participant_class, date.min)

    def join(self, membership_id: UUID, person_id: UUID, participant_class: str, day: date) -> None:
        stay = self.stay(membership_id)
        if stay.person_id is not None:
            self._of_person[stay.person_id].remove(stay)
        stay.person_id, stay.participant_class, stay.joined_on = person_id, participant_class, day
        self._of_person.setdefault(person_id, []).append(stay)

    def stay(self, membership_id: UUID) -> Stay:
        """What is known of a membership; a new one where nothing is."""
        return self._stays.setdefault(membership_id, Stay())

    def member(self, person_id: UUID, day: date) -> Stay | None:
        """The person's membership on that day."""
        if not self._stays:
            return self._named.get(person_id)
        for stay in self._of_person.get(person_id, ()):
            if stay.joined_on <= day < stay.left_on:
                return stay
        return None
