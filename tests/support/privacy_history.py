"""A history of consents, disclosures and looks that is made up, and kept in plain lists beside it."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import psycopg

from domain.case.commands import AssignCase, DecideApplication, SubmitApplication
from domain.case.events import Member, ReferralMade
from domain.consent import ConsentGranted, ConsentNarrowed, ConsentWithdrawn, DisclosureMade
from domain.decision import NewEvent
from domain.policy_data import load_policy_data
from domain.streams import case_stream, consent_stream
from ledger.bulk import BulkUnit, BulkWriter
from ledger.commands import Accepted
from ledger.ids import uuid7
from tests.support.api_world import SYSTEM, TENANT, World
from tests.support.graphql import register

FIRST = date(2026, 3, 2)
DAYS = 120
LAST = FIRST + timedelta(days=DAYS)
CATEGORIES = ("IDENTITY", "CONTACT", "INCOME")
ORGANISATIONS = ("eo-01", "eo-02")
MOVED, PROMOTED, CLOSED = (FIRST + timedelta(days=n) for n in (40, 60, 80))
SECTION = "MFIPPA s. 32 (h)"


def at(day: date, hour: int = 15, minute: int = 0) -> datetime:
    """An instant of that local day: in Toronto 15:00 UTC is the morning, all year."""
    return datetime.combine(day, time(hour, minute), UTC)


@dataclass
class Ended:
    at: datetime
    known_at: datetime
    categories: tuple[str, ...] | None
    position: int = 0


@dataclass
class Given:
    consent: UUID
    person: str
    categories: tuple[str, ...]
    to: str
    valid_from: datetime
    known_at: datetime
    expires_on: date | None
    lapses_on: date | None
    version: str
    language: str
    endings: list[Ended] = field(default_factory=list)


@dataclass
class Sent:
    disclosure: UUID
    person: str
    to: str
    categories: tuple[str, ...]
    made_at: datetime
    kind: str
    consents: tuple[UUID, ...]


@dataclass
class Seen:
    look: UUID
    who: str
    person: str
    categories: tuple[str, ...]
    at: datetime


@dataclass
class History:
    """All that was made up."""

    world: World
    random: Random = field(default_factory=lambda: Random(7))
    persons: list[str] = field(default_factory=list)
    cases: dict[str, UUID] = field(default_factory=dict)
    given: list[Given] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    referred: list[tuple[str, str, datetime]] = field(default_factory=list)

    async def append(self, person: str, events: list[NewEvent]) -> None:
        """Events as another system would have told them, each known at its own time."""
        ledger = self.world.ledger
        writer = BulkWriter(ledger.store, ledger.keys, ledger.policies, TENANT, SYSTEM)
        streams = {new.stream for new in events}
        unit = BulkUnit(
            command_id=uuid7(),
            body=f"{person} {len(events)}".encode(),
            events=events,
            versions={stream: len(await ledger.load(stream)) for stream in streams},
        )
        assert isinstance(await writer.append(unit), Accepted)

    def day(self, first: int = 0, last: int = DAYS) -> date:
        return FIRST + timedelta(days=self.random.randint(first, last))

    def covers(self, person: str, to: str, category: str, when: datetime, known: datetime) -> bool:
        """Whether a consent covered it then, by what was known then."""
        day = when.date()
        return any(
            g.person == person
            and g.to in (to, "EO")
            and category in g.categories
            and g.valid_from <= when
            and g.known_at <= known
            and (g.expires_on is None or day <= g.expires_on)
            and (g.lapses_on is None or day < g.lapses_on)
            and not any(
                e.at <= when
                and e.known_at <= known
                and (e.categories is None or category in e.categories)
                for e in g.endings
            )
            for g in self.given
        )

    def sees(self, person: str, to: str, category: str, when: datetime, known: datetime) -> bool:
        """The same of a partner, who sees nothing without a referral."""
        runs = any((p, o) == (person, to) and made <= when for p, o, made in self.referred)
        return runs and self.covers(person, to, category, when, known)


def key(person: str) -> UUID:
    return UUID(person.removeprefix("Person:"))


async def cases(made: History) -> None:
    """Six people with a case each, granted on the first day to one caseworker."""
    world = made.world

    async def does(command: Any) -> dict[str, str]:
        answer = await world.ledger.execute(
            command, command_id=uuid7(), actor=SYSTEM, clock=lambda: at(FIRST, 13)
        )
        assert isinstance(answer, Accepted), answer
        return dict(answer.result)

    for number in range(6):
        person = await register(world, familyName=f"Tremblay-{number}")
        member = Member(key(person), "APPLICANT", "OW_ADULT")
        submitted = await does(
            SubmitApplication(
                programme="OW",
                channel="DIGITAL",
                received_by="LOCAL",
                office="centre",
                submitted_on=FIRST,
                members=(member,),
                complete=True,
            )
        )
        case = UUID(submitted["case_id"])
        decided = {"decided_on": FIRST, "effective_on": FIRST, "outcome": "GRANTED"}
        application = UUID(submitted["application_id"])
        await does(DecideApplication(case_id=case, application_id=application, **decided))
        worker = world.ids["worker"]
        await does(AssignCase(case_id=case, office="centre", caseworker_id=worker))
        made.persons.append(person)
        made.cases[person] = case


def accounts(made: History) -> None:
    """The accounts have been here since before the first day; one moved, then left.

    ``elsewhere`` was a caseworker of the centre, from the 40th day on of the east, and supervised it
    from the 60th until the 80th, on which the account was closed.
    """
    begun, mover = at(FIRST) - timedelta(days=30), made.world.ids["elsewhere"]
    with psycopg.connect(made.world.database.url("migrator"), autocommit=True) as admin:
        admin.execute("update access.account_state set from_at = %s", [begun])
        admin.execute("delete from access.account_state where account_id = %s", [mover])
        for first, last, role, office, active in (
            (begun, at(MOVED), "CASEWORKER", "centre", True),
            (at(MOVED), at(PROMOTED), "CASEWORKER", "east", True),
            (at(PROMOTED), at(CLOSED), "SUPERVISOR", "east", True),
            (at(CLOSED), None, "SUPERVISOR", "east", False),
        ):
            admin.execute(
                "insert into access.account_state values (%s, %s, %s, %s, 'PERSON', %s, %s, %s, %s)",
                [TENANT, mover, first, last, [role], office, TENANT, active],
            )


def consents(made: History, person: str) -> list[NewEvent]:
    """Consents, some learned late; and withdrawals of them, some in part."""
    stream, events = consent_stream(key(person)), []
    for _ in range(4):
        signed = made.day(0, DAYS - 30)
        late = timedelta(days=made.random.choice((0, 0, 20)))
        lapses = signed + timedelta(days=40) if made.random.random() < 0.3 else None
        one = Given(
            consent=uuid7(),
            person=person,
            categories=tuple(made.random.sample(CATEGORIES, made.random.randint(1, 2))),
            to=made.random.choice(("EO", *ORGANISATIONS)),
            valid_from=at(signed, 14),
            known_at=at(signed, 14) + late,
            expires_on=signed + timedelta(days=made.random.choice((30, 60, 400))),
            lapses_on=lapses,
            version="2025-1",
            language=made.random.choice(("fr", "en")),
        )
        made.given.append(one)
        events.append(
            NewEvent(
                stream=stream,
                event=ConsentGranted(
                    consent_id=one.consent,
                    person_id=key(person),
                    categories=one.categories,
                    recipients=(one.to,),
                    purposes=("REFERRAL",),
                    signed_on=signed,
                    valid_from=one.valid_from,
                    expires_on=one.expires_on,
                    notice="integrated-consent",
                    notice_version=one.version,
                    notice_hash=notice_hash(one.version, one.language),
                    language=one.language,
                    method="WRITTEN",
                    capacity="PARENT" if lapses else "SELF",
                    lapses_on=lapses,
                ),
                effective_on=signed,
                known_at=one.known_at,
            )
        )
        if made.random.random() < 0.5:
            ended = at(signed + timedelta(days=made.random.randint(5, 25)))
            part = one.categories[:1] if made.random.random() < 0.4 else None
            known_at = max(ended + timedelta(days=made.random.choice((0, 10))), one.known_at)
            one.endings.append(Ended(ended, known_at, part))
            told = {
                "consent_id": one.consent,
                "person_id": key(person),
                "received_at": ended,
                "method": "WRITTEN",
            }
            event = ConsentNarrowed(**told, categories=part) if part else ConsentWithdrawn(**told)
            events.append(
                NewEvent(stream=stream, event=event, effective_on=ended.date(), known_at=known_at)
            )
    return events


def shared(made: History, person: str) -> list[NewEvent]:
    """Disclosures: on consents (some of which had ended), some by a section of the law."""
    events: list[NewEvent] = []
    for to in ORGANISATIONS:
        day = made.day(0, 40)
        made.referred.append((person, to, at(day, 4)))
        referral = uuid7()
        events.append(
            NewEvent(
                stream=case_stream(made.cases[person]),
                event=ReferralMade(
                    case_id=made.cases[person],
                    referral_id=referral,
                    person_id=key(person),
                    to_type="EO",
                    recipient=to,
                    origin="LOCAL",
                    purpose="REFERRAL",
                    shared=(),
                    made_on=day,
                    reply_due_on=None,
                ),
                effective_on=day,
                known_at=at(day, 4),
            )
        )
        for _ in range(3):
            when = at(made.day(), 16)
            theirs = [g for g in made.given if g.person == person and g.to in (to, "EO")]
            known = [g for g in theirs if g.known_at <= when]
            law = not known or made.random.random() < 0.3
            consent = None if law else made.random.choice(known)
            one = Sent(
                disclosure=uuid7(),
                person=person,
                to=to,
                categories=consent.categories if consent else ("IDENTITY",),
                made_at=when,
                kind="CONSENT" if consent else "STATUTE",
                consents=(consent.consent,) if consent else (),
            )
            made.sent.append(one)
            events.append(
                NewEvent(
                    stream=consent_stream(key(person)),
                    event=DisclosureMade(
                        disclosure_id=one.disclosure,
                        person_id=key(person),
                        case_id=made.cases[person],
                        referral_id=referral,
                        recipient_kind="EO",
                        recipient=to,
                        categories=one.categories,
                        purpose="REFERRAL",
                        authority_kind=one.kind,
                        authority_reference=str(one.consents[0]) if consent else SECTION,
                        made_at=when,
                        consent_ids=one.consents,
                    ),
                    effective_on=when.date(),
                    known_at=when,
                )
            )
    return events


LOOK = """
insert into access.look (look_id, at, tenant, session_id, account_id, role, office, organisation,
    purpose, task, persons, cases, categories, decision, codes, backend, xid, purpose_from,
    authorities)
