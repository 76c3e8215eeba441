"""Residents: who somebody is. Everything is private, and leaves here only to be sealed."""

import re
from collections.abc import Iterator
from uuid import UUID

from caseledger.importer.mapping.source import KeyedRow, Source
from caseledger.importer.rows import Resident
from domain.decision import NewEvent
from domain.person import PersonRegistered
from domain.private import Clear


def resident(source: Source, row: KeyedRow) -> Iterator[NewEvent]:
    """A resident is known since the first dated row that names them, else since the as-of date."""
    value = row.value
    assert isinstance(value, Resident)
    person_id = source.person(value.resident_no)

    def private(text: str | None) -> Clear | None:
        return _private(text, person_id)

    event = PersonRegistered(
        person_id=person_id,
        given_name=private(value.given_names) or Clear("", person_id),
        family_name=private(value.family_name) or Clear("", person_id),
        birth_date=Clear(value.birth_date, person_id),
        official_language=value.official_language,  # type: ignore[arg-type]
        sin=private(bare_sin(value.sin)),
        spoken_language=private(value.spoken_language),
        telephone=private(value.phone),
        address=private(value.address),
        interpreter_language=private(value.interpreter_language),
        postal_code=private(value.postal_code),
        indigenous_self_id=private(value.indigenous_self_id),
        safety_flag=private(value.safety_flag),
    )
    known = min(row.known or source.as_of, source.as_of)
    yield source.new(row, "registered", source.person_stream(value.resident_no), event, known)


def bare_sin(sin: str | None) -> str | None:
    """A social insurance number without the spaces and dashes that it is written with."""
    return re.sub(r"[\s-]", "", sin) if sin else None


def _private(text: str | None, subject: UUID) -> Clear | None:
    tidy = " ".join(text.split()) if text else ""
    return Clear(tidy, subject) if tidy else None
