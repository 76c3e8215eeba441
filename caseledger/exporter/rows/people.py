"""Residents: each as registered, with the contact details that stand today."""

from collections.abc import Iterator, Sequence

from caseledger.exporter.rows.around import Around, clear
from caseledger.exporter.standing import Standing
from caseledger.importer.rows import Resident
from domain.person import ContactUpdated, PersonRegistered


def residents(around: Around, parts: Sequence[Standing]) -> Iterator[Resident]:
    """The rows of one person: one, or several where the source had several under one number."""
    contact = None
    for part in parts:
        if isinstance(part.latest.event, ContactUpdated):
            contact = part.latest.event
    for part in parts:
        told = part.latest.event
        if not isinstance(told, PersonRegistered):
            continue
        reach = contact or told
        yield Resident(
            resident_no=around.persons[told.person_id],
            family_name=clear(told.family_name),
            given_names=clear(told.given_name),
            birth_date=clear(told.birth_date) or "",
            sin=clear(told.sin),
            spoken_language=clear(told.spoken_language),
            official_language=told.official_language,
            interpreter_language=clear(told.interpreter_language),
            address=clear(reach.address),
            postal_code=clear(told.postal_code),
            phone=clear(reach.telephone),
            indigenous_self_id=clear(told.indigenous_self_id),
            safety_flag=clear(told.safety_flag),
        )
