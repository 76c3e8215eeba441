"""The walk through the code names what exists, in one unbroken order."""

import re

import pytest

from tests.docs.blocks import ROOT
from tests.docs.code import defines, names_in, paths_in

WALK = (ROOT / "docs" / "walk.md").read_text(encoding="utf-8")
STEPS = re.findall(r"^(\d+)\. (.*)$", WALK, re.MULTILINE)


def test_its_steps_are_numbered_without_a_gap_and_each_names_a_file() -> None:
    assert [int(number) for number, _ in STEPS] == list(range(1, len(STEPS) + 1))
    for number, step in STEPS:
        assert step.startswith("`") and list(paths_in(step)), f"step {number} names no file"


@pytest.mark.parametrize("step", [step for _, step in STEPS])
def test_each_file_and_name_of_a_step_exists(step: str) -> None:
    for path in paths_in(step):
        assert (ROOT / path).is_file(), path
    pairs = names_in(step)
    for path, name in pairs:
        assert defines(path, name), f"{path} defines no {name}"
    assert step.count("` · `") == len(pairs), "a name that is not looked at"


def test_a_name_that_is_gone_is_seen() -> None:
    assert defines("ledger/commands.py", "Commands.execute")
    assert not defines("ledger/commands.py", "Commands.exec")
    assert not defines("migrations/0002_pre_append.sql", "ledger.appended")
