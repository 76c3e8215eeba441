"""Every command that names somebody is asked whether they are the sender's to name."""

from datetime import date
from uuid import UUID

import msgspec

import domain.events  # noqa: F401  (registers every decider)
from api.schema.commands import COMMANDS
from domain.case.commands import CaseCommand, SubmitApplication
from domain.case.events import Member
from domain.disposal.commands import ApproveDisposal, DeclineDisposal, PlaceHold, RequestDisposal
from domain.naming import named, not_vouched_for
from domain.person import UpdateContact
from tests.support.world import CASEWORKER, SYSTEM, uuid

OF_THE_SCHEDULE = (RequestDisposal, ApproveDisposal, DeclineDisposal, PlaceHold)
PERSONS = {"person_id", "survivor_id", "merged_id", "other_id"}


def test_no_command_names_a_person_past_the_gate() -> None:
    checked = 0
    for command in COMMANDS:
        fields = PERSONS.intersection(command.__struct_fields__)
        if issubclass(command, (CaseCommand, *OF_THE_SCHEDULE)) or not fields:
            continue
        given = {field: uuid(n) for n, field in enumerate(sorted(fields))}
        # Only what is named matters here: the rest is left as it may be.
        made = _of(command, given)
        assert set(named(made)) == set(given.values()), command.__name__
        checked += 1
    assert checked > 5


def test_an_application_names_its_members() -> None:
    members = (Member(uuid(1), "APPLICANT", "OW_ADULT"), Member(uuid(2), "SPOUSE", "OW_ADULT"))
    command = SubmitApplication(
        programme="OW",
        channel="PAPER",
        received_by="LOCAL",
        office="centre",
        submitted_on=date(2026, 3, 2),
        members=members,
    )
    assert named(command) == {uuid(1), uuid(2)}


def test_the_ledger_takes_nobodys_name_for_whom_nobody_vouched() -> None:
    command = UpdateContact(person_id=uuid(1), telephone="613-555-0100")
    refused = not_vouched_for(command, CASEWORKER, frozenset())
    assert refused is not None and refused.code == "NOT_PERMITTED"
    assert not_vouched_for(command, CASEWORKER, frozenset({uuid(2)})) is not None
    assert not_vouched_for(command, CASEWORKER, frozenset({uuid(1)})) is None
    assert not_vouched_for(command, SYSTEM, frozenset()) is None


def _of(command: type, given: dict[str, UUID]) -> msgspec.Struct:
    made = {}
    for field in msgspec.structs.fields(command):
        if field.name in given:
            made[field.name] = given[field.name]
        elif field.required:
            made[field.name] = None
    return command(**made)
