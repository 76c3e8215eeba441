"""The gate: ids first, then the decision, then the recorded look, and only then the rows.

``domain.access`` decides; this module brings it what it decides on, and records what it decided.
Nothing is returned for which no look could be recorded.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import product
from uuid import UUID

import msgspec

from api.access.roles import purpose_of, role_entry
from api.access.sessions import Session
from api.asked import Asked
from api.context import Context
from api.errors import Fault
from api.schema.category import CONSENT, OPENED
from domain.access import (
    NO,
    SETTLING,
    YES,
    Access,
    CaseOf,
    Moment,
    ReferralOf,
    Subject,
    Viewer,
    decide,
    may_settle,
)
from domain.consent import Ending, Grant
from domain.policy import Policy
from projections.case_file.queries import (
    Assignment,
    assignments_of_cases,
    assignments_of_persons,
    referred_to,
)
from projections.consent_audit.queries import Grant as GivenRow
from projections.consent_audit.queries import grants_for
from projections.paging import Scope
from projections.same_person.queries import known_pairs, same_persons

Categories = frozenset[str]
NONE: Categories = frozenset()
_NOBODY = UUID(int=0)
_EVER = datetime.min.replace(tzinfo=UTC)
_STATUS = {"APPLIED": "APPLIED", "GRANTED": "OPEN"}
_RECORD = """
select set_config(
    'caseledger.look',
    case when %(decision)s = 'allowed' then looked.id::text else '' end,
    false
), looked.id
from (
    select access.record_look(
        %(secret)s, %(purpose)s, %(task)s, %(persons)s, %(cases)s, %(categories)s,
        %(decision)s, %(codes)s, %(request)s
    ) as id
) as looked
"""


class Opened(msgspec.Struct, frozen=True):
    """What a decision opened: categories by case and by person, and who is of which case.

    ``codes``: the reasons, best first, for the record.
    """

    cases: Mapping[UUID, Categories] = {}
    persons: Mapping[UUID, Categories] = {}
    members: Mapping[UUID, tuple[UUID, ...]] = {}
    codes: tuple[str, ...] = ()
    purpose: str = "NONE"
    shown_as: Mapping[UUID, UUID] = {}
    """Of a number that was merged into another: who is shown for it."""


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


class Gate:
    """Decides for one request's session."""

    def __init__(self, context: Context, session: Session, policy: Policy) -> None:
        self._context = context
        self._policy = policy
        self.session = session
        self.purpose = purpose_of(session)
        self._viewer = Viewer(
            session.account_id, session.role, session.organisation, session.office
        )
        role = role_entry(policy, session, context.today)
        self._basis = role.get("basis", "NONE") if role else "NONE"
        self._by_consent = bool(role and role.get("consent_as"))
        self._on_duty: dict[tuple[str, UUID | None, str], Categories] = {}
        self._codes: dict[str, None] = {}

    @property
    def basis(self) -> str:
        """What the role's right to look rests on: ASSIGNED, OFFICE, INTAKE, CONSENT, DUTY or NONE."""
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
            case "INTAKE":
                return Scope(tenant=session.tenant, applied=True, without_case=True)
            case "CONSENT":
                return Scope(tenant=session.tenant, recipient=session.organisation)
            case "DUTY":
                return Scope(tenant=session.tenant, everything=True)
        raise Fault("NOT_PERMITTED")

    async def cases(self, ids: Sequence[UUID]) -> Opened:
        """What of these cases, and of their members through them, is open."""
        rows = await self._context.reader.ask(None, assignments_of_cases, self._context.tenant, ids)
        members: dict[UUID, list[UUID]] = defaultdict(list)
        case_of: dict[UUID, CaseOf] = {}
        numbers = Numbers()
        for row in rows:
            case_of[row.case_id] = _case_of(row)
            if row.person_id is not None:
                members[row.case_id].append(row.person_id)
                for same in row.same_as or ():
                    numbers.add(row.person_id, row.canonical_id or row.person_id, same)
        if self._basis == "DUTY":
            # Consents, disclosures and looks are the privacy officer's, not what cases hold.
            return Opened(
                members={case: tuple(found) for case, found in members.items()},
                codes=("CATEGORY_NOT_FOR_ROLE",),
                purpose=self.purpose,
            )
        unsettled = [case for case, of in case_of.items() if not self._duty([of])]
        asked = {person for case in unsettled for person in members[case]}
        grants, referred = await self._consent_facts(asked, numbers)
        cases: dict[UUID, Categories] = {}
        persons: dict[UUID, Categories] = {}
        for case, of in case_of.items():
            each = {
                person: self._duty([of])
                or self._person(person, [of], grants[person], referred.get(person, ()))
                for person in members[case]
            }
            opened = {person: found for person, found in each.items() if found}
            if opened:
                cases[case] = frozenset.intersection(*each.values())
            for person, found in opened.items():
                for same in numbers.of(person):
                    persons[same] = persons.get(same, NONE) | found
        return self._opened(cases, persons, members, numbers)

    async def persons(self, ids: Iterable[UUID]) -> Opened:
        """What of these persons is open, by any case of theirs or by their consent.

        Whoever has several numbers is opened under all of them, by what is known under any.
        """
        wanted = list(dict.fromkeys(ids))
        numbers = await self._numbers(wanted)
        cases_of = await self._cases_of(wanted, numbers)
        unsettled = {person for person in wanted if not self._duty(cases_of[person])}
        grants, referred = await self._consent_facts(unsettled, numbers)
        persons: dict[UUID, Categories] = {}
        for person in wanted:
            cases = cases_of[person]
            found = self._duty(cases) or self._person(
                person, cases, grants[person], referred.get(person, ())
            )
            if found:
                persons |= dict.fromkeys(numbers.of(person), found)
        return self._opened({}, persons, {}, numbers)

    async def pairs(self, pairs: Iterable[tuple[UUID, UUID]]) -> Opened:
        """What of two numbers that may be one person's is open to who decides about them.

        Beside what is open of each anyway: who they are and how they are reached, by the cases of
        both together, where there is something to decide or decided about the two.
        """
        asked = list(pairs)
        wanted = list(dict.fromkeys(person for pair in asked for person in pair))
        opened = await self.persons(wanted)
        numbers = await self._numbers(wanted)
        cases_of = await self._cases_of(wanted, numbers)
        every = {same for person in wanted for same in numbers.of(person)}
        known = await self._context.reader.ask(None, known_pairs, self._context.tenant, every)
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

    async def _numbers(self, persons: Sequence[UUID]) -> "Numbers":
        found = Numbers()
        ask = self._context.reader.ask
        for row in await ask(None, same_persons, self._context.tenant, persons):
            found.add(row.person_id, row.canonical_id, row.same_id)
        return found

    async def _cases_of(
        self, persons: Iterable[UUID], numbers: "Numbers"
    ) -> dict[UUID, list[CaseOf]]:
        """The cases of each of these persons, under whichever of their numbers."""
        every = list({same for person in persons for same in numbers.of(person)})
        rows = await self._context.reader.ask(
            None, assignments_of_persons, self._context.tenant, every
        )
        under: dict[UUID, list[CaseOf]] = defaultdict(list)
        for row in rows:
            if row.person_id is not None:
                under[row.person_id].append(_case_of(row))
        return {
            person: [case for same in numbers.of(person) for case in under.get(same, ())]
            for person in persons
        }

    async def record(
        self,
        opened: Opened,
        asked: Asked,
        *,
        task: str,
        persons: Iterable[UUID] = (),
        cases: Iterable[UUID] = (),
        allowed: bool = True,
    ) -> UUID:
        """Commit one look at these persons and cases, and name it on the request's connection."""
        given = frozenset().union(*opened.cases.values(), *opened.persons.values())
        named = asked.categories & given if allowed else asked.categories
        look: UUID = await self._context.reader.record_look(
            _RECORD,
            {
                "secret": self.session.secret,
                "purpose": self.purpose,
                "task": task,
                "persons": sorted(set(persons)),
                "cases": sorted(set(cases)),
                "categories": sorted(named),
                "decision": "allowed" if allowed else "denied",
                "codes": list(opened.codes),
                "request": self._context.request_id,
            },
        )
        return look

    async def searching(self, asked: Asked) -> UUID:
        """Commit a look that names nobody yet: no name is found under none."""
        return await self.record(Opened(), asked, task="SEARCH")

    def _opened(
        self,
        cases: Mapping[UUID, Categories],
        persons: Mapping[UUID, Categories],
        members: Mapping[UUID, Sequence[UUID]],
        numbers: "Numbers",
    ) -> Opened:
        yes = tuple(code for code in YES if code in self._codes)
        no = tuple(code for code in NO if code in self._codes)
        return Opened(
            cases=cases,
            persons=persons,
            members={case: tuple(found) for case, found in members.items()},
            codes=yes if persons or cases else no[:1],
            purpose=self.purpose,
            shown_as=numbers.shown_as,
        )

    async def _consent_facts(
        self, persons: set[UUID], numbers: "Numbers"
    ) -> tuple[Mapping[UUID, list[Grant]], Mapping[UUID, list[str]]]:
        """What each of these persons consented to, and to whom they were referred, under any number.

        Each grant keeps its own withdrawal: a merge revives none and ends none.
        """
        grants: dict[UUID, list[Grant]] = defaultdict(list)
        referred: dict[UUID, list[str]] = {}
        if persons and self._by_consent:
            ask, tenant = self._context.reader.ask, self._context.tenant
            under: dict[UUID, list[Grant]] = defaultdict(list)
            every = {same for person in persons for same in numbers.of(person)}
            for grant in await ask(None, grants_for, tenant, every):
                under[grant.person_id].append(_grant_of(grant))
            told = await ask(None, referred_to, tenant, every)
            for person in persons:
                same = numbers.of(person)
                grants[person] = [grant for number in same for grant in under.get(number, ())]
                referred[person] = [to for number in same for to in told.get(number, ())]
        return grants, referred

    def _duty(self, cases: Sequence[CaseOf]) -> Categories:
        """What the role's duty for these cases opens, consents left aside."""
        if len(cases) != 1:
            return self._person(None, cases, (), ())
        of = cases[0]
        key = (of.office, of.caseworker_id, of.status)
        if key not in self._on_duty:
            self._on_duty[key] = self._person(None, cases, (), ())
        return self._on_duty[key]

    def _person(
        self,
        person: UUID | None,
        cases: Sequence[CaseOf],
        grants: Sequence[Grant],
        referred: Sequence[str],
    ) -> Categories:
        referrals = [ReferralOf(to, "", _NOBODY, _EVER) for to in referred]
        subject = Subject(person or _NOBODY, cases, referrals, grants)
        answers = {category: self._ask(subject, category) for category in OPENED}
        identity = answers["IDENTITY"]
        on_duty = identity.allowed and identity.authority_kind == "ASSIGNMENT"
        answers[CONSENT] = identity if on_duty else Access(False, "CATEGORY_NOT_FOR_ROLE")
        found = frozenset(category for category, access in answers.items() if access.allowed)
        # Why nothing is open is told by what is the least to ask for: who somebody is.
        reasons = [a for a in answers.values() if a.allowed] if found else [identity]
        for access in reasons:
            self._codes[access.code] = None
        return found

    def _ask(self, subject: Subject, category: str) -> Access:
        moment = Moment(self._context.now, self._context.today)
        return decide(self._viewer, subject, category, self.purpose, moment, self._policy)


def _grant_of(row: GivenRow) -> Grant:
    return Grant(
        consent_id=row.consent_id,
        categories=frozenset(row.categories),
        recipients=frozenset(row.recipients),
        purposes=frozenset(row.purposes),
        signed_on=row.valid_from.date(),
        valid_from=row.valid_from,
        expires_on=row.expires_on,
        capacity=row.capacity,
        known_at=row.known_at,
        endings=(Ending("WITHDRAWN", row.withdrawn_at),) if row.withdrawn_at else (),
    )


def _case_of(row: Assignment) -> CaseOf:
    return CaseOf(
        row.case_id,
        row.office or "",
        row.caseworker_id,
        _STATUS.get(row.status or "", "CLOSED"),
    )


async def gate_of(context: Context) -> Gate:
    """The gate of whoever is signed in. Raises ``Fault``."""
    return Gate(context, await context.signed_in(), await context.policy())
