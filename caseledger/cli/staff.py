"""``caseledger staff``: who may sign in, by links that work once or bound to the identity provider."""

import asyncio
from typing import Any
from uuid import UUID

import psycopg

from api.access import accounts
from api.access.service_accounts import services
from api.access.subjects import bind
from api.access.trail import note
from caseledger.cli import service
from caseledger.cli.account_codes import StaffError, account_id_of, check_codes, unknown
from caseledger.cli.say import Say
from caseledger.importer.runs import Runs
from caseledger.place import place, require_migrated
from caseledger.policies import publish_policies
from caseledger.settings import Settings
from domain.source_ids import source_id
from ledger.ids import uuid7
from ledger.ledger import Ledger


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
                for one in await services(connection, tenant=settings.tenant):
                    print(service.line(one))
            case "bind":
                await _bind(connection, options, settings, say)
            case "service" | "token" | "revoke":
                async with Ledger(where.urls["writer"], settings.tenant, where.kek) as ledger:
                    await publish_policies(ledger)
                    await service.run(connection, options, settings, ledger, say)
            case "add":
                async with Ledger(where.urls["writer"], settings.tenant, where.kek) as ledger:
                    # The first account may come before the first start: its role must be known.
                    await publish_policies(ledger)
                    check_codes(options.role, options.office, await ledger.policy(), ledger)
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
                await _link(connection, account_id_of(options.account), settings, say)
            case "person":
                await _person(connection, options, settings, say)
            case "close":
                closed = await accounts.close_account(
                    connection, tenant=settings.tenant, account_id=account_id_of(options.account)
                )
                if not closed:
                    raise unknown(options.account)
                say("Compte fermé, sessions terminées.", "Account closed, sessions ended.")


async def _link(
    connection: psycopg.AsyncConnection, account_id: UUID, settings: Settings, say: Say
) -> None:
    try:
        secret = await accounts.issue_sign_in_link(
            connection, tenant=settings.tenant, account_id=account_id
        )
    except LookupError:
        raise unknown(str(account_id)) from None
    say(
        f"Compte {account_id}. Lien de connexion, à usage unique, valable 24 heures :",
        f"Account {account_id}. Sign-in link, good once, for 24 hours:",
    )
    print(f"http://{settings.host}:{settings.port}/sign-in/{secret}")


async def _bind(
    connection: psycopg.AsyncConnection, options: Any, settings: Settings, say: Say
) -> None:
    account = account_id_of(options.account)
    if settings.sign_in is None:
        raise StaffError(
            "Aucun fournisseur d’identité : donnez CASELEDGER_SIGN_IN_FILE.",
            "There is no identity provider: give CASELEDGER_SIGN_IN_FILE.",
        )
    issuer = settings.sign_in.provider.issuer
    async with connection.transaction():
        bound = await bind(
            connection,
            tenant=settings.tenant,
            account=account,
            issuer=issuer,
            subject=options.subject,
        )
        if not bound:
            raise StaffError(
                f"Aucun compte actif « {account} », ou cette identité est à un autre compte.",
                f"There is no active account {account}, or this identity is another account’s.",
            )
        await note(connection, settings.tenant, "BOUND", account=account)
    say(f"Compte {account} relié à {issuer}.", f"Account {account} bound to {issuer}.")


async def _person(
    connection: psycopg.AsyncConnection, options: Any, settings: Settings, say: Say
) -> None:
    account = account_id_of(options.account)
    person = None
    if options.person:
        try:
            person = UUID(options.person.removeprefix("Person:"))
        except ValueError:
            raise StaffError(
                f"« {options.person} » n’est pas le numéro d’une personne.",
                f"{options.person!r} is not the id of a person.",
            ) from None
    changed = await accounts.link_person(
        connection, tenant=settings.tenant, account_id=account, person_id=person
    )
    if changed is None:
        raise unknown(options.account)
    say(
        "C’est noté : personne ne peut le relire, et les consultations proches seront signalées.",
        "Noted: nobody can read it back, and looks close to it will surface.",
    )


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


def _line(account: accounts.Account) -> str:
    where = account.office or account.organisation
    return f"{account.account_id}  {account.display_name}  {','.join(account.roles)}  {where}"
