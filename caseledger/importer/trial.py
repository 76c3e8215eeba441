"""Accounts to look at an imported ledger with, on one's own machine: the extract's own workers.

Where a real server keeps the ledger, accounts are made by ``caseledger staff add``.
"""

from collections import Counter, defaultdict
from uuid import UUID

import msgspec

from caseledger.importer.mapping.source import Source
from caseledger.importer.stage import FILES, Stage


class TrialAccount(msgspec.Struct, frozen=True):
    """An account that the trial sign-in offers; ``role`` is of the list ``roles``."""

    account_id: UUID
    display_name: str
    role: str
    office: str | None = None


_WITHOUT_OFFICE = ("PRIVACY_OFFICER", "REPORTING", "OPERATOR")
_IN_EACH_OFFICE = ("SUPERVISOR", "INTAKE")
_ASSIGNMENTS = f"""
select convert_from(content, 'UTF8')::jsonb ->> 1, convert_from(content, 'UTF8')::jsonb ->> 2, count(*)
from staged where file = {FILES.index("assignments")} group by 1, 2
"""


def trial_accounts(source: Source, stage: Stage) -> list[TrialAccount]:
    """A caseworker for each worker of the extract, in the office of most of their cases, and those
    who look after them. Their ids are the source's: so each worker sees their own cases.
    """
    rows = stage.execute(_ASSIGNMENTS)
    of_worker: dict[str, Counter[str]] = defaultdict(Counter)
    for office, worker, cases in rows:
        of_worker[worker][office] += cases
    found = [
        TrialAccount(source.id("worker", worker), worker, "CASEWORKER", _most(offices))
        for worker, offices in sorted(of_worker.items())
    ]
    offices = sorted({office for office, _, _ in rows})
    for role in _IN_EACH_OFFICE:
        found += [_account(source, role, office) for office in offices]
    return found + [_account(source, role, None) for role in _WITHOUT_OFFICE]


def _most(offices: Counter[str]) -> str:
    return min(offices, key=lambda office: (-offices[office], office))


def _account(source: Source, role: str, office: str | None) -> TrialAccount:
    key = f"{role}/{office or ''}"
    return TrialAccount(source.id("trial", key), _name(role, office), role, office)


def _name(role: str, office: str | None) -> str:
    words = role.replace("_", " ").capitalize()
    return f"{words} ({office})" if office else words
