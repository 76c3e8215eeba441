"""Seals, and who left a unit, as the gate decides on them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import msgspec

from api.context import Context
from domain.access import Sealing
from projections.case_file.safety import SafetyFact, safety_facts


class Safety(msgspec.Struct, frozen=True):
    """Seals by case and by person; of each case, who left its unit."""

    cases: Mapping[UUID, Sealing] = {}
    persons: Mapping[UUID, Sealing] = {}
    left: Mapping[UUID, frozenset[UUID]] = {}

    def left_any(self) -> frozenset[UUID]:
        """Everybody who left a unit."""
        return frozenset().union(*self.left.values())


async def safety_of(context: Context, cases: Iterable[UUID], persons: Iterable[UUID]) -> Safety:
    """What bears on these cases and on these persons."""
    return safety_in(await context.reader.ask(None, safety_facts, context.tenant, cases, persons))


def safety_in(facts: Iterable[SafetyFact]) -> Safety:
    """What these facts come to."""
    sealed: dict[str, dict[UUID, Sealing]] = {"CASE": {}, "PERSON": {}}
    left: dict[UUID, set[UUID]] = {}
    for fact in facts:
        if fact.what == "LEFT":
            if fact.case_id and fact.person_id:
                left.setdefault(fact.case_id, set()).add(fact.person_id)
            continue
        file = fact.case_id or fact.person_id
        if file is not None:
            found = sealed[fact.what]
            found[file] = _both(found.get(file), fact)
    return Safety(
        sealed["CASE"],
        sealed["PERSON"],
        {case: frozenset(persons) for case, persons in left.items()},
    )


def _both(known: Sealing | None, fact: SafetyFact) -> Sealing:
    """Where several seals meet, open is what each of them opens."""
    open_to = frozenset(fact.open_to or ())
    if known is None:
        return Sealing(fact.kind or "", open_to)
    return Sealing(known.kind, known.open_to & open_to)
