"""What is paid: basic needs and shelter every month, sometimes more, rarely reversed."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from caseledger.demo.case_file import CaseFile, Spell
from caseledger.demo.tales import Step, Tale
from domain.case.commands import IssueBenefit, ReverseBenefit

MONTHS_TOLD = 11
"""Payments of the last so many months are told; the ones before would only be more of the same."""

_Rates = dict[str, list[dict[str, Any]]]


def paid_monthly(file: CaseFile, spell: Spell) -> Tale:
    """Basic needs and shelter of each month, issued at the end of the month before."""
    if file.household.programme != "OW":
        return
    hours = file.hours()
    rates: _Rates = file.town.policy.content("rates", file.town.today)
    basic, shelter = _basic_needs(file, rates), _shelter(file, rates)
    method = file.rng.choices(("DIRECT_DEPOSIT", "RELOADABLE_CARD", "CHEQUE"), (82, 12, 6))[0]
    to_landlord = "DIRECT_TO_VENDOR" if file.rng.random() < 0.12 else method
    soonest = file.town.after(spell.begins_on, file.rng.randint(1, 2))
    for month in _months(spell, file.town.today):
        day = max(soonest, file.town.before(month, 2))
        if day >= spell.until:
            return
        name = f"{month:%Y-%m}"
        if name in file.paid_months:
            continue
        file.paid_months.add(name)
        yield _issue(file, hours.on(day), day, name, "BASIC_NEEDS", basic, method)
        result = yield _issue(file, hours.on(day), day, name, "SHELTER", shelter, to_landlord)
        back = file.town.after(day, file.rng.randint(3, 8))
        if file.rng.random() < 0.02 and back < spell.until:
            yield _reverse(file, hours.on(back), back, UUID(result["benefit_id"]))
            again = file.town.after(back, 1)
            if again < spell.until:
                yield _issue(file, hours.on(again), again, name, "SHELTER", shelter, "CHEQUE")


def helped(file: CaseFile, spell: Spell) -> Tale:
    """Something that makes a difference once: stability support, health, participation."""
    hours = file.hours()
    day = file.open_day_between(
        spell.begins_on + timedelta(days=8), spell.begins_on + timedelta(days=380)
    )
    while day < spell.until:
        kind, cents = file.rng.choice(
            (
                ("STABILITY_SUPPORT", 12500),
                ("STABILITY_SUPPORT", 45000),
                ("HEALTH", 8640),
                ("MEDICAL_TRANSPORT", 3215),
                ("PARTICIPATION", 10000),
            )
        )
        method = "DIRECT_TO_VENDOR" if cents > 30000 else "DIRECT_DEPOSIT"
        yield _issue(file, hours.on(day), day, f"{day:%Y-%m}", kind, cents, method)
        day = file.open_day_between(day + timedelta(days=60), day + timedelta(days=500))


def _months(spell: Spell, today: date) -> list[date]:
    """First days of the months to be paid, those since ``MONTHS_TOLD`` months ago."""
    month = spell.begins_on.replace(day=1)
    oldest = today.year * 12 + today.month - MONTHS_TOLD
    found = []
    while month < spell.until + timedelta(days=31):
        if month.year * 12 + month.month > oldest:
            found.append(month)
        month += timedelta(days=monthrange(month.year, month.month)[1])
    return found


def _basic_needs(file: CaseFile, rates: _Rates) -> int:
    members = file.household.members
    adults = sum(m.adult for m in members)
    children = any(m.participant_class == "DEPENDENT_CHILD" for m in members)
    rows = {(r["adults"], r["children"]): r["cents"] for r in rates["basic_needs"]}
    return rows[min(adults, 2), children]


def _shelter(file: CaseFile, rates: _Rates) -> int:
    """The rent, invented, up to what the rates allow."""
    rows = {r["size"]: r["cents"] for r in rates["shelter"]}
    most = rows[min(len(file.household.members), max(rows))]
    return min(most, file.rng.randrange(28000, 110000, 500))


def _issue(
    file: CaseFile, at: datetime, day: date, month: str, kind: str, cents: int, method: str
) -> Step:
    reported = file.decided_by_ministry and kind in ("BASIC_NEEDS", "SHELTER")
    command = IssueBenefit(
        case_id=file.case_id,
        benefit_type=kind,
        month=month,
        amount_cents=cents,
        payee_id=file.people[0],
        method=method,
        issued_on=day,
        organisation="MINISTRY" if reported else "LOCAL",
    )
    return file.by_ministry(at, command) if reported else file.by_caseworker(at, command)


def _reverse(file: CaseFile, at: datetime, day: date, benefit_id: UUID) -> Step:
    command = ReverseBenefit(
        case_id=file.case_id,
        benefit_id=benefit_id,
        reversed_on=day,
        reason=file.rng.choice(("RETURNED", "WRONG_AMOUNT")),
    )
    step = file.by_ministry if file.decided_by_ministry else file.by_caseworker
    return step(at, command)
