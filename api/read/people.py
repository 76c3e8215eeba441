"""Persons as rows of the directory, as far as they are open; members; staff."""

from collections import defaultdict
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from api.access.staff import StaffMember
from api.ids import global_id
from api.labels import Labels
from api.schema.case import Member
from api.schema.category import CONTACT, FILE, HOUSEHOLD, IDENTITY
from api.schema.person import Person
from api.schema.scalars import Day
from api.schema.viewer import Staff
from projections.case_file import queries as case_file
from projections.person_directory.queries import persons
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
    """Every number that the look opened, each with what was told of it, in one query."""
    rows = await batch.ask(persons, batch.context.tenant, list(batch.opened.persons))
    return {row.person_id: _person(batch, row) for row in rows}


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
        sin_last3=None,
        safety_flag=False,
        disposed=False,
        version=0,
    )


def _person(batch: "Batch", row: PersonRow) -> Person:
    categories = batch.of_person(row.person_id)
    named, reached = IDENTITY in categories, CONTACT in categories
    language = row.official_language if reached else None
    return Person(
        batch=batch,
        key=row.person_id,
        id=global_id("Person", row.person_id),
        given_name=row.given_name if named else None,
        family_name=row.family_name if named else None,
        display_name=_display_name(batch, row, named),
        birth_date=Day(row.birth_date.isoformat()) if named and row.birth_date else None,
        age=age(row.birth_date, batch.context.today) if named and row.birth_date else None,
        official_language=batch.labels.code("official_languages", language),
        spoken_language=row.spoken_language if reached else None,
        interpreter_language=row.interpreter_language if reached else None,
        telephone=row.telephone if reached else None,
        email=row.email if reached else None,
        address=row.address if reached else None,
        postal_code=row.postal_code if reached else None,
        safe_contact=row.safe_contact if reached else None,
        sin_last3=row.sin_last3 if FILE in categories else None,
        safety_flag=FILE in categories and row.safety_flag == "Y",
        disposed=row.disposed,
        version=row.version,
    )


def _display_name(batch: "Batch", row: PersonRow, named: bool) -> str:
    if row.disposed:
        return _DISPOSED[batch.labels.french]
    if not named:
        return _WITHHELD[batch.labels.french]
    return " ".join(part for part in (row.given_name, row.family_name) if part)


def age(born: date, today: date) -> int:
    """Whole years on that day."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


async def members(batch: "Batch") -> dict[UUID, list[Member]]:
    """Members of the batch's cases that are open, in the order of the application."""
    rows = await batch.ask(case_file.members, batch.context.tenant, list(batch.cases))
    known = await batch.persons()
    found: dict[UUID, list[Member]] = defaultdict(list)
    for row in rows:
        categories = batch.of_person(row.person_id)
        if not categories:
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
