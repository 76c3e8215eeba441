"""What befalls each case of the demo: three years of stories, and what waits for somebody now."""

from collections.abc import Generator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Literal

import msgspec

from caseledger.demo import apart
from caseledger.demo import spell as spells
from caseledger.demo.case_file import CaseFile, Spell
from caseledger.demo.intake import Fate, Plan, apply, usual_plan
from caseledger.demo.names import MONONYMS
from caseledger.demo.people import invent_household
from caseledger.demo.spell import Turn
from caseledger.demo.tales import Step, Tale, Town, told_until

DAYS_TOLD = 3 * 365

Kind = Literal[
    "USUAL", "PENDING", "FRESH", "UNASSIGNED", "SILENT", "ASKED", "WITHDRAWN", "REOPENED", "APART"
]

_NOW: dict[Kind, float] = {
    "PENDING": 0.045,
    "FRESH": 0.03,
    "UNASSIGNED": 0.01,
    "SILENT": 0.025,
    "ASKED": 0.035,
    "WITHDRAWN": 0.01,
    "REOPENED": 0.01,
}
"""The share of the cases (one at least of each) whose story is about now."""

_ROOM = 10
"""Usual stories beside which there is one of a household that splits."""

_PENDING = (
    (4, 0),
    (1, 0),
    (5, 0),
    (3, None),
    (2, 0),
    (6, 1),
    (1, None),
    (4, 0),
    (7, 1),
    (3, 0),
    (9, None),
    (2, 1),
    (3, 0),
    (12, None),
)
"""Applied so many business days ago, complete so many later (or not yet): four is the standard."""

_EXIT_REASONS = {
    "EMPLOYMENT": 44,
    "OTHER_INCOME": 20,
    "MOVED_TO_OTHER_AGENT": 14,
    "NO_CONTACT": 12,
    "ODSP_GRANTED": 10,
}


class Plot(msgspec.Struct, frozen=True):
    """Which story a case has; ``place`` is its place among those of its kind."""

    number: int
    kind: Kind
    place: int


def plots(cases: int) -> list[Plot]:
    """The stories of a demo of so many cases: those about now first, then the usual ones.

    The last one, where there is room for it, is of a household that splits, and ends in two files.
    """
    found: list[Plot] = []
    for kind, share in _NOW.items():
        count = max(1, round(cases * share))
        found += [Plot(len(found) + place, kind, place) for place in range(count)]
    found = found[:cases]
    usual = cases - len(found)
    found += [Plot(len(found) + place, "USUAL", place) for place in range(usual)]
    if usual >= _ROOM:
        found[-1] = Plot(len(found) - 1, "APART", 0)
    return found


def story(plot: Plot, usual: int, seed: int, town: Town) -> Tale:
    """A case's whole story up to yesterday. ``usual`` is how many have one of the usual kind."""
    rng = Random(f"{seed}/{plot.number}")
    applied_on = _applied_on(plot, usual, rng, town)
    mononym = MONONYMS[plot.place] if plot.kind == "ASKED" and plot.place < len(MONONYMS) else None
    household = invent_household(rng, plot.number, applied_on, mononym)
    if plot.kind in ("REOPENED", "SILENT", "ASKED", "WITHDRAWN", "FRESH"):
        while household.programme != "OW" or household.office not in ("centre", "east"):
            household = invent_household(rng, plot.number, applied_on, mononym)
    while plot.kind == "APART" and not apart.fits(household):
        household = invent_household(rng, plot.number, applied_on)
    file = CaseFile(plot.number, rng, town, household)
    match plot.kind:
        case "USUAL":
            tale = _usual(file, applied_on)
        case "APART":
            tale = apart.told(file, applied_on)
        case _:
            tale = _now(file, plot, applied_on)
    return told_until(tale, town.last_instant)


