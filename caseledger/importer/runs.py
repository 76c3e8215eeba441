"""The list of imports: one row each, with its report once it has ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, LiteralString, Protocol
from uuid import UUID

import msgspec
import psycopg

from caseledger.importer.errors import ImportStopped
from caseledger.importer.manifest import Manifest

_LOCK: LiteralString = "select pg_try_advisory_lock(hashtextextended(%s, 0))"
_BEGIN: LiteralString = """
insert into import.run (
    tenant, import_id, kind, custodian, source_system, as_of, invented, manifest_sha256,
    started_by, started_at
) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_FINISH: LiteralString = (
    "update import.run set finished_at = %s, report = %s where tenant = %s and import_id = %s"
)
_LATEST: LiteralString = """
select source_system, as_of, invented from import.run
where tenant = %s and kind = 'EXTRACT' order by started_at desc limit 1
"""
_HOLDS: LiteralString = """
select count(*) > 0, count(*) filter (where not invented) > 0 from import.run where tenant = %s
"""
_TENANTS: LiteralString = "select distinct tenant from import.run order by tenant"


class Latest(msgspec.Struct, frozen=True):
    """What the latest extract said of itself."""

    source_system: str
    as_of: Any
    invented: bool


class Finished(Protocol):
    """A report that can be written down."""

    @property
    def import_id(self) -> UUID: ...
    @property
    def finished_at(self) -> datetime: ...


class Runs:
    """The imports of one tenant. ``connection`` is the writer's, in autocommit."""

    def __init__(self, connection: psycopg.Connection[Any], tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    def begin(
        self, import_id: UUID, kind: str, manifest: Manifest, sha256: str, by: str, at: datetime
    ) -> None:
        """Write down that an import has begun: what follows can be told from what was before."""
        values = (self._tenant, import_id, kind, manifest.custodian, manifest.source_system)
        more = (manifest.as_of, manifest.invented, sha256, by, at)
        self._connection.execute(_BEGIN, (*values, *more))

    def finish(self, report: Finished) -> None:
        """Write down its report."""
        data = msgspec.json.encode(report).decode()
        self._connection.execute(
            _FINISH, (report.finished_at, data, self._tenant, report.import_id)
        )

    def latest(self) -> Latest | None:
        """The latest extract that was imported, whole or in part."""
        row = self._connection.execute(_LATEST, (self._tenant,)).fetchone()
        return Latest(*row) if row else None


class Holds(msgspec.Struct, frozen=True):
    """Whether a ledger was imported into; and whether from an extract in which people exist."""

    imported: bool
    real: bool


def holds(connection: psycopg.Connection[Any], tenant: str) -> Holds:
    """What imports brought into a tenant's ledger, or began to."""
    row = connection.execute(_HOLDS, (tenant,)).fetchone()
    return Holds(*row) if row else Holds(False, False)


def tenants_with_imports(connection: psycopg.Connection[Any]) -> list[str]:
    """Whose ledgers here hold an import."""
    return [row[0] for row in connection.execute(_TENANTS).fetchall()]


@contextmanager
def only_import(url: str, tenant: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection that no other import of this tenant has; released when the process ends, however."""
    with psycopg.connect(url, autocommit=True) as connection:
        taken = connection.execute(_LOCK, (f"caseledger import {tenant}",)).fetchone()
        if not taken or not taken[0]:
            raise ImportStopped(
                f"Un autre import de « {tenant} » est en cours. Attendez qu’il finisse.",
                f"Another import of {tenant!r} is under way. Wait until it has ended.",
            )
        connection.execute("set timezone to 'UTC'")
        yield connection
