"""Folds histories straight into the outcomes' tables, and signs somebody in to read them."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from uuid import uuid4

import msgspec

from domain.event import Recorded
from domain.policy import PolicyPublished
from domain.policy_data import load_policy_data
from domain.streams import policy_stream
from projections.case_file.project import CASE_FILE
from projections.engine.builds import install
from projections.engine.tables import column_types, connect
from projections.engine.writer import Writer
from projections.outcomes.project import OUTCOMES
from projections.person_directory.project import PERSON_DIRECTORY
from projections.same_person.project import SAME_PERSON
from tests.support.databases import Database

SEALS = (CASE_FILE, PERSON_DIRECTORY, SAME_PERSON)
"""Read models, empty here, by which lists leave sealed files out."""


def policy(like: Recorded, before: int) -> list[Recorded]:
    """The policy that a ledger begins with, told before all else (positions from -``before`` on)."""
    found = []
    for number, command in enumerate(load_policy_data()):
        event = PolicyPublished(**msgspec.structs.asdict(command), content_hash="")
        stream = policy_stream(command.policy_id)
        found.append(
            msgspec.structs.replace(like, event=event, stream=stream, position=number - before)
        )
    return found


def told_late(tenant: str, events: Sequence[Recorded], random: Random) -> list[Recorded]:
    """The events as another tenant's, many of them known long before they were recorded."""
    ages = [timedelta(days=random.choice((0, 0, random.randrange(900)))) for _ in events]
    return [
        msgspec.structs.replace(r, tenant=tenant, known_at=r.known_at - age)
        for r, age in zip(events, ages, strict=True)
    ]


async def fold(database: Database, histories: Sequence[list[Recorded]]) -> None:
    """Fold each history in batches of its own sizes, as the engine does."""
    connection = await connect(database.url("projector"))
    async with connection:
        for model in (OUTCOMES, *SEALS):
            await install(connection, model)
        writer = Writer(connection, OUTCOMES, await column_types(connection, OUTCOMES))
        for number, history in enumerate(histories):
            random = Random(number)
            told = history
            while told:
                size = random.choice((1, 7, 60, 200))
                batch, told = OUTCOMES.relevant(told[:size]), told[size:]
                async with connection.transaction():
                    known = await writer.load(OUTCOMES.needed(batch))
                    await writer.save(OUTCOMES.changes(known, batch))


def sign_in(database: Database, tenants: Sequence[str]) -> dict[str, str]:
    """A session's secret for each tenant."""
    found = {}
    with database.connect("auth") as auth:
        for tenant in tenants:
            secret, account = secrets.token_urlsafe(), uuid4()
            auth.execute(
                "insert into access.account (tenant, account_id, display_name, roles,"
                " organisation) values (%s, %s, 'Invented Name', '{REPORTING}', %s)",
                (tenant, account, tenant),
            )
            auth.execute(
                "insert into access.session (session_id, secret_hash, tenant, account_id, role,"
                " organisation, expires_at)"
                " values (%s, %s, %s, %s, 'REPORTING', %s, now() + interval '1 hour')",
                (uuid4(), hashlib.sha256(secret.encode()).digest(), tenant, account, tenant),
            )
            found[tenant] = secret
    return found
