"""Partners are told, signed, by ids alone, at least once under one id, and nowhere but over https."""

import asyncio
import json
import multiprocessing
import os
import ssl
from typing import Any
from uuid import UUID

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from caseledger.cli.effects import _Doing
from caseledger.cli.parser import parser
from caseledger.cli.say import Say
from domain.case.commands import AnswerReferral, CompleteAssessment, MakeReferral
from domain.consent import GrantConsent, WithdrawConsent
from projections.effects.delivery import endpoints
from projections.effects.settings import EffectSettings
from tests.integration.effects.conftest import QUICK, TENANT, Partner, Town, opened
from tests.support.databases import Database


async def effects(town: Town, *typed: str) -> None:
    """What an operator types."""
    options = parser("en").parse_args(["effects", *typed])
    async with town.projections.connection() as connection:
        doing = _Doing(town.ledger, connection, options, Say("en"))
        await getattr(doing, f"do_{options.effects.replace('-', '_')}")()


async def referred(town: Town) -> tuple[UUID, UUID, UUID, UUID]:
    """Somebody referred to eo-01 on their consent: person, case, referral, consent."""
    person, case = await town.granted()
    today = town.ledger.today()
    given = GrantConsent(
        person_id=person,
        categories=("IDENTITY",),
        recipients=("EO",),
        purposes=("REFERRAL",),
        signed_on=today,
        language="fr",
        method="WRITTEN",
    )
    consent = UUID((await town.do(given))["consent_id"])
    await town.do(
        CompleteAssessment(
            case_id=case,
            person_id=person,
            completed_on=today,
            strengths=("COMMUNITY",),
            needs=("LIFE_SKILLS",),
            readiness="READY",
        )
    )
    made = await town.do(
        MakeReferral(
            case_id=case,
            person_id=person,
            to_type="EO",
            recipient="eo-01",
            purpose="REFERRAL",
            shared=("IDENTITY",),
            made_on=today,
        )
    )
    return person, case, UUID(made["referral_id"]), consent


def told(partner: Partner) -> list[str]:
    return [json.loads(body)["type"] for _, body in partner.received]


async def test_a_partner_is_told_what_concerns_it_and_can_verify_it(
    fresh: Database, partner: Partner, capsys: pytest.CaptureFixture[str]
) -> None:
    async with opened(fresh, context=partner.context) as town:
        await referred(town)
        await town.heard()  # before there is an endpoint: nobody is told
        await effects(town, "endpoint", "eo-01", partner.url)
        secret = capsys.readouterr().out.strip()
        assert secret.startswith("whsec_")
        assert secret not in str(town.rows("select * from effects.endpoint"))
        person, case, referral, consent = await referred(town)
        await town.do(WithdrawConsent(person_id=person, consent_id=consent, method="WRITTEN"))
        await town.heard()
        assert sorted(told(partner)) == ["consent.ended", "referral.made", "referral.paused"]

        for headers, body in partner.received:
            Webhook(secret).verify(body, headers)
            assert UUID(headers["webhook-id"])
            with pytest.raises(WebhookVerificationError):
                Webhook(secret).verify(body + b" ", headers)
            with pytest.raises(WebhookVerificationError):
                Webhook("whsec_" + "A" * 44).verify(body, headers)
        assert str(person) not in str(partner.received)  # ids of the case and the referral alone
        [made] = [json.loads(b) for _, b in partner.received if b"referral.made" in b]
        assert made["data"]["referralId"] == f"Referral:{referral}"
        assert made["data"]["caseId"] == f"Case:{case}"

        # Another secret: for a while both sign.
        await effects(town, "renew-secret", "eo-01")
        renewed = capsys.readouterr().out.strip()
        assert renewed != secret
        await referred(town)
        await town.heard()
        headers, body = partner.received[-1]
        Webhook(secret).verify(body, headers)
        Webhook(renewed).verify(body, headers)

        # No more.
        await effects(town, "end-endpoint", "eo-01")
        await referred(town)
        await town.heard()
        assert len(partner.received) == 4


