"""A restore: into an empty database, where nothing opens until every disposal was done again.

The keys come in, the disposals are carried out on them, and the database becomes one that the
program knows, all in one transaction, the last. Before it there is a database that no program opens;
a restore that is begun again there starts from nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from caseledger.backup import keys
from caseledger.backup.errors import BackupStopped, RestoreStopped
from caseledger.backup.manifest import DISPOSALS, KEYS, LEDGER, Manifest, read
from caseledger.backup.programs import Programs
from caseledger.migrate import migrations, only_one, pending, prepare_roles
from ledger.ids import uuid7
from ledger.keys.journal import Disposal, DisposalJournal, parse
from ledger.keys.sources import KeySource, MissingKek
from ledger.log.names import LOGS
from ledger.log.origins import WrongCitation, reopen
from projections.effects.engine.store import FORGET


class Restored(msgspec.Struct, frozen=True):
    """What was restored: the moment of the backup, and how many disposals were carried out again.

    ``later``: how many of these were made after the backup; the ledger does not tell of them.
    ``origins``: the logs that were opened, each citing the last known checkpoint of the one before.
    """

    restore_id: UUID
    position: int
    tenants: list[str]
    disposals: int
    later: int
    origins: list[str]


def restore(
    url: str,
    folder: Path,
    source: KeySource,
    *,
    keys_of: Path | None = None,
    journals: Iterable[Path] = (),
    checkpoints: Iterable[Path] = (),
) -> Restored:
    """Restore a backup into the empty database at ``url``, the migrator's.

    ``keys_of``: a more recent backup, of which the keys are taken. ``journals``: of disposals,
    beside the one of ``source`` and those in the backups. ``checkpoints``: later ones of its logs
    than the backup has, from a witness. Raises ``RestoreStopped``, ``MissingKek`` and
    ``MigrationError``: nothing is there that could be opened.
    """
    manifest = read(folder)
    keys_folder = keys_of or folder
    keys_manifest = read(keys_folder, (KEYS, DISPOSALS)) if keys_of else manifest
    if keys_manifest.taken_at < manifest.taken_at:
        raise RestoreStopped(
            f"Les clés de « {keys_folder} » sont plus anciennes que le registre de « {folder} ».",
            f"The keys of {keys_folder} are older than the ledger of {folder}.",
        )
    for kek_id in keys_manifest.keks:
        if not source.holds(kek_id):
            raise MissingKek(kek_id)
        source.get(kek_id)
    pending(migrations(), {each.name: bytes.fromhex(each.sha256) for each in manifest.migrations})
    disposals = _disposals(source.journal, [folder / DISPOSALS, keys_folder / DISPOSALS, *journals])
    cited = _by_log(checkpoints)
    programs = Programs(url)
    with psycopg.connect(url, autocommit=True) as connection, only_one(connection):
        prepare_roles(connection)
        _empty(connection)
        try:
            programs.run(
                "pg_restore",
                *("--single-transaction", "--exit-on-error"),
                *("--no-owner", "--role=caseledger_owner"),
                *(f"--dbname={programs.address}", str(folder / LEDGER)),
            )
        except BackupStopped as stopped:
            raise RestoreStopped(stopped.fr, stopped.en) from None
        restored = _finish(connection, manifest, keys_folder / KEYS, disposals, cited)
        connection.execute("analyze")
    _keep(source.journal, disposals)
    return restored


def _disposals(journal: DisposalJournal | None, files: Sequence[Path]) -> list[Disposal]:
    """What was disposed of, by every journal that there is, each once."""
    paths = [*([journal.path] if journal else []), *files]
    found: dict[tuple[Any, ...], Disposal] = {}
    for path in paths:
        try:
            told = parse(path.read_bytes()) if path.exists() or path in files else []
        except (OSError, ValueError) as error:
            raise RestoreStopped(
                f"Le journal des destructions « {path} » ne se lit pas ({error}). Sans lui, des "
                "données détruites reviendraient.",
                f"The journal of disposals {path} cannot be read ({error}). Without it data that "
                "was disposed of would come back.",
            ) from None
        for each in told:
            found[each.at, each.tenant, tuple(each.persons), tuple(each.items)] = each
    return [found[key] for key in sorted(found)]


def _empty(connection: psycopg.Connection[Any]) -> None:
    """See that nothing is there, or only what an interrupted restore left; mark it as being restored."""
    schemas = [
        row[0]
        for row in connection.execute(
            "select nspname from pg_namespace where nspowner = 'caseledger_owner'::regrole"
        ).fetchall()
    ]
    if schemas and "restoring" not in schemas:
        raise RestoreStopped(
            "Cette base contient déjà un registre. Une restauration n’en remplace aucun : donnez une "
            "base vide (ou, sans DATABASE_URL, un autre dossier dans CASELEDGER_HOME).",
            "This database holds a ledger already. A restore replaces none: give an empty database "
            "(or, without DATABASE_URL, another folder in CASELEDGER_HOME).",
        )
    with connection.transaction():
        connection.execute("set local role caseledger_owner")
        for name in schemas:
            connection.execute(sql.SQL("drop schema {} cascade").format(sql.Identifier(name)))
        connection.execute("create schema restoring")


def _finish(
    connection: psycopg.Connection[Any],
    manifest: Manifest,
    keys_file: Path,
    disposals: Sequence[Disposal],
    cited: Mapping[str, str],
) -> Restored:
    restore_id = uuid7()
    with connection.transaction():
        connection.execute("set local role caseledger_owner")
        for each in manifest.owned:
            connection.execute(
                sql.SQL("alter {} {} owner to {}").format(
                    sql.SQL(each.kind), sql.SQL(each.name), sql.Identifier(each.owner)
                )
            )
        keys.load(connection, keys_file)
        for each in disposals:
            _dispose_again(connection, each)
        connection.execute(
            "insert into ledger.restored"
            " (restore_id, taken_at, position, checkpoints, disposals) values (%s, %s, %s, %s, %s)",
            (
                restore_id,
                manifest.taken_at,
                manifest.position,
                Jsonb(manifest.checkpoints),
                len(disposals),
            ),
        )
        connection.cursor().executemany(
            "insert into migration.applied (name, sha256, applied_at) values (%s, %s, %s)",
            [(m.name, bytes.fromhex(m.sha256), m.applied_at) for m in manifest.migrations],
        )
        try:
            # What was signed after the backup is denied by what is here: the logs begin anew.
            origins = reopen(connection, f"restore {restore_id}", cited)
        except WrongCitation as error:
            raise RestoreStopped(
                f"Un point de contrôle donné n’est pas de ce registre ({error}).",
                f"A checkpoint that was given is none of this ledger ({error}).",
            ) from None
        connection.execute("drop schema restoring")
    later = sum(each.at > manifest.taken_at for each in disposals)
    done = len(disposals)
    return Restored(restore_id, manifest.position, manifest.tenants, done, later, origins)


def _by_log(files: Iterable[Path]) -> dict[str, str]:
    """Checkpoints by the log that their first line names."""
    found = {}
    for path in files:
        try:
            note = path.read_text("utf-8")
        except (OSError, ValueError):
            note = ""
        names = note.partition("\n")[0].split("/")
        log = next((name for name in LOGS if name in names[-2:]), None)
        if log is None:
            raise RestoreStopped(
                f"« {path} » n’est pas un point de contrôle.", f"{path} is no checkpoint."
            )
        found[log] = note
    return found


def _dispose_again(connection: psycopg.Connection[Any], disposal: Disposal) -> None:
    """The keys, what stands in clear of the person (the keyed hash of a SIN), and what was to follow."""
    named = (disposal.tenant, list(disposal.persons), list(disposal.items))
    for step in ("request_shred", "destroy"):
        connection.execute(
            sql.SQL("select keys.{}(%s, %s::uuid[], %s::uuid[])").format(sql.Identifier(step)),
            named,
        )
    connection.execute(
        "delete from ledger.claims where tenant = %s"
        " and stream in (select 'person-' || id from unnest(%s::uuid[]) as p (id))",
        named[:2],
    )
    if connection.execute("select to_regclass('effects.outbox')").fetchone() == (None,):
        return  # a backup of before there were effects
    for statement in FORGET:
        connection.execute(
            statement, {"tenant": disposal.tenant, "persons": list(disposal.persons)}
        )


def _keep(journal: DisposalJournal | None, disposals: Sequence[Disposal]) -> None:
    """The journal of this installation has them all from now on."""
    if journal is None:
        return
    known = journal.read()
    for each in disposals:
        if each not in known:
            journal.append(each)
