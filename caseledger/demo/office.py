"""One matter of each kind for the privacy office: invented, about people of the demonstration."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, timedelta
from uuid import UUID

from caseledger.demo.staff import of_role
from caseledger.demo.tales import Step, Town
from caseledger.demo.texts import OFFICE, in_language
from domain.case.events import ApplicationSubmitted
from domain.decision import Command
from domain.event import Actor, Recorded
from domain.office import commands as c
from domain.person import PersonRegistered
from ledger.ledger import Ledger

STEPS = 11
"""Commands that these matters take."""
_PAGE = 500
Ask = Callable[[int, Step], Awaitable[Mapping[str, str]]]


async def told(ledger: Ledger, town: Town, ask: Ask) -> None:
    """Somebody asks for their file and disagrees with an entry, and a letter to them went astray.

    ``ask`` gives a step's command, by its number among ``STEPS``.
    """
    entry, language = await first(ledger)
    told = entry.event
    assert isinstance(told, ApplicationSubmitted)
    person, case_id = told.members[0].person_id, told.case_id
    officer, supervisor = of_role("PRIVACY_OFFICER")[0], of_role("SUPERVISOR", "centre")[0]
    day = town.before(town.today, 1)
    words = {name: in_language(pair, language) for name, pair in OFFICE.items()}
    number = 0

    async def given(command: Command, by: Actor = officer.actor) -> UUID:
        nonlocal number
        at = town.last_instant - timedelta(seconds=STEPS - number)
        made = await ask(number, Step(at.astimezone(UTC), by, command))
        number += 1
        return UUID(made["matter_id"])

    asked = await given(
        c.ReceiveAccessRequest(
            person_id=person,
            capacity="SELF",
            received_on=town.before(day, 19),
            about=words["about"],
            text_language=language,
        ),
        supervisor.actor,
    )
    await given(c.VerifyRequester(matter_id=asked, method="DOCUMENT_SEEN"))
    wrong = await given(
        c.RequestCorrection(
            person_id=person,
            of_event=entry.event_id,
            received_on=town.before(day, 12),
            wanted=words["wanted"],
            text_language=language,
            case_id=case_id,
            about=(person,),
        ),
        supervisor.actor,
    )
    await given(c.RefuseCorrection(matter_id=wrong, reason="ACCURATE"))
    await given(
        c.StateDisagreement(
            matter_id=wrong,
            statement=words["statement"],
            text_language=language,
            persons=(person,),
        )
    )
    astray = await given(
        c.ReportIncident(
            kind="MISDIRECTED",
            found_on=town.before(day, 4),
            from_on=town.before(day, 6),
            to_on=town.before(day, 6),
            account=words["astray"],
            text_language=language,
        ),
        supervisor.actor,
    )
    await given(
        c.NameAffected(matter_id=astray, person_id=person, categories=("IDENTITY", "CONTACT"))
    )
    await given(c.ContainIncident(matter_id=astray, measure="RETURNED"))
    await given(c.AssessIncident(matter_id=astray, significant=True, grounds=("SENSITIVE",)))
    await given(c.NotifyIncident(matter_id=astray, recipient="PERSONS"))
    late = {"capacity": "SELF", "received_on": town.before(day, 30)}
    await given(c.ReceiveAccessRequest(person_id=person, **late))  # type: ignore[arg-type]
    assert number == STEPS


async def first(ledger: Ledger) -> tuple[Recorded, str]:
    """The first application that came in, and the official language of who applied."""
    position, languages = 0, dict[UUID, str]()
    while events := await ledger.read(position, _PAGE):
        for recorded in events:
            event = recorded.event
            if isinstance(event, PersonRegistered):
                languages[event.person_id] = event.official_language
            if isinstance(event, ApplicationSubmitted):
                return recorded, languages[event.members[0].person_id]
        position = events[-1].position
    raise LookupError("nobody applied")
