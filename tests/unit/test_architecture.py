"""The arrows of the architecture: who may import whom. A new arrow is a decision, not an accident."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

MAY_IMPORT = {
    "domain": set(),
    "ledger": {"domain"},
    "projections": {"domain", "ledger"},
    "api": {"domain", "ledger", "projections"},
    "ui": {"api"},
    "caseledger": {"domain", "ledger", "projections", "api", "ui"},
}

IMPURE = {"asyncio", "datetime.datetime.now", "os", "psycopg", "random", "socket", "time", "uuid4"}


def files(package: str) -> Iterator[Path]:
    yield from (ROOT / package).rglob("*.py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_follow_the_arrows(package: str) -> None:
    ours = set(MAY_IMPORT) - {package} - MAY_IMPORT[package]
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(package)
        for name in imported(path)
        if name.partition(".")[0] in ours
    }
    assert wrong == set()
    assert list(files(package)), f"no file of {package} was found: this test would check nothing"


def test_the_domain_is_pure() -> None:
    """No clock, no randomness, no input or output: all of it comes by the context."""
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files("domain")
        for name in imported(path)
        if name in IMPURE
        or name.partition(".")[0] in {"asyncio", "os", "psycopg", "random", "socket", "time"}
    }
    assert wrong == set()
    clocks = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in files("domain")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "today", "utcnow"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    }
    assert clocks == set()


def test_no_file_is_long_enough_to_hold_two_subjects() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for package in MAY_IMPORT
        for path in files(package)
        if (lines := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}
