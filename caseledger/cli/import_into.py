"""Whose ledger an import goes into, and its database made ready."""

import contextlib

import psycopg
from psycopg import sql

from caseledger.importer.errors import ExtractError
from caseledger.migrate import migrate
from caseledger.place import Place, require_migrated
from caseledger.settings import Settings, SettingsError, tenant_given, with_tenant


def for_custodian(settings: Settings, custodian: str) -> Settings:
    """The custodian's own ledger, where nobody said which one; else the one that was said."""
    if not settings.embedded or tenant_given():
        return settings
    try:
        return with_tenant(settings, custodian)
    except SettingsError:
        raise ExtractError(
            f"Le manifeste nomme l’organisme « {custodian} » : il faut 1 à 63 lettres minuscules "
            "sans accent, chiffres ou traits d’union. Demandez un manifeste corrigé.",
            f"The manifest names the custodian {custodian!r}: it must be 1 to 63 lower-case "
            "unaccented letters, digits or hyphens. Ask for a corrected manifest.",
        ) from None


def prepare(where: Place, settings: Settings) -> None:
    """Tables of one's own machine are made here; those of a server, by who looks after it."""
    if settings.embedded:
        migrate(where.urls["migrator"])
    else:
        require_migrated(where)


def analyse(where: Place) -> None:
    """Tell PostgreSQL's planner what the ledger's tables hold now that so much has come in.

    Autovacuum does the same some minutes later: what has to wait for that is slow, and not wrong.
    """
    with (
        contextlib.suppress(psycopg.Error),
        psycopg.connect(where.urls["migrator"], autocommit=True) as connection,
    ):
        connection.execute("set role caseledger_owner")
        tables = connection.execute("select tablename from pg_tables where schemaname = 'ledger'")
        for (table,) in tables.fetchall():
            statement = sql.SQL("analyze (skip_locked) {}")
            connection.execute(statement.format(sql.Identifier("ledger", table)))
