"""Persons as rows of the directory, as far as they are open; members; staff."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from api.access.staff import StaffMember
from api.ids import global_id
from api.labels import Labels
from api.schema.case import Member
from api.schema.category import CONTACT, FILE, HOUSEHOLD, IDENTITY
from api.schema.person import Person
from api.schema.scalars import Day
from api.schema.viewer import Staff
from domain.person import MEANS, safe_by
from projections.case_file.safety import names_then
from projections.person_directory.queries import (
    Cutoff,
    Reached,
    persons,
    persons_then,
    reached_on,
)
from projections.person_directory.rows import PersonRow

if TYPE_CHECKING:
    from api.read.batch import Batch

_DISPOSED = ("Information disposed of", "Renseignements détruits")
_WITHHELD = ("Not shown", "Non affiché")


def staff(member: StaffMember, labels: Labels) -> Staff:
    """A member of the staff, under the first of their roles."""
    return Staff(
        id=global_id("Staff", member.account_id),
        name=member.display_name,
        role=labels.code("roles", member.roles[0] if member.roles else None),
        office=labels.maybe("offices", member.office),
    )


async def load(batch: "Batch") -> dict[UUID, Person]:
    """Every number that the look opened, each with what was told of it.

    Whoever is open up to a day only is shown as they were known by the end of it.
    """
    until = {key: batch.until(key) for key in batch.opened.persons}
    now = [key for key, end in until.items() if end is None]
    then = [Cutoff(key, end) for key, end in until.items() if end is not None]
    rows = await batch.ask(persons, batch.context.tenant, now) if now else []
    if then:
        rows = [*rows, *await batch.ask(persons_then, batch.context.tenant, then)]
    if (day := batch.then.effective_on) is not None:
        rows = await _reached_on(batch, rows, day)
    careful = await _careful_now(batch, [row.person_id for row in rows])
    return {row.person_id: _person(batch, row, row.person_id in careful) for row in rows}


async def _careful_now(batch: "Batch", ids: Sequence[UUID]) -> set[UUID]:
    """Of a list of the past: who is to be reached with care now, whatever was known then."""
    if batch.then.position is None or not batch.listing:
        return set()
    rows = await batch.ask_now(persons, batch.context.tenant, ids)
    return {row.person_id for row in rows if row.safety_flag == "Y" or row.safe_means}


async def _reached_on(batch: "Batch", rows: Sequence[PersonRow], day: date) -> list[PersonRow]:
    """The rows with how each was reached on that day; how to do so in safety stays as last known."""
    ids = [row.person_id for row in rows]
    found = await batch.ask(reached_on, batch.context.tenant, ids, day)
    told = {one.person_id: one for one in found}
    return [
        msgspec.structs.replace(
            row,
            **{
                name: getattr(told.get(row.person_id), name, None)
                for name in Reached.__struct_fields__
                if name != "person_id"
            },
        )
        for row in rows
    ]


async def former(batch: "Batch") -> dict[UUID, Person]:
    """Who is spoken of in the batch's cases and not open through them: what they were called then."""
    if not batch.opened.former or not batch.opened.cases:
        return {}
    zone = batch.context.zone.key
    found = await batch.ask_now(names_then, batch.context.tenant, list(batch.opened.cases), zone)
    return {
        key: replace(
            withheld(batch, key),
            display_name=_in_full(one.given_name, one.family_name)
            or _DISPOSED[batch.labels.french],
        )
        for key, one in found.items()
        if key in batch.opened.former
    }


def shown(batch: "Batch", records: dict[UUID, Person]) -> dict[UUID, Person]:
    """The same by number, with who is shown in place of whoever was merged into them.

    What was told under another number only (a telephone, how to reach them safely) is shown too.
    """
    shown_as = batch.opened.shown_as
    others: dict[UUID, list[Person]] = defaultdict(list)
    for key, record in records.items():
        if (canonical := shown_as.get(key, key)) != key:
            others[canonical].append(record)
    whole = records | {
        key: _filled(records[key], found) for key, found in others.items() if key in records
    }
    return {key: whole.get(shown_as.get(key, key), record) for key, record in records.items()}


def _filled(person: Person, others: list[Person]) -> Person:
    told: dict[str, Any] = {}
    for field in fields(person):
        if getattr(person, field.name, "") is None:
            values = (getattr(other, field.name) for other in others)
            told[field.name] = next((value for value in values if value is not None), None)
    # What is unsafe under one of their numbers is unsafe under all.
    told["unsafe_means"] = list(
        {code.code: code for one in (person, *others) for code in one.unsafe_means}.values()
    )
    if "MAIL" in {code.code for code in told["unsafe_means"]}:
        told["mailing_address"] = None
    return replace(person, **told)


