"""All that one look opened, loaded list by list: the first field that asks loads for its siblings."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

import msgspec

from api.access.gate import NONE, Categories, Opened
from api.access.staff import StaffMember
from api.context import Context
from api.labels import Labels
from api.read import (
    consent_rows,
    disposed,
    effective,
    holding,
    learned,
    letter_words,
    letters,
    meetings,
    people,
    seals,
    timeline,
    timeline_pages,
    unit,
    work,
)
from api.read.past import Then
from api.read.sealed import NOTHING, Sealed, Texts
from api.schema.category import CONSENT, FILE
from api.schema.common import Freshness
from api.schema.person import OtherRecord, Seal
from api.schema.timeline import TimelinePart
from api.schema.viewer import Staff
from domain.policy import Policy
from domain.streams import case_stream, person_stream
from projections.lacking import lacking
from projections.texts import SealedText

if TYPE_CHECKING:
    from api.database import Connection
    from api.schema.case import Case, Member, Membership
    from api.schema.common import Code
    from api.schema.consent import Consent, ConsentReceipt, Disclosure, DisclosureReceipt
    from api.schema.disposal import DisposalNotice
    from api.schema.letters import Letter, LetterText, Task
    from api.schema.meeting import Appointment
    from api.schema.person import Person
    from api.schema.questions import HolderToTell, PausedReferral
    from api.schema.timeline import TimelineConnection
    from api.schema.work import (
        ActionPlan,
        Application,
        Assessment,
        Benefit,
        Deferral,
        Income,
        Overpayment,
        Referral,
    )
    from projections.case_file.rows import MemberRow

P = ParamSpec("P")
T = TypeVar("T")


def _look_at(load: "asyncio.Future[Any]") -> None:
    # Where a sibling's failure ended the request first, nobody waits for this one any more, and
    # asyncio would log its message, which could name a person.
    if not load.cancelled():
        load.exception()


class Batch:
    """The cases and persons of one root field, under its look.

    ``cases`` maps the cases shown to their objects; whatever belongs to them is loaded for all at
    once. ``listing``: a list of people rather than somebody's own page, where nobody who may be in
    danger is shown with an address. A list that is not open to the viewer is empty, and its category
    is named in ``withheld``. ``policy`` is that of then, and ``labels`` have the words of now.
    """

    def __init__(
        self,
        context: Context,
        opened: Opened,
        look: UUID,
        policy: Policy,
        staff: dict[UUID, StaffMember],
        freshness: Freshness,
        labels: Labels,
        *,
        listing: bool = False,
        then: Then | None = None,
    ) -> None:
        self.then = then or Then(context.today)
        self.listing = listing
        self.context = context
        self.opened = opened
        self.look = look
        self.policy = policy
        self.staff = staff
        self.freshness = freshness
        self.labels = labels
        self.cases: dict[UUID, Case] = {}
        self._loads: dict[str, asyncio.Future[Any]] = {}

    async def once(self, name: str, load: Callable[[], Awaitable[T]]) -> T:
        """The result of the load of that name, run once for all who ask."""
        known = self._loads.get(name)
        if known is None:
            known = self._loads[name] = asyncio.ensure_future(load())
            known.add_done_callback(_look_at)
        return await asyncio.shield(known)

    async def ask(
        self,
        query: "Callable[Concatenate[Connection, P], Awaitable[T]]",
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """A query of the read models under this batch's look, of the time it tells of."""
        ask = self.context.reader.ask_then
        return await ask(self.look, self.then.position, query, *args, **kwargs)

    async def ask_now(
        self,
        query: "Callable[Concatenate[Connection, P], Awaitable[T]]",
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """The same of the present: what bears on rights and on safety."""
        return await self.context.reader.ask(self.look, query, *args, **kwargs)

    @property
    def today(self) -> date:
        """The day by which it is worked out what is in force, due or overdue."""
        return self.then.day

    # --- what is open ------------------------------------------------------------------------

    def of_case(self, case: UUID) -> Categories:
        """The categories of a case that are open."""
        return self.opened.cases.get(case, NONE)

    def of_person(self, person: UUID) -> Categories:
        """The categories of a person that are open."""
        return self.opened.persons.get(person, NONE)

    def until(self, person: UUID) -> datetime | None:
        """The instant (UTC) from which nothing that was learned of somebody is shown, if there is one."""
        day = self.opened.until.get(person)
        if day is None:
            return None
        return datetime.combine(day + timedelta(days=1), time(), self.context.zone)

    def on_duty(self, case: UUID) -> bool:
        """Whether the case is open by duty, not by the consent of its members."""
        return CONSENT in self.of_case(case)

    def sealed(self, texts: Texts, text: SealedText | None, categories: Categories) -> Sealed:
        """A private text where what was written into the file is open."""
        return Sealed(texts, text) if FILE in categories else NOTHING

    def texts(self, name: str, texts: Iterable[SealedText | None]) -> Texts:
        return Texts(self, name, texts)

    # --- staff -------------------------------------------------------------------------------

    def staff_member(self, account: UUID | None) -> Staff | None:
        member = self.staff.get(account) if account else None
        return people.staff(member, self.labels) if member else None

    def actor(self, account: UUID, role: str) -> str:
        """Who acted, by name where they have an account."""
        member = self.staff.get(account)
        return member.display_name if member else self.labels.word("roles", role)

    # --- lists -------------------------------------------------------------------------------

    async def records(self) -> "dict[UUID, Person]":
        """Every number that the look opened, each as it was registered."""
        return await self.once("records", lambda: people.load(self))

    async def persons(self) -> "dict[UUID, Person]":
        """Every person that the look opened, by each of their numbers."""

        async def load() -> "dict[UUID, Person]":
            return await people.former(self) | people.shown(self, await self.records())

        return await self.once("persons", load)

    def shown_as(self, person: UUID) -> UUID:
        """Who is shown for this number: its own, but where it was merged into another."""
        return self.opened.shown_as.get(person, person)

    async def other_records_of(self, person: "Person") -> "list[OtherRecord]":
        records = await self.records()
        return [
            OtherRecord(id=record.id, display_name=record.display_name)
            for key, record in records.items()
            if key != person.key and self.shown_as(key) == person.key
        ]

    async def person(self, person: UUID) -> "Person":
        """The person, or what stands for somebody who is not open."""
        found = (await self.persons()).get(person)
        return found or people.withheld(self, person)

    async def lacks_of_case(self, case: "Case") -> int | None:
        """Since which position the case lacks events that wait, if any do."""
        return (await self._lacking()).get(case_stream(case.key))

    async def lacks_of_person(self, person: "Person") -> int | None:
        """The same of a person; of somebody who is shown as of an earlier day, nothing is told."""
        if person.key in self.opened.until:
            return None
        found = await self._lacking()
        numbers = {
            person.key,
            *(key for key, to in self.opened.shown_as.items() if to == person.key),
        }
        waiting = [found[stream] for stream in map(person_stream, numbers) if stream in found]
        return min(waiting, default=None)

    async def _lacking(self) -> Mapping[str, int]:
        streams = [*map(case_stream, self.cases), *map(person_stream, self.opened.persons)]
        return await self.once(
            "lacking", lambda: self.ask_now(lacking, self.context.tenant, streams)
        )

    async def seal_of(self, person: "Person") -> "Seal | None":
        found = await self.once("person seals", lambda: seals.of_persons(self))
        return found.get(person.key)

    async def seals_of(self, case: "Case") -> "list[Seal]":
        return (await self.once("case seals", lambda: seals.of_cases(self))).get(case.key, [])

    async def members_of(self, case: "Case") -> "list[Member]":
        return (await self.once("members", lambda: people.members(self))).get(case.key, [])

    async def applicant_of(self, case: "Case") -> "Person | None":
        return await self.person(case.applicant_id) if case.applicant_id else None

    async def disposal_of(self, person: "Person") -> "DisposalNotice | None":
        return await disposed.of_person(self, person.key) if person.disposed else None

    async def unit(self) -> "list[MemberRow]":
        """Who is of the units of the batch's cases: of the past, who was."""
        return await self.once("of the unit", lambda: effective.members(self))

    async def cases_of(self, person: "Person") -> "list[Case]":
        if self.then.present:
            of = [
                (key, member) for key in self.cases for member in self.opened.members.get(key, ())
            ]
        else:
            of = [(row.case_id, row.person_id) for row in await self.unit()]
        theirs = {case for case, member in of if self.shown_as(member) == person.key}
        return [case for key, case in self.cases.items() if key in theirs]

    async def applications_of(self, case: "Case") -> "list[Application]":
        found = await self.once("applications", lambda: work.applications(self))
        return found.get(case.key, [])

    async def assessments_of(self, case: "Case") -> "list[Assessment]":
        found = await self.once("assessments", lambda: work.assessments(self))
        return found.get(case.key, [])

    async def plans_of(self, case: "Case") -> "list[ActionPlan]":
        return (await self.once("plans", lambda: work.plans(self))).get(case.key, [])

    async def referrals_of(self, case: "Case") -> "list[Referral]":
        return (await self.once("referrals", lambda: work.referrals(self))).get(case.key, [])

    async def benefits_of(self, case: "Case") -> "list[Benefit]":
        return (await self.once("benefits", lambda: work.benefits(self))).get(case.key, [])

    async def memberships_of(self, case: "Case") -> "list[Membership]":
        found = await self.once("memberships", lambda: unit.memberships(self))
        return found.get(case.key, [])

    async def appointments_of(self, case: "Case") -> "list[Appointment]":
        found = await self.once("appointments", lambda: meetings.appointments(self))
        return found.get(case.key, [])

    async def tasks_of(self, case: "Case") -> "list[Task]":
        return (await self.once("tasks", lambda: letters.tasks(self))).get(case.key, [])

    async def letters(self) -> "dict[UUID, Letter]":
        """The letters of the batch's cases, by their ids."""
        return await self.once("letters", lambda: letters.load(self))

    async def letters_of(self, case: "Case") -> "list[Letter]":
        return [one for one in (await self.letters()).values() if one.row.case_id == case.key]

    async def letter_held(self, letter: "Letter") -> "Code | None":
        return await letters.held_because(self, letter)

    async def letter_text(self, letter: "Letter") -> "LetterText | None":
        return await letter_words.text_of(self, letter)

    async def deferrals_of(self, case: "Case") -> "list[Deferral]":
        return (await self.once("deferrals", lambda: work.deferrals(self))).get(case.key, [])

    async def incomes_of(self, case: "Case") -> "list[Income]":
        return (await self.once("incomes", lambda: unit.incomes(self))).get(case.key, [])

    async def overpayments_of(self, case: "Case") -> "list[Overpayment]":
        found = await self.once("overpayments", lambda: unit.overpayments(self))
        return found.get(case.key, [])

    async def irregular_count_of(self, case: "Case") -> int:
        part = TimelinePart(irregular=True)
        return (await timeline_pages.count(self, timeline_pages.CASES, case.key, part)).value

    async def timeline_of(self, case: "Case", part: TimelinePart) -> "TimelineConnection":
        return await timeline.connection(self, timeline_pages.CASES, case.key, part)

    async def learned_of(
        self, whose: "Case | Person", from_: Any, to: Any, part: TimelinePart
    ) -> "TimelineConnection":
        """What was recorded between two days of a case, or of somebody themselves."""
        lines = timeline_pages.CASES if whose.key in self.cases else timeline_pages.PERSONS
        recorded = await learned.positions(self.context, from_, to)
        part = msgspec.structs.replace(part, recorded=recorded)
        return await timeline.connection(self, lines, whose.key, part)

    async def consents_of(self, person: "Person") -> "list[Consent]":
        found = await self.once("consents", lambda: consent_rows.consents_of_persons(self))
        return found.get(person.key, [])

    async def receipt_of(self, consent: "Consent", language: str | None) -> "ConsentReceipt":
        return await consent_rows.receipt(self, consent, language)

    async def disclosure_receipt(
        self, disclosure: "Disclosure", language: str | None
    ) -> "DisclosureReceipt | None":
        return await consent_rows.disclosure_receipt(self, disclosure, language)

    async def holders_of(self, consent: "Consent") -> "list[HolderToTell]":
        return await holding.of_consent(self, consent)

    async def paused_by(self, consent: "Consent") -> "list[PausedReferral]":
        return await holding.paused_by(self, consent)

    async def disclosures_of(self, person: "Person") -> "list[Disclosure]":
        found = await self.once("disclosures", lambda: consent_rows.disclosures_of_persons(self))
        return found.get(person.key, [])

    async def disclosures_on(self, consent: "Consent") -> "list[Disclosure]":
        found = await self.once("disclosures", lambda: consent_rows.disclosures_of_persons(self))
        return [
            disclosure
            for disclosure in found.get(consent.person.key, [])
            if consent.id in disclosure.consents
        ]
