"""May they see it: now, on a day, as known on another; and looks that might not have been."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from api.access.roles import PURPOSES
from api.context import Info
from api.errors import Fault
from api.parse import id_argument
from api.read import looks as recorded
from api.read import people
from api.read.batch import Batch
from api.read.looks import LookRow
from api.read.questions.asking import MOST, allowed, answer, days, evidence, look_at, moment
from api.read.questions.then import Past
from api.schema.questions import AccessAnswer, AnswerConnection, Evidence, LookWithoutAuthority
from api.schema.scalars import Day
from domain.access import Access, Moment, Viewer, decide, explain
from domain.policy import Policy

NOT_BY_FILE = frozenset(
    {"SETTLES_SAME_PERSON", "APPLICANT_IDENTIFIED", "INTAKE_NEW_PERSON", "FIGURES", "SIN_TAKEN"}
)
"""Reasons of looks that rest on the work at hand rather than on the file."""
NOBODY = UUID(int=0)


async def may_see(
    info: Info,
    person: str,
    category: str,
    account: str | None,
    role: str | None,
    organisation: str | None,
    office: str | None,
    purpose: str | None,
    on: str | None,
    known_on: str | None,
) -> AccessAnswer | None:
    """The decision, and why; nothing where the person is not open to who asks."""
    await allowed(info)
    context = info.context
    about = id_argument(person, "Person", "person")
    when = moment(context, on, known_on)
    viewer = await _viewer(
        info, id_argument(account, "Staff", "account"), role, organisation, office, when
    )
    batch = await look_at(info, (), about=about)
    if batch is None or about is None:
        return None
    for code, field in ((category, "category"), (purpose, "purpose")):
        if code and not code.isupper():
            raise Fault("BAD_VALUE", field=field)
    then = await Past(context).subject(about, when)
    policy = await context.services.policy_known(when.known_at)
    found = Access(False, "NO_ACCOUNT_THEN")
    if viewer is not None:
        wanted = purpose or PURPOSES.get(viewer.role, "NONE")
        found = decide(viewer, then.subject, category, wanted, when, policy)
    until = found.content_until
    return AccessAnswer(
        allowed=found.allowed,
        code=found.code,
        why=explain(found, "fr" if batch.labels.french else "en"),
        authority_kind=batch.labels.maybe("authority_kinds", found.authority_kind),
        reference=str(found.reference) if found.reference else None,
        content_until=Day(until.isoformat()) if until else None,
        at=when.now,
        known_at=when.known_at or context.now,
        evidence=evidence(then.positions, [batch.look]),
    )


async def _viewer(
    info: Info,
    account: UUID | None,
    role: str | None,
    organisation: str | None,
    office: str | None,
    when: Moment,
) -> Viewer | None:
    """An account as it was then, in one of its roles of then; or anybody in a role of an organisation.

    Nothing where there was no such account, or not in that role. An account is known from the moment
    it is changed: of a day that lies after what was known, what was known last. Raises ``Fault``.
    """
    context = info.context
    if account is None:
        if not role:
            raise Fault("BAD_VALUE", field="role")
        return Viewer(NOBODY, role, organisation or context.tenant, office)
    if account not in await context.services.staff.all():
        raise Fault("BAD_VALUE", field="account")
    at = min(when.now, when.known_at or when.now)
    member = await context.services.staff.then(account, at)
    if member is None or (role and role not in member.roles):
        return None
    if role is None and len(member.roles) != 1:
        raise Fault("BAD_VALUE", field="role")
    return Viewer(account, role or member.roles[0], member.organisation, member.office)


class Bare(msgspec.Struct, frozen=True):
    """A look at one person for which there was no authority, as known when it was made."""

    row: LookRow
    person: UUID
    categories: tuple[str, ...]
    why: Access
    since: Access | None
    positions: tuple[int, ...]


async def without_authority(
    info: Info,
    person: str | None,
    account: str | None,
    from_on: str | None,
    to_on: str | None,
    known_on: str | None,
    papered_later: bool | None,
    first: int | None,
    after: str | None,
) -> AnswerConnection[LookWithoutAuthority]:
    """Looks that were allowed without what would have allowed them then, oldest first.

    Each is decided again by what was known when it was made, and by what was known of that same
    instant later (``known_on``; now). A look at several people is found where nothing of one of them
    was open.
    """
    await allowed(info)
    context = info.context
    about = id_argument(person, "Person", "person")
    known_at = moment(context, None, known_on).known_at
    rows = await recorded.rows_asked(
        context,
        person=about,
        account=id_argument(account, "Staff", "account"),
        days=days(context, from_on, to_on),
        most=MOST + 1,
    )
    named = {key for row in rows[:MOST] for key in row.persons}
    batch = await look_at(info, named if about is None else (), about=about)
    found: list[Bare] = []
    if batch is not None:
        past = Past(context)
        later = Later(known_at, await context.services.policy_known(known_at))
        for row in rows[:MOST]:
            if row.account_id == NOBODY or not NOT_BY_FILE.isdisjoint(row.codes):
                continue
            for key in row.persons if about is None else [about]:
                if key in batch.opened.persons:
                    bare = await _bare(batch, past, later, row, key)
                    if bare and papered_later in (None, bare.since is not None):
                        found.append(bare)

    async def show(page: Sequence[Bare]) -> list[LookWithoutAuthority]:
        if batch is None:
            return []
        known = await batch.persons()
        nodes = await recorded.nodes(batch, [bare.row for bare in page])
        language = "fr" if batch.labels.french else "en"
        return [
            LookWithoutAuthority(
                look=node,
                person=known.get(bare.person) or people.withheld(batch, bare.person),
                categories=batch.labels.codes("categories", bare.categories),
                why=explain(bare.why, language),
                papered_later=bare.since is not None,
                papered_by=f"{bare.since.authority_kind}:{bare.since.reference or ''}"
                if bare.since
                else None,
            )
            for bare, node in zip(page, nodes, strict=True)
        ]

    def rests_on(page: Sequence[Bare]) -> Evidence:
        return evidence(
            (position for bare in page for position in bare.positions),
            (bare.row.look_id for bare in page),
        )

    return await answer(info, found, first, after, show, rests_on, capped=len(rows) > MOST)


class Later(msgspec.Struct, frozen=True):
    """By what looks are decided a second time: what was known at an instant (UTC; None: now)."""

    known_at: datetime | None
    policy: Policy


async def _bare(batch: Batch, past: Past, later: Later, row: LookRow, person: UUID) -> Bare | None:
    day: date = batch.context.local_day(row.at)
    then = Moment(row.at, day, row.at)
    since = Moment(row.at, day, max(row.at, later.known_at) if later.known_at else None)
    viewer = Viewer(row.account_id, row.role, row.organisation, row.office)
    policy = await batch.context.services.policy_known(row.at)
    facts = (await past.subject(person, then)).subject
    refused = {
        category: why
        for category in row.categories
        if not (why := decide(viewer, facts, category, row.purpose, then, policy)).allowed
    }
    if not refused or (len(row.persons) > 1 and len(refused) < len(row.categories)):
        return None
    known = await past.subject(person, since)
    answers = [
        decide(viewer, known.subject, category, row.purpose, since, later.policy)
        for category in refused
    ]
    papered = answers[0] if all(a.allowed for a in answers) else None
    return Bare(row, person, tuple(refused), next(iter(refused.values())), papered, known.positions)
