"""How the tests are dealt to worker processes, each of which has servers of its own.

A file's tests stay together, for what the file sets up once; so do files that share what is dear
to set up. A file that is in none of these groups costs nothing but the set-up again.
"""

from pathlib import PurePath

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

# Longest first, so that no worker begins a long one when the others have ended.
TOGETHER = {
    "pages": ("tests/browser/",),
    "three servers": ("tests/integration/standby/",),
    "the example extract": (
        "tests/integration/importer/test_example.py",
        "tests/integration/importer/test_figures.py",
        "tests/integration/importer/test_suspects.py",
        "tests/integration/exporter/test_csv.py",
    ),
}
LAST = "tests/unit/"  # many short ones: they fill what is left of a worker's time


def group(test: str) -> str:
    """Whatever has the same group runs in one process, one test after the other."""
    file = test.partition("::")[0]
    return next((name for name, paths in TOGETHER.items() if file.startswith(paths)), file)


def rank(test: str) -> int:
    """The place of a test's group among all."""
    groups = [*TOGETHER]
    name = group(test)
    return groups.index(name) if name in groups else len(groups) + name.startswith(LAST)


class ByGroup(LoadScopeScheduling):
    """Deals out groups in the order of their tests."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)

    def remove_node(self, node: WorkerController) -> str | None:
        """What a worker that died leaves goes to the others, but not the test that it died of.

        The scheduler of the library would run that one again, and would deal out groups in which
        no test is left: the worker that gets such a one says nothing more, and the run never ends.
        """
        left = self.assigned_work.pop(node)
        died_of = None
        for tests in left.values():
            for test, done in tests.items():
                if not done and died_of is None:
                    died_of, tests[test] = test, True
        self.workqueue.update({g: tests for g, tests in left.items() if not all(tests.values())})
        for other in self.assigned_work:
            self._reschedule(other)
        return died_of


def few(config: pytest.Config) -> bool:
    """Whether one process is quicker, or asked for: a file, or output that is not captured."""
    files = [PurePath(argument.partition("::")[0]).suffix == ".py" for argument in config.args]
    return files == [True] or config.getoption("capture") == "no"
