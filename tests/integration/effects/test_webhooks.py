"""Partners are told, signed, by ids alone, at least once under one id, and nowhere but over https."""

import asyncio
import json
import multiprocessing
import os
import ssl
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from caseledger.cli.effects import _Doing
from caseledger.cli.parser import parser
from caseledger.cli.say import Say
from domain.case.commands import AnswerReferral, CompleteAssessment, MakeReferral
from domain.consent import GrantConsent, WithdrawConsent
from domain.event import Recorded
from projections.effects.delivery import endpoints
from projections.effects.delivery.outbox import Outcome, Taken
from projections.effects.delivery.webhooks import WebhookSender
from projections.effects.engine.model import Process
from projections.effects.engine.runner import Runner
from projections.effects.processes import PROCESSES
from projections.effects.processes.letters import LETTERS
from projections.effects.processes.partners import PARTNERS
from projections.effects.settings import EffectSettings
from projections.engine.feed import Feed
from tests.integration.effects.conftest import QUICK, TENANT, Partner, Town, opened
from tests.support.databases import Database
from tests.support.days import local_day


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
        await town.heard()
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

        # A referral that is answered calls its reminder off; the one that is not, is told of.
        _, case, answered, _ = await referred(town)
        answer = {"answer": "ACCEPTED", "answered_on": town.ledger.today()}
        await town.do(AnswerReferral(case_id=case, referral_id=answered, **answer))
        await town.heard()
        names = {name for (name,) in town.rows("select name from effects.timer")}
        assert names and f"referral:{answered}" not in names
        told_before = len(partner.received)
        town.rows_changed(f"update effects.timer set due_at = now(), due_on = '{local_day()}'")
        await town.until(lambda: len(partner.received) == told_before + len(names))
        await town.heard()
        overdue = {
            json.loads(body)["data"]["referralId"] for _, body in partner.received[-len(names) :]
        }
        assert overdue == {name.replace("referral:", "Referral:") for name in names}
        assert set(told(partner)[-len(names) :]) == {"referral.reply_overdue"}

        # No more.
        count = len(partner.received)
        await effects(town, "end-endpoint", "eo-01")
        await referred(town)
        await town.heard()
        assert len(partner.received) == count


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


async def test_nothing_is_sent_where_it_must_not_go(fresh: Database, partner: Partner) -> None:
    elsewhere = ssl.create_default_context()
    cases: list[tuple[dict[str, Any], ssl.SSLContext, str]] = [
        ({"networks": ()}, partner.context, "ADDRESS_NOT_ALLOWED"),
        ({}, elsewhere, "NOT_SECURE"),
        ({"timeout": 0.0}, partner.context, "TIMED_OUT"),
    ]
    async with opened(fresh, None) as town:
        await effects(town, "endpoint", "eo-01", partner.url)
        taken = Taken(
            key=UUID(int=5),
            process="partners",
            kind="WEBHOOK",
            effect={"recipient": "eo-01", "type": "referral.made", "ids": {}, "at": "now"},
            event_id=UUID(int=6),
            position=7,
            correlation=UUID(int=8),
            attempts=1,
        )
        for change, context, error in cases:
            plain = {name: getattr(QUICK, name) for name in QUICK.__struct_fields__}
            settings = EffectSettings(**(plain | change))
            sender = WebhookSender(town.projections, town.ledger.keys, TENANT, settings, context)
            assert await sender(taken) == Outcome("RETRY", error)
        async with town.projections.connection() as connection:  # tenants are apart
            assert await endpoints.endpoints(connection, "another") == []
            assert not await endpoints.end_endpoint(connection, "another", "eo-01")
    assert partner.received == []


