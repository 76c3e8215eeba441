"""The report of an import: what was taken, kept aside, irregular, and sums that a manager can check."""

from collections import Counter
from datetime import date, datetime
from uuid import UUID

import msgspec

from caseledger.errors import Lang
from caseledger.importer.reconcile import Money
from caseledger.importer.report_words import WORDS
from caseledger.importer.texts import FILES, MONEY
from domain.irregularities import words
from domain.refusals import day_in_words, money_in_words
from domain.reject_texts import reason


class FileReport(msgspec.Struct, frozen=True):
    """One file's rows. ``rows`` of the manifest are the sum of all the others."""

    file: str
    rows: int
    taken: int
    there: int
    corrected: int
    repeated: int
    aside: int
    disposed: int = 0


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did. It counts and names no person; money is cents of CAD.

    ``irregular`` counts events by code; ``suspected`` pairs of records that
    may be one person (None: nobody looked).
    """

    import_id: UUID
    kind: str
    custodian: str
    source_system: str
    as_of: date
    invented: bool
    started_by: str
    started_at: datetime
    finished_at: datetime
    events: int
    events_per_second: int
    files: list[FileReport]
    aside: dict[str, int]
    mended: int
    irregular: dict[str, int]
    irregular_events: int
    suspected: int | None
    money: dict[str, Money]
    gone: int
    unsaid: int
    unknown_files: list[str] = []
    unknown_columns: dict[str, list[str]] = {}

    @property
    def totals(self) -> Counter[str]:
        """Rows of all files, by what became of them."""
        total: Counter[str] = Counter()
        for each in self.files:
            for name in ("rows", "taken", "there", "corrected", "repeated", "aside", "disposed"):
                total[name] += getattr(each, name)
        return total


class Details(msgspec.Struct, frozen=True):
    """What the report's file lists beside it: references of rows, never what they say."""

    corrected: list[str]
    gone: list[str]
    unsaid: list[str]


def render(report: Report, details: Details, lang: Lang) -> str:
    """The report as text for a terminal and a file, in one language."""
    return "\n".join(_Page(report, details, lang).lines())


class _Page:
    """The lines of a report in one language."""

    def __init__(self, report: Report, details: Details, lang: Lang) -> None:
        self._report = report
        self._details = details
        self.lang: Lang = lang
        self.words = WORDS[lang]

    def lines(self) -> list[str]:
        report, say = self._report, self.words
        seconds = max((report.finished_at - report.started_at).total_seconds(), 0.001)
        found = [
            say["title"].format(
                custodian=report.custodian, as_of=day_in_words(report.as_of, self.lang)
            ),
            say["how"].format(
                system=report.source_system,
                by=report.started_by,
                events=self._count(report.events),
                seconds=f"{seconds:.1f}".replace(".", "," if self.lang == "fr" else "."),
                rate=self._count(report.events_per_second),
            ),
        ]
        if report.invented:
            found.append(say["invented"])
        found += ["", *self._files(), "", *self._money(), "", *self._aside(), *self._irregular()]
        found += [*self._suspected(), *self._changes(), *self._unknown()]
        return found

    def _files(self) -> list[str]:
        names = ("rows", "taken", "there", "corrected", "repeated", "aside", "disposed")
        shown = [n for n in names if n != "disposed" or self._report.totals["disposed"]]
        head = f"{'':24}" + "".join(f"{self.words[name]:>15}" for name in shown)
        lines = [head]
        for each in self._report.files:
            cells = "".join(f"{self._count(getattr(each, name)):>15}" for name in shown)
            lines.append(f"{FILES[each.file][self.lang == 'en']:24}{cells}")
        totals = "".join(f"{self._count(self._report.totals[name]):>15}" for name in shown)
        return [*lines, f"{self.words['total']:24}{totals}", self.words["rows_agree"]]

    def _money(self) -> list[str]:
        lines = [self.words["money"]]
        for name, sums in self._report.money.items():
            text = self.words["sum"].format(
                read=f"{money_in_words(sums.rows, self.lang):>18}",
                aside=money_in_words(sums.aside, self.lang),
            )
            lines.append(f"  {MONEY[name][self.lang == 'en']:28}{text}")
        return [*lines, self.words["money_agrees"]]

    def _aside(self) -> list[str]:
        if not self._report.aside:
            return [self.words["none_aside"]]
        lines = [
            self.words["aside_list"].format(count=self._count(sum(self._report.aside.values())))
        ]
        lines += [f"  {n:6}  {reason(code, self.lang)}" for code, n in self._report.aside.items()]
        if self._report.mended:
            lines.append(self.words["mended"].format(count=self._count(self._report.mended)))
        return [*lines, self.words["mend"]]

    def _irregular(self) -> list[str]:
        if not self._report.irregular:
            return [self.words["none_irregular"]]
        count = self._count(self._report.irregular_events)
        lines = [self.words["irregular"].format(count=count)]
        by_count = sorted(self._report.irregular.items(), key=lambda item: (-item[1], item[0]))
        return lines + [f"  {n:6}  {words(code, self.lang)}" for code, n in by_count]

    def _suspected(self) -> list[str]:
        if self._report.suspected is None:
            return []
        return [self.words["suspected"].format(count=self._count(self._report.suspected))]

    def _changes(self) -> list[str]:
        lines = []
        for name, count in (
            ("changed_list", self._report.totals["corrected"]),
            ("gone_list", self._report.gone),
            ("unsaid_list", self._report.unsaid),
        ):
            if count:
                lines.append(self.words[name].format(count=self._count(count)))
                listed = getattr(self._details, {"changed_list": "corrected"}.get(name, name[:-5]))
                lines += [f"  {reference}" for reference in listed]
        return lines

    def _unknown(self) -> list[str]:
        lines = []
        if self._report.unknown_files:
            lines.append(self.words["files"].format(names=", ".join(self._report.unknown_files)))
        for file, names in self._report.unknown_columns.items():
            lines.append(self.words["columns"].format(file=file, names=", ".join(names)))
        return lines

    def _count(self, number: int) -> str:
        return f"{number:,}".replace(",", "\u202f" if self.lang == "fr" else ",")