def withheld(batch: "Batch", person: UUID) -> Person:
    """Somebody who is not open: an id, and that nothing is shown."""
    return Person(
        batch=batch,
        key=person,
        id=global_id("Person", person),
        given_name=None,
        family_name=None,
        display_name=_WITHHELD[batch.labels.french],
        birth_date=None,
        age=None,
        official_language=batch.labels.code("official_languages", None),
        spoken_language=None,
        interpreter_language=None,
        telephone=None,
        email=None,
        address=None,
        postal_code=None,
        safe_contact=None,
        safe_means=[],
        safe_hours=None,
        code_word=None,
        unsafe_means=[],
        mailing_address=None,
        sin_last3=None,
        safety_flag=False,
        disposed=False,
        version=0,
    )


def _person(batch: "Batch", row: PersonRow, careful: bool = False) -> Person:
    categories = batch.of_person(row.person_id)
    named, reached = IDENTITY in categories, CONTACT in categories
    flagged = row.safety_flag == "Y"
    # Beside many others nobody reads the warning first: there, no way to reach them is shown.
    told = reached and not (batch.listing and (careful or flagged or row.safe_means))
    unsafe = [m for m in MEANS if not safe_by(m, row.safe_means, flagged)] if reached else []
    language = row.official_language if reached else None
    return Person(
        batch=batch,
        key=row.person_id,
        id=global_id("Person", row.person_id),
        given_name=row.given_name if named else None,
        family_name=row.family_name if named else None,
        display_name=_display_name(batch, row, named),
        birth_date=Day(row.birth_date.isoformat()) if named and row.birth_date else None,
        age=age(row.birth_date, batch.today) if named and row.birth_date else None,
        official_language=batch.labels.code("official_languages", language),
        spoken_language=row.spoken_language if reached else None,
        interpreter_language=row.interpreter_language if reached else None,
        telephone=row.telephone if told else None,
        email=row.email if told else None,
        address=row.address if told else None,
        postal_code=row.postal_code if told else None,
        safe_contact=row.safe_contact if reached else None,
        safe_means=batch.labels.codes(
            "safe_means", (row.safe_means or "").split() if reached else ()
        ),
        safe_hours=row.safe_hours if reached else None,
        code_word=row.code_word if told else None,
        unsafe_means=batch.labels.codes("safe_means", unsafe),
        mailing_address=_mailing(row) if told and "MAIL" not in unsafe else None,
        sin_last3=row.sin_last3 if FILE in categories else None,
        safety_flag=FILE in categories and flagged,
        disposed=row.disposed,
        version=row.version,
    )


def _mailing(row: PersonRow) -> str | None:
    parts = [part for part in (row.address, row.postal_code) if part]
    return ", ".join(parts) or None


def _display_name(batch: "Batch", row: PersonRow, named: bool) -> str:
    if row.disposed:
        return _DISPOSED[batch.labels.french]
    if not named:
        return _WITHHELD[batch.labels.french]
    return _in_full(row.given_name, row.family_name)


def _in_full(*names: str | None) -> str:
    return " ".join(name for name in names if name)


def age(born: date, today: date) -> int:
    """Whole years on that day."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


async def members(batch: "Batch") -> dict[UUID, list[Member]]:
    """Members of the batch's cases that are open, in the order of the application.

    Of the past, who has left since is told of as well, as on the list of memberships: that they were
    there, and no more.
    """
    rows = await batch.unit()
    known = await batch.persons()
    found: dict[UUID, list[Member]] = defaultdict(list)
    for row in rows:
        categories = batch.of_person(row.person_id)
        if not categories:
            categories = batch.of_case(row.case_id)
            here_now = row.person_id in batch.opened.members.get(row.case_id, ())
            if batch.then.present or here_now or HOUSEHOLD not in categories:
                continue
        open_ = HOUSEHOLD in categories
        labels = batch.labels
        found[row.case_id].append(
            Member(
                person=known.get(row.person_id) or withheld(batch, row.person_id),
                role=labels.code("member_roles", row.role if open_ else None),
                participant_class=labels.code(
                    "participant_classes", row.participant_class if open_ else None
                ),
            )
        )
    return found
