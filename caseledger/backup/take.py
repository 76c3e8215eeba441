"""A backup: one snapshot of the ledger and of its keys, whole under its name or not there at all."""

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from caseledger.backup import keys
from caseledger.backup.errors import BackupStopped
from caseledger.backup.manifest import (
    DISPOSALS,
    KEYS,
    LEDGER,
    MANIFEST,
    Manifest,
    Migration,
    Owned,
    sha256,
)
from caseledger.backup.programs import Programs
from ledger.files import sync_folder
from ledger.keys.journal import DisposalJournal

# What is not in the dump. Read models are filled again from the events; migration.applied is
# written last of all by a restore, so that nothing opens a half-restored ledger; sessions and
# sign-in links would let in again who was shut out since.
_LEFT_OUT = (
    "keys.*",
    "read.*",
    "migration.applied",
    "access.session",
    "access.sign_in_link",
    "access.code_flow",
    "access.service_token",
)


# A role that is no superuser cannot give a table away in the midst of a restore.
_OWNED = """
select 'table', format('%I.%I', n.nspname, c.relname), r.rolname
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
join pg_roles as r on r.oid = c.relowner
where n.nspowner = 'caseledger_owner'::regrole and c.relowner <> n.nspowner
  and c.relkind in ('r', 'v', 'm', 'p')
union all
select
    'function',
    format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), r.rolname
from pg_proc as p
join pg_namespace as n on n.oid = p.pronamespace
join pg_roles as r on r.oid = p.proowner
where n.nspowner = 'caseledger_owner'::regrole and p.proowner <> n.nspowner
"""


def back_up(url: str, folder: Path, journal: DisposalJournal) -> Manifest:
    """Back up the database at ``url`` (the migrator's) to a new folder, while it serves.

    Raises ``BackupStopped``; then there is no such folder.
    """
    programs = Programs(url)
    folder = folder.absolute()
    if folder.exists():
        raise BackupStopped(
            f"« {folder} » existe déjà. Une sauvegarde n’en remplace aucune : donnez un dossier "
            "nouveau.",
            f"{folder} exists already. A backup replaces none: give a new folder.",
        )
    scratch = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))  # Mode 0700.
        manifest = _write(url, programs, scratch, journal)
        for path in scratch.iterdir():
            _sync(path)
        sync_folder(scratch)
        scratch.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise BackupStopped(
            f"La sauvegarde « {folder} » ne s’écrit pas : {error.strerror}.",
            f"The backup {folder} cannot be written: {error.strerror}.",
        ) from error
    finally:
        if scratch is not None:
            shutil.rmtree(scratch, ignore_errors=True)
    return manifest


def _write(url: str, programs: Programs, into: Path, journal: DisposalJournal) -> Manifest:
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        [(snapshot,)] = connection.execute("select pg_export_snapshot()").fetchall()
        taken_at = datetime.now(UTC)
        programs.run(
            "pg_dump",
            *("--format=custom", f"--snapshot={snapshot}", f"--file={into / LEDGER}"),
            *(f"--exclude-table-data={name}" for name in _LEFT_OUT),
            f"--dbname={programs.address}",
        )
        keys.write(connection, into / KEYS)
        about = _about(connection)
    # After the snapshot: what is destroyed meanwhile is in the journal for certain.
    content = journal.path.read_bytes() if journal.path.exists() else b""
    (into / DISPOSALS).write_bytes(content)
    files = {path.name: sha256(path) for path in sorted(into.iterdir())}
    manifest = Manifest(taken_at=taken_at, files=files, **about)
    (into / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2))
    for path in into.iterdir():
        path.chmod(0o600)
    return manifest


def _about(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    [(position,)] = connection.execute("select position from ledger.head").fetchall()
    keks = connection.execute(
        "select distinct kek_id from keys.wrapped() where kek_id <> 'person' order by 1"
    ).fetchall()
    tenants = connection.execute("select distinct tenant from keys.kek order by 1").fetchall()
    applied = connection.execute(
        "select name, encode(sha256, 'hex'), applied_at from migration.applied order by name"
    ).fetchall()
    owned = connection.execute(_OWNED).fetchall()
    checkpoints = []
    if connection.execute("select to_regclass('log.checkpoint')").fetchone() != (None,):
        checkpoints = connection.execute(
            "select distinct on (log) log, note from log.checkpoint"
            " order by log, sequence desc, size desc"
        ).fetchall()
    return {
        "position": position,
        "tenants": [row[0] for row in tenants],
        "keks": [row[0] for row in keks],
        "migrations": [Migration(*row) for row in applied],
        "owned": [Owned(*row) for row in owned],
        "checkpoints": dict(checkpoints),
    }


def _sync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
