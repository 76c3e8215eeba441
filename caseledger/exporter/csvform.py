"""The form of an extract, written: its files, its manifest, and a count of what it cannot hold."""

import csv
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from caseledger.exporter.folder import MANIFEST, Folder, Out
from caseledger.exporter.folding import rows
from caseledger.exporter.losses import Losses
from caseledger.exporter.naming import KINDS, names
from caseledger.exporter.numbers import Numbers
from caseledger.exporter.reading import Reading
from caseledger.exporter.rows.around import Around
from caseledger.exporter.standing import standing
from caseledger.importer.check import Problem, checker
from caseledger.importer.form import form
from caseledger.importer.manifest import Manifest, ManifestFile
from caseledger.importer.read import Row as CellRow
from caseledger.importer.rows import SourceRow
from caseledger.importer.written import written
from domain.case.events import ReferralMade
from domain.event import Recorded

FOLDER = "csv"
ENCODING, DELIMITER = "utf-8", ","
SYSTEM = "caseledger"
"""The source that the manifest names where nothing of the ledger came from another one."""

Told = Callable[[int], None]


class _File:
    """One file of the form, row by row."""

    def __init__(self, name: str, out: Out) -> None:
        self.name = name
        self.rows = 0
        self._check = checker(name)
        self._encode = msgspec.json.Encoder().encode
        self._writer = csv.writer(_Lines(out), delimiter=DELIMITER, lineterminator="\n")
        self._writer.writerow([column.name for column in form().files[name].columns])

    def problem(self, row: SourceRow) -> Problem | None:
        """Write a row that the form can hold; else why it cannot."""
        cells = written(self.name, self._encode(row))
        checked = self._check(CellRow(self.rows + 2, cells))
        if isinstance(checked, Problem):
            return checked
        self._put(cells)
        return None

    def only(self, column: str, number: str) -> None:
        """A row that holds a number and nothing else: so that others may refer to it."""
        self._put(
            [number if each.name == column else "" for each in form().files[self.name].columns]
        )

    def _put(self, cells: Sequence[str]) -> None:
        self._writer.writerow(cells)
        self.rows += 1


class _Lines:
    """What ``csv`` writes to."""

    def __init__(self, out: Out) -> None:
        self._out = out

    def write(self, text: str) -> None:
        self._out.write(text.encode(ENCODING))


class CsvForm:
    """Writes the form of one export into its folder."""

    def __init__(
        self, folder: Folder, numbers: Numbers, reading: Reading, told: Told, losses: Losses
    ) -> None:
        self._folder = folder
        self._numbers = numbers
        self._reading = reading
        self._told = told
        self.losses = losses

    async def write(self, custodian: str, zone: ZoneInfo, as_of: date, *, invented: bool) -> None:
        """All files, then their manifest."""
        with ExitStack() as stack:
            files = {
                name: _File(name, stack.enter_context(self._folder.create(_path(name))))
                for name in form().files
            }
            for kind in KINDS:
                async for around, streams in self._streams(kind, zone):
                    for events in streams:
                        self._stream(files, around, events)
            for number in self._numbers.never_registered():
                self._only(files, "residents", "resident_no", number)
        manifest = Manifest(
            custodian=custodian,
            as_of=as_of,
            source_system=next(iter(self._numbers.systems), SYSTEM),
            invented=invented,
            files=[
                ManifestFile(
                    f"{name}.csv", ENCODING, DELIMITER, file.rows,
                    self._folder.files[_path(name)].sha256,
                )
                for name, file in files.items()
            ],
        )  # fmt: skip
        with self._folder.create(f"{FOLDER}/{MANIFEST}") as out:
            out.write(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")

    async def _streams(
        self, kind: str, zone: ZoneInfo
    ) -> AsyncIterator[tuple[Around, list[list[Recorded]]]]:
        async for streams in self._reading.streams(kind):
            yield self._around([each for events in streams for each in events], zone), streams

    def _around(self, events: Sequence[Recorded], zone: ZoneInfo) -> Around:
        ids: dict[str, set[UUID]] = {name: set() for name in (*KINDS, "disclosure")}
        for each in events:
            for kind, found, _, _ in names(self._numbers, each):
                ids[kind].add(found)
            if isinstance(each.event, ReferralMade) and each.event.disclosure_id:
                ids["disclosure"].add(each.event.disclosure_id)
        resting = {
            key: UUID(consent)
            for key, consent in self._numbers.find("disclosure", ids["disclosure"]).items()
        }
        consents = self._numbers.find("consent", ids["consent"] | set(resting.values()))
        return Around(
            numbers=self._numbers,
            zone=zone,
            persons=self._numbers.find("person", ids["person"]),
            cases=self._numbers.find("case", ids["case"]),
            consents=consents
            | {key: consents[of] for key, of in resting.items() if of in consents},
        )

    def _stream(self, files: dict[str, _File], around: Around, events: list[Recorded]) -> None:
        self.losses.replaced += standing(events)[1]
        named: Counter[str] = Counter()
        for file, row in rows(around, events):
            named[file] += 1
            problem = files[file].problem(row)
            if problem and file == "residents":
                self._only(files, file, "resident_no", row.resident_no)  # type: ignore[attr-defined]
            elif problem:
                self.losses.rows[file][problem.column] += 1
        if events[0].stream.startswith("case-") and not named["applications"] + named["units"]:
            number = around.cases[events[0].event.case_id]  # type: ignore[attr-defined]
            self._only(files, "applications", "case_no", number)
        self._told(len(events))

    def _only(self, files: dict[str, _File], file: str, column: str, number: str) -> None:
        files[file].only(column, number)
        self.losses.only_numbers[file] += 1


def _path(name: str) -> str:
    return f"{FOLDER}/{name}.csv"
