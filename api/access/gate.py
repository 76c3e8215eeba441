"""The gate: ids first, then the decision, then the recorded look, and only then the rows.

``domain.access`` decides; this module brings it what it decides on, and records what it decided.
Nothing is returned for which no look could be recorded.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from api.access.roles import purpose_of, role_entry
from api.access.sessions import Session
from api.asked import Asked
from api.context import Context
from api.errors import Fault
from api.schema.category import CONSENT, OPENED
from domain.access import NO, YES, Access, CaseOf, Subject, Viewer, may_see
from domain.policy import Policy
from projections.case_file.queries import (
    Assignment,
    assignments_of_cases,
    assignments_of_persons,
    referred_to,
)
from projections.consent_audit.queries import Grant, grants_for
from projections.paging import Scope

Categories = frozenset[str]
NONE: Categories = frozenset()
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
        for row in rows:
            case_of[row.case_id] = _case_of(row)
            if row.person_id is not None:
                members[row.case_id].append(row.person_id)
        if self._basis == "DUTY":
            # Consents, disclosures and looks are the privacy officer's, not what cases hold.
            return Opened(
                members={case: tuple(found) for case, found in members.items()},
                codes=("CATEGORY_NOT_FOR_ROLE",),
                purpose=self.purpose,
            )
        unsettled = [case for case, of in case_of.items() if not self._duty([of])]
        asked = {person for case in unsettled for person in members[case]}
        grants, referred = await self._consent_facts(asked)
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
                persons[person] = persons.get(person, NONE) | found
        return self._opened(cases, persons, members)

    async def persons(self, ids: Iterable[UUID]) -> Opened:
        """What of these persons is open, by any case of theirs or by their consent."""
        wanted = list(dict.fromkeys(ids))
        rows = await self._context.reader.ask(
            None, assignments_of_persons, self._context.tenant, wanted
        )
        cases_of: dict[UUID, list[CaseOf]] = defaultdict(list)
        for row in rows:
            if row.person_id is not None:
                cases_of[row.person_id].append(_case_of(row))
        unsettled = {person for person in wanted if not self._duty(cases_of[person])}
        grants, referred = await self._consent_facts(unsettled)
        persons = {
            person: self._duty(cases_of[person])
            or self._person(person, cases_of[person], grants[person], referred.get(person, ()))
            for person in wanted
        }
        return self._opened({}, {p: found for p, found in persons.items() if found}, {})

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
    ) -> Opened:
        yes = tuple(code for code in YES if code in self._codes)
        no = tuple(code for code in NO if code in self._codes)
        return Opened(
            cases=cases,
            persons=persons,
            members={case: tuple(found) for case, found in members.items()},
            codes=yes if persons or cases else no[:1],
            purpose=self.purpose,
        )

    async def _consent_facts(
        self, persons: set[UUID]
    ) -> tuple[Mapping[UUID, list[Grant]], Mapping[UUID, list[str]]]:
        grants: dict[UUID, list[Grant]] = defaultdict(list)
        referred: Mapping[UUID, list[str]] = {}
        if persons and self._by_consent:
            ask, tenant = self._context.reader.ask, self._context.tenant
            for grant in await ask(None, grants_for, tenant, persons):
                grants[grant.person_id].append(grant)
            referred = await ask(None, referred_to, tenant, persons)
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
        subject = Subject(person or UUID(int=0), cases, referred)
        answers = {category: self._ask(subject, grants, category) for category in OPENED}
        identity = answers["IDENTITY"]
        on_duty = identity.allowed and identity.code != "CONSENT_IN_FORCE"
        answers[CONSENT] = identity if on_duty else Access(False, "CATEGORY_NOT_FOR_ROLE")
        found = frozenset(category for category, access in answers.items() if access.allowed)
        # Why nothing is open is told by what is the least to ask for: who somebody is.
        reasons = [a for a in answers.values() if a.allowed] if found else [identity]
        for access in reasons:
            self._codes[access.code] = None
        return found

    def _ask(self, subject: Subject, grants: Sequence[Grant], category: str) -> Access:
        context = self._context
        return may_see(
            self._viewer,
            subject,
            grants,  # type: ignore[arg-type]
            category,
            self.purpose,
            context.now,
            context.today,
            self._policy,
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
