"""What a privacy officer and a liaison find at once: a file of a First Nation's site, an emergency that
waits for review, a consent to be reaffirmed at 18, a three-way consent for a child, and a disclosure by
a statute of which the person is to be told. All invented."""

from collections.abc import Mapping
from datetime import UTC, date, timedelta
from uuid import UUID

from caseledger.demo import office
from caseledger.demo.staff import Account, of_role
from caseledger.demo.tales import Step, Town
from caseledger.demo.texts import PRIVACY, in_language
from domain.capacity import birthday
from domain.case.commands import SubmitApplication
from domain.case.events import Member
from domain.consent import GrantConsent
from domain.decision import Command
from domain.disclosure import RecordDisclosure
from domain.emergency_decisions import BreakGlass
from domain.person import RegisterPerson
from domain.private import Language
from ledger.ledger import Ledger

STEPS, CASES, PEOPLE = 9, 1, 4
"""Commands that this takes, cases and people that it adds."""


async def told(ledger: Ledger, town: Town, ask: office.Ask) -> None:
    """``ask`` gives a step's command, by its number among ``STEPS``."""
    somebody = (await office.first(ledger))[0].event.members[0].person_id
    liaison, intake = of_role("LIAISON")[0], of_role("INTAKE", "centre")[0]
    worker, elsewhere = of_role("CASEWORKER", "centre")[0], of_role("CASEWORKER", "east")[0]
    day, number = town.before(town.today, 1), 0

    async def given(command: Command, by: Account) -> Mapping[str, str]:
        nonlocal number
        at = town.last_instant - timedelta(milliseconds=100 * (STEPS - number))
        made = await ask(number, Step(at.astimezone(UTC), by.actor, command))
        number += 1
        return made

    elder = await given(_person("Winona", "Shawanda", date(1968, 4, 9), "en"), liaison)
    await given(
        SubmitApplication(
            programme="OW",
            channel="IN_PERSON",
            received_by="LOCAL",
            office=str(liaison.office),
            submitted_on=day,
            members=(Member(UUID(elder["person_id"]), "APPLICANT", "OW_ADULT"),),
            complete=True,
        ),
        liaison,
    )
    # Eighteen today: what a guardian let be shared yesterday rests on nobody's authority from now on.
    born = town.today.replace(year=town.today.year - 18, day=min(town.today.day, 28))
    while birthday(born, 18) < town.today:
        born += timedelta(days=1)
    grown = await given(_person("Sacha", "Desbiens", born, "fr"), intake)
    adult = await given(_person("Ariane", "Desbiens", date(1984, 11, 3), "fr"), intake)
    parent = UUID(adult["person_id"])
    born = town.today - timedelta(days=6 * 366)
    child = UUID((await given(_person("Noé", "Desbiens", born, "fr"), intake))["person_id"])
    scope = {"recipients": ("EO",), "purposes": ("REFERRAL",), "method": "WRITTEN"}
    await given(
        GrantConsent(
            person_id=UUID(grown["person_id"]),
            categories=("IDENTITY", "CONTACT"),
            signed_on=day,
            expires_on=day + timedelta(days=365),
            language="fr",
            capacity="GUARDIAN",
            grantor_id=parent,
            evidence="ORD-2019-0042",
            **scope,  # type: ignore[arg-type]
        ),
        intake,
    )
    once = {**scope, "purposes": ("THREE_WAY_CONTACT",), "recipients": ("COMMUNITY",)}
    await given(
        GrantConsent(
            person_id=child,
            categories=("IDENTITY", "CHILDCARE"),
            signed_on=day,
            expires_on=day + timedelta(days=14),
            language="fr",
            capacity="PARENT",
            custody=True,
            grantor_id=parent,
            **once,  # type: ignore[arg-type]
        ),
        worker,
    )
    await given(
        BreakGlass(
            person_id=somebody,
            reason="MEDICAL",
            words=in_language(PRIVACY["emergency"], "fr"),
            text_language="fr",
        ),
        elsewhere,
    )
    await given(
        RecordDisclosure(
            person_id=somebody,
            section="MFIPPA_32_H",
            recipient_kind="EMERGENCY_SERVICE",
            recipient=in_language(PRIVACY["service"], "fr"),
            categories=("IDENTITY", "CONTACT"),
            given=in_language(PRIVACY["given"], "fr"),
            text_language="fr",
            disclosed_on=day,
            notice="OWED",
        ),
        elsewhere,
    )
    assert number == STEPS


def _person(given: str, family: str, born: date, language: Language) -> RegisterPerson:
    return RegisterPerson(
        given_name=given,
        family_name=family,
        birth_date=born.isoformat(),
        official_language=language,
        telephone="705-555-0100",
    )
