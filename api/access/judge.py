"""Decisions of one request, category by category, and why they were so, for the record."""

from datetime import date
from uuid import UUID

import msgspec

from api.access.opened import NONE, Categories
from api.schema.category import OPENED
from domain.access import (
    NO,
    YES,
    Access,
    CaseOf,
    Moment,
    Subject,
    Viewer,
    Work,
    decide,
    work_of,
)
from domain.policy import Policy

_NOBODY = UUID(int=0)


class Found(msgspec.Struct, frozen=True):
    """What was decided of one person: categories, and the last day that may be shown (None: all).

    ``answers``: those that opened something; where nothing is open, that on who somebody is, which is
    the least to ask for.
    """

    categories: Categories = NONE
    until: date | None = None
    answers: tuple[Access, ...] = ()

    def __or__(self, other: "Found") -> "Found":
        """Both: shown as late as the one that opens most allows, where it opens all of it."""
        categories = self.categories | other.categories
        latest = max((self, other), key=lambda found: found.until or date.max)
        if latest.categories == categories:
            return latest
        days = [found.until for found in (self, other) if found.categories and found.until]
        return Found(categories, min(days, default=None))


class Judge:
    """Asks ``decide`` for one viewer, at one moment; what is noted is what the record will say."""

    def __init__(self, viewer: Viewer, purpose: str, moment: Moment, policy: Policy) -> None:
        self._viewer = viewer
        self._purpose = purpose
        self._moment = moment
        self._policy = policy
        self._on_duty: dict[CaseOf, Found] = {}
        self._codes: dict[str, None] = {}
        self._answers: dict[Access, None] = {}
        self._waiting: set[UUID] = set()

    def decide(self, subject: Subject) -> Found:
        """What is open of this person."""
        self._waiting.update(case.case_id for case in subject.cases if self._waits(case))
        answers = {category: self._ask(subject, category) for category in OPENED}
        yes = {category: answer for category, answer in answers.items() if answer.allowed}
        days = [answer.content_until for answer in yes.values() if answer.content_until]
        told = tuple(dict.fromkeys(yes.values())) or (answers["IDENTITY"],)
        return Found(frozenset(yes), min(days, default=None), told)

    def duty(self, case: CaseOf) -> Found:
        """What the role's duty for this case opens of whoever is in it, all else left aside."""
        if case not in self._on_duty:
            self._on_duty[case] = self.decide(Subject(_NOBODY, [case]))
        return self._on_duty[case]

    def note(self, found: Found) -> Found:
        """Keep why, for the record."""
        for answer in found.answers:
            self._codes[answer.code] = None
            self._answers[answer] = None
        return found

    def codes(self, *, opened: bool) -> tuple[str, ...]:
        """Why something was opened, best first; or the one reason why nothing was."""
        if opened:
            return tuple(code for code in YES if code in self._codes)
        return tuple(code for code in NO if code in self._codes)[:1]

    def authorities(self) -> tuple[str, ...]:
        """What was noted to rest on what, each as ``kind:reference``."""
        given = (a for a in self._answers if a.authority_kind)
        return tuple(dict.fromkeys(f"{a.authority_kind}:{a.reference or ''}" for a in given))

    def cases(self) -> list[UUID]:
        """The cases by which something is open."""
        found = (
            a.reference for a in self._answers if a.allowed and a.authority_kind == "ASSIGNMENT"
        )
        return list(dict.fromkeys(case for case in found if isinstance(case, UUID)))

    def work(self) -> Work:
        """The work that a look at one file comes from."""
        return work_of(self._answers, self._waiting)

    def _waits(self, case: CaseOf) -> bool:
        waits = case.status == "APPLIED" or (case.status == "OPEN" and case.caseworker_id is None)
        return waits and case.office == self._viewer.office

    def _ask(self, subject: Subject, category: str) -> Access:
        return decide(self._viewer, subject, category, self._purpose, self._moment, self._policy)