async def test_what_fails_is_tried_again_given_up_in_sight_and_retried_by_hand(
    fresh: Database, partner: Partner, capsys: pytest.CaptureFixture[str]
) -> None:
    partner.answers = [500, 302, 204, 500, 500, 500, 204, 410]
    async with opened(fresh, context=partner.context) as town:
        await effects(town, "endpoint", "eo-01", partner.url)

        async def next_one() -> tuple:
            await referred(town)
            await town.heard()
            [found] = [row for row in town.outbox() if row[0] == "referral.made"][-1:]
            return found

        # A redirect is a failure like any other: it could lead anywhere.
        assert await next_one() == ("referral.made", "DONE", None, 3)
        assert len(set(partner.ids())) == 1 and len({body for _, body in partner.received}) == 1
        assert await next_one() == ("referral.made", "DEAD", "HTTP_500", 3)
        capsys.readouterr()
        await effects(town, "list")
        shown = capsys.readouterr().out
        assert "given up" in shown and "HTTP_500" in shown and "eo-01" in shown
        [(key,)] = town.rows("select key from effects.outbox where state = 'DEAD'")
        await effects(town, "retry", str(key))
        await town.heard()
        assert partner.ids()[-1] == str(key) and len(partner.received) == 7
        # Gone means gone.
        assert await next_one() == ("referral.made", "DEAD", "HTTP_410", 1)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"networks": ()}, "ADDRESS_NOT_ALLOWED"),
        ({"context": ssl.create_default_context()}, "ConnectError"),
        ({"timeout": 0.0}, "TIMED_OUT"),
    ],
)
async def test_nothing_is_sent_where_it_must_not_go(
    database: Database, partner: Partner, change: dict[str, Any], error: str
) -> None:
    context = change.pop("context", partner.context)
    given = {name: getattr(QUICK, name) for name in QUICK.__struct_fields__} | change
    async with opened(database, EffectSettings(**given), context=context) as town:
        await effects(town, "endpoint", "eo-01", partner.url)
        await referred(town)
        await town.heard()
        assert [row[1:3] for row in town.outbox() if row[0] == "referral.made"][-1:] == [
            ("DEAD", error)
        ]
        assert partner.received == []


async def test_a_referral_that_is_not_answered_in_time_reminds_the_partner(
    fresh: Database, partner: Partner
) -> None:
    async with opened(fresh, context=partner.context) as town:
        await effects(town, "endpoint", "eo-01", partner.url)
        _, case, answered, _ = await referred(town)
        _, _, waiting, _ = await referred(town)
        today = town.ledger.today()
        await town.do(
            AnswerReferral(case_id=case, referral_id=answered, answer="ACCEPTED", answered_on=today)
        )
        await town.heard()
        [(name, due)] = town.rows("select name, due_on from effects.timer")
        assert name == f"referral:{waiting}" and due > today
        town.rows_changed("update effects.timer set due_at = now()")
        await town.until(lambda: "referral.reply_overdue" in told(partner))
        assert town.rows("select from effects.timer") == []
        assert json.loads(partner.received[-1][1])["data"]["referralId"] == f"Referral:{waiting}"


# --- Killed ---------------------------------------------------------------------------------


def test_killed_after_it_was_told_the_partner_sees_the_same_id_again(
    fresh: Database, partner: Partner
) -> None:
    def at(moment: str, taken: Any) -> None:
        if moment == "carried" and taken.kind == "WEBHOOK":
            os._exit(9)

    async def begin() -> None:
        async with opened(fresh, context=partner.context) as town:
            await effects(town, "endpoint", "eo-01", partner.url)
        async with opened(fresh, None) as town:
            await referred(town)

    async def run(**about: Any) -> None:
        async with opened(fresh, context=partner.context, **about) as town:
            await town.heard()

    asyncio.run(begin())
    child = multiprocessing.get_context("fork").Process(target=lambda: asyncio.run(run(at=at)))
    child.start()
    child.join(60)
    assert child.exitcode == 9
    assert len(partner.received) == 1
    asyncio.run(run())
    first, second = partner.received
    assert first[0]["webhook-id"] == second[0]["webhook-id"] and first[1] == second[1]


async def test_endpoints_of_tenants_are_apart(fresh: Database, partner: Partner) -> None:
    async with opened(fresh, None) as town, town.projections.connection() as connection:
        await endpoints.set_endpoint(connection, TENANT, "eo-01", partner.url)
        assert await endpoints.endpoints(connection, "another") == []
        assert not await endpoints.end_endpoint(connection, "another", "eo-01")
