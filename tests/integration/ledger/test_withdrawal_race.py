"""A disclosure and the withdrawal of the consent that it rests on, at one instant, from two processes."""

import asyncio
from uuid import UUID

from domain.case.commands import CompleteAssessment, MakeReferral
from domain.consent import ConsentWithdrawn, DisclosureMade, GrantConsent, WithdrawConsent
from domain.decision import Refusal
from domain.streams import consent_stream
from ledger.ledger import Ledger
from tests.integration.ledger.test_memory import (  # noqa: F401  (the fixtures)
    accepted,
    elsewhere,
    give,
    granted,
    here,
    pending_case,
)

ROUNDS = 8


async def test_no_disclosure_gets_in_after_the_withdrawal(
    here: Ledger,  # noqa: F811
    elsewhere: Ledger,  # noqa: F811
) -> None:
    case_id, application_id, person_id = await pending_case(here)
    await accepted(here, granted(case_id, application_id, here.today()))
    await accepted(
        here,
        CompleteAssessment(
            case_id=case_id,
            person_id=person_id,
            completed_on=here.today(),
            strengths=(),
            needs=(),
            readiness="READY",
        ),
    )
    disclosed = 0
    for number in range(ROUNDS):
        given = await accepted(
            here,
            GrantConsent(
                person_id=person_id,
                categories=("IDENTITY",),
                recipients=("EO",),
                purposes=("REFERRAL",),
                signed_on=here.today(),
                language="fr",
                method="WRITTEN",
            ),
        )
        withdrawal = WithdrawConsent(
            person_id=person_id, consent_id=UUID(given["consent_id"]), method="WRITTEN"
        )
        referral = MakeReferral(
            case_id=case_id,
            person_id=person_id,
            to_type="EO",
            recipient=f"eo-0{1 + number}",
            purpose="REFERRAL",
            shared=("IDENTITY",),
            made_on=here.today(),
        )
        race = [give(here, withdrawal), give(elsewhere, referral)]
        answers = await asyncio.gather(*(race if number % 2 else reversed(race)))
        disclosed += sum(not isinstance(answer, Refusal) for answer in answers) - 1
    withdrawn: set[UUID] = set()
    made = 0
    for recorded in await here.load(consent_stream(person_id)):
        match recorded.event:
            case ConsentWithdrawn() as event:
                withdrawn.add(event.consent_id)
            case DisclosureMade() as event:
                assert withdrawn.isdisjoint(event.consent_ids), "it rests on what was withdrawn"
                made += 1
    assert len(withdrawn) == ROUNDS and made == disclosed
