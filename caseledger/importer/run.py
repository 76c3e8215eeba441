"""An import from its folder to its report.

    report, details = await import_extract(ledger, urls["writer"], kek, folder, by="...", watch=watch)

Interrupted at any point, it is begun again with the same folder and goes on with what is missing.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg

from caseledger.demo.standing import standing
from caseledger.importer.errors import ExtractError, ImportStopped
from caseledger.importer.form import form
from caseledger.importer.known import know_from_ledger
from caseledger.importer.load import Hashes, load, refuse_references
from caseledger.importer.manifest import Manifest, digest, read_manifest, verify_files
from caseledger.importer.mapping.source import Source
from caseledger.importer.progress import Watch
from caseledger.importer.read import unknown_columns
from caseledger.importer.reconcile import Reconciled, reconcile
from caseledger.importer.rejects import Kept, Rejects, sweep
from caseledger.importer.report import Details, FileReport, Report
from caseledger.importer.runs import Runs, only_import
from caseledger.importer.send import Sender, Sent
from caseledger.importer.stage import FILES, Stage
from caseledger.importer.trial import TrialAccount, trial_accounts
from domain.event import Cause
from ledger.ids import uuid7
from ledger.keys.sources import Keks
from ledger.ledger import Ledger

Suspect = Callable[[Ledger], Awaitable[int]]
"""Looks through the persons for records that may be one, and tells how many pairs await a decision."""

MakeAccounts = Callable[[list[TrialAccount]], Awaitable[None]]
"""Makes accounts for the extract's workers, where anybody may try the ledger."""


class Import:
    """One import under way: its source, its staging tables, and who runs it."""

    def __init__(
        self,
        ledger: Ledger,
        connection: psycopg.Connection,
        kek: Keks,
        source: Source,
        by: str,
        watch: Watch,
    ) -> None:
        self.ledger = ledger
        self.source = source
        self.by = by
        self.watch = watch
        self.import_id: UUID = uuid7()
        self.started_at = datetime.now(UTC)
        self.stage = Stage(connection)
        self.hashes = Hashes(ledger.keys.secret("source"))
        self.rejects = Rejects(connection, ledger.tenant, kek)
        self.runs = Runs(connection, ledger.tenant)

    async def arrange(self) -> None:
        """Sort what is staged, and keep aside what refers to nobody that is known anywhere."""
        self.watch.phase("arrange")
        await asyncio.to_thread(self.stage.arrange)
        await know_from_ledger(self.ledger, self.stage, self.source)
        await asyncio.to_thread(refuse_references, self.stage, self.hashes)

    async def keep_aside(self) -> Kept:
        """Seal what could not be read, before anything is sent."""
        policy = await self.ledger.policy()
        terms = policy.content("imports", self.ledger.today())
        days = terms["reject_days"]["value"]
        return await asyncio.to_thread(
            self.rejects.keep,
            self.stage,
            self.source,
            self.import_id,
            self.by,
            self.started_at,
            days,
        )

    async def send(self, *, additional: bool = False) -> Sent:
        """Everything that could be read; ``additional`` to what its source has sent before."""
        self.watch.sending(sum(self.stage.owners().values()))
        sender = Sender(
            self.ledger,
            self.stage,
            self.source,
            self.watch.sent,
            additional=additional,
            cause=Cause(correlation=self.import_id),
        )
        return await sender.send()

    async def reconcile(self, sent: Sent, *, whole: bool) -> Reconciled:
        self.watch.phase("reconcile")
        return await asyncio.to_thread(
            reconcile,
            self.stage,
            self.ledger.tenant,
            self.source.system,
            whole=whole,
            excused=sent.disposed,
            mended=self.rejects.mended_references(),
        )

    def reasons(self) -> dict[str, int]:
        """How many rows were kept aside, by reason."""
        counted: Counter[str] = Counter()
        after = (-1, -1)
        while page := self.stage.aside(after, 1000):
            after = (FILES.index(page[-1].file), page[-1].line)
            counted.update(row.reason for row in page)
        return dict(counted.most_common())

    def report(
        self,
        manifest: Manifest,
        kind: str,
        sent: Sent,
        kept: Kept,
        suspected: int | None,
        found: Reconciled,
        unknown_files: list[str],
        columns: dict[str, list[str]],
    ) -> tuple[Report, Details]:
        finished = datetime.now(UTC)
        seconds = max((finished - self.started_at).total_seconds(), 0.001)
        report = Report(
            import_id=self.import_id,
            kind=kind,
            custodian=manifest.custodian,
            source_system=manifest.source_system,
            as_of=manifest.as_of,
            invented=manifest.invented,
            started_by=self.by,
            started_at=self.started_at,
            finished_at=finished,
            events=sent.events,
            events_per_second=round(sent.events / seconds),
            files=self._files(sent),
            aside=self.reasons(),
            mended=kept.mended,
            irregular=found.irregular,
            irregular_events=found.irregular_events,
            suspected=suspected,
            money=found.money,
            gone=found.gone_count,
            unsaid=len(sent.unsaid),
            unknown_files=unknown_files,
            unknown_columns=columns,
        )
        return report, Details(sorted(sent.corrected), found.gone, sorted(sent.unsaid))

    def _files(self, sent: Sent) -> list[FileReport]:
        tallies = self.stage.tallies()
        files = []
        for name in FILES:
            if name not in tallies:
                files.append(FileReport(name, 0, 0, 0, 0, 0, 0))
                continue
            tally, rows = tallies[name], sent.rows.get(name, Counter())
            each = FileReport(
                name,
                rows=tally.read,
                taken=rows["taken"],
                there=rows["there"],
                corrected=rows["corrected"],
                repeated=tally.repeated,
                aside=tally.aside,
                disposed=rows["disposed"],
            )
            told = each.taken + each.there + each.corrected + each.disposed
            if told != tally.taken:
                raise ImportStopped(
                    f"L’import ne concorde pas : {tally.taken} rangées de « {name} » devaient être "
                    f"prises, {told} l’ont été. Signalez-le, et gardez l’extrait.",
                    f"The import does not reconcile: {tally.taken} rows of {name!r} were to be taken "
                    f"and {told} were. Report this, and keep the extract.",
                )
            files.append(each)
        return files


