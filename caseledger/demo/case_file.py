"""What the tales of one case share: people and ids, who works on it when, how they write."""

from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

import msgspec

from caseledger.demo.people import Household, Member
from caseledger.demo.staff import MINISTRY_SYSTEM, STAFF, Account, of_role
from caseledger.demo.tales import Hours, Step, Town
from caseledger.demo.texts import Pair, in_language
from domain.decision import Command
from domain.event import Actor, SourceReference


class Spell(msgspec.Struct, frozen=True):
    """A time of assistance: worked on from ``begins_on``, every act of it before ``until``.

    ``exit_reason`` empty: it has not ended, and ``until`` is today.
    """

    begins_on: date
    until: date
    exit_reason: str | None = None


class Consenting(msgspec.Struct, frozen=True):
    """A consent that was given: what it lets be shared with whom, from one instant to another."""

    categories: frozenset[str]
    recipients: frozenset[str]
    since: datetime
    until: datetime

    def covers(self, recipient: str, at: datetime) -> bool:
        return recipient in self.recipients and self.since < at < self.until


class FastTrack(msgspec.Struct, frozen=True):
    """A referral that the ministry reported: somebody is to answer it."""

    referral_id: UUID
    recipient: str
    made_on: date


class CaseFile:
    """One case as the generator remembers it; ``number`` tells it from all others of the demo."""

    def __init__(self, number: int, rng: Random, town: Town, household: Household) -> None:
        self.number = number
        self.rng = rng
        self.town = town
        self.household = household
        self.office = household.office
        self.people: list[UUID] = []
        self.known_case: UUID | None = None
        self.decided_by_ministry = False
        self.fast_track: FastTrack | None = None
        self.assigned: list[tuple[datetime, Account]] = []
        self.consents: dict[int, Consenting] = {}
        self.referred: set[tuple[int, str]] = set()
        self.paid_months: set[str] = set()
        self._reports = 0

    @property
    def case_id(self) -> UUID:
        """The case's id; there is none before its first application."""
        if self.known_case is None:
            raise LookupError(f"story {self.number} has no case yet")
        return self.known_case

    @property
    def participants(self) -> list[int]:
        """Places of those who are assessed and have a plan."""
        passive = ("DEPENDENT_CHILD", "ODSP_RECIPIENT")
        return [
            place
            for place, member in enumerate(self.household.members)
            if member.participant_class not in passive
        ]

    def member(self, place: int) -> Member:
        return self.household.members[place]

    def hours(self) -> Hours:
        """Hours of a tale of its own."""
        return Hours(self.rng, self.town)

    def caseworker(self, at: datetime) -> Account:
        """Who the case is assigned to at that instant; before that, somebody of the office."""
        for since, account in reversed(self.assigned):
            if since <= at:
                return account
        return of_role("CASEWORKER", self.office)[0]

    def by_caseworker(self, at: datetime, command: Command) -> Step:
        return Step(at, self.caseworker(at).actor, command)

    def by_intake(self, at: datetime, command: Command) -> Step:
        return Step(at, self.intake.actor, command)

    def by_ministry(self, at: datetime, command: Command) -> Step:
        """Reported by the ministry's system, under an invented reference of its own."""
        self._reports += 1
        reference = f"DEMO-{self.number:05d}-{self._reports:03d}"
        return Step(at, MINISTRY_SYSTEM, command, SourceReference("SAMS", reference))

    @property
    def intake(self) -> Account:
        intake = of_role("INTAKE")
        return intake[self.number % len(intake)]

    @property
    def supervisor(self) -> Account | None:
        """The supervisor of the office, where it has one of its own."""
        return next(iter(of_role("SUPERVISOR", self.office)), None)

    def partner(self, recipient: str, at: datetime) -> Actor:
        """Who answers for an organisation: its own account, else the caseworker it called."""
        for account in STAFF:
            if account.organisation == recipient:
                return account.actor
        return self.caseworker(at).actor

    def language(self, place: int = 0) -> str:
        """The language somebody writes in about that person: mostly theirs, not always."""
        own = self.member(place).language
        if self.rng.random() < 0.85:
            return own
        return "en" if own == "fr" else "fr"

    def words(self, pairs: tuple[Pair, ...], place: int = 0) -> tuple[str, str]:
        """A text and the language that it is written in."""
        language = self.language(place)
        return in_language(self.rng.choice(pairs), language), language

    def open_day_between(self, first: date, last: date) -> date:
        """A business day at random from ``first`` on, and hardly later than ``last``."""
        span = max((last - first).days, 0)
        return self.town.open_day(first + timedelta(days=self.rng.randint(0, span)))
