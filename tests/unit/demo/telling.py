"""Tells stories to a ledger in memory, with the real deciders and claims."""

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

from caseledger.demo.stories import Plot, plots, story
from caseledger.demo.tales import Step, Town, go_on
from domain.decision import Refusal
from tests.support.world import World, published_policy

ZONE = ZoneInfo("America/Toronto")


def town(today: date) -> Town:
    return Town(today, ZONE, published_policy())


class Told:
    """All stories of a demo: the world they left behind, and every step with its plot."""

    def __init__(self, today: date, cases: int, seed: int = 20) -> None:
        self.today = today
        self.world = World()
        self.steps: list[tuple[Plot, Step]] = []
        self.cases: dict[Plot, str] = {}
        chosen = plots(cases)
        usual = sum(plot.kind == "USUAL" for plot in chosen)
        for plot in chosen:
            self._tell(plot, story(plot, usual, seed, town(today)))

    def _tell(self, plot: Plot, tale) -> None:
        step = next(tale, None)
        while step is not None:
            self.steps.append((plot, step))
            self.world.now = step.at
            outcome = self.world.do(step.command, step.actor, step.source)
            assert not isinstance(outcome, Refusal), (plot, step, outcome)
            if case_id := outcome.result.get("case_id"):
                self.cases[plot] = case_id
            step = go_on(tale, outcome.result)

    def commands(self) -> Counter[str]:
        return Counter(type(step.command).__name__ for _, step in self.steps)
