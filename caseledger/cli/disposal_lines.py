"""One line for each person that is due, each disposal and each hold, in the reader's language."""

from datetime import date
from zoneinfo import ZoneInfo

from caseledger.cli.say import Say
from domain.calendar import local_day
from domain.policy import Policy
from domain.private import Language
from projections.effects.disposals import Due, Progress
from projections.retention.rows import DisposalRow, HoldRow


class Lines:
    """Ids, codes in words, and days of the tenant's; nobody's name."""

    def __init__(self, policy: Policy, zone: ZoneInfo, say: Say) -> None:
        self._policy = policy
        self._zone = zone
        self._lang: Language = say.lang
        self._french = say.lang == "fr"

    def due(self, due: Due) -> str:
        kept = "; ".join(
            f"{self._word('retention', each.record_class)} ({self._days(each.since, each.until)})"
            for each in due.standing.kept
        )
        line = f"{due.subject.person_id}  {kept}"
        if due.standing.open_case:
            line += "  [dossier ouvert]" if self._french else "  [open case]"
        for hold in due.holds:
            line += f"  [{'suspension' if self._french else 'hold'} {hold}]"
        if due.waiting:
            line += f"  [{'demandée' if self._french else 'requested'} {due.waiting}]"
        return line

    def disposal(self, row: DisposalRow) -> str:
        what = f"event {row.of_event}" if row.of_event else f"person {row.person_id}"
        told = (
            self._word("retention", row.record_class),
            self._word("disposal_reasons", row.reason),
            self._word("disposal_authorities", row.authority),
            *((row.reference,) if row.reference else ()),
        )
        return f"{row.disposal_id}  {row.status}  {what}  {', '.join(told)}"

    def progress(self, each: Progress) -> str:
        left = "reste" if self._french else "outstanding"
        return f"{self.disposal(each.disposal)}  {left}: {', '.join(each.outstanding)}"

    def hold(self, row: HoldRow) -> str:
        what = row.person_id or row.case_id or row.record_class
        reason = self._word("hold_reasons", row.reason)
        line = f"{row.hold_id}  {row.scope} {what}  {reason}, {row.reference}"
        line += f"  {local_day(row.placed_at, self._zone)}"
        if row.lifted_at:
            lifted = "levée" if self._french else "lifted"
            line += f"  {lifted} {local_day(row.lifted_at, self._zone)}"
        return line

    def _word(self, name: str, code: str) -> str:
        return self._policy.label(name, code, self._lang)

    def _days(self, since: date, until: date) -> str:
        words = ("depuis le", "jusqu’au") if self._french else ("since", "until")
        return f"{words[0]} {since} {words[1]} {until}"
