"""The second pass: stream by stream, what stands of it as rows of the form."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from caseledger.exporter.rows.around import Around
from caseledger.exporter.rows.cases import application, assignment, case_exit
from caseledger.exporter.rows.consents import consents
from caseledger.exporter.rows.money import income, overpayment, payment
from caseledger.exporter.rows.people import residents
from caseledger.exporter.rows.referrals import referral
from caseledger.exporter.rows.support import assessment, deferral, plan
from caseledger.exporter.rows.units import membership, of_applications
from caseledger.exporter.standing import Standing, standing
from caseledger.importer.rows import SourceRow
from domain.event import Recorded
from domain.streams import stream_kind

Row = tuple[str, SourceRow]
"""A file without its ending, and a row of it."""

_OF_ENTITY: dict[str, tuple[str, str]] = {
    "application": ("applications", "application_id"),
    "unit": ("units", "membership_id"),
    "assessment": ("assessments", "assessment_id"),
    "action_plan": ("plans", "plan_id"),
    "deferral": ("deferrals", "deferral_id"),
    "referral": ("referrals", "referral_id"),
    "benefit": ("payments", "benefit_id"),
    "overpayment": ("overpayments", "overpayment_id"),
}
_OF_EVENT = {"case.assigned": "assignments", "case.exited": "exits", "income.reported": "incomes"}
_MAKE: dict[str, Callable[[Around, Sequence[Standing]], SourceRow | None]] = {
    "applications": application,
    "units": membership,
    "assignments": assignment,
    "assessments": assessment,
    "plans": plan,
    "deferrals": deferral,
    "referrals": referral,
    "incomes": income,
    "payments": payment,
    "overpayments": overpayment,
    "exits": case_exit,
}


def rows(around: Around, events: Sequence[Recorded]) -> Iterator[Row]:
    """All rows that one stream tells."""
    parts, _ = standing(events)
    match stream_kind(events[0].stream):
        case "person":
            for row in residents(around, parts):
                yield "residents", row
        case "consent":
            for row in consents(around, parts):
                yield "consents", row
        case "case":
            yield from _case(around, parts)


def _case(around: Around, parts: Sequence[Standing]) -> Iterator[Row]:
    things: dict[tuple[str, UUID], list[Standing]] = defaultdict(list)
    for part in parts:
        if thing := _thing(part):
            things[thing].append(part)
    for (file, _), told in things.items():
        row = _MAKE[file](around, told)
        if row is not None:
            yield file, row
    if not any(file == "units" for file, _ in things):
        applications = [told for (file, _), told in things.items() if file == "applications"]
        for unit in of_applications(around, applications):
            yield "units", unit


def _thing(part: Standing) -> tuple[str, UUID] | None:
    """The file, and the id of what an event is about there."""
    event = part.latest.event
    if file := _OF_EVENT.get(event.wire_name):
        return file, part.first.event_id
    found = _OF_ENTITY.get(event.wire_name.partition(".")[0])
    return (found[0], getattr(event, found[1])) if found else None
