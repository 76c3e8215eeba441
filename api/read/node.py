"""Anything by its global id, through the same gate as everywhere."""

from collections.abc import Iterable
from typing import Any, LiteralString
from uuid import UUID

from api.access.gate import NONE, Gate, Opened, gate_of
from api.asked import Asked, asked
from api.context import Context, Info
from api.errors import Fault
from api.ids import BadId, parse_uuid, split_id
from api.read import looks, timeline
from api.read.batch import Batch
from api.read.cases import open_case
from api.read.fresh import fresh
from api.read.persons import open_person
from api.schema.case import Case
from api.schema.category import CONSENT
from api.schema.common import Freshness
from api.schema.person import Person
from api.schema.timeline import TimelineEntry
from projections.timeline import queries as timeline_queries

_HOLDING = "select read.case_holding(%s, %s, %s) as key"
_OWNER = "select read.consent_owner(%s, %s) as key"

IN_CASES = {
    "Application": Batch.applications_of,
    "Assessment": Batch.assessments_of,
    "ActionPlan": Batch.plans_of,
    "Referral": Batch.referrals_of,
    "Benefit": Batch.benefits_of,
}
OF_PERSONS = {"Consent": Batch.consents_of, "Disclosure": Batch.disclosures_of}


async def node(info: Info, id: str, purpose: str | None = None) -> Any:
    """The thing of that id, or nothing where there is none or it is not open."""
    context = info.context
    try:
        kind, text = split_id(id)
        key = parse_uuid(text)
    except BadId:
        raise Fault("BAD_ID", field="id", kind="Node") from None
    reading = _Reading(context, await gate_of(context, purpose), asked(info), await fresh(context))
    if kind == "Case":
        return await reading.case(key)
    if kind == "Person":
        return await reading.person(key)
    if kind in IN_CASES:
        return await reading.in_case(kind, key, id)
    if kind in OF_PERSONS:
        return await reading.of_person(kind, key, id)
    if kind == "Look":
        return await looks.one(info, key)
    if kind == "Event":
        return await reading.event(key)
    raise Fault("BAD_ID", field="id", kind="Node")


class _Reading:
    def __init__(self, context: Context, gate: Gate, wanted: Asked, freshness: Freshness) -> None:
        self._context = context
        self._gate = gate
        self._wanted = wanted
        self._freshness = freshness

    async def case(self, key: UUID | None) -> Case | None:
        if key is None:
            await self._gate.record(Opened(), self._wanted, task="NODE", allowed=False)
            return None
        return await open_case(self._context, self._gate, key, self._wanted, self._freshness)

    async def person(self, key: UUID | None) -> Person | None:
        if key is None:
            await self._gate.record(Opened(), self._wanted, task="NODE", allowed=False)
            return None
        return await open_person(self._context, self._gate, key, self._wanted, self._freshness)

    async def in_case(self, kind: str, key: UUID, id: str) -> Any:
        case = await self.case(await self._scalar(_HOLDING, [kind, key]))
        return _named(id, await IN_CASES[kind](case.batch, case)) if case else None

    async def of_person(self, kind: str, key: UUID, id: str) -> Any:
        person = await self.person(await self._scalar(_OWNER, [key]))
        return _named(id, await OF_PERSONS[kind](person.batch, person)) if person else None

    async def event(self, key: UUID) -> TimelineEntry | None:
        owner = await self._context.reader.ask(
            None, timeline_queries.owner, self._context.tenant, key
        )
        if owner is not None and owner.person_id is not None:
            person = await self.person(owner.person_id)
            # Only duty opens what was recorded, event by event: consent covers categories.
            categories = person.batch.of_person(person.key) if person else NONE
            if person is None or CONSENT not in categories:
                return None
            return await timeline.entry(person.batch, key, categories)
        case = await self.case(owner.case_id if owner else None)
        if case is None or not case.batch.on_duty(case.key):
            return None
        return await timeline.entry(case.batch, key, case.batch.of_case(case.key))

    async def _scalar(self, statement: LiteralString, parameters: list[Any]) -> UUID | None:
        rows = await self._context.reader.rows(statement, [self._context.tenant, *parameters])
        return rows[0]["key"] if rows else None


def _named(id: str, found: Iterable[Any]) -> Any:
    return next((one for one in found if one.id == id), None)
