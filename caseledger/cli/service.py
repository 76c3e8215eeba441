"""``caseledger staff service``, ``token`` and ``revoke``: programs that may sign in, within scopes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg

from api.access.service_accounts import ServiceAccount, create_service, issue_token, revoke_tokens
from caseledger.cli.account_codes import StaffError, account_id_of, check_codes, unknown
from caseledger.cli.moments import by_utc
from caseledger.cli.say import Say
from caseledger.settings import Settings
from domain.policy import Policy
from ledger.ledger import Ledger

MOST_DAYS = 366


async def run(
    connection: psycopg.AsyncConnection,
    options: Any,
    settings: Settings,
    ledger: Ledger,
    say: Say,
) -> None:
    """Make a service, give it a token, or end its tokens. Raises ``StaffError``."""
    if options.staff != "revoke":
        _check_durations(options.days, getattr(options, "overlap", 0))
    match options.staff:
        case "service":
            account = await _add(connection, options, settings, ledger)
            if options.client:
                say(f"Compte {account}.", f"Account {account}.")
            else:
                await _token(connection, account, settings, say, options.days, 0)
        case "token":
            account = account_id_of(options.account)
            await _token(connection, account, settings, say, options.days, options.overlap)
        case "revoke":
            account = account_id_of(options.account)
            ended = await revoke_tokens(connection, tenant=settings.tenant, account=account)
            say(
                f"Jetons éteints : {ended}. Sessions terminées.",
                f"Tokens ended: {ended}. Sessions ended.",
            )


async def _add(
    connection: psycopg.AsyncConnection, options: Any, settings: Settings, ledger: Ledger
) -> UUID:
    policy = await ledger.policy()
    check_codes([options.role], options.office, policy, ledger)
    _check_scopes(options.scope, policy, ledger)
    if options.client and settings.sign_in is None:
        raise StaffError(
            "--client : aucun fournisseur d’identité (CASELEDGER_SIGN_IN_FILE).",
            "--client: there is no identity provider (CASELEDGER_SIGN_IN_FILE).",
        )
    try:
        return await create_service(
            connection,
            tenant=settings.tenant,
            name=options.name,
            role=options.role,
            scopes=options.scope,
            office=options.office,
            organisation=options.organisation or settings.tenant,
            issuer=settings.sign_in.provider.issuer if settings.sign_in else None,
            subject=options.client,
        )
    except psycopg.errors.UniqueViolation:
        raise StaffError(
            f"Le client « {options.client} » est déjà celui d’un autre compte.",
            f"The client {options.client!r} is another account’s already.",
        ) from None


def _check_scopes(scopes: list[str], policy: Policy, ledger: Ledger) -> None:
    today = ledger.today()
    for scope in scopes:
        if policy.code("scopes", scope, today) is None:
            known = ", ".join(code.code for code in policy.codes("scopes", today))
            raise StaffError(
                f"La portée « {scope} » n’existe pas. Portées : {known}.",
                f"There is no scope {scope!r}. Scopes: {known}.",
            )


def _check_durations(days: int, overlap: int) -> None:
    if not 1 <= days <= MOST_DAYS or not 0 <= overlap <= MOST_DAYS * 24:
        raise StaffError(
            f"--days : de 1 à {MOST_DAYS} ; --overlap : en heures, au plus autant.",
            f"--days: from 1 to {MOST_DAYS}; --overlap: in hours, no more than that.",
        )


async def _token(
    connection: psycopg.AsyncConnection,
    account: UUID,
    settings: Settings,
    say: Say,
    days: int,
    overlap: int,
) -> None:
    try:
        token = await issue_token(
            connection,
            tenant=settings.tenant,
            account=account,
            valid_for=timedelta(days=days),
            overlap=timedelta(hours=overlap),
        )
    except LookupError:
        raise unknown(str(account)) from None
    say(
        f"Compte {account}. Jeton, montré cette seule fois, valable {days} jours :",
        f"Account {account}. Token, shown this once, good for {days} days:",
    )
    print(token)


def line(service: ServiceAccount) -> str:
    """A service in the list of accounts."""
    until = by_utc(service.expires_at) if service.expires_at else service.subject or "-"
    scopes = ",".join(service.scopes)
    return f"{service.account_id}  {service.display_name}  {service.role}  {scopes}  {until}"