async def import_extract(
    ledger: Ledger,
    writer_url: str,
    kek: Keks,
    folder: Path,
    by: str,
    watch: Watch,
    suspect: Suspect | None = None,
    accounts: MakeAccounts | None = None,
) -> tuple[Report, Details]:
    """Import a folder whole; ``suspect`` and ``accounts`` are called once everything is in.

    Raises ``ImportStopped`` (``ExtractError``: nothing was written).
    """
    manifest = read_manifest(folder)
    if manifest.custodian != ledger.tenant:
        raise _not_ours(manifest.custodian, ledger.tenant)
    await _no_demonstration(ledger)
    watch.phase("verify")
    extra = await asyncio.to_thread(verify_files, folder, manifest)
    columns = {
        each.name: names
        for each in manifest.files
        if each.name in form().files
        and (
            names := unknown_columns(
                folder / each.file, each.encoding, each.delimiter, form().files[each.name]
            )
        )
    }
    source = Source(ledger.tenant, manifest.source_system, manifest.as_of, ledger.zone)
    with only_import(writer_url, ledger.tenant) as connection:
        work = Import(ledger, connection, kek, source, by, watch)
        sweep(connection, work.started_at)
        rows = sum(each.rows for each in manifest.files)
        watch.reading(rows)
        await asyncio.to_thread(load, folder, manifest, work.stage, work.hashes, watch.read)
        await work.arrange()
        work.runs.begin(work.import_id, "EXTRACT", manifest, digest(manifest), by, work.started_at)
        kept = await work.keep_aside()
        sent = await work.send()
        suspected = None
        if suspect:
            watch.phase("suspect")
            suspected = await suspect(ledger)
        if accounts:
            await accounts(trial_accounts(source, work.stage))
        found = await work.reconcile(sent, whole=True)
        report, details = work.report(
            manifest, "EXTRACT", sent, kept, suspected, found, extra, columns
        )
        work.runs.finish(report)
    return report, details


async def _no_demonstration(ledger: Ledger) -> None:
    if await standing(ledger) is not None:
        raise ExtractError(
            f"Le registre de « {ledger.tenant} » contient la démonstration : des dossiers inventés "
            "et de vrais dossiers ne se mêlent jamais. Importez dans un registre vide, sous le nom "
            "de l’organisme de l’extrait (CASELEDGER_TENANT), ou dans un autre CASELEDGER_HOME.",
            f"The ledger of {ledger.tenant!r} holds the demonstration: invented and real files are "
            "never mixed. Import into an empty ledger, under the name of the extract’s custodian "
            "(CASELEDGER_TENANT), or into another CASELEDGER_HOME.",
        )


def _not_ours(custodian: str, tenant: str) -> ExtractError:
    return ExtractError(
        f"L’extrait est de « {custodian} », et ce registre de « {tenant} ». Donnez à "
        f"CASELEDGER_TENANT la valeur {custodian}, ou demandez l’extrait de {tenant}.",
        f"The extract is that of {custodian!r}, and this ledger that of {tenant!r}. Set "
        f"CASELEDGER_TENANT to {custodian}, or ask for the extract of {tenant}.",
    )