async def test_who_was_not_told_yet_is_not_told_of_a_referral_whose_consent_has_ended(
    fresh: Database, partner: Partner
) -> None:
    async with opened(fresh) as town:
        await effects(town, "endpoint", "eo-01", partner.url)
    async with opened(fresh, None) as town:
        person, _, _, consent = await referred(town)
        stays = await referred(town)
        await town.do(WithdrawConsent(person_id=person, consent_id=consent, method="WRITTEN"))
    async with opened(fresh, context=partner.context) as town:
        await town.heard()
        assert sorted(told(partner)) == ["consent.ended", "referral.made", "referral.paused"]
        [made] = [json.loads(body) for _, body in partner.received if b"referral.made" in body]
        assert made["data"]["referralId"] == f"Referral:{stays[2]}"
        dropped = town.rows("select reason, attempts from effects.outbox where state = 'DROPPED'")
        assert dropped == [("CALLED_OFF", 0)]


class Asleep:
    """A feed that believes the ledger's head to be where it was before the machine slept."""

    def __init__(self, feed: Feed, head: int) -> None:
        self._feed = feed
        self.head = head
        self.idle = asyncio.Event()

    async def renew(self) -> None: ...

    async def wait(self, head: int, timeout: float) -> None:
        self.idle.set()
        await asyncio.sleep(0.02)

    async def read(self, after: int, limit: int) -> list[Recorded]:
        return await self._feed.read(after, limit)


async def test_what_was_called_off_while_a_machine_slept_does_not_come_as_it_wakes(
    fresh: Database,
) -> None:
    async with opened(fresh) as town:
        await effects(town, "endpoint", "eo-01", "https://partner.example.org/hook")
        _, case, referral, _ = await referred(town)
        head = await town.ledger.head()
        timers = "select name from effects.timer"
        await town.until(lambda: town.rows(timers) == [(f"referral:{referral}",)])
    async with opened(fresh, None) as town:
        answer = {"answer": "ACCEPTED", "answered_on": town.ledger.today()}
        await town.do(AnswerReferral(case_id=case, referral_id=referral, **answer))
        town.rows_changed(f"update effects.timer set due_at = now(), due_on = '{local_day()}'")
        feed: Any = Asleep(town.projections.feed, head)
        runner = Runner(town.ledger, feed, fresh.url("projector"), "slept", [PARTNERS])
        task = asyncio.create_task(runner.run())
        try:
            await feed.idle.wait()
            assert len(town.rows(timers)) == 1
            feed.head = await town.ledger.head()
            await town.until(lambda: not town.rows(timers))
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert "referral.reply_overdue" not in [what for what, *_ in town.outbox()]


# --- Killed ---------------------------------------------------------------------------------


def test_killed_at_any_moment_nothing_is_lost_and_a_partner_sees_the_same_id_again(
    fresh: Database, partner: Partner
) -> None:
    async def begin() -> None:
        async with opened(fresh, context=partner.context) as town:
            await effects(town, "endpoint", "eo-01", partner.url)
        async with opened(fresh, None) as town:
            await referred(town)

    async def run(
        moment: str | None = None, kind: str | None = None, processes: Sequence[Process] = PROCESSES
    ) -> None:
        def at(now: str, taken: Any) -> None:
            if now == moment and taken.kind == kind:
                os._exit(9)

        async with opened(fresh, context=partner.context, at=at, processes=processes) as town:
            await town.heard()
            assert sorted(row[:2] for row in town.outbox()) == [
                ("PrepareLetter", "DONE"),
                ("referral.made", "DONE"),
            ]
            assert (await town.types()).count("letter.prepared") == 1

    asyncio.run(begin())
    # Letters alone at first: else the partner may have been told before the process is killed.
    for killed in (
        ("taken", "COMMAND", [LETTERS]),
        ("carried", "COMMAND", [LETTERS]),
        ("carried", "WEBHOOK"),
    ):
        child = multiprocessing.get_context("fork").Process(
            target=lambda killed=killed: asyncio.run(run(*killed))
        )
        child.start()
        child.join(60)
        assert child.exitcode == 9, killed
    asyncio.run(run())
    assert len(partner.received) >= 2
    assert len(set(partner.ids())) == 1 and len({body for _, body in partner.received}) == 1
