"""``caseledger import``: another system's extract into the ledger, and its unreadable rows mended."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from api.access.accounts import create_account
from caseledger.cli.import_into import analyse, for_custodian, prepare
from caseledger.cli.importing_events import import_exported
from caseledger.cli.say import Say
from caseledger.cli.who import by
from caseledger.exporter.manifest import is_export
from caseledger.importer.errors import ImportStopped
from caseledger.importer.manifest import read_manifest
from caseledger.importer.mending import import_mended, write_rejects
from caseledger.importer.progress import Watch
from caseledger.importer.rejects import Rejects, sweep
from caseledger.importer.report import Details, Report, render
from caseledger.importer.run import import_extract
from caseledger.importer.runs import tenants_with_imports
from caseledger.importer.trial import TrialAccount
from caseledger.place import Place, place
from caseledger.policies import publish_policies
from caseledger.settings import Settings, tenant_given, with_tenant
from caseledger.suspects import suspect_duplicates
from ledger.ledger import Ledger


def import_(options: Any, say: Say) -> int:
    """Import a folder; write the rejected rows; or send them again, mended."""
    match options.what, options.path:
        case "rejects", None:
            return _rejects(options, say)
        case "mended", path if path is not None:
            return _mended(options, Path(path), say)
        case "mended", None:
            raise ImportStopped(
                "Donnez le fichier ou le dossier des rangées corrigées : caseledger import mended "
                "DOSSIER.",
                "Give the file or the folder of mended rows: caseledger import mended FOLDER.",
            )
        case what, None:
            return _extract(options, Path(what), say)
    raise ImportStopped(
        "Un seul dossier à la fois : caseledger import DOSSIER.",
        "One folder at a time: caseledger import FOLDER.",
    )


def _extract(options: Any, folder: Path, say: Say) -> int:
    if is_export(folder):
        return import_exported(options, folder, say)
    manifest = read_manifest(folder)
    custodian = manifest.custodian
    settings = for_custodian(Settings.read(), custodian)
    with place(settings) as where:
        prepare(where, settings)

        async def accounts(found: list[TrialAccount]) -> None:
            await _make_accounts(where, settings.tenant, found)

        async def work(ledger: Ledger) -> tuple[Report, Details]:
            return await import_extract(
                ledger,
                where.urls["writer"],
                where.kek,
                folder,
                by(options),
                Watch(say),
                suspect=_suspect,
                accounts=accounts if settings.embedded and manifest.invented else None,
            )

        report, details = asyncio.run(_with_ledger(where, settings, work))
        analyse(where)
    _tell(report, details, Path(options.report or settings.home / "imports"), say)
    if settings.embedded:
        if not manifest.invented:
            say(
                "Ces personnes existent : nul n’entre sans compte. Faites le vôtre par « python3 go.py "
                f"staff add NOM --role CASEWORKER --was CODE », avec CASELEDGER_TENANT={custodian}.",
                "These people exist: nobody enters without an account. Make yours by `python3 go.py "
                f"staff add NAME --role CASEWORKER --was CODE`, with CASELEDGER_TENANT={custodian}.",
            )
        say(
            f"Pour voir ces dossiers : python3 go.py run --tenant {settings.tenant}",
            f"To see these cases: python3 go.py run --tenant {settings.tenant}",
        )
    return 0


def _rejects(options: Any, say: Say) -> int:
    settings = Settings.read()
    with place(settings) as where:
        prepare(where, settings)
        with psycopg.connect(where.urls["writer"], autocommit=True) as connection:
            settings = _for_import(settings, connection)
            rejects = Rejects(connection, settings.tenant, where.kek)
            sweep(connection, datetime.now(UTC))
            folder = Path(options.out or f"rejects-{settings.tenant}")
            written, gone = write_rejects(rejects, folder)
    if not written:
        say("Aucune rangée n’attend d’être corrigée.", "No row waits to be mended.")
    else:
        say(
            f"{written} rangées écrites dans « {folder} ». Elles parlent de vraies personnes : "
            "gardez-les en lieu sûr, corrigez-les, renvoyez-les par « caseledger import mended "
            f"{folder} », puis détruisez ces fichiers.",
            f"{written} rows written to {folder}. They speak of real people: keep them in a safe "
            f"place, mend them, send them again by `caseledger import mended {folder}`, then destroy "
            "these files.",
        )
    if gone:
        say(
            f"{gone} rangées ont expiré et ne se lisent plus : demandez-les à la source.",
            f"{gone} rows have expired and can no longer be read: ask the source for them.",
        )
    return 0


def _mended(options: Any, path: Path, say: Say) -> int:
    settings = Settings.read()
    with place(settings) as where:
        prepare(where, settings)
        with psycopg.connect(where.urls["writer"], autocommit=True) as connection:
            settings = _for_import(settings, connection)

        async def work(ledger: Ledger) -> tuple[Report, Details]:
            return await import_mended(
                ledger, where.urls["writer"], where.kek, path, by(options), Watch(say)
            )

        report, details = asyncio.run(_with_ledger(where, settings, work))
    _tell(report, details, Path(options.report or settings.home / "imports"), say)
    return 0


async def _make_accounts(where: Place, tenant: str, found: list[TrialAccount]) -> None:
    async with await psycopg.AsyncConnection.connect(
        where.urls["auth"], autocommit=True
    ) as connection:
        for account in found:
            await create_account(
                connection,
                tenant=tenant,
                account_id=account.account_id,
                display_name=account.display_name,
                roles=[account.role],
                office=account.office,
                organisation=tenant,
            )


async def _suspect(ledger: Ledger) -> int:
    return (await suspect_duplicates(ledger)).waiting


async def _with_ledger(
    where: Place, settings: Settings, work: Callable[[Ledger], Any]
) -> tuple[Report, Details]:
    async with Ledger(where.urls["writer"], settings.tenant, where.kek) as ledger:
        await publish_policies(ledger)
        return await work(ledger)


def _for_import(settings: Settings, connection: psycopg.Connection[Any]) -> Settings:
    """The ledger that was said, else the only one here that holds an import."""
    if not settings.embedded or tenant_given():
        return settings
    tenants = tenants_with_imports(connection)
    if len(tenants) == 1:
        return with_tenant(settings, tenants[0])
    if not tenants:
        raise ImportStopped(
            "Rien n’a encore été importé ici : caseledger import DOSSIER.",
            "Nothing was imported here yet: caseledger import FOLDER.",
        )
    names = ", ".join(tenants)
    raise ImportStopped(
        f"Plusieurs organismes ont un import ici ({names}) : dites lequel par CASELEDGER_TENANT.",
        f"Several custodians have an import here ({names}): say which by CASELEDGER_TENANT.",
    )


def _tell(report: Report, details: Details, folder: Path, say: Say) -> None:
    """The report, on standard output and in two files: as text in both languages, and as JSON."""
    print(render(report, details, say.lang))
    name = f"import-{report.custodian}-{report.finished_at:%Y%m%d-%H%M%S}"
    text, data = folder / f"{name}.txt", folder / f"{name}.json"
    other = "en" if say.lang == "fr" else "fr"
    pages = [render(report, details, lang) for lang in (say.lang, other)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text.write_text("\n\n\n".join(pages) + "\n", encoding="utf-8")
        data.write_bytes(msgspec.json.format(msgspec.json.encode((report, details))) + b"\n")
    except OSError as error:
        say(
            f"L’import est fait ; son compte rendu n’a pas pu être écrit dans « {folder} » ({error}).",
            f"The import is done; its report could not be written to {folder} ({error}).",
        )
        return
    say(f"Compte rendu : {text} (et {data.name})", f"Report: {text} (and {data.name})")