values (%s, %s, %s, gen_random_uuid(), %s, %s, %s, %s, %s, 'PERSON', %s, '{}', %s, 'allowed',
    %s, 1, pg_current_xact_id(), %s, '{ASSIGNMENT:x}')"""


def looks(made: History) -> None:
    """Looks of a caseworker and of two partners, some of whom had no authority."""
    world = made.world
    with psycopg.connect(world.database.url("migrator"), autocommit=True) as admin:
        for _ in range(40):
            who = made.random.choice(("worker", "partner", "rival"))
            person = made.random.choice(made.persons)
            one = Seen(uuid4(), who, person, (made.random.choice(CATEGORIES),), at(made.day(1), 17))
            made.seen.append(one)
            staff = who == "worker"
            admin.execute(
                LOOK,
                (
                    one.look,
                    one.at,
                    TENANT,
                    world.ids[who],
                    "CASEWORKER" if staff else "EMPLOYMENT_PARTNER",
                    "centre" if staff else None,
                    TENANT if staff else ("eo-01" if who == "partner" else "eo-02"),
                    "INTEGRATED_CASE_MANAGEMENT" if staff else "REFERRAL",
                    [key(person)],
                    list(one.categories),
                    ["ASSIGNED_CASEWORKER" if staff else "CONSENT_IN_FORCE"],
                    "CASELOAD" if staff else "REFERRAL",
                ),
            )


NOTICES = {(c.policy_id.removeprefix("notices."), c.version): c.content for c in load_policy_data()}


def notice_hash(version: str, language: str) -> str:
    text = json.loads(NOTICES["integrated-consent", version])[language]
    return hashlib.sha256(text.encode()).hexdigest()