def _applied_on(plot: Plot, usual: int, rng: Random, town: Town) -> date:
    match plot.kind:
        case "USUAL":
            days = DAYS_TOLD - 30 - (DAYS_TOLD - 60) * plot.place // max(usual, 1)
            return town.today - timedelta(days=days + rng.randint(-6, 6))
        case "PENDING":
            return town.before(town.today, _PENDING[plot.place % len(_PENDING)][0])
        case "FRESH":
            return town.today - timedelta(days=rng.randint(14, 40))
        case "UNASSIGNED":
            return town.before(town.today, rng.randint(5, 7))
        case "APART":
            return town.today - timedelta(days=rng.randint(300, 340))
        case "REOPENED":
            return town.today - timedelta(days=rng.randint(200, 500))
        case _:
            return town.today - timedelta(days=rng.randint(90, 330))


def _now(file: CaseFile, plot: Plot, applied_on: date) -> Tale:
    if plot.kind == "PENDING":
        _, complete = _PENDING[plot.place % len(_PENDING)]
        yield from apply(file, Plan(applied_on, "PENDING", complete))
        return
    if plot.kind == "UNASSIGNED":
        yield from apply(file, Plan(applied_on, "GRANTED", 0, 2, assigned_after=30))
        return
    assigned = yield from apply(file, Plan(applied_on, "GRANTED", 0, file.rng.randint(2, 5)))
    if assigned is None:
        return
    turn = Turn(stays=True)
    match plot.kind:
        case "FRESH":
            turn = Turn(stays=True, supported=False)
        case "SILENT":
            turn = Turn(stays=True, referred=11 + plot.place % 8, recipient=_partner(plot))
        case "ASKED":
            turn = Turn(stays=True, referred=1 + plot.place % 7, recipient=_partner(plot))
        case "WITHDRAWN":
            turn = Turn(stays=True, withdrew=1 + plot.place)
    today = file.town.today
    if plot.kind != "REOPENED":
        yield from spells.lived(file, Spell(assigned, today), turn)
        return
    ends = file.town.before(today, 9 + plot.place)
    yield from spells.lived(file, Spell(assigned, ends, "NO_CONTACT"), turn)
    yield from spells.exited(file, ends, "NO_CONTACT")
    yield from spells.reopened(file, file.town.before(today, 2 + plot.place))


def _partner(plot: Plot) -> str:
    return f"eo-0{plot.place % 2 + 1}"


def _usual(file: CaseFile, applied_on: date) -> Tale:
    """Applications, spells and returns, one after the other, as long as there is time."""
    fate = _fate(file)
    while applied_on < file.town.today:
        assigned = yield from apply(file, usual_plan(file, applied_on, fate))
        ended = None
        if assigned is not None:
            ended = yield from _spell(file, assigned)
        again = _again(file, fate, applied_on, ended)
        if again is None:
            return
        applied_on, fate = again, _fate(file)


def _spell(file: CaseFile, assigned: date) -> Generator[Step, Mapping[str, str], date | None]:
    rng, today = file.rng, file.town.today
    longer = 2.5 if file.household.programme == "ODSP" else 1.0
    days = 50 + round(rng.expovariate(1 / (300 * longer)))
    ends = file.town.open_day(assigned + timedelta(days=days))
    if ends >= today:
        yield from spells.lived(file, Spell(assigned, today), Turn())
        return None
    reason = rng.choices(list(_EXIT_REASONS), list(_EXIT_REASONS.values()))[0]
    yield from spells.lived(file, Spell(assigned, ends, reason), Turn())
    yield from spells.exited(file, ends, reason)
    return ends if reason != "ODSP_GRANTED" else None


def _fate(file: CaseFile) -> Fate:
    fates: tuple[Fate, ...] = ("GRANTED", "REFUSED", "WITHDRAWN")
    return file.rng.choices(fates, (85, 10, 5))[0]


def _again(file: CaseFile, fate: Fate, applied_on: date, ended: date | None) -> date | None:
    """The day on which somebody applies again, if they do."""
    if ended is not None and file.rng.random() < 0.3:
        return ended + timedelta(days=file.rng.randint(62, 480))
    if fate != "GRANTED" and file.rng.random() < 0.25:
        return applied_on + timedelta(days=file.rng.randint(40, 300))
    return None
