"""What a decision opened, and under which numbers."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

import msgspec

from api.schema.category import OPENED

Categories = frozenset[str]
NONE: Categories = frozenset()


class Opened(msgspec.Struct, frozen=True):
    """What a decision opened: categories by case and by person, and who is of which case.

    ``codes``: the reasons, best first, for the record. ``authorities``: what a yes rests on, each as
    ``kind:reference``.
    """

    cases: Mapping[UUID, Categories] = {}
    persons: Mapping[UUID, Categories] = {}
    members: Mapping[UUID, tuple[UUID, ...]] = {}
    codes: tuple[str, ...] = ()
    purpose: str = "NONE"
    shown_as: Mapping[UUID, UUID] = {}
    """Of a number that was merged into another: who is shown for it."""
    until: Mapping[UUID, date] = {}
    """Of a person who is open through a case that they left or that is closed: the last day of which
    anything about them may be shown."""
    authorities: tuple[str, ...] = ()
    former: frozenset[UUID] = frozenset()
    """Who is spoken of in these cases and not open through them any more: they left, or are sealed."""

    def whole(self, cases: Collection[UUID], persons: Collection[UUID]) -> bool:
        """Whether nothing of these cases and persons is withheld, of any day."""
        everything = frozenset(OPENED)
        return (
            all(everything <= self.cases.get(case, NONE) for case in cases)
            and all(everything <= self.persons.get(person, NONE) for person in persons)
            and self.until.keys().isdisjoint(persons)
        )


class Numbers:
    """Which numbers are one person's. A person who is not named here has one."""

    def __init__(self) -> None:
        self.shown_as: dict[UUID, UUID] = {}
        self._same: dict[UUID, dict[UUID, None]] = {}

    def add(self, person: UUID, canonical: UUID, same: UUID) -> None:
        self._same.setdefault(person, {})[same] = None
        for number in (person, same):
            if number != canonical:
                self.shown_as[number] = canonical

    def of(self, person: UUID) -> tuple[UUID, ...]:
        """All numbers of this person, their own among them."""
        return tuple(self._same.get(person, ())) or (person,)
