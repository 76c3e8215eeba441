"""The gate: ids first, then the decision, then the recorded look, and only then the rows.

``domain.access`` decides, asked by ``api.access.judge``; ``api.access.facts`` brings what it decides on,
and ``api.access.looking`` records what was decided. Nothing is returned for which no look could be
recorded.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from uuid import UUID

import msgspec

from api.access import looking
from api.access.facts import Facts, emergencies_in
from api.access.judge import Found, Judge
from api.access.opened import NONE, Categories, Numbers, Opened
from api.access.purpose import Purpose
from api.access.roles import purpose_of, role_entry
from api.access.safety import Safety
from api.access.sessions import Session
from api.asked import Asked
from api.context import Context
from api.errors import Fault
from domain.access import (
    NO,
    SETTLING,
    YES,
    Access,
    CaseOf,
    Emergency,
    Moment,
    Sealing,
    Subject,
    Viewer,
    Work,
    first_nations_site,
    may_settle,
)
from domain.policy import Policy
from projections.case_file.gate_facts import CaseFacts
from projections.paging import Scope


class Gate:
    """Decides for one request's session."""

    def __init__(
        self, context: Context, session: Session, policy: Policy, at_hand: CaseFacts | None = None
    ) -> None:
        self._context = context
        self._policy = policy
        self._facts = Facts(context, at_hand)
        self.session = session
        self.purpose = purpose_of(session)
        self._viewer = Viewer(
            session.account_id, session.role, session.organisation, session.office
        )
        moment = Moment(context.now, context.today)
        self._judge = Judge(self._viewer, self.purpose, moment, policy)
        role = role_entry(policy, session, context.today)
        self._basis = role.get("basis", "NONE") if role else "NONE"
        self._purpose = Purpose(context, session, policy, self._basis, self._judge)
        self._by_consent = bool(role and role.get("consent_as"))
        self._in_emergencies = policy.code("break_glass", session.role, context.today) is not None

    @property
    def basis(self) -> str:
        """What the role's right to look rests on: ASSIGNED, OFFICE, SITE, INTAKE, CONSENT, DUTY, NONE."""
        return self._basis

    def scope(self) -> Scope:
        """Whose cases this session's lists may name. Raises ``Fault`` for a role without files."""
        session = self.session
        match self._basis:
            case "ASSIGNED":
                return Scope(
                    tenant=session.tenant,
                    account=session.account_id,
                    unassigned_in=session.office,
                )
            case "OFFICE":
                return Scope(tenant=session.tenant, office=session.office)
            case "SITE" if first_nations_site(self._policy, session.office, self._context.today):
                return Scope(tenant=session.tenant, office=session.office)
            case "INTAKE":
                return Scope(tenant=session.tenant, applied=True, without_case=True)
            case "CONSENT":
                return Scope(tenant=session.tenant, recipient=session.organisation)
            case "DUTY":
                return Scope(tenant=session.tenant, everything=True)
        raise Fault("NOT_PERMITTED")

    async def cases(self, ids: Sequence[UUID]) -> Opened:
        """What of these cases, and of their members through them, is open."""
        units = await self._facts.of_cases(ids)
        members, numbers, safety = units.members, units.numbers, units.safety
        if self._basis == "DUTY":
            # Consents, disclosures and looks are the privacy officer's, not what cases hold.
            return Opened(
                members={case: tuple(found) for case, found in members.items()},
                codes=("CATEGORY_NOT_FOR_ROLE",),
                purpose=self.purpose,
            )
        asked = {
            person
            for theirs in members.values()
            for person, of in theirs.items()
            if not self._judge.duty(of).categories
        }
        everybody = {person for theirs in members.values() for person in theirs}
        emergencies = (
            emergencies_in(units.emergencies, everybody, numbers) if self._in_emergencies else {}
        )
        asked |= {person for person, theirs in emergencies.items() if theirs}
        subjects = await self._subjects(asked, numbers, emergencies)
        cases: dict[UUID, Categories] = {}
        persons: dict[UUID, Found] = {}
        for case, theirs in members.items():
            each: dict[UUID, Found] = {}
            for person, of in theirs.items():
                found = self._judge.note(self._member(person, of, subjects, safety))
                # Somebody whose own file is sealed is spoken of in another, and shut there.
                if found.categories or person not in safety.persons or self._shut(of.sealed):
                    each[person] = found
            opened = {person: found for person, found in each.items() if found.categories}
            if opened:
                cases[case] = frozenset.intersection(*(of.categories for of in each.values()))
            for person, found in opened.items():
                for same in numbers.of(person) if found.until is None else (person,):
                    persons[same] = persons.get(same, Found()) | found
        spoken_of = {person for case in cases for person in members[case]} | safety.left_any()
        return msgspec.structs.replace(
            self._opened(cases, persons, members, numbers),
            former=frozenset(spoken_of - persons.keys()),
        )

    async def persons(self, ids: Iterable[UUID]) -> Opened:
        """What of these persons is open, by any case of theirs or by their consent.

        Whoever has several numbers is opened under all of them, by what is known under any.
        """
        wanted = list(dict.fromkeys(ids))
        numbers = await self._facts.numbers(wanted)
        under = await self._facts.cases_under(wanted, numbers)
        emergencies = await self._emergencies(wanted, numbers)
        subjects = await self._subjects(wanted, numbers, emergencies)
        safety = await self._facts.safety(wanted, numbers)
        left = safety.left_any()
        persons: dict[UUID, Found] = {}
        for person in wanted:
            same = numbers.of(person)
            told = {"sealing": safety.persons.get(person)}
            every = [case for number in same for case in under.get(number, ())]
            subject = msgspec.structs.replace(subjects[person], cases=every, **told)
            found = self._judge.note(self._judge.decide(subject))
            for number in same if found.categories else ():
                # A file that tells only what was known then, or that the number left, leads from
                # there to no other number.
                if len(same) > 1 and (found.until or number in left):
                    alone = msgspec.structs.replace(subject, cases=under.get(number, ()))
                    persons |= (
                        {number: one} if (one := self._judge.decide(alone)).categories else {}
                    )
                else:
                    persons[number] = found
        return self._opened({}, persons, {}, numbers)

    async def pairs(self, pairs: Iterable[tuple[UUID, UUID]]) -> Opened:
        """What of two numbers that may be one person's is open to who decides about them.

        Beside what is open of each anyway: who they are and how they are reached, by the cases of
        both together, where there is something to decide or decided about the two.
        """
        asked = list(pairs)
        wanted = list(dict.fromkeys(person for pair in asked for person in pair))
        opened = await self.persons(wanted)
        numbers = await self._facts.numbers(wanted)
        cases_of = await self._facts.cases_of(wanted, numbers)
        known = await self._facts.known_pairs(wanted, numbers)
        persons = dict(opened.persons)
        codes = dict.fromkeys(opened.codes if opened.persons else ())
        for one, other in asked:
            both = product(numbers.of(one), numbers.of(other))
            if known.isdisjoint(map(frozenset, both)):
                continue
            cases = [*cases_of[one], *cases_of[other]]
            access = may_settle(self._viewer, cases, self._context.today, self._policy)
            codes[access.code] = None
            if access.allowed:
                for same in (*numbers.of(one), *numbers.of(other)):
                    persons[same] = persons.get(same, NONE) | SETTLING
        given = tuple(code for code in (YES if persons else NO) if code in codes)
        return msgspec.structs.replace(opened, persons=persons, codes=given)

    async def settles(self, one: UUID, other: UUID) -> Access:
        """Whether it is for this viewer to decide if two numbers are one person's."""
        numbers = await self._facts.numbers([one, other])
        cases_of = await self._facts.cases_of([one, other], numbers)
        cases = [*cases_of[one], *cases_of[other]]
        return may_settle(self._viewer, cases, self._context.today, self._policy)

    async def record(
        self,
        opened: Opened,
        asked: Asked,
        *,
        task: str,
        persons: Iterable[UUID] = (),
        cases: Iterable[UUID] = (),
        allowed: bool = True,
        as_at: int | None = None,
    ) -> UUID:
        """Commit one look at these persons and cases, and name it on the request's connection.

        ``as_at``: the position of the ledger that was asked about, where it was the past.
        """
        people = sorted(set(persons))
        return await looking.record(
            self._context,
            self.session,
            opened,
            asked,
            purpose=self.purpose,
            task=task,
            work=await self._purpose.work(task, people) if allowed else Work(),
            persons=people,
            cases=cases,
            allowed=allowed,
            as_at=as_at,
        )

    def state(self, purpose: str | None) -> None:
        """What the viewer says that they open a file for. Raises ``Fault``."""
        self._purpose.state(purpose)

    async def searching(self, asked: Asked, as_at: int | None = None) -> UUID:
        """Commit a look that names nobody yet: no name is found under none."""
        return await self.record(Opened(), asked, task="SEARCH", as_at=as_at)

    async def _emergencies(
        self, persons: Iterable[UUID], numbers: Numbers
    ) -> Mapping[UUID, Sequence[Emergency]]:
        """What this viewer opened of them in an emergency, where their role may."""
        wanted = list(persons)
        if not (wanted and self._in_emergencies):
            return {}
        return await self._facts.emergencies_of(wanted, numbers)

    async def _subjects(
        self,
        persons: Iterable[UUID],
        numbers: Numbers,
        emergencies: Mapping[UUID, Sequence[Emergency]],
    ) -> dict[UUID, Subject]:
        """These persons with all that bears on them beside their cases."""
        wanted = list(persons)
        if not (wanted and self._by_consent):
            return {p: Subject(p, emergencies=emergencies.get(p, ())) for p in wanted}
        grants = await self._facts.grants_of(wanted, numbers)
        referrals = await self._facts.referrals_of(wanted, numbers)
        return {
            person: Subject(
                person,
                grants=grants[person],
                referrals=referrals[person],
                emergencies=emergencies.get(person, ()),
            )
            for person in wanted
        }

    def _member(
        self, person: UUID, of: CaseOf, subjects: Mapping[UUID, Subject], safety: Safety
    ) -> Found:
        """What is open of somebody as a member of this case."""
        sealing = safety.persons.get(person)
        if person not in subjects and sealing is None:
            return self._judge.duty(of)
        subject = _through(subjects.get(person) or Subject(person), of)
        return self._judge.decide(msgspec.structs.replace(subject, sealing=sealing))

    def _shut(self, sealing: Sealing | None) -> bool:
        return sealing is not None and self._viewer.account_id not in sealing.open_to

    def _opened(
        self,
        cases: Mapping[UUID, Categories],
        persons: Mapping[UUID, Found],
        members: Mapping[UUID, Iterable[UUID]],
        numbers: Numbers,
    ) -> Opened:
        opened = bool(persons or cases)
        return Opened(
            cases=cases,
            persons={person: found.categories for person, found in persons.items()},
            members={case: tuple(found) for case, found in members.items()},
            codes=self._judge.codes(opened=opened),
            purpose=self.purpose,
            shown_as={one: shown for one, shown in numbers.shown_as.items() if shown in persons},
            until={person: found.until for person, found in persons.items() if found.until},
            authorities=self._judge.authorities() if opened else (),
        )


def _through(subject: Subject, case: CaseOf) -> Subject:
    """Somebody as a member of this case alone: a referral opens the case that it was made from."""
    referrals = [referral for referral in subject.referrals if referral.case_id == case.case_id]
    return msgspec.structs.replace(subject, cases=[case], referrals=referrals)


async def gate_of(
    context: Context, purpose: str | None = None, at_hand: CaseFacts | None = None
) -> Gate:
    """The gate of whoever is signed in, who may have said what for. Raises ``Fault``.

    ``at_hand``: the facts of the cases that it is asked about, all of them.
    """
    gate = Gate(context, await context.signed_in(), await context.policy(), at_hand)
    gate.state(purpose)
    return gate
