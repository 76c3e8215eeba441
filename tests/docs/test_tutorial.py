"""The tutorial and the README's first case do what they say, against a program just started."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT, printed, sessions, shows
from tests.support.program import Program

TUTORIAL = ROOT / "docs" / "tutorial.md"


@pytest.fixture(scope="module")
def address(open_folder: Path) -> Iterator[str]:
    """An empty demonstration."""
    home = open_folder / "docs"
    program = Program("run", "--empty", "--port", "0", env={"CASELEDGER_HOME": str(home)})
    yield program.ready()
    program.stop(signal.SIGTERM)


@pytest.fixture(scope="module")
def told(address: str, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each block of the tutorial prints."""
    blocks = [block for block, _ in sessions(TUTORIAL)]
    return printed(blocks, tmp_path_factory.mktemp("tutorial"), BASE=address)


@pytest.mark.parametrize("number", range(len(sessions(TUTORIAL))))
def test_each_block_of_the_tutorial_prints_what_it_shows(told: list[str], number: int) -> None:
    block, expected = sessions(TUTORIAL)[number]
    if expected is None:
        assert "ask " not in block.partition("INTAKE=")[2], "an answer that is not shown"
        assert told[number] == ""
    else:
        assert shows(told[number], expected), f"{block}\n{told[number]}"


@pytest.mark.parametrize("name", ["README.md", "README.fr.md"])
def test_the_readmes_first_case_works_when_pasted_and_pasted_again(
    address: str, tmp_path: Path, name: str
) -> None:
    [(block, expected)] = [s for s in sessions(ROOT / name) if "/graphql" in s[0]]
    assert expected is not None and len(block.splitlines()) == 5
    [first] = printed([block], tmp_path, URL=address)
    [second] = printed([block], tmp_path, URL=address)
    assert shows(first, expected), first
    assert second == first


def test_an_output_that_differs_is_seen() -> None:
    assert shows("a\nid 7 x\nb\n", "…\nid … x\nb\n")
    assert not shows("a\nid 7 y\nb\n", "…\nid … x\nb\n")
    assert not shows("a\nb\nc\n", "a\nb\n")
