"""``caseledger staff``: who may sign in. Until an identity provider is connected, by single-use links."""

import asyncio
from typing import Any
from uuid import UUID

import psycopg

from api.access import accounts
from caseledger.cli.say import Say
from caseledger.errors import BilingualError
from caseledger.importer.runs import Runs
from caseledger.place import place, require_migrated
from caseledger.policies import publish_policies
from caseledger.settings import Settings
from domain.policy import Policy
from domain.source_ids import source_id
from ledger.ids import uuid7
from ledger.ledger import Ledger


class StaffError(BilingualError):
    """An account cannot be made or found as asked."""


def staff(options: Any, say: Say) -> int:
    """List, add, link or close."""
    settings = Settings.read()
    with place(settings) as where:
        require_migrated(where)
        asyncio.run(_staff(options, where, settings, say))
    return 0


async def _staff(options: Any, where: Any, settings: Settings, say: Say) -> None:
    async with await psycopg.AsyncConnection.connect(
        where.urls["auth"], autocommit=True
    ) as connection:
        match options.staff:
            case "list":
                for account in await accounts.accounts(connection, tenant=settings.tenant):
                    print(_line(account))
            case "add":
                async with Ledger(where.urls["writer"], settings.tenant, where.kek) as ledger:
                    # The first account may come before the first start: its role must be known.
                    await publish_policies(ledger)
                    _check(options, await ledger.policy(), ledger)
                account_id = _new_id(options, where, settings)
                await accounts.create_account(
                    connection,
                    tenant=settings.tenant,
                    account_id=account_id,
                    display_name=options.name,
                    roles=options.role,
                    office=options.office,
                    organisation=options.organisation or settings.tenant,
                )
                await _link(connection, account_id, settings, say)
            case "link":
                await _link(connection, _account_id(options.account), settings, say)
            case "close":
                closed = await accounts.close_account(
                    connection, tenant=settings.tenant, account_id=_account_id(options.account)
                )
                if not closed:
                    raise _unknown(options.account)
                say("Compte fermé, sessions terminées.", "Account closed, sessions ended.")


async def _link(
    connection: psycopg.AsyncConnection, account_id: UUID, settings: Settings, say: Say
) -> None:
    try:
        secret = await accounts.issue_sign_in_link(
            connection, tenant=settings.tenant, account_id=account_id
        )
    except LookupError:
        raise _unknown(str(account_id)) from None
    say(
        f"Compte {account_id}. Lien de connexion, à usage unique, valable 24 heures :",
        f"Account {account_id}. Sign-in link, good once, for 24 hours:",
    )
    print(f"http://{settings.host}:{settings.port}/sign-in/{secret}")


def _new_id(options: Any, where: Any, settings: Settings) -> UUID:
    """A new id; or, for somebody who came with an import, the one that their cases there name."""
    if not options.was:
        return uuid7()
    with psycopg.connect(where.urls["writer"], autocommit=True) as connection:
        latest = Runs(connection, settings.tenant).latest()
    if latest is None:
        raise StaffError(
            "Rien n’a été importé dans ce registre : « --was » ne nomme personne.",
            "Nothing was imported into this ledger: --was names nobody.",
        )
    return source_id(settings.tenant, latest.source_system, "worker", options.was)


def _check(options: Any, policy: Policy, ledger: Ledger) -> None:
    """Roles and office must be codes of their lists; a typing error would lock somebody out."""
    today = ledger.today()
    for role in options.role:
        if policy.code("roles", role, today) is None or role == "SYSTEM":
            known = ", ".join(c.code for c in policy.codes("roles", today) if c.code != "SYSTEM")
            raise StaffError(
                f"Le rôle « {role} » n’existe pas. Rôles : {known}.",
                f"There is no role {role!r}. Roles: {known}.",
            )
    if options.office and policy.code("offices", options.office, today) is None:
        known = ", ".join(c.code for c in policy.codes("offices", today))
        raise StaffError(
            f"Le bureau « {options.office} » n’existe pas. Bureaux : {known}.",
            f"There is no office {options.office!r}. Offices: {known}.",
        )


def _account_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _unknown(text) from None


def _unknown(account: str) -> StaffError:
    return StaffError(
        f"Aucun compte actif « {account} ». « caseledger staff list » les montre.",
        f"There is no active account {account!r}. `caseledger staff list` shows them.",
    )


def _line(account: accounts.Account) -> str:
    where = account.office or account.organisation
    return f"{account.account_id}  {account.display_name}  {','.join(account.roles)}  {where}"
