"""What somebody who asked for their own information may have of the file: entry by entry, in words.

Whoever answers a request opens the person's own file for it, whatever their role sees otherwise; that
is a look like any other, with every case in it. What is about others, sealed, or a matter of safety is
left out, and counted by the section that withholds it. What came after the person left a household,
and a disclosure whose notice is held back by law, are not even counted.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from api import narrate
from api.access.facts import Facts
from api.access.gate import Gate, gate_of
from api.asked import asked
from api.context import Context, Info
from api.parse import id_argument
from api.read import office
from api.read.batch import Batch
from api.read.consent_rows import case_numbers
from api.read.fresh import fresh
from api.read.opening import open_batch
from api.read.receipts import LocalDay
from api.schema.category import CONSENT, OPENED
from api.schema.office import AccessPackage, PackageEntry, WithheldPart
from api.schema.scalars import Day
from domain.access import CaseOf
from domain.consent import DisclosureMade
from domain.event import Recorded
from domain.office.events import RequesterVerified
from domain.private import Clear, Text
from projections.timeline import queries
from projections.timeline.queries import Entry

TASK = "PACKAGE"
MOST = 5000
ANSWERABLE = frozenset({"RECEIVED", "EXTENDED", "ANSWERED", "APPEALED"})
OTHERS, SAFETY = "MFIPPA_38_B", "MFIPPA_13"
OF_SAFETY = ("file.",)
"""Types of event, by how they begin, that tell who is kept away from a file."""


class Own(msgspec.Struct, frozen=True):
    """The person under all their numbers, and each of their cases as it is theirs.

    ``alone``: cases in which nobody else ever was.
    """

    numbers: frozenset[UUID]
    cases: Mapping[UUID, CaseOf]
    alone: frozenset[UUID]


async def package(info: Info, matter: str) -> AccessPackage | None:
    """The package of a request for access; nothing where there is no such request open to who asks."""
    context = info.context
    labels = await office.permitted(context)
    key = id_argument(matter, "Matter", "matter")
    row = await context.services.office.matter(key) if key else None
    if row is None or row.kind != "ACCESS" or not await office.not_sealed(context, [row]):
        return None
    assert row.person_id is not None
    steps = await context.services.office.steps(row.matter_id)
    verified = any(isinstance(step.event, RequesterVerified) for step in steps)
    gate = await gate_of(context)
    opened = await gate.persons([row.person_id])
    if CONSENT not in opened.persons.get(row.person_id, frozenset()):
        await gate.record(opened, asked(info), task=TASK, persons=[row.person_id], allowed=False)
        return None
    own, shut = await _own(context, gate, row.person_id)
    giving = verified and row.status in ANSWERABLE
    if giving:
        everything = frozenset(OPENED)
        opened = msgspec.structs.replace(
            opened,
            cases=dict.fromkeys(own.cases, everything),
            persons={**opened.persons, **dict.fromkeys(own.numbers, everything)},
            members=dict.fromkeys(own.cases, tuple(sorted(own.numbers))),
        )
    batch = await open_batch(context, gate, opened, asked(info), await fresh(context), task=TASK)
    known = await batch.persons()
    entries: list[PackageEntry] = []
    withheld: Counter[tuple[str, str]] = Counter()
    rows: Sequence[Entry] = ()
    if giving:
        withheld[SAFETY, "FILE"] += shut
        rows = await batch.ask(
            queries.of_person, context.tenant, own.cases, own.numbers, limit=MOST + 1
        )
        entries = await _entries(batch, own, rows[:MOST], withheld)
    return AccessPackage(
        matter=office.shown(row, batch.policy, labels, context.today),
        person=known[row.person_id],
        verified=verified,
        entries=entries,
        withheld=[
            WithheldPart(
                section=labels.code("withholding_sections", section),
                category=labels.code("categories", category),
                count=count,
            )
            for (section, category), count in sorted(withheld.items())
            if count
        ],
        is_whole=giving and len(rows) <= MOST,
    )


async def _own(context: Context, gate: Gate, person: UUID) -> tuple[Own, int]:
    """What is theirs, and how many of their cases are sealed to who asks."""
    facts = Facts(context)
    known = await facts.numbers([person])
    numbers = frozenset(known.of(person))
    under = await facts.cases_under([person], known)
    ids = sorted({case.case_id for number in numbers for case in under.get(number, ())})
    units = await facts.of_cases(ids)
    members, safety = units.members, units.safety
    account = gate.session.account_id
    shut = {case for case, seal in safety.cases.items() if account not in seal.open_to}
    cases: dict[UUID, CaseOf] = {}
    for number in sorted(numbers):
        for case in under.get(number, ()):
            if case.case_id not in shut:
                cases.setdefault(case.case_id, case)
    alone = {
        case
        for case in cases
        if not (members.get(case, {}).keys() | safety.left.get(case, frozenset())) - numbers
    }
    return Own(numbers, cases, frozenset(alone)), len(shut)


async def _entries(
    batch: Batch, own: Own, rows: Sequence[Entry], withheld: "Counter[tuple[str, str]]"
) -> list[PackageEntry]:
    kept = []
    for row in rows:
        if _after_leaving(own, row, batch.context.local_day):
            continue
        if _held_back(queries.recorded(row), batch.context.today):
            continue
        category = narrate.told()[row.type].category if row.type in narrate.told() else "FILE"
        if row.type.startswith(OF_SAFETY):
            withheld[SAFETY, category] += 1
        elif row.about_person_id is not None and row.about_person_id not in own.numbers:
            withheld[OTHERS, category] += 1
        else:
            kept.append((row, category))
    events = [queries.recorded(row) for row, _ in kept]
    opened = await batch.context.unseal(events)
    numbers = await case_numbers(batch, set(own.cases))
    known = await batch.persons()
    other = batch.labels.code("member_roles", None).label

    def person(key: UUID) -> str:
        return known[key].display_name if key in own.numbers and key in known else other

    def staff(key: UUID) -> str:
        member = batch.staff.get(key)
        return member.display_name if member else batch.labels.word("staff", "ELSEWHERE")

    entries = []
    for (row, category), told in zip(kept, opened, strict=True):
        text = _text(told)
        # Words about a household may tell of the others in it: somebody reads them first.
        ours = row.case_id is None or row.case_id in own.alone or row.about_person_id is not None
        if text and not ours:
            withheld[OTHERS, "FILE"] += 1
        entries.append(
            PackageEntry(
                on=Day(row.effective_on.isoformat()),
                title=narrate.title(row.type, batch.labels),
                category=batch.labels.code("categories", category),
                case_number=numbers.get(row.case_id) if row.case_id else None,
                by=batch.actor(row.actor_id, row.role),
                details=narrate.details(told.event, batch.labels, person, staff),
                text=text if ours else None,
            )
        )
    return entries


def _after_leaving(own: Own, row: Entry, local: LocalDay) -> bool:
    """Whether it came to the file of a household that the person had left."""
    case = own.cases.get(row.case_id) if row.case_id else None
    left = case.left_on if case else None
    if left is None or row.about_person_id in own.numbers:
        return False
    return row.effective_on >= left or local(row.known_at) >= left


def _held_back(told: Recorded, today: date) -> bool:
    """A disclosure of which the law lets the person not be told yet."""
    event = told.event
    until = event.notice_withheld_until if isinstance(event, DisclosureMade) else None
    return until is not None and today < until


def _text(told: Recorded) -> str | None:
    found = narrate.free_text(told.event)
    body = found.body if isinstance(found, Text) else None
    return body.value if isinstance(body, Clear) else None
